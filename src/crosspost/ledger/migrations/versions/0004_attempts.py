"""Deliveries by the field's words; a note between two calls of one message."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

DELIVERY, MESSAGE = "crosspost_delivery", "crosspost_message"
COLUMNS = {
    "turn": "attempt",
    "tries": "deferrals",
    "spaced": "gap_applied",
    "stands": "delivered",
}
STATES = {"held": "on-hold", "late": "overdue", "skipped": "expired"}
TERMS = {"if_late": "when_overdue", "late_after": "overdue_after"}
"""Keys of the JSON of a delivery's terms; a quote inside a text is escaped, so none is met."""


def upgrade() -> None:
    """Rename, and make room for the note."""
    op.add_column(MESSAGE, sa.Column("note", sa.Text, nullable=False, server_default=""))
    for old, new in COLUMNS.items():
        op.alter_column(DELIVERY, old, new_column_name=new)
    for old, new in STATES.items():
        _execute("UPDATE crosspost_delivery SET state = :new WHERE state = :old", old, new)
        _execute(
            "UPDATE crosspost_notice SET key = replace(key, :old, :new)", f": {old} ", f": {new} "
        )
    for old, new in TERMS.items():
        _execute(
            "UPDATE crosspost_frozen SET terms = replace(terms, :old, :new)",
            f'"{old}":',
            f'"{new}":',
        )


def _execute(statement: str, old: str, new: str) -> None:
    op.execute(sa.text(statement).bindparams(old=old, new=new))
