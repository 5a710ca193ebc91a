"""Opening a ledger: SQLite in the user's data folder, or PostgreSQL by URL; tables up to date."""

import datetime as dt
import os
import sqlite3
import time
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ..files import OWNER, OWNER_FOLDER, ledger_file, mend
from .rows import LedgerError, as_ledger_errors, display_url
from .store import Ledger, write_transaction

HEAD = "0013"
"""The newest version in ``migrations/versions``."""
VERSION = sa.table("crosspost_version", sa.column("version_num", sa.Text))

POOL = {"pool_size": 10, "max_overflow": 0, "pool_timeout": 300}
"""Of one process; threads wait in line for a connection, in a burst for seconds (300 at most)."""
BUSY = 30_000
"""Milliseconds that SQLite waits for another transaction."""
CACHE = 16_000
"""Kilobytes that SQLite keeps in memory: with its own 2 MB a burst reads the same pages anew."""
KNOWS_MILLISECONDS = (3, 42)
"""The first SQLite whose ``unixepoch`` does: the engine of deliveries asks for them."""
LOCK = 0x63726F7373
"""Any number: what two processes that open a new PostgreSQL ledger at once both ask for."""


def utc_now() -> dt.datetime:
    """The time."""
    return dt.datetime.now(dt.UTC)


def open_ledger(
    url: str | None = None, *, now: Callable[[], dt.datetime] = utc_now, worker: str = ""
) -> Ledger:
    """Open the ledger at *url*, made or brought up to date where need be.

    Args:
        url: ``sqlite:///path/ledger.sqlite3``, ``postgresql+psycopg://user@host/database``, or
            nothing for SQLite in the user's data folder.
        now: the clock, in UTC.
        worker: who works with it, by which a server knows its sessions.

    Raises:
        LedgerError: it cannot be opened, or a newer crosspost made it.

    >>> from tempfile import TemporaryDirectory
    >>> with (
    ...     TemporaryDirectory() as folder,
    ...     open_ledger(f"sqlite:///{folder}/账本.sqlite3") as ledger,
    ... ):
    ...     ledger.rows()
    []
    """
    place = ledger_place(url)
    with as_ledger_errors(place):
        ledger = Ledger(_engine(place, worker), now)
        try:
            _migrate(ledger.engine)
        except BaseException:
            ledger.close()
            raise
    return ledger


def memory_ledger(*, now: Callable[[], dt.datetime] = utc_now) -> Ledger:
    """A new ledger in memory, for tests: it touches no file, and is gone when it is closed.

    Threads of this process share it. It is the ``ledger`` of `publish`, `schedule`, `update` and
    `delete`; nothing else has ever been published, as far as it knows.

    Args:
        now: the clock, in UTC.

    >>> import crosspost
    >>> from crosspost.testing import Outbox
    >>> mine = crosspost.config({"accounts": {"公告": {"channel": "x"}}})
    >>> post = crosspost.Post(title={"zh": "芯片之战 🎉"})
    >>> with Outbox() as outbox, memory_ledger() as ledger:
    ...     for _ in range(2):  # the second time it is there already
    ...         results = crosspost.publish(post, "公告", ledger=ledger, config=mine)
    ...     len(outbox.sent)
    1
    """
    name = f"file:/crosspost-{uuid.uuid4().hex}"
    ledger = Ledger(_memory(sa.URL.create("sqlite", database=name, query=MEMORY)), now)
    _migrate(ledger.engine)
    return ledger


def look_into_ledger(
    url: str | None = None, *, now: Callable[[], dt.datetime] = utc_now
) -> Ledger | None:
    """Open the ledger at *url*, which is there, to read it; nothing where another version made it.

    Args:
        url: as for `open_ledger`.
        now: the clock, in UTC.

    Raises:
        LedgerError: it cannot be opened.
    """
    place = ledger_place(url)
    with as_ledger_errors(place):
        ledger = Ledger(_engine(place, ""), now)
        try:
            with ledger.engine.begin() as connection:
                if _version(connection) == HEAD:
                    return ledger
        except BaseException:
            ledger.close()
            raise
    ledger.close()
    return None


def ledger_place(url: str | None) -> sa.URL:
    """Where the ledger at *url* is; the usual file without one.

    Raises:
        LedgerError: it is no URL, or one of a ledger that forgets.
    """
    if url == "memory":
        raise LedgerError("ledger.in-memory", location="ledger")
    try:
        return sa.make_url(url or f"sqlite:///{ledger_file()}")
    except sa.exc.ArgumentError as error:
        raise LedgerError("ledger.not-a-database", location="ledger") from error


