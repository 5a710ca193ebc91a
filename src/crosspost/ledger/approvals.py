"""Approvals: what agents asked to send, and what a person said to it.

A yes holds for one draft on one place with its pictures (`model.draft.approval`), whenever it is
sent; what was sent is not sent again, so a yes is never used up. One to an update or a deletion
holds for that change of what stands, which cannot be made again once it is made.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from .._record import Json, Record
from ..errors import CrosspostError
from ..model.draft import Draft
from . import schema
from .rows import display_url
from .store import Ledger

TABLE = sa.Table(
    "crosspost_approval",
    schema.metadata,
    sa.Column("approval", sa.Text, primary_key=True),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("draft", schema.AsJson(Draft), nullable=False),
    sa.Column("asked", schema.Moment, nullable=False),
    sa.Column("decided", schema.Moment),
    sa.Column("approved", sa.Boolean, nullable=False),
    sa.Column("change", schema.AsJson(dict[str, Json])),
)
"""What an agent asked to send, by what says yes to it (`model.draft.approval`), and what a person
said; with *change*, what it asked to do to what stands."""
APPROVAL = TABLE.c
MOST = 200
"""That wait for an answer; when one more is asked, the first goes, for nobody reads so many."""


class AskedDraft(Record):
    """A draft that an agent asked to send."""

    approval: str
    draft: Draft
    asked: dt.datetime
    """When it was asked first, in UTC."""
    approved: bool = False
    decided: dt.datetime | None = None
    """When a person said yes or no, in UTC."""
    change: dict[str, Json] | None = None
    """What would be done to what stands, for the draft to stand, or to go; as plain data."""


def ask(
    ledger: Ledger,
    drafts: Mapping[str, Draft],
    changes: Mapping[str, Mapping[str, Json]] = {},
) -> None:
    """Keep what is asked, for a person to look at; what was asked before stays as it is.

    Args:
        ledger: where.
        drafts: what is to be sent, each by what says yes to it.
        changes: by the same, what is to be done to what stands.
    """
    with ledger.writing() as connection:
        for approval, draft in drafts.items():
            values = {
                "approval": approval,
                "account": draft.account,
                "draft": draft,
                "asked": ledger.now(),
                "approved": False,
                "change": changes.get(approval),
            }
            schema.insert_new(connection, TABLE, values)
        waiting = sa.select(APPROVAL.approval).where(APPROVAL.decided.is_(None))
        old = waiting.order_by(APPROVAL.asked.desc(), APPROVAL.approval).offset(MOST)
        gone = connection.scalars(old).all()
        connection.execute(sa.delete(TABLE).where(APPROVAL.approval.in_(gone)))


def waiting(ledger: Ledger) -> list[AskedDraft]:
    """What waits for an answer, the first one first; without what is damaged."""
    return [one for row in _waiting(ledger) if (one := _asked(row))]


def damaged(ledger: Ledger) -> list[tuple[str, str]]:
    """Approval and account of what waits and cannot be read: a person can only say no to it."""
    return [(row.approval, row.account) for row in _waiting(ledger) if _asked(row) is None]


def _waiting(ledger: Ledger) -> Sequence[sa.Row[Any]]:
    wanted = sa.select(TABLE).where(APPROVAL.decided.is_(None))
    with ledger.reading() as connection:
        return connection.execute(wanted.order_by(APPROVAL.asked, APPROVAL.approval)).all()


def find(ledger: Ledger, name: str) -> AskedDraft:
    """What was asked under *name*, an approval or its beginning.

    Raises:
        CrosspostError: nothing, or several; or it is damaged.
    """
    if found := _asked(_named(ledger, name)):
        return found
    raise CrosspostError("approve.damaged", location=display_url(ledger.engine.url), digest=name)


def decline(ledger: Ledger, name: str) -> str:
    """Say no to what was asked under *name*, as for `find`, damaged or not; whose it was.

    Raises:
        CrosspostError: nothing, or several.
    """
    row = _named(ledger, name)
    decide(ledger, row.approval, approved=False)
    return str(row.account)


def _named(ledger: Ledger, name: str) -> sa.Row[Any]:
    here = APPROVAL.approval.startswith(name, autoescape=True)
    with ledger.reading() as connection:
        found = connection.execute(sa.select(TABLE).where(here)).all()
    exact = [one for one in found if one.approval == name]
    if len(found) != 1 and not exact:
        place = display_url(ledger.engine.url)
        code = "approve.several" if found else "approve.none"
        raise CrosspostError(
            code, location=place, digest=name, choices=[one.approval for one in found]
        )
    return (exact or found)[0]


def decide(ledger: Ledger, approval: str, *, approved: bool) -> None:
    """Write down what a person said; the last word holds."""
    values = {"approved": approved, "decided": ledger.now()}
    with ledger.writing() as connection:
        change = sa.update(TABLE).where(APPROVAL.approval == approval)
        connection.execute(change.values(**values))


def reopen(ledger: Ledger, approval: str) -> None:
    """Forget what a person said by a slip: it waits for a word again, and may not go out."""
    with ledger.writing() as connection:
        change = sa.update(TABLE).where(APPROVAL.approval == approval)
        connection.execute(change.values(approved=False, decided=None))


def decisions(ledger: Ledger, approvals: Collection[str]) -> dict[str, bool]:
    """What a person said to each of *approvals* to which somebody said anything."""
    columns = (APPROVAL.approval, APPROVAL.approved)
    wanted = sa.select(*columns).where(
        APPROVAL.approval.in_(approvals), APPROVAL.decided.is_not(None)
    )
    with ledger.reading() as connection:
        return {row.approval: row.approved for row in connection.execute(wanted)}


def _asked(row: sa.Row[Any]) -> AskedDraft | None:
    """What *row* says; nothing where it is damaged."""
    damaged = schema.UNREADABLE in (row.draft, row.change)
    return None if damaged else schema.record_of(row, AskedDraft)
