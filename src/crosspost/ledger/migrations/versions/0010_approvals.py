"""What agents asked to send, what a person said to it; who may ask over the network."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make room; nobody has asked yet, and nobody may."""
    op.create_table(
        "crosspost_approval",
        sa.Column("approval", sa.Text, primary_key=True),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("draft", sa.Text, nullable=False),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided", sa.DateTime(timezone=True)),
        sa.Column("approved", sa.Boolean, nullable=False),
    )
    op.create_table(
        "crosspost_token",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("hash", sa.Text, nullable=False, unique=True),
        sa.Column("sends", sa.Boolean, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "crosspost_kept_answer",
        sa.Column("caller", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("request", sa.Text, nullable=False),
        sa.Column("answer", sa.Text),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
