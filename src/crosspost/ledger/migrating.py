"""Migrating: the ledger's tables made, or brought up to date, when it is opened.

Alembic takes longer to import than most commands run, so it is left alone where there is nothing
to do. A new version goes into ``migrations/versions``, and its name here.
"""

from pathlib import Path

import sqlalchemy as sa

from .failures import LedgerError, shown
from .transactions import writing

HEAD = "0003"
"""The newest version in ``migrations/versions``."""

VERSION = sa.table("crosspost_version", sa.column("version_num", sa.Text))
LOCK = 0x63726F7373
"""Any number: what two processes that open a new PostgreSQL ledger at once both ask for."""


def migrate(engine: sa.Engine) -> None:
    """Bring the tables up to date, all or nothing, one process at a time.

    Raises:
        LedgerError: a newer crosspost made them.
    """
    with engine.begin() as connection:
        if _version(connection) == HEAD:
            return
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        _upgrade(connection)


def _version(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table(VERSION.name):
        return None
    version: str | None = connection.scalar(sa.select(VERSION.c.version_num))
    return version


def _upgrade(connection: sa.Connection) -> None:
    from alembic import command  # noqa: PLC0415 - slow, and rarely needed
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        found = "a newer crosspost made this ledger"
        at = shown(connection.engine.url)
        raise LedgerError(found, location=at, hint="pip install -U crosspost") from error
