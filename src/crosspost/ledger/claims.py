"""Claims: one process at a time sends to an account.

Two at once would mix their posts in one chat, and each would take the other's unfinished call
for one that was killed. The system itself gives a claim up when its process ends, however it
ends: a lock on a file beside SQLite's, an advisory lock of the session on PostgreSQL.
"""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from .failures import LedgerError, in_plain_words, shown

EVERY = 0.1
"""Seconds between two looks at a claim that another process holds."""


@contextmanager
def claim(
    engine: sa.Engine, account: str, wait: float, sleep: Callable[[float], object] = time.sleep
) -> Iterator[None]:
    """Hold *account*, waiting at most *wait* seconds for another process to let go of it.

    Raises:
        LedgerError: another process still holds it.
    """
    held = _file if engine.dialect.name == "sqlite" else _session
    with held(engine, account) as take:
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
def _session(engine: sa.Engine, account: str) -> Iterator[Callable[[], bool]]:
    number = sa.func.hashtextextended(f"crosspost:{account}", 0)
    with in_plain_words(engine.url):
        session = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    with session:

        def take() -> bool:
            with in_plain_words(engine.url):
                return bool(session.scalar(sa.select(sa.func.pg_try_advisory_lock(number))))

        try:
            yield take
        finally:
            session.invalidate()  # the lock ends with the session, even one that broke
