"""What was watched: entries of feeds and folders that an account has taken, each once.

A row stands here before anything is done with its entry; what became of it is added afterwards. So
a watcher that was killed goes on with what stands here, and no entry is taken twice.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any, Literal

import sqlalchemy as sa
from msgspec import structs

from .._record import Record
from ..model.draft import Draft
from ..model.post import Post
from . import schema
from .store import Ledger

EntryState = Literal[
    "seen", "to-ask", "asked", "to-send", "to-schedule", "sent", "scheduled", "declined", "refused"
]
"""``seen``: it was there before. ``to-…``: taken, and still to be done."""
OPEN: tuple[EntryState, ...] = ("to-ask", "asked", "to-send", "to-schedule")
FEEDS = sa.Table(
    "crosspost_feed",
    schema.metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("etag", sa.Text, nullable=False),
    sa.Column("modified", sa.Text, nullable=False),
    sa.Column("not_before", schema.Moment),
)
"""Feeds and folders that are watched, as each account has seen them last (`watched`)."""

ENTRIES = sa.Table(
    "crosspost_feed_entry",
    schema.metadata,
    sa.Column("number", schema.RowNumber, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("entry", sa.Text, nullable=False),
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("approval", sa.Text, nullable=False),
    sa.Column("draft", schema.AsJson(Draft)),
    sa.Column("post", schema.AsJson(Post)),
    sa.Column("file", sa.Text, nullable=False),
    sa.Index("crosspost_feed_entry_once", "source", "account", "entry", unique=True),
)
"""Their entries, each once for an account, with the draft that was taken of it."""
FEED, ENTRY = FEEDS.c, ENTRIES.c


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
    wanted = sa.select(FEEDS).where(FEED.source == source, FEED.account == account)
    with ledger.reading() as connection:
        row = connection.execute(wanted).one_or_none()
    return None if row is None else schema.record_of(row, WatchedFeed)


def keep_feed(ledger: Ledger, feed: WatchedFeed, seen: Iterable[WatchedEntry] = ()) -> None:
    """Write down how a source stands now; with it, in one, what was *seen* in it before."""
    rows = [structs.asdict(one) for one in seen]
    values = structs.asdict(feed)
    with ledger.writing() as connection:
        if rows:
            schema.insert_new(connection, ENTRIES, rows)
        if not schema.insert_new(connection, FEEDS, values):
            here = (FEED.source == feed.source) & (FEED.account == feed.account)
            connection.execute(sa.update(FEEDS).where(here).values(**values))


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
        return bool(schema.insert_new(connection, ENTRIES, structs.asdict(entry)))


def change(ledger: Ledger, entry: WatchedEntry, **values: str) -> None:
    """Write down what became of *entry*: its ``state``, its ``fingerprint``."""
    here = (
        (ENTRY.source == entry.source)
        & (ENTRY.account == entry.account)
        & (ENTRY.entry == entry.entry)
    )
    with ledger.writing() as connection:
        connection.execute(sa.update(ENTRIES).where(here).values(**values))


def unfinished(ledger: Ledger, source: str, accounts: Collection[str]) -> list[WatchedEntry]:
    """What was taken of *source* for *accounts* and is not done yet, the first one first."""
    wanted = sa.select(ENTRIES).where(
        ENTRY.source == source, ENTRY.account.in_(accounts), ENTRY.state.in_(OPEN)
    )
    with ledger.reading() as connection:
        rows = connection.execute(wanted.order_by(ENTRY.number)).all()
    return [_entry(row) for row in rows]


def _entry(row: sa.Row[Any]) -> WatchedEntry:
    if schema.UNREADABLE in (row.draft, row.post):  # in no other entry's way
        return schema.record_of(row, WatchedEntry, draft=None, post=None)
    return schema.record_of(row, WatchedEntry)
