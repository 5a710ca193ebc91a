"""What was watched: entries of feeds and folders that an account has taken, each once.

A row stands here before anything is done with its entry; what became of it is added afterwards. So
a watcher that was killed goes on with what stands here, and no entry is taken twice.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Literal

import msgspec
import sqlalchemy as sa
from msgspec import structs

from .._record import Record, decoded, encoded
from ..model.draft import Draft
from ..model.post import Post
from . import schema
from .store import Ledger

EntryState = Literal[
    "seen", "to-ask", "asked", "to-send", "to-schedule", "sent", "scheduled", "declined", "refused"
]
"""``seen``: it was there before. ``to-…``: taken, and still to be done."""
OPEN: tuple[EntryState, ...] = ("to-ask", "asked", "to-send", "to-schedule")
FEED, ENTRY = schema.feed.c, schema.feed_entry.c


class WatchedFeed(Record):
    """A source as one account has watched it last."""

    source: str
    account: str
    etag: str = ""
    modified: str = ""
    """``ETag`` and ``Last-Modified`` of what was taken whole."""
    not_before: dt.datetime | None = None
    """When its server wants to be asked again, in UTC."""


class WatchedEntry(Record):
    """An entry that an account has taken."""

    source: str
    account: str
    entry: str
    fingerprint: str
    title: str = ""
    state: EntryState = "seen"
    approval: str = ""
    """What a person says yes to; nothing where the account's rule sends without asking."""
    draft: Draft | None = None
    post: Post | None = None
    file: str = ""
    """Of a folder: where the post was read, beside which its pictures are."""


def find_feed(ledger: Ledger, source: str, account: str) -> WatchedFeed | None:
    """How *account* has watched *source* last, if it ever did."""
    wanted = sa.select(schema.feed).where(FEED.source == source, FEED.account == account)
    with ledger.reading() as connection:
        row = connection.execute(wanted).one_or_none()
    return None if row is None else WatchedFeed(**row._asdict())


def keep_feed(ledger: Ledger, feed: WatchedFeed, seen: Iterable[WatchedEntry] = ()) -> None:
    """Write down how a source stands now; with it, in one, what was *seen* in it before."""
    rows = [_row(one) for one in seen]
    values = structs.asdict(feed)
    with ledger.writing() as connection:
        if rows:
            schema.insert_new(connection, schema.feed_entry, rows)
        if not schema.insert_new(connection, schema.feed, values):
            here = (FEED.source == feed.source) & (FEED.account == feed.account)
            connection.execute(sa.update(schema.feed).where(here).values(**values))


def known(ledger: Ledger, source: str, account: str) -> dict[str, tuple[str, EntryState]]:
    """By id, the fingerprint and state of every entry of *source* that *account* knows."""
    wanted = sa.select(ENTRY.entry, ENTRY.fingerprint, ENTRY.state).where(
        ENTRY.source == source, ENTRY.account == account
    )
    with ledger.reading() as connection:
        return {row.entry: (row.fingerprint, row.state) for row in connection.execute(wanted)}


def take(ledger: Ledger, entry: WatchedEntry) -> bool:
    """Take *entry* for its account; whether it was nobody's before."""
    with ledger.writing() as connection:
        return bool(schema.insert_new(connection, schema.feed_entry, _row(entry)))


def change(ledger: Ledger, entry: WatchedEntry, **values: str) -> None:
    """Write down what became of *entry*: its ``state``, its ``fingerprint``."""
    here = (
        (ENTRY.source == entry.source)
        & (ENTRY.account == entry.account)
        & (ENTRY.entry == entry.entry)
    )
    with ledger.writing() as connection:
        connection.execute(sa.update(schema.feed_entry).where(here).values(**values))


def unfinished(ledger: Ledger, source: str, accounts: Collection[str]) -> list[WatchedEntry]:
    """What was taken of *source* for *accounts* and is not done yet, the first one first."""
    wanted = sa.select(schema.feed_entry).where(
        ENTRY.source == source, ENTRY.account.in_(accounts), ENTRY.state.in_(OPEN)
    )
    with ledger.reading() as connection:
        rows = connection.execute(wanted.order_by(ENTRY.number)).all()
    return [_entry(row) for row in rows]


def _row(entry: WatchedEntry) -> dict[str, object]:
    return {
        "source": entry.source,
        "account": entry.account,
        "entry": entry.entry,
        "fingerprint": entry.fingerprint,
        "title": entry.title,
        "state": entry.state,
        "approval": entry.approval,
        "draft": encoded(entry.draft).decode() if entry.draft else None,
        "file": entry.file,
        "post": encoded(entry.post).decode() if entry.post else None,
    }


def _entry(row: sa.Row[tuple[object, ...]]) -> WatchedEntry:
    said = row._asdict()
    values = {name: said[name] for name in WatchedEntry.__struct_fields__}
    draft, post = values["draft"], values["post"]
    try:
        values["draft"] = decoded(draft, Draft) if draft else None
        values["post"] = decoded(post, Post) if post else None
    except (msgspec.MsgspecError, TypeError, ValueError):  # damaged: in no other entry's way
        values["draft"] = values["post"] = None
    return WatchedEntry(**values)
