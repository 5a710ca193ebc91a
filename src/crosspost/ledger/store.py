"""The store: the one place that reads and writes the ledger's tables.

Every step is one transaction, on disk when its function returns. A message may only be begun
where it surely is not at the channel: `Ledger.begin` refuses anything else.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Self

import msgspec
import sqlalchemy as sa

from ..draft import Draft
from ..receipts import Receipt, Sent, key
from ..record import decoded
from . import buckets, claims, statements, tables, transactions
from .failures import LedgerError, in_plain_words, shown
from .gate import Gate
from .rows import Begun, Row, State, row_of

PATIENCE = 5
"""Seconds that a person's word waits for a worker that sends something else to the account."""
Also = Callable[[sa.Connection], None]
"""What else belongs into the same transaction."""


class Ledger:
    """What became of each message; see `open_ledger`.

    Args:
        engine: the database, its tables up to date.
        now: the clock, in UTC.
        gate: what threads work behind that share it for long.
    """

    def __init__(self, engine: sa.Engine, now: Callable[[], dt.datetime], gate: Gate) -> None:
        self.engine = engine
        self.now = now
        self.gate = gate
        self._claims = claims.claims(engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def claim(
        self, account: str, *, wait: float = 0, sleep: Callable[[float], object] = time.sleep
    ) -> AbstractContextManager[None]:
        """Hold *account*: only one process at a time sends to it (see `claims`)."""
        return claims.claim(self._claims, account, wait, sleep)

    def run(self, draft: Draft, *, again: bool = False) -> int:
        """Which publication of *draft* to go on with.

        The last one as long as it is unfinished; with *again*, one more after it.
        """
        last = self.last_run(draft.digest, draft.account)
        stand = self.receipts(draft.digest, draft.account, last) if last and again else []
        return last if last and len(stand) < len(draft.messages) else last + 1

    def last_run(self, digest: str, account: str) -> int:
        """The number of the last publication, 0 where there was none."""
        with self.reading() as connection:
            here = {"digest": digest, "account": account}
            return connection.scalar(statements.LAST_RUN, here) or 0

    def begin(self, draft: Draft, run: int, index: int, *, also: Also | None = None) -> Row:
        """Say that a call for message *index* is about to be made.

        Args:
            draft: what is being sent.
            run: which publication of it.
            index: which message, from 1.
            also: asked in the same transaction; what it raises ends it, and nothing was said.

        Raises:
            Begun: the message is at the channel already, or may be.
            LedgerError: it cannot be written.
        """
        name, now = key(draft.digest, draft.account, run, index), self.now()
        with self.writing() as connection:
            if also is not None:
                also(connection)
            first = Row(
                key=name,
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
            begin = statements.unless_there(connection, tables.message)
            if not connection.execute(begin, msgspec.structs.asdict(first)).rowcount:
                return self._begin_again(connection, first)
            if index == 1:
                self._keep(connection, draft, run)
            return first

    def _begin_again(self, connection: sa.Connection, first: Row) -> Row:
        """The next attempt of a message that there is a row of already."""
        row = row_of(connection.execute(statements.ROW, {"name": first.key}).one())
        if row.doubtful or row.state == "sent":
            raise Begun(row, location=shown(self.engine.url))
        values = {"state": "sending", "at": first.at, "since": row.since or first.at}
        values |= {"name": row.key, "attempt": row.attempt + 1}
        return row_of(connection.execute(statements.CHANGE, values).one())

    def _keep(self, connection: sa.Connection, draft: Draft, run: int) -> None:
        """Keep what is being sent, so that it can be shown without its post."""
        values = {
            "digest": draft.digest,
            "account": draft.account,
            "run": run,
            "channel": draft.channel,
            "json": msgspec.json.encode(draft).decode(),
            "at": self.now(),
        }
        connection.execute(statements.unless_there(connection, tables.draft), values)

    def sent(self, name: str, sent: Sent, *, also: Also | None = None) -> Receipt:
        """The channel has it: keep its answer, and in the same transaction what *also* does."""
        answer = msgspec.json.encode(sent).decode()
        receipt = self._end(name, "sent", also=also, sent=answer).receipt
        assert receipt is not None  # noqa: S101 - it was just written
        return receipt

    def refused(self, name: str, reason: str, advice: str = "") -> Row:
        """The channel said no."""
        return self._end(name, "refused", statements.CLEAR, reason=reason, advice=advice)

    def unknown(self, name: str, reason: str, advice: str = "") -> Row:
        """Nobody knows whether the channel has it."""
        return self._end(name, "unknown", reason=reason, advice=advice)

    def clear(self, name: str, reason: str, advice: str = "") -> Row:
        """The channel surely does not have it; it may be sent later."""
        return self._end(name, "later", statements.CLEAR, reason=reason, advice=advice)

    def resolve(self, name: str, sent: Sent | None) -> Row:
        """A person decides about a doubt: it stands as *sent*, or it is not there.

        Raises:
            LedgerError: there is no such doubt, or a process is sending it right now.
        """
        row = next((doubt for doubt in self.doubts() if doubt.key == name), None)
        if row is None:
            found = f'no doubt about "{name}"'
            raise LedgerError(
                found, location=shown(self.engine.url), hint="crosspost status shows all"
            )
        with self.claim(row.account, wait=PATIENCE):
            if sent is None:
                return self.clear(name, "a person says it is not there")
            self.sent(name, sent)
            return self.row(name) or row

    def row(self, name: str) -> Row | None:
        """What became of one message; nothing where no call was ever made."""
        with self.reading() as connection:
            found = connection.execute(statements.LOOK, {"name": name}).first()
        return row_of(found) if found else None

    def rows(self, digest: str | None = None, account: str | None = None) -> list[Row]:
        """What became of the messages of a draft, of an account, or of all."""
        columns = tables.message.c
        where = [
            column == value
            for column, value in ((columns.digest, digest), (columns.account, account))
            if value is not None
        ]
        order = (columns.digest, columns.account, columns.run, columns.index)
        with self.reading() as connection:
            found = connection.execute(sa.select(tables.message).where(*where).order_by(*order))
            return [row_of(row) for row in found]

    def receipts(self, digest: str, account: str, run: int = 0) -> list[Receipt]:
        """What stands of the publication *run*, or of the last one, in order."""
        rows = self.publication(digest, account, run or self.last_run(digest, account))
        return [row.receipt for row in rows if row.receipt]

    def publication(self, digest: str, account: str, run: int) -> list[Row]:
        """What became of the messages of the publication *run*, in order."""
        here = {"digest": digest, "account": account, "run": run}
        with self.reading() as connection:
            return [row_of(row) for row in connection.execute(statements.MESSAGES, here)]

    def stands(self, account: str, name: str) -> bool:
        """Whether what the channel calls *name* is a message that is known to stand already."""
        return any(row.sent and row.sent.id == name for row in self.rows(account=account))

    def draft(self, digest: str, account: str, run: int) -> Draft | None:
        """The draft as it was sent."""
        columns = tables.draft.c
        here = (columns.digest == digest, columns.account == account, columns.run == run)
        with self.reading() as connection:
            found = connection.scalar(sa.select(columns.json).where(*here))
        return decoded(found, Draft) if found else None

    def doubts(self) -> list[Row]:
        """Every message of which nobody knows whether its channel has it."""
        return [row for row in self.rows() if row.doubtful]

    def place(self, rates: Sequence[buckets.Rate], most: float) -> float:
        """Take a place for one call under all *rates*: seconds until it may be made.

        Where that is longer than *most* seconds, no place is taken.
        """
        if not rates:
            return 0
        with self.writing() as connection:
            return buckets.take(connection, rates, self.now().timestamp(), most)

    def _end(
        self,
        name: str,
        state: State,
        change: sa.Update = statements.CHANGE,
        *,
        also: Also | None = None,
        **values: str,
    ) -> Row:
        blank = {"reason": "", "advice": "", "state": state, "at": self.now(), "name": name}
        with self.writing() as connection:
            if also is not None:
                also(connection)
            row = connection.execute(change, {**blank, **values}).first()
        if row is None:
            found = f'no message "{name}"'
            raise LedgerError(found, location=shown(self.engine.url))
        return row_of(row)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection to read by; no other process has to wait for it."""
        with in_plain_words(self.engine.url), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that writes: all of it is on disk afterwards, or nothing."""
        with in_plain_words(self.engine.url), transactions.writing(self.engine) as connection:
            yield connection
