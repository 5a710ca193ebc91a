"""Who each account is; when a limit was last drawn on, for a clock may have been ahead then."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make room; who an account is, its next sign-in says."""
    op.create_table(
        "crosspost_account",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
    )
    op.add_column("crosspost_bucket", sa.Column("at", sa.Double))
