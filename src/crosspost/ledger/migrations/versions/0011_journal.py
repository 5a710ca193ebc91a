"""What happened to each message, in its order: for whoever watches, and for webhooks."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make room; what happened before is in nobody's journal."""
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "crosspost_journal",
        sa.Column("number", number, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("index", sa.Integer, nullable=False),
        sa.Column("of", sa.Integer, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent", sa.Text),
        sa.Column("problem", sa.Text),
        sa.Index("crosspost_journal_draft", "digest", "number"),
        sa.Index("crosspost_journal_at", "at"),
        sqlite_autoincrement=True,
    )
