"""Accounts: one process at a time sends to one; and who each turned out to be stays known.

**Locks.** Two processes at once would mix their posts in one chat, and each would take the other's
unfinished call for one that was killed. The system itself gives a lock up when its process ends,
however it ends: a lock on a file beside SQLite's, an advisory lock of the session on PostgreSQL.

**Names.** At each sign-in the channel says who an account is (`adapters.base.Identity.id`). Names
of the same one are one account: what was published under one of them is not published again under
another. A name that leads to somebody else from now on begins with nothing; what was sent under it
before is kept under a name that nobody has. The keys of messages, by which the channel knows them,
too, are made of the account's first name (its label), which nobody else gets.
"""

import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import sqlalchemy as sa

from ..files import OWNER, OWNER_FOLDER, mend
from . import schema
from .rows import LedgerError, as_ledger_errors, display_url

NUMBER = "hashtextextended('crosspost:' || :account, 0)"
TRY_LOCK = sa.text(f"SELECT pg_try_advisory_lock({NUMBER})")
UNLOCK = sa.text(f"SELECT pg_advisory_unlock({NUMBER})")
BACKEND = sa.text("SELECT pg_backend_pid()")
POLL = 0.1
"""Seconds between two looks at a lock that another process holds."""


def account_locks(engine: sa.Engine) -> "AccountLocks":
    """Those of the database."""
    if engine.dialect.name != "sqlite":
        return SessionLocks(engine)
    return MemoryLocks(engine) if is_in_memory(engine.url) else FileLocks(engine)


def is_in_memory(url: sa.URL) -> bool:
    """Whether the database at *url* is gone when nobody has it open any more.

    >>> is_in_memory(sa.make_url("sqlite:///账本.sqlite3"))
    False
    """
    return url.query.get("vfs") == "memdb"


@contextmanager
def lock_account(
    locks: "AccountLocks", account: str, wait: float, sleep: Callable[[float], object] = time.sleep
) -> Iterator[Callable[[], None]]:
    """Hold *account*, waiting at most *wait* seconds for another process to let go of it.

    Yields:
        What sees whether it is still held, and raises a `LedgerError` where it is not: a server
        may have ended the session, or somebody may have deleted the file.

    Raises:
        LedgerError: another process still holds it.
    """
    for _ in range(int(wait / POLL)):
        if locks.take(account):
            break
        sleep(POLL)
    else:
        if not locks.take(account):
            at = display_url(locks.engine.url)
            raise LedgerError("ledger.account-busy", location=at, account=account)

    def check() -> None:
        if not locks.holds(account):
            at = display_url(locks.engine.url)
            raise LedgerError("ledger.lock-lost", location=at, account=account)

    try:
        yield check
    finally:
        locks.release(account)


class MemoryLocks:
    """Locks of a ledger in memory, which no other process can open."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._lock = threading.Lock()
        self._held: set[str] = set()

    def take(self, account: str) -> bool:
        """Hold *account*, if no other thread does."""
        with self._lock:
            free = account not in self._held
            self._held.add(account)
        return free

    def holds(self, account: str) -> bool:
        """Whether it is still held."""
        return account in self._held

    def release(self, account: str) -> None:
        """Let go of it."""
        with self._lock:
            self._held.remove(account)


class FileLocks:
    """Locks on files beside SQLite's, one an account."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._folder = Path(f"{engine.url.database}.claims")
        mend(self._folder, OWNER_FOLDER)  # nobody else may open what is locked in it
        self._held: dict[str, int] = {}
        """The open file of each account that this process holds."""

    def take(self, account: str) -> bool:
        """Hold *account*, if nobody does, in this process or in another one."""
        with as_ledger_errors(self.engine.url):
            try:
                file = _locked(self._path(account))
            except FileNotFoundError:
                self._folder.mkdir(mode=OWNER_FOLDER, exist_ok=True)
                file = _locked(self._path(account))
        if file is None:
            return False
        self._held[account] = file
        return True

    def holds(self, account: str) -> bool:
        """Whether it is still held: by the file that another process would lock, too."""
        try:
            there = Path(self._path(account)).stat()
            ours = os.fstat(self._held[account])
        except (OSError, KeyError):
            return False
        return (there.st_dev, there.st_ino) == (ours.st_dev, ours.st_ino)

    def release(self, account: str) -> None:
        """Let go of it; its file stays, for another process may be about to lock it."""
        os.close(self._held.pop(account))

    def _path(self, account: str) -> str:
        return f"{self._folder}/{hashlib.sha256(account.encode()).hexdigest()[:16]}"


