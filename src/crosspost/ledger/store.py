"""The store: the one place that reads and writes what became of each message.

Every step is one transaction, on disk when its function returns. A message may only be begun
where it surely is not at the channel: `Ledger.begin` refuses anything else.
"""

import datetime as dt
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from typing import Any, Self

import msgspec
import sqlalchemy as sa

from .._record import decoded
from ..model.draft import Draft
from ..model.receipts import Problem, Receipt, Sent, message_key
from . import accounts, journal, schema
from .accounts import account_locks, lock_account
from .rate_limits import Full, Rate, emptied, first_full, reserve
from .rows import (
    AlreadyStarted,
    LedgerError,
    MessageRow,
    MessageState,
    as_ledger_errors,
    display_url,
)

LOCK_WAIT = 5
"""Seconds that a person's word waits for a worker that sends something else to the account."""
Also = Callable[[sa.Connection], None]
"""What else belongs into the same transaction."""

ACCOUNT = schema.account.c
MESSAGE = schema.message.c
DOUBT_OVER = sa.case(
    ((MESSAGE.state == "sending") & (MESSAGE.since == MESSAGE.at), sa.null()), else_=MESSAGE.since
)
"""A call that surely did not land: only an earlier call's doubt is left."""
GONE = MESSAGE.state.in_(("deleting", "deleted"))
DELETING = MESSAGE.state == "deleting"
"""A no to such a call leaves the message where it was; a doubt about one stays one."""


def _unless_deleting(state: MessageState) -> sa.ColumnElement[str]:
    """*state*, or ``sent`` of a message that was to be deleted."""
    return sa.case((DELETING, "sent"), else_=state)


