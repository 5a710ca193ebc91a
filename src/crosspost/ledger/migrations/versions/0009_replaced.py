"""What stands in whose place: a wording that goes on from an earlier one, or changes it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

KEPT = "kept: "
"""Before the key of the message that a row was taken over from, as its note."""
MESSAGE = sa.table("crosspost_message", *map(sa.column, ("key", "state", "note", "replaces")))


def upgrade() -> None:
    """The note of a row that was taken over moves into a column of its own."""
    new = sa.Column("replaces", sa.Text, nullable=False, server_default="")
    op.add_column("crosspost_message", new)
    columns, connection = MESSAGE.c, op.get_bind()
    taken = columns.note.like(f"{KEPT}%")
    key = sa.func.substr(columns.note, len(KEPT) + 1)
    connection.execute(sa.update(MESSAGE).where(taken).values(replaces=key, note=""))
    later = MESSAGE.alias().c
    earlier = sa.select(later.replaces).where(later.replaces != "")
    here = columns.key.in_(earlier.scalar_subquery())
    connection.execute(sa.update(MESSAGE).where(here).values(state="replaced"))
