"""Transactions that write: all of it is on the disk when one ends, or nothing.

SQLite is told so here, not by an event of SQLAlchemy: one listener makes every statement on the
database slower, those of a schedule's engine too. What that keeps itself may be lost in a power cut
and is done anew: what was sent, the ledger knows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that has the right to write from its beginning: what it reads stays true."""
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            yield connection
        return
    with engine.connect() as connection, _on_disk(connection), connection.begin():
        _driver(connection).execute("BEGIN IMMEDIATE")
        yield connection


@contextmanager
def _on_disk(connection: sa.Connection) -> Iterator[None]:
    """Each commit of SQLite waits for the disk meanwhile; it does not otherwise (`opening`)."""
    driver = _driver(connection)
    if driver.in_transaction:
        found = "a transaction was to begin within a transaction"
        raise sa.exc.InvalidRequestError(found)
    driver.execute("PRAGMA synchronous = FULL")
    try:
        yield
    finally:
        driver.execute("PRAGMA synchronous = NORMAL")


def _driver(connection: sa.Connection) -> Any:  # noqa: ANN401 - the driver's own
    return connection.connection.dbapi_connection