def _locked(path: str) -> int | None:
    """The file, open and held, or nothing where it is open and held already, here or elsewhere."""
    from portalocker import AlreadyLocked, LockException, LockFlags, lock  # noqa: PLC0415 - SQLite only

    file = os.open(path, os.O_RDWR | os.O_CREAT, OWNER)
    try:
        lock(file, LockFlags.EXCLUSIVE | LockFlags.NON_BLOCKING)
    except LockException as error:
        os.close(file)
        if isinstance(error, AlreadyLocked):
            return None
        raise OSError(str(error)) from error
    return file


class SessionLocks:
    """One connection of PostgreSQL holds every advisory lock, because connections are scarce."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._lock = threading.Lock()
        self._connection: sa.Connection | None = None
        self._held: set[str] = set()
        """By the session *pid*; another one holds nothing."""
        self._pid = 0

    def take(self, account: str) -> bool:
        """Hold *account*, if nobody does, in this process or in another one."""
        with self._lock, as_ledger_errors(self.engine.url):
            if account in self._held:
                return False
            try:
                taken = bool(self._session().scalar(TRY_LOCK, {"account": account}))
                if not self._same():  # it broke meanwhile, and was made anew in silence
                    self._held.clear()
            except sa.exc.DBAPIError:
                self._lose()
                raise
            if taken:
                self._held.add(account)
            return taken

    def holds(self, account: str) -> bool:
        """Whether it is still held: by the same session as when it was taken."""
        with self._lock:
            try:
                same = self._connection is not None and self._same()
            except sa.exc.SQLAlchemyError:
                same = False
            if not same:
                self._lose()
            return account in self._held

    def _same(self) -> bool:
        """Whether the session is the one it was; it is made anew in silence where it broke."""
        now = self._session().scalar(BACKEND)
        before, self._pid = self._pid, now
        return not self._held or before == now

    def release(self, account: str) -> None:
        """Let go of it; a session that broke has let go of all."""
        with self._lock:
            if account not in self._held:
                return
            self._held.remove(account)
            try:
                self._session().execute(UNLOCK, {"account": account})
            except sa.exc.SQLAlchemyError:
                self._lose()
            if not self._held and self._connection is not None:
                self._connection.close()  # back to the pool
                self._connection = None

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
        self._held.clear()


AccountLocks = FileLocks | MemoryLocks | SessionLocks
"""What holds accounts for this process; threads of it exclude each other, too."""


COLUMNS = schema.account.c
NAMED = (schema.draft, schema.message, schema.prediction_draft)
"""What goes by the name of an account."""


def recognise(connection: sa.Connection, name: str, who: str, place: Mapping[str, str]) -> None:
    """Take note that the account *name*, configured as *place*, is *who*.

    What stands under a name that nobody has signed in by yet is taken to be theirs who do so first.

    Args:
        connection: a transaction that writes.
        name: as ``crosspost.toml`` has it.
        who: unlike anybody else's.
        place: its channel, and what the file says of it.
    """
    row = connection.execute(sa.select(schema.account).where(COLUMNS.name == name)).first()
    values = {"who": who, "place": place}
    if row is not None and row.who == who:
        connection.execute(sa.update(schema.account).where(COLUMNS.name == name).values(values))
        return
    if row is not None:
        _set_aside(connection, name)
    own = connection.scalar(sa.select(COLUMNS.label).where(COLUMNS.who == who).limit(1))
    taken = set(connection.scalars(sa.select(COLUMNS.label)))
    new = own or _unused(name, taken)
    connection.execute(sa.insert(schema.account).values(name=name, label=new, **values))


def _set_aside(connection: sa.Connection, name: str) -> None:
    """Keep what was sent under *name* under a name that nobody has."""
    taken = {name, *connection.scalars(sa.select(COLUMNS.name))}
    away = _unused(name, taken)
    for table in (*NAMED, schema.account):
        here = table.c.name if table is schema.account else table.c.account
        connection.execute(sa.update(table).where(here == name).values({here.name: away}))


def _unused(name: str, taken: set[str]) -> str:
    """*name*, or the first of *name~2*, *name~3* … that is not *taken*."""
    return next(
        one
        for number in count(1)
        if (one := name if number == 1 else f"{name}~{number}") not in taken
    )
