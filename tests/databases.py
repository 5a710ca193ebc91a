"""Fresh databases: SQLite's in a folder, PostgreSQL's on one server for all tests of a process.

A fixture's module: ``tests/conftest.py`` offers `server`, `postgresql` and `url` to every test.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests import postgres


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a PostgreSQL that runs as long as the tests."""
    with postgres.cluster() as url:
        yield url


@pytest.fixture
def postgresql(server: str) -> str:
    """A fresh database on it."""
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql('DROP DATABASE IF EXISTS "账本" WITH (FORCE)')
        connection.exec_driver_sql('CREATE DATABASE "账本"')
    engine.dispose()
    return server.replace("/postgres?", "/账本?")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a fresh ledger may be made."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/账本.sqlite3"
    fresh: str = request.getfixturevalue("postgresql")
    return fresh
