"""The second version: deliveries at a set time, what they need, and the buckets of rates."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

MOMENT = sa.DateTime(timezone=True)
COUNT = sa.BigInteger().with_variant(sa.Integer, "sqlite")
SLOTTED = sa.text("slot IS NOT NULL")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "crosspost_bucket",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("empty", sa.Double, nullable=False),
    )
    _deliveries()
    op.create_table(
        "crosspost_worker",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("process", sa.Integer, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("seen", MOMENT, nullable=False),
    )
    op.create_table(
        "crosspost_paused",
        sa.Column("account", sa.Text, primary_key=True),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_table(
        "crosspost_notice",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
    )


def _deliveries() -> None:
    op.create_table(
        "crosspost_delivery",
        sa.Column("number", COUNT, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("spaced", sa.Boolean, nullable=False),
        sa.Column("stands", sa.Integer, nullable=False),
        sa.Column("slot", sa.BigInteger),
        sa.Column("worker", sa.Text),
        sa.Column("started", sa.BigInteger),
        sa.Column("ended", sa.BigInteger),
        sa.Column("reason", sa.Text),
        sa.Column("advice", sa.Text),
    )
    op.create_index("crosspost_delivery_state", "crosspost_delivery", ["state", "at"])
    op.create_index(
        "crosspost_delivery_slot",
        "crosspost_delivery",
        ["account", "slot"],
        unique=True,
        sqlite_where=SLOTTED,
        postgresql_where=SLOTTED,
    )
    op.create_table(
        "crosspost_frozen",
        sa.Column("number", COUNT, primary_key=True, autoincrement=False),
        sa.Column("terms", sa.Text, nullable=False),
        sa.Column("draft", sa.Text, nullable=False),
    )
    op.create_table(
        "crosspost_picture",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
