"""Connecting: the engine's own way to the database, beside the ledger's."""

from typing import Any

import sqlalchemy as sa

from ..ledger.opening import BUSY, POOL, server_arguments

PATIENCE = 300
"""Seconds that a turn waits for one of the engine's connections, behind all others."""


def connected(url: sa.URL, worker: str) -> sa.Engine:
    """Connections of the engine's own, beside the ledger's.

    What it keeps of its own may be lost in a power cut, and is then done anew: what was sent, the
    ledger knows. So SQLite need not wait for the disk each time.
    """
    kind = url.get_backend_name()
    server = kind != "sqlite"
    database = sa.create_engine(
        url,
        pool_size=POOL[kind],
        max_overflow=0,
        pool_timeout=PATIENCE,
        pool_pre_ping=server,
        connect_args=server_arguments(worker) if server else {},
    )
    if not server:
        sa.event.listen(database, "connect", _prepare)
    return database


def _prepare(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's own
    connection.isolation_level = "IMMEDIATE"
    connection.execute(f"PRAGMA busy_timeout = {BUSY}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