def _engine(place: sa.URL, worker: str) -> sa.Engine:
    return _sqlite(place) if place.get_backend_name() == "sqlite" else _server(place, worker)


def _sqlite(url: sa.URL) -> sa.Engine:
    """SQLite that survives a crash of the machine, and lets several processes write in turn."""
    if not url.database or url.database == ":memory:":
        raise LedgerError("ledger.in-memory", location="ledger")
    file = Path(os.path.realpath(url.database))  # one ledger has one name, and one set of claims
    check = partial(_check_there, file, _private(file))

    def connect() -> sqlite3.Connection:
        check()
        uri = f"{file.as_uri()}?mode=rw"  # it is never made anew in the place of one that is gone
        return sqlite3.connect(uri, uri=True, check_same_thread=False)

    engine = sa.create_engine(
        url.set(database=str(file)),
        creator=connect,
        **POOL,
    )
    sa.event.listen(engine, "connect", _prepare)
    sa.event.listen(engine, "checkout", check)
    return engine


MEMORY = {"vfs": "memdb", "uri": "true"}
"""How SQLite is asked for a database that the connections of one process share
(https://www.sqlite.org/inmemorydb.html; the name begins with a slash)."""


def _memory(url: sa.URL) -> sa.Engine:
    """A database that lives as long as a connection to it; the pool keeps one open."""
    engine = sa.create_engine(
        url,
        poolclass=sa.QueuePool,
        connect_args={"check_same_thread": False},
        **POOL,
    )
    sa.event.listen(engine, "connect", _prepare)
    return engine


def _private(file: Path) -> tuple[int, int]:
    """Which file *file* is, made where there is none: its owner's alone, and its journals, too."""
    file.parent.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)
    if file == ledger_file():
        mend(file.parent, OWNER_FOLDER)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, OWNER))
    for each in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))):
        mend(each, OWNER)
    found = file.stat()
    if found.st_nlink > 1:  # by another name it would have another journal
        raise LedgerError("ledger.several-names", location=str(file))
    return found.st_dev, found.st_ino


def _check_there(file: Path, made: tuple[int, int], *_: object) -> None:
    """See that the ledger is still what was opened: a file that was deleted takes everything."""
    try:
        now = file.stat()
    except FileNotFoundError:
        now = None
    if now is None or (now.st_dev, now.st_ino) != made:
        raise LedgerError("ledger.gone", location=str(file))


def _prepare(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's own
    connection.isolation_level = "IMMEDIATE"  # of what writes without saying so before: the engine
    connection.execute(f"PRAGMA busy_timeout = {BUSY}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{CACHE}")
    if sqlite3.sqlite_version_info < KNOWS_MILLISECONDS:  # Debian 12, under a Python of one's own
        connection.create_function("unixepoch", 1, lambda _: round(time.time(), 3))


def _server(url: sa.URL, worker: str) -> sa.Engine:
    postgresql = url.get_backend_name() == "postgresql"
    try:
        return sa.create_engine(
            url,
            pool_pre_ping=True,  # the server may be another one since
            connect_args=_server_arguments(worker) if postgresql else {},
            **POOL,
        )
    except ModuleNotFoundError as error:
        raise LedgerError(
            "install.postgresql",
            location="ledger",
            database=url.get_backend_name(),
            library=error.name,
        ) from error


def _server_arguments(worker: str) -> dict[str, str | int]:
    """How PostgreSQL is reached: a session whose machine is gone ends within a minute or so.

    Its account locks end with it, so that others may go on; *worker* names its sessions.
    """
    return {
        "application_name": f"crosspost {worker}".strip(),
        "keepalives_idle": 20,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "options": "-c tcp_keepalives_idle=20 -c tcp_keepalives_interval=10"
        " -c tcp_keepalives_count=3",
    }


def _migrate(engine: sa.Engine) -> None:
    """Bring the tables up to date, all or nothing, one process at a time.

    Raises:
        LedgerError: a newer crosspost made them.
    """
    with engine.begin() as connection:
        if _version(connection) == HEAD:  # Alembic takes longer to import than most commands run
            return
    with write_transaction(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        _upgrade(connection)


def _version(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table(VERSION.name):
        return None
    version: str | None = connection.scalar(sa.select(VERSION.c.version_num))
    return version


def _upgrade(connection: sa.Connection) -> None:
    from alembic import command, config, util  # noqa: PLC0415 - slow, and rarely needed

    settings = config.Config()
    settings.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    settings.attributes["connection"] = connection
    try:
        command.upgrade(settings, "head")
    except util.CommandError as error:
        raise LedgerError("ledger.newer", location=display_url(connection.engine.url)) from error
