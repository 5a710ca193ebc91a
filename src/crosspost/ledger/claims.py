"""Claims: one process at a time sends to an account.

Two at once would mix their posts in one chat, and each would take the other's unfinished call
for one that was killed. The system itself gives a claim up when its process ends, however it
ends: a lock on a file beside SQLite's, an advisory lock of the session on PostgreSQL.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa

from .failures import LedgerError, in_plain_words, shown

EVERY = 0.1
"""Seconds between two looks at a claim that another process holds."""


@contextmanager
def claim(
    session: "Session", account: str, wait: float, sleep: Callable[[float], object] = time.sleep
) -> Iterator[None]:
    """Hold *account*, waiting at most *wait* seconds for another process to let go of it.

    Raises:
        LedgerError: another process still holds it.
    """
    engine = session.engine
    sqlite = engine.dialect.name == "sqlite"
    with _file(engine, account) if sqlite else _session(session, account) as take:
        for _ in range(int(wait / EVERY)):
            if take():
                break
            sleep(EVERY)
        else:
            if not take():
                found = f"another process is sending to {account}"
                raise LedgerError(found, at=shown(engine.url), write="try again when it is done")
        yield


@contextmanager
def _file(engine: sa.Engine, account: str) -> Iterator[Callable[[], bool]]:
    from filelock import FileLock, Timeout  # noqa: PLC0415 - PostgreSQL needs none

    folder = Path(f"{engine.url.database}.claims")
    with in_plain_words(engine.url):
        folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / hashlib.sha256(account.encode()).hexdigest()[:16])

    def take() -> bool:
        with in_plain_words(engine.url):
            try:
                lock.acquire(blocking=False)
            except Timeout:
                return False
            return True

    try:
        yield take
    finally:
        lock.release()


@contextmanager
def _session(session: "Session", account: str) -> Iterator[Callable[[], bool]]:
    try:
        yield lambda: session.take(account)
    finally:
        session.release(account)


class Session:
    """A session of PostgreSQL that holds all claims of a ledger: a server has not many to give.

    Args:
        engine: the database.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._lock = threading.Lock()
        self._connection: sa.Connection | None = None
        self._held: set[str] = set()

    def take(self, account: str) -> bool:
        """Hold *account*, if nobody does, in this process or in another one."""
        with self._lock, in_plain_words(self.engine.url):
            if account in self._held:
                return False
            try:
                taken = bool(self._session().scalar(_asking("pg_try_advisory_lock", account)))
            except sa.exc.DBAPIError:
                self._lose()
                raise
            if taken:
                self._held.add(account)
            return taken

    def release(self, account: str) -> None:
        """Let go of it; a session that broke has let go of all."""
        with self._lock:
            if account not in self._held:
                return
            self._held.remove(account)
            try:
                self._session().execute(_asking("pg_advisory_unlock", account))
            except sa.exc.SQLAlchemyError:
                self._lose()
            if not self._held:
                self._lose()

    def _session(self) -> sa.Connection:
        if self._connection is None:
            connection = self.engine.connect()
            self._connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        return self._connection

    def _lose(self) -> None:
        """End the session, and what it still holds with it."""
        if self._connection is not None:
            with suppress(sa.exc.SQLAlchemyError):
                self._connection.invalidate()
            with suppress(sa.exc.SQLAlchemyError):
                self._connection.close()
        self._connection = None


def _asking(function: str, account: str) -> sa.Select[tuple[bool]]:
    number = sa.func.hashtextextended(f"crosspost:{account}", 0)
    return sa.select(getattr(sa.func, function)(number))
