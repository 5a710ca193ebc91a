"""The journal: what happened to each message, in its order, for whoever watches or is to be told.

An entry is written in the very transaction that keeps what it tells of, so that none is lost and
none tells of what did not happen. One of index 0 is about a publication as a whole.
"""

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa
from msgspec import structs

from ..model.receipts import Failure, MayFail, Sent
from . import schema
from .rows import LedgerError, MessageRow

if TYPE_CHECKING:
    from .store import Ledger

JOURNAL = schema.journal.c
MESSAGE = schema.message.c
KEPT = dt.timedelta(days=30)
"""How long an entry is kept."""

EntryKind = Literal[
    "sending",
    "sent",
    "edited",
    "deleting",
    "deleted",
    "refused",
    "unknown",  # nobody knows whether the channel did it
    "later",  # surely not done; it may be tried again
]


class JournalEntry(MayFail):
    """Something that happened."""

    number: int
    """Grows; on PostgreSQL a smaller one of another account may be seen later."""
    kind: EntryKind
    key: str
    """Of the message; empty of a publication as a whole."""
    channel: str
    account: str
    digest: str
    run: int
    """Which publication of the draft; 0 where none was begun."""
    index: int
    """Which message, from 1; 0 for the publication as a whole."""
    of: int
    attempt: int
    at: dt.datetime
    sent: Sent | None = None


def write(connection: sa.Connection, row: MessageRow, kind: EntryKind, at: dt.datetime) -> None:
    """Write down that *kind* happened to the message of *row*, and what that ends."""
    kind = "edited" if kind == "sent" and row.replaces else kind
    problem = row.problem if kind in {"refused", "unknown", "later"} else None
    same = {name: value for name, value in structs.asdict(row).items() if name in JOURNAL}
    entry = {**same, "kind": kind, "at": at, "problem": problem}
    entries = [entry]
    if kind in {"sent", "edited", "deleted"} and _is_whole(connection, row):
        whole = "deleted" if kind == "deleted" else "sent"
        more = {"kind": whole, "key": "", "index": 0, "attempt": 0, "sent": None}
        entries.append({**entry, **more})
    connection.execute(sa.insert(schema.journal), entries)


def _is_whole(connection: sa.Connection, row: MessageRow) -> bool:
    """Whether every message of the publication is now what *row* is."""
    mine = (MESSAGE.digest == row.digest, schema.is_account(MESSAGE.account, row.account))
    here = sa.select(MESSAGE.state).where(*mine, MESSAGE.run == row.run)
    states = connection.scalars(here).all()
    if row.state == "sent":
        return states.count("sent") == row.of
    return all(state in {"deleted", "replaced", "refused", "later"} for state in states)


def write_failure(ledger: "Ledger", failure: Failure, of: int) -> None:
    """Write down that a publication of *of* messages has ended with *failure*, maybe for now.

    A ledger that cannot be written is left alone: nothing hangs on this.
    """
    entry = {
        "kind": failure.outcome,
        "key": "",
        "channel": failure.channel,
        "account": failure.account,
        "digest": failure.digest,
        "run": failure.run,
        "index": 0,
        "of": of,
        "attempt": 0,
        "at": ledger.now(),
        "problem": failure.problem,
    }
    with suppress(LedgerError), ledger.writing() as connection:
        connection.execute(sa.insert(schema.journal), [entry])


def entries(
    ledger: "Ledger", digest: str, account: str, run: int, after: int = 0
) -> list[JournalEntry]:
    """What happened to one publication after the entry of the number *after*, in its order."""
    wanted = sa.select(schema.journal).where(
        JOURNAL.digest == digest,
        schema.is_account(JOURNAL.account, account),
        JOURNAL.run.in_((0, run)),
        JOURNAL.number > after,
    )
    return read(ledger, wanted)


def last_before(ledger: "Ledger", at: dt.datetime) -> int:
    """The number of the last entry that is older than *at*; 0 where there is none."""
    with ledger.reading() as connection:
        wanted = sa.select(sa.func.max(JOURNAL.number)).where(JOURNAL.at < at)
        return connection.scalar(wanted) or 0


def forget(ledger: "Ledger") -> int:
    """Forget what happened long ago; how many entries."""
    old = JOURNAL.at < ledger.now() - KEPT
    with ledger.writing() as connection:
        return connection.execute(sa.delete(schema.journal).where(old)).rowcount


def read(ledger: "Ledger", wanted: sa.Select[Any], limit: int | None = None) -> list[JournalEntry]:
    """The entries that *wanted* selects, in their order; at most *limit*."""
    with ledger.reading() as connection:
        rows: Sequence[sa.Row[Any]] = connection.execute(
            wanted.order_by(JOURNAL.number).limit(limit)
        ).all()
    return [
        schema.record_of(
            row, JournalEntry, sent=None if row.sent is schema.UNREADABLE else row.sent
        )
        for row in rows
    ]
