"""Predictions: what the ledger knows of what was foretold, and how it came out.

Kept beside the messages, because it counts as published once a message of one of its drafts
stands; what was said first, in public, is what is held against its author.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import Literal

import msgspec
import sqlalchemy as sa

from .._record import Record, decoded, encoded
from ..model.post import Prediction, Texts
from ..model.receipts import Receipt
from ..text.texts import TextRecord
from . import schema
from .rows import row_of
from .store import Ledger

Outcome = Literal["true", "false", "partly", "void", "open"]
"""``void``: it does not count, as where nobody can say; ``open``: not settled, or no longer."""
Role = Literal["original", "follow-up", "omitted"]
"""``omitted``: of the post that predicted it, but not saying so; noted by an older version, which
did not look, and marked by a migration since."""


class Foretold(TextRecord):
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


class Kept(Record):
    """A prediction as the ledger has it."""

    id: str
    said: Foretold
    settlements: tuple[Settlement, ...] = ()
    """Oldest first."""
    stands: tuple[Receipt, ...] = ()
    """The first message of the post that said it, for each account; none where it failed."""
    followed: tuple[Receipt, ...] = ()
    """The same of the follow-up."""

    @property
    def outcome(self) -> Outcome:
        """How it came out."""
        return self.settlements[-1].outcome if self.settlements else "open"

    @property
    def published(self) -> dt.datetime | None:
        """Since when it stands, in UTC."""
        return min((receipt.at for receipt in self.stands), default=None)


def keep(ledger: Ledger, name: str, said: Foretold) -> None:
    """Keep a prediction; one that stands in public already stays as it was said there."""
    values = {"id": name, "json": encoded(said).decode(), "at": ledger.now()}
    with ledger.writing() as connection:
        here = schema.prediction.c.id == name
        if connection.scalar(sa.select(schema.prediction.c.id).where(here).with_for_update()):
            if not _receipts(connection, name):
                change = sa.update(schema.prediction).where(here).values(json=values["json"])
                connection.execute(change)
            return
        schema.insert_new(connection, schema.prediction, values)


def link(ledger: Ledger, name: str, drafts: Collection[tuple[str, str]], role: Role) -> None:
    """Note which drafts, by digest and account, carry the prediction or come after it."""
    columns = schema.prediction_draft.c
    with ledger.writing() as connection:
        known = sa.select(columns.digest, columns.account).where(columns.prediction == name)
        there = {tuple(row) for row in connection.execute(known)}
        for digest, account in dict.fromkeys(drafts):
            if (digest, account) not in there:
                values = {"prediction": name, "digest": digest, "account": account, "role": role}
                schema.insert_new(connection, schema.prediction_draft, values)


def published(ledger: Ledger) -> list[Kept]:
    """Every prediction that stands on some channel: by due date, those without one last."""
    with ledger.reading() as connection:
        found = connection.execute(sa.select(schema.prediction)).all()
        receipts = _receipts(connection)
        settlements = _settlements(connection)
    kept = [
        Kept(
            id=row.id,
            said=decoded(row.json, Foretold),
            settlements=tuple(settlements[row.id]),
            stands=tuple(receipts[row.id, "original"]),
            followed=tuple(receipts[row.id, "follow-up"]),
        )
        for row in found
        if receipts[row.id, "original"]
    ]
    return sorted(kept, key=lambda one: (one.said.prediction.due or dt.date.max, one.id))


def settle(ledger: Ledger, name: str, outcome: Outcome, note: str = "", url: str = "") -> None:
    """Add a decision; earlier ones stay."""
    columns = schema.settlement.c
    with ledger.writing() as connection:
        _held(connection, name)
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


def _held(connection: sa.Connection, name: str) -> None:
    """Hold the prediction, so that two decisions come one after the other."""
    here = sa.select(schema.prediction.c.id).where(schema.prediction.c.id == name)
    connection.execute(here.with_for_update())


def _receipts(
    connection: sa.Connection, name: str | None = None
) -> defaultdict[tuple[str, Role], list[Receipt]]:
    """By prediction and role: the first message of each account, the latest publication's."""
    drafts, messages = schema.prediction_draft, schema.message
    some = drafts.c.role != "omitted"
    if name is not None:
        some &= drafts.c.prediction == name
    carriers = defaultdict(list)
    for one in connection.execute(sa.select(drafts).where(some)):
        carriers[one.digest, one.account].append((one.prediction, one.role))
    stand = (
        sa.select(messages)
        .where(messages.c.state == "sent", messages.c.index == 1)
        .where(
            sa.exists()
            .where(some)
            .where(drafts.c.digest == messages.c.digest, drafts.c.account == messages.c.account)
        )
        .order_by(messages.c.at)
    )
    latest: defaultdict[tuple[str, Role], dict[str, Receipt]] = defaultdict(dict)
    for row in map(row_of, connection.execute(stand)):
        for which in carriers[row.digest, row.account]:
            if row.receipt:
                latest[which][row.account] = row.receipt
    return defaultdict(
        list, {which: [one[key] for key in sorted(one)] for which, one in latest.items()}
    )


def _settlements(connection: sa.Connection) -> defaultdict[str, list[Settlement]]:
    columns = schema.settlement.c
    kept: defaultdict[str, list[Settlement]] = defaultdict(list)
    for row in connection.execute(sa.select(schema.settlement).order_by(columns.number)):
        made = Settlement(outcome=row.outcome, at=row.at, note=row.note, url=row.url)
        kept[row.prediction].append(made)
    return kept
