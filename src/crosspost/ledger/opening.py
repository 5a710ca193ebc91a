"""Opening a ledger: SQLite in the user's data folder, or any database by URL."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from .failures import LedgerError, in_plain_words
from .gate import Gate
from .migrating import migrate
from .pool import PATIENCE, OneConnection
from .store import Ledger

CONNECTIONS = 10
"""To a server, which has a hundred for all."""
CACHE = 16_000
"""Kilobytes that SQLite keeps in memory: with its own 2 MB a burst reads the same pages anew."""
BUSY = 30_000
"""Milliseconds that SQLite waits for another process's transaction."""


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
    """
    try:
        place = sa.make_url(url or f"sqlite:///{_default()}")
    except sa.exc.ArgumentError as error:
        found = "not the URL of a database"
        instead = "sqlite:///ledger.sqlite3 or postgresql+psycopg://user@host/database"
        raise LedgerError(found, location="ledger", hint=instead) from error
    with in_plain_words(place):
        sqlite = place.get_backend_name() == "sqlite"
        engine, gate = _sqlite(place) if sqlite else _server(place, worker)
        ledger = Ledger(engine, now, gate)
        try:
            migrate(engine)
        except BaseException:
            ledger.close()
            raise
    return ledger


def _default() -> Path:
    from platformdirs import user_data_path  # noqa: PLC0415 - only where no URL says otherwise

    return user_data_path("crosspost") / "ledger.sqlite3"


def _sqlite(url: sa.URL) -> tuple[sa.Engine, Gate]:
    """SQLite that survives a crash of the machine, and lets several processes write in turn."""
    if not url.database or url.database == ":memory:":
        found = "a ledger in memory remembers nothing"
        raise LedgerError(found, location="ledger", hint="sqlite:///ledger.sqlite3")
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, poolclass=OneConnection)
    sa.event.listen(engine, "connect", _prepare)
    pool: Any = engine.pool
    return engine, pool.gate


def _server_arguments(worker: str) -> dict[str, str | int]:
    """How PostgreSQL is reached: a session whose machine is gone ends within a minute or so.

    Its claims end with it, so that others may go on; *worker* names its sessions.
    """
    return {
        "application_name": f"crosspost {worker}".strip(),
        "keepalives_idle": 20,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "options": "-c tcp_keepalives_idle=20 -c tcp_keepalives_interval=10"
        " -c tcp_keepalives_count=3",
    }


def _server(url: sa.URL, worker: str) -> tuple[sa.Engine, Gate]:
    postgresql = url.get_backend_name() == "postgresql"
    try:
        engine = sa.create_engine(
            url,
            pool_pre_ping=True,
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_timeout=PATIENCE,
            connect_args=_server_arguments(worker) if postgresql else {},
        )
    except ModuleNotFoundError as error:
        found = f"{url.get_backend_name()} needs {error.name}, which is not here"
        instead = 'pip install "crosspost[postgresql]"'
        raise LedgerError(found, location="ledger", hint=instead) from error
    return engine, Gate(CONNECTIONS)


def _prepare(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's own
    connection.isolation_level = "IMMEDIATE"  # of what writes without saying so before: the engine
    connection.execute(f"PRAGMA busy_timeout = {BUSY}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")  # but for what we write: `transactions`
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{CACHE}")
