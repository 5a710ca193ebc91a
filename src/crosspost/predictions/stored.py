"""Predictions: what the ledger knows of each, where it was published and how it came out.

Kept beside the messages: it counts as published once a message that says it was delivered. What
was published first is what is held against its author.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Literal

import msgspec
import sqlalchemy as sa
from msgspec import structs

from .._record import Record, decoded, encoded
from ..ledger import schema
from ..ledger.store import Ledger, row_of
from ..model.draft import Draft
from ..model.post import Prediction, Texts
from ..model.receipts import Receipt
from ..text.texts import TextRecord

Outcome = Literal["true", "false", "partly", "void", "open"]
"""``void``: it does not count, as where nobody can say; ``open``: not settled, or no longer."""
Role = Literal["original", "follow-up", "omitted"]
"""``omitted``: of the post that predicted it, but not saying so; noted by an older version, which
did not look, and marked by a migration since."""


class PredictionRecord(TextRecord):
    """What was predicted, and the post that said so."""

    prediction: Prediction
    title: Texts = msgspec.field(default_factory=Texts)
    languages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    canonical_url: str = ""


class Settlement(Record):
    """A person's decision."""

    outcome: Outcome
    at: dt.datetime
    """In UTC."""
    note: str = ""
    url: str = ""
    """Where it can be read up."""


class StoredPrediction(Record):
    """A prediction as the ledger has it."""

    id: str
    record: PredictionRecord
    settlements: tuple[Settlement, ...] = ()
    """Oldest first."""
    receipts: tuple[Receipt, ...] = ()
    """Of the first message that says it, for each account; none where it failed."""
    follow_ups: tuple[Receipt, ...] = ()
    """Of the first message of its follow-up, for each account."""
    withdrawn: tuple[Receipt, ...] = ()
    """Of the message that said it, for each account on which it was deleted, or edited so that it
    says it no longer. It stays predicted."""
    since: dt.datetime | None = None
    """When it was first sent, wherever, in UTC."""

    @property
    def outcome(self) -> Outcome:
        """How it came out."""
        return self.settlements[-1].outcome if self.settlements else "open"

    @property
    def published(self) -> dt.datetime | None:
        """Since when it is public, in UTC."""
        return self.since or min((receipt.at for receipt in self.receipts), default=None)


def store(ledger: Ledger, name: str, record: PredictionRecord) -> None:
    """Store a prediction; one that was published already stays as it was published."""
    values = {"id": name, "json": encoded(record).decode(), "at": ledger.now()}
    with ledger.writing() as connection:
        here = schema.prediction.c.id == name
        if connection.scalar(sa.select(schema.prediction.c.id).where(here).with_for_update()):
            if not _said(connection, name):
                change = sa.update(schema.prediction).where(here).values(json=values["json"])
                connection.execute(change)
            return
        schema.insert_new(connection, schema.prediction, values)


def link_drafts(ledger: Ledger, name: str, drafts: Iterable[tuple[Draft, int]], role: Role) -> None:
    """Note which drafts say the prediction or follow it, and by which message (from 1)."""
    columns = schema.prediction_draft.c
    with ledger.writing() as connection:
        known = sa.select(columns.digest, columns.account).where(columns.prediction == name)
        there = {tuple(row) for row in connection.execute(known)}
        for draft, index in drafts:
            if (draft.digest, draft.account) not in there:
                values = {
                    "prediction": name,
                    "digest": draft.digest,
                    "account": draft.account,
                    "role": role,
                    "index": index,
                }
                schema.insert_new(connection, schema.prediction_draft, values)


def published(ledger: Ledger) -> list[StoredPrediction]:
    """Every prediction that was published on some channel: by due date, those without one last."""
    with ledger.reading() as connection:
        found = connection.execute(sa.select(schema.prediction)).all()
        said = _said(connection)
        settlements = _settlements(connection)
    kept = [
        StoredPrediction(
            id=row.id,
            record=decoded(row.json, PredictionRecord),
            settlements=tuple(settlements[row.id]),
            receipts=said[row.id, "original"].receipts,
            follow_ups=said[row.id, "follow-up"].receipts,
            withdrawn=said[row.id, "original"].withdrawn,
            since=said[row.id, "original"].since,
        )
        for row in found
        if said[row.id, "original"].since
    ]
    return sorted(kept, key=lambda one: (one.record.prediction.due or dt.date.max, one.id))


def settle(ledger: Ledger, name: str, outcome: Outcome, note: str = "", url: str = "") -> None:
    """Add a decision; earlier ones stay."""
    columns = schema.settlement.c
    with ledger.writing() as connection:
        _lock(connection, name)
        last = sa.select(sa.func.max(columns.number)).where(columns.prediction == name)
        values = {
            "prediction": name,
            "number": (connection.scalar(last) or 0) + 1,
            "outcome": outcome,
            "at": ledger.now(),
            "note": note,
            "url": url,
        }
        connection.execute(sa.insert(schema.settlement).values(values))


def _lock(connection: sa.Connection, name: str) -> None:
    """Lock the prediction, so that two decisions come one after the other."""
    here = sa.select(schema.prediction.c.id).where(schema.prediction.c.id == name)
    connection.execute(here.with_for_update())


class _Said(Record):
    """Where a prediction is said, or followed up."""

    receipts: tuple[Receipt, ...] = ()
    withdrawn: tuple[Receipt, ...] = ()
    since: dt.datetime | None = None


def _said(
    connection: sa.Connection, name: str | None = None
) -> defaultdict[tuple[str, Role], _Said]:
    """By prediction and role: that message of each account, the latest publication's."""
    drafts, messages = schema.prediction_draft, schema.message
    some = drafts.c.role != "omitted"
    if name is not None:
        some &= drafts.c.prediction == name
    same = [drafts.c[column] == messages.c[column] for column in ("digest", "account", "index")]
    delivered = (
        sa.select(drafts.c.prediction, drafts.c.role, messages)
        .join(messages, sa.and_(*same))
        .where(some, messages.c.state.in_(("sent", "replaced", "deleting", "deleted")))
        .order_by(messages.c.at)
    )
    stand: defaultdict[tuple[str, Role], dict[str, Receipt]] = defaultdict(dict)
    gone: defaultdict[tuple[str, Role], dict[str, Receipt]] = defaultdict(dict)
    since: dict[tuple[str, Role], dt.datetime] = {}
    for found in connection.execute(delivered):
        row = row_of(found)
        which = found.prediction, found.role
        there = structs.replace(row, state="sent").receipt
        if there:
            (stand if row.state in {"sent", "deleting"} else gone)[which][row.account] = there
            # of what stands no longer, only when its first call was made is known
            first = row.at if row.state == "sent" else row.since or row.at
            since[which] = min(since.get(which, first), first)
    told: defaultdict[tuple[str, Role], _Said] = defaultdict(_Said)
    for which, first in since.items():
        here, away = stand[which], gone[which]
        told[which] = _Said(
            receipts=tuple(here[one] for one in sorted(here)),
            withdrawn=tuple(away[one] for one in sorted(away.keys() - here.keys())),
            since=first,
        )
    return told


def _settlements(connection: sa.Connection) -> defaultdict[str, list[Settlement]]:
    columns = schema.settlement.c
    kept: defaultdict[str, list[Settlement]] = defaultdict(list)
    for row in connection.execute(sa.select(schema.settlement).order_by(columns.number)):
        made = Settlement(outcome=row.outcome, at=row.at, note=row.note, url=row.url)
        kept[row.prediction].append(made)
    return kept
