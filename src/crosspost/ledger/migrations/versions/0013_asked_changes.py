"""Agents ask for updates and deletions, too, and a person says yes to exactly that."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """What was asked before was to be published: it changes nothing that stands."""
    op.add_column("crosspost_approval", sa.Column("change", sa.Text))
