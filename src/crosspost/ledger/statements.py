"""Statements that run for each message, built once: building one is most of what it costs."""

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from .tables import draft, message

INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
"""By the name of the dialect: each has the words for it, and neither the same."""

HERE = message.c.key == sa.bindparam("name")

LOOK = sa.select(message).where(HERE)
ROW = LOOK.with_for_update()
CHANGE = sa.update(message).where(HERE).returning(message)
"""Sets whichever columns it is given; the row comes back."""
CLEAR = CHANGE.values(
    since=sa.case(
        ((message.c.state == "sending") & (message.c.since == message.c.at), sa.null()),
        else_=message.c.since,
    )
)
"""The same, and ``since``: a call that surely did not land leaves only an earlier doubt's."""
MESSAGES = (
    sa.select(message)
    .where(
        message.c.digest == sa.bindparam("digest"),
        message.c.account == sa.bindparam("account"),
        message.c.run == sa.bindparam("run"),
    )
    .order_by(message.c.index)
)
LAST_RUN = sa.select(sa.func.max(draft.c.run)).where(
    draft.c.digest == sa.bindparam("digest"), draft.c.account == sa.bindparam("account")
)


def unless_there(connection: sa.Connection, table: sa.Table) -> sa.Insert:
    """Rows for *table*; one whose key is there already is left as it is, whoever wrote it."""
    return _unless_there(connection.dialect.name, table)


@cache
def _unless_there(dialect: str, table: sa.Table) -> sa.Insert:
    made: sa.Insert = INSERTS[dialect](table).on_conflict_do_nothing()
    return made.execution_options(preserve_rowcount=True)
