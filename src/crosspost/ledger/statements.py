"""Statements that run for each message, built once: building one is most of what it costs."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from .tables import draft, message

HERE = message.c.key == sa.bindparam("name")

LOOK = sa.select(message).where(HERE)
ROW = LOOK.with_for_update()
BEGIN = sa.insert(message)
CHANGE = sa.update(message).where(HERE)
"""Sets whichever columns it is given."""
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
KEEP_DRAFT = {
    "sqlite": sqlite.insert(draft).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(draft).on_conflict_do_nothing(),
}
"""By the name of the dialect."""