@contextmanager
def write_transaction(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that has the right to write from its beginning: what it reads stays true."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection


def row_of(found: sa.Row[Any]) -> MessageRow:
    """The row as the database has it; of one whose answer is damaged nobody knows what it was."""
    if found.sent is not schema.UNREADABLE:
        return schema.record_of(found, MessageRow)
    problem = Problem.said("ledger.unreadable-answer")
    return schema.record_of(found, MessageRow, sent=None, state="unknown", problem=problem)


@cache
def _rows(names: tuple[str, ...]) -> sa.Select[Any]:
    """Messages by the columns of those names; made once, for making it costs as much as asking."""
    same = (
        schema.is_account(MESSAGE.account, sa.bindparam(name))
        if name == "account"
        else MESSAGE[name] == sa.bindparam(name)
        for name in names
    )
    order = (MESSAGE.digest, MESSAGE.account, MESSAGE.run, MESSAGE.index)
    return sa.select(schema.message).where(*same).order_by(*order)


class Ledger:
    """What became of each message; see `open_ledger`.

    Args:
        engine: the database, its tables up to date.
        now: the clock, in UTC.
    """

    def __init__(self, engine: sa.Engine, now: Callable[[], dt.datetime]) -> None:
        self.engine = engine
        self.now = now
        self._reader = engine
        if engine.dialect.name == "postgresql":  # to begin and to end would be round trips
            self._reader = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._locks = account_locks(engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection to read by; no other process has to wait for it."""
        with as_ledger_errors(self.engine.url), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that writes: all of it is on disk afterwards, or nothing."""
        with as_ledger_errors(self.engine.url), write_transaction(self.engine) as connection:
            yield connection

    def lock_account(
        self, account: str, *, wait: float = 0, sleep: Callable[[float], object] = time.sleep
    ) -> AbstractContextManager[Callable[[], None]]:
        """Hold *account*: only one process at a time sends to it (see `account_locks`)."""
        return lock_account(self._locks, self.label(account), wait, sleep)

    def recognise(self, account: str, who: str, place: Mapping[str, str]) -> None:
        """Take note that *account*, configured as *place*, is *who* (see `accounts`)."""
        if self.remembered(account) != (place, who):
            with self.writing() as connection:
                accounts.recognise(connection, account, who, place)

    def remembered(self, account: str) -> tuple[Mapping[str, str], str]:
        """How *account* was configured when it signed in last, and who it was then."""
        wanted = sa.select(schema.account).where(ACCOUNT.name == account)
        with self.reading() as connection:
            row = connection.execute(wanted).first()
        return (row.place, row.who) if row else ({}, "")

    def label(self, account: str) -> str:
        """What the keys of messages to *account* are made of."""
        wanted = sa.select(ACCOUNT.label).where(ACCOUNT.name == account)
        with self.reading() as connection:
            return connection.scalar(wanted) or account

    def names(self, account: str) -> list[str]:
        """Every name of the same account."""
        wanted = sa.select(ACCOUNT.name).where(schema.is_account(ACCOUNT.name, account))
        with self.reading() as connection:
            return sorted({account, *connection.scalars(wanted)})

    def reserve(self, rates: Sequence[Rate], max_wait: float) -> float:
        """Reserve one call under all *rates*: seconds until it may be made.

        Where that is longer than *max_wait* seconds, nothing is reserved.
        """
        if not rates:
            return 0
        with self.writing() as connection:
            return reserve(connection, rates, self.now().timestamp(), max_wait)

    def first_full(self, calls: Sequence[Sequence[Rate]], patience: float) -> Full | None:
        """The first of *calls* that would have to wait longer than *patience* seconds now."""
        now = self.now().timestamp()
        with self.reading() as connection:
            empty = emptied(connection, {one.key for rates in calls for one in rates}, now)
        return first_full(calls, empty, now, patience)

    def shared_now(self, connection: sa.Connection) -> dt.datetime:
        """The time by the clock that all have: the server's, or this machine's own."""
        if connection.dialect.name != "postgresql":
            return self.now()
        time: dt.datetime = connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
        return time.astimezone(dt.UTC)

    # What is known

    def run(self, draft: Draft, *, again: bool = False) -> int:
        """Which publication of *draft* to go on with.

        The last one as long as it is unfinished; with *again*, one more after it.
        """
        last = self.last_run(draft.digest, draft.account)
        if not last or not again:
            return last or 1
        rows = self.rows(draft.digest, draft.account, last)
        over = any(row.state in {"replaced", "deleting", "deleted"} for row in rows)
        delivered = sum(row.receipt is not None for row in rows)
        return last + 1 if over or delivered == len(draft.messages) else last

    def last_run(self, digest: str, account: str) -> int:
        """The number of the last publication, 0 where there was none."""
        columns = schema.draft.c
        last = sa.select(sa.func.max(columns.run)).where(
            columns.digest == digest, schema.is_account(columns.account, account)
        )
        with self.reading() as connection:
            return connection.scalar(last) or 0

    def row(self, name: str) -> MessageRow | None:
        """What became of one message; nothing where no call was ever made."""
        with self.reading() as connection:
            found = connection.execute(sa.select(schema.message).where(MESSAGE.key == name)).first()
        return row_of(found) if found else None

    def rows(
        self, digest: str | None = None, account: str | None = None, run: int | None = None
    ) -> list[MessageRow]:
        """What became of the messages of a draft, an account, a publication, or of all."""
        wanted = {"digest": digest, "account": account, "run": run}
        some = {name: value for name, value in wanted.items() if value is not None}
        with self.reading() as connection:
            return [row_of(row) for row in connection.execute(_rows(tuple(some)), some)]

    def receipts(self, digest: str, account: str, run: int = 0) -> list[Receipt]:
        """What was delivered of the publication *run*, or of the last one, in order."""
        rows = self.rows(digest, account, run or self.last_run(digest, account))
        return [row.receipt for row in rows if row.receipt]

    def is_delivered(self, account: str, name: str) -> bool:
        """Whether what the channel calls *name* is a message that was delivered already."""
        return any(row.sent and row.sent.id == name for row in self.rows(account=account))

    def in_doubt(self) -> list[MessageRow]:
        """Every message of which nobody knows whether its channel has it."""
        return [row for row in self.rows() if row.in_doubt]

    def draft(self, digest: str, account: str, run: int) -> Draft | None:
        """The draft as it was sent."""
        columns = schema.draft.c
        mine = schema.is_account(columns.account, account)
        here = (columns.digest == digest, mine, columns.run == run)
        with self.reading() as connection:
            found = connection.scalar(sa.select(columns.json).where(*here).limit(1))
        return decoded(found, Draft) if found else None

    def half_sent(self, account: str, since: dt.datetime) -> list[tuple[str, int]]:
        """Publications (digest and run) of which a part was delivered and the rest was not.

        The latest first; without those that another wording has gone on from, or of which a part
        was deleted.

        Args:
            account: whose.
            since: what was delivered before does not count.
        """
        delivered, gone = sa.func.count(MESSAGE.sent), sa.case((GONE, 1))
        same = (MESSAGE.digest, MESSAGE.run, MESSAGE.of)
        wanted = (
            sa.select(MESSAGE.digest, MESSAGE.run, sa.func.min(MESSAGE.key).label("first"))
            .where(schema.is_account(MESSAGE.account, account), MESSAGE.at >= since, MESSAGE.of > 1)
            .group_by(*same)
            .having(delivered > 0, delivered < MESSAGE.of, sa.func.count(gone) == 0)
            .order_by(sa.func.max(MESSAGE.at).desc())
        )
        with self.reading() as connection:
            found = connection.execute(wanted).all()
        return [(row.digest, row.run) for row in found if not self.went_on(account, row.first)]

    def went_on(self, account: str, first: str) -> bool:
        """Whether another wording has gone on from what begins with the message *first*."""
        mine = schema.is_account(MESSAGE.account, account)
        there = sa.exists().where(mine, MESSAGE.replaces == first)
        with self.reading() as connection:
            return bool(connection.scalar(sa.select(there)))

    def first_sent(self, row: MessageRow) -> dt.datetime:
        """When the message of *row* was sent, in whichever wording."""
        *_, first = self._wordings(row)
        return first.at

    def _wordings(self, row: MessageRow) -> Iterator[MessageRow]:
        """*row*, and those in whose place it stands, the latest first."""
        yield row
        while row.replaces and (before := self.row(row.replaces)):
            yield (row := before)

    # What happens

    def take_over(
        self,
        draft: Draft,
        run: int,
        standing: Mapping[int, MessageRow],
        changed: Collection[int] = (),
    ) -> None:
        """Count what stands of an earlier wording as part of *draft*, which goes on under it.

        Args:
            draft: the wording that holds from now on.
            run: which publication of it.
            standing: what stands, by the index of the message of *draft* that is in its place.
            changed: the indexes of those that are still to be changed into that.
        """
        label, now = self.label(draft.account), self.now()
        with self.writing() as connection:
            for index, row in standing.items():
                new = message_key(draft.digest, label, run, index)
                values = msgspec.structs.asdict(row) | {
                    "key": new,
                    "account": draft.account,
                    "digest": draft.digest,
                    "run": run,
                    "index": index,
                    "of": len(draft.messages),
                    "replaces": row.key,
                }
                if index in changed:
                    unsent = {"state": "later", "attempt": 0, "at": now, "since": None}
                    values |= {**unsent, "sent": None, "problem": None}
                schema.insert_new(connection, schema.message, values)
                others = (MESSAGE.replaces == row.key) & (MESSAGE.key != new)
                over = others if index in changed else others | (MESSAGE.key == row.key)
                change = sa.update(schema.message).where(over).values(state="replaced")
                connection.execute(change)
            self._keep_draft(connection, draft, run)

    def begin(
        self, draft: Draft, run: int, index: int, *, name: str = "", also: Also | None = None
    ) -> MessageRow:
        """Say that a call for message *index* is about to be made.

        Args:
            draft: what is being sent.
            run: which publication of it.
            index: which message, from 1.
            name: what names it for ever, where that is not made of the account's own name.
            also: asked in the same transaction; what it raises ends it, and nothing was said.

        Raises:
            AlreadyStarted: the message is at the channel already, or may be.
            LedgerError: it cannot be written.
        """
        now = self.now()
        first = MessageRow(
            key=name or message_key(draft.digest, draft.account, run, index),
            channel=draft.channel,
            account=draft.account,
            digest=draft.digest,
            run=run,
            index=index,
            of=len(draft.messages),
            state="sending",
            attempt=1,
            at=now,
            since=now,
        )
        with self.writing() as connection:
            if also is not None:
                also(connection)
            first = msgspec.structs.replace(first, since=min(now, self.shared_now(connection)))
            if not schema.insert_new(connection, schema.message, msgspec.structs.asdict(first)):
                return self._begin_again(connection, first)
            if index == 1:
                self._keep_draft(connection, draft, run)
            journal.write(connection, first, "sending", now)
            return first

    def _begin_again(self, connection: sa.Connection, first: MessageRow) -> MessageRow:
        """The next attempt of a message that there is a row of already."""
        here = sa.select(schema.message).where(MESSAGE.key == first.key).with_for_update()
        row = row_of(connection.execute(here).one())
        over = row.state in {"sent", "replaced", "deleting", "deleted"}
        if over or (row.in_doubt and not row.replaces):
            at = display_url(self.engine.url)
            raise AlreadyStarted("ledger.already-started", location=at, index=row.index)
        values = {"state": "sending", "at": first.at, "since": row.since or first.at}
        values |= {"attempt": row.attempt + 1}
        return self._change(connection, first.key, "sending", **values)

    def begin_deletion(self, name: str, *, also: Also | None = None) -> MessageRow:
        """Say that a call is about to be made that deletes the message *name*, which stands.

        Raises:
            LedgerError: it cannot be written.
        """
        with self.writing() as connection:
            if also is not None:
                also(connection)
            return self._change(connection, name, "deleting", state="deleting", problem=None)

    def _keep_draft(self, connection: sa.Connection, draft: Draft, run: int) -> None:
        """Keep what is being sent, so that it can be shown without its post."""
        values = {
            "digest": draft.digest,
            "account": draft.account,
            "run": run,
            "channel": draft.channel,
            "json": msgspec.json.encode(draft).decode(),
            "at": self.now(),
        }
        schema.insert_new(connection, schema.draft, values)

    def note(self, name: str) -> str:
        """What was kept between two calls of the message *name*, if anything."""
        with self.reading() as connection:
            return connection.scalar(sa.select(MESSAGE.note).where(MESSAGE.key == name)) or ""

    def keep_note(self, name: str, note: str) -> None:
        """Keep a few words between two calls of the message *name*: the id of a container, say."""
        with self.writing() as connection:
            self._change(connection, name, None, note=note)

    def sent(self, name: str, sent: Sent, *, also: Also | None = None) -> Receipt:
        """The channel has it: keep its answer, and in the same transaction what *also* does."""

        def ended(connection: sa.Connection) -> None:
            if also is not None:
                also(connection)
            columns = schema.message.alias().c
            before = sa.select(columns.replaces).where(columns.key == name, columns.replaces != "")
            here = MESSAGE.key == before.scalar_subquery()
            connection.execute(sa.update(schema.message).where(here).values(state="replaced"))

        receipt = self._end(name, "sent", "sent", also=ended, sent=sent).receipt
        assert receipt is not None  # noqa: S101 - it was just written
        return receipt

    def deleted(self, name: str, *, also: Also | None = None) -> MessageRow:
        """The channel has it no more, in whichever wording."""
        row, now = self.row(name), self.now()
        keys = [one.key for one in self._wordings(row)] if row else []

        def ended(connection: sa.Connection) -> None:
            if also is not None:
                also(connection)
            here = MESSAGE.key.in_(keys)
            gone = sa.update(schema.message).where(here).values(state="deleted", at=now)
            connection.execute(gone)

        return self._end(name, "deleted", "deleted", also=ended, at=now)

    def refused(self, name: str, why: Problem) -> MessageRow:
        """The channel said no."""
        state = _unless_deleting("refused")
        return self._end(name, state, "refused", problem=why, since=DOUBT_OVER)

    def unknown(self, name: str, why: Problem) -> MessageRow:
        """Nobody knows whether the channel has it."""
        state = sa.case((DELETING, "deleting"), else_="unknown")
        return self._end(name, state, "unknown", problem=why)

    def not_sent(self, name: str, why: Problem) -> MessageRow:
        """The channel surely does not have it; it may be sent later."""
        state = _unless_deleting("later")
        return self._end(name, state, "later", problem=why, since=DOUBT_OVER)

    def resolve(self, name: str, sent: Sent | None) -> MessageRow:
        """A person decides about a doubt: it was delivered as *sent*, or it is not there.

        Raises:
            LedgerError: there is no such doubt, or a process is sending it right now.
        """
        row = next((doubt for doubt in self.in_doubt() if doubt.key == name), None)
        if row is None:
            at = display_url(self.engine.url)
            raise LedgerError("ledger.not-in-doubt", location=at, message=name)
        with self.lock_account(row.account, wait=LOCK_WAIT):
            if row.state == "deleting":
                return self.deleted(name) if sent is None else self._end(name, "sent", None)
            if sent is None:
                return self.not_sent(name, Problem.said("send.denied-by-a-person"))
            before = self.row(row.replaces) if row.replaces else None
            self.sent(name, before.sent if before and before.sent else sent)
            return self.row(name) or row

    def ended_deliveries(self, row: MessageRow) -> list[str]:
        """The ids of deliveries that ended over *row*, and go on when somebody says so."""
        columns, content = schema.delivery.c, schema.delivery_content.c
        wanted = sa.select(columns.id).where(
            columns.number == content.number,
            content.draft.contains(row.digest),
            schema.is_account(columns.account, row.account),
            columns.state.in_(("unknown", "refused", "expired")),
        )
        with self.reading() as connection:
            return list(connection.scalars(wanted.order_by(columns.id)))

    def _end(
        self,
        name: str,
        state: MessageState | sa.ColumnElement[str],
        kind: journal.EntryKind | None,
        *,
        also: Also | None = None,
        **values: object,
    ) -> MessageRow:
        with self.writing() as connection:
            if also is not None:
                also(connection)
            at = sa.case((DELETING, MESSAGE.at), else_=self.now())  # it is still when it was sent
            blank = {"problem": None, "state": state, "at": at}
            return self._change(connection, name, kind, **{**blank, **values})

    def _change(
        self,
        connection: sa.Connection,
        name: str,
        kind: journal.EntryKind | None,
        **values: object,
    ) -> MessageRow:
        """Change the row of the message *name*; what that is to the journal, if anything."""
        change = sa.update(schema.message).where(MESSAGE.key == name)
        row = connection.execute(change.values(**values).returning(schema.message)).first()
        if row is None:
            at = display_url(self.engine.url)
            raise LedgerError("ledger.no-message", location=at, message=name)
        changed = row_of(row)
        if kind:
            journal.write(connection, changed, kind, self.now())
        return changed
