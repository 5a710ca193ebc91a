"""Enqueuing many turns at once, as copies of the row that the engine wrote for one of them.

The engine enqueues one turn at a time, by two statements; a year of posts is thousands of turns. A
copy has every column of its pattern, whatever this version of the engine has, and its own name,
account, priority and time. A turn takes no arguments: its copy says so in the row itself, where the
engine looks when there is none in its table of arguments.
"""

from collections.abc import Collection
from functools import cache
from typing import Any

import sqlalchemy as sa

from ..ledger.statements import INSERTS
from .entries import Entry

TABLE = "workflow_status"
NOTHING = "-"
"""A turn's arguments, written down."""
OWN: dict[str, type[sa.types.TypeEngine[Any]]] = {
    "workflow_uuid": sa.Text,
    "queue_partition_key": sa.Text,
    "priority": sa.Integer,
    "delay_until_epoch_ms": sa.BigInteger,
}
"""The columns in which a copy differs from its pattern."""


def copy(connection: sa.Connection, pattern: Entry, entries: Collection[Entry], now: float) -> None:
    """Enqueue *entries* as copies of *pattern*, which waits for its time where they do."""
    schema = schema_of(connection.dialect)
    found = sa.inspect(connection).get_columns(TABLE, schema)
    statement = _statement(
        connection.dialect.name, schema, tuple(column["name"] for column in found)
    )
    rows = [{"pattern": pattern.name, **_own(entry, now)} for entry in entries]
    connection.execute(statement, rows)


def _own(entry: Entry, now: float) -> dict[str, str | int | None]:
    return {
        "own_workflow_uuid": entry.name,
        "own_queue_partition_key": entry.account,
        "own_priority": entry.priority,
        "own_delay_until_epoch_ms": round(entry.call * 1000) if entry.call > now else None,
    }


def schema_of(dialect: sa.Dialect) -> str | None:
    """Where the engine has its tables."""
    return "dbos" if dialect.name == "postgresql" else None


@cache
def _statement(dialect: str, schema: str | None, columns: tuple[str, ...]) -> sa.Insert:
    table = sa.table(TABLE, *(sa.column(name) for name in columns), schema=schema)
    given: dict[str, sa.ColumnElement[Any]] = {
        name: sa.cast(sa.bindparam(f"own_{name}"), kind) for name, kind in OWN.items()
    }
    given |= {"inputs": sa.literal(NOTHING), "creator_xid": sa.null()}
    chosen = sa.select(*(given.get(name, table.c[name]) for name in columns))
    made: sa.Insert = INSERTS[dialect](table).from_select(
        columns, chosen.where(table.c.workflow_uuid == sa.bindparam("pattern"))
    )
    return made
