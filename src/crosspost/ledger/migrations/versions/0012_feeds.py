"""Feeds and folders that are watched, and what was taken of them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make room; nothing was watched yet."""
    op.create_table(
        "crosspost_feed",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("account", sa.Text, primary_key=True),
        sa.Column("etag", sa.Text, nullable=False),
        sa.Column("modified", sa.Text, nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "crosspost_feed_entry",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("entry", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("approval", sa.Text, nullable=False),
        sa.Column("draft", sa.Text),
        sa.Column("post", sa.Text),
        sa.Column("file", sa.Text, nullable=False),
    )
    op.create_index(
        "crosspost_feed_entry_once",
        "crosspost_feed_entry",
        ["source", "account", "entry"],
        unique=True,
    )
