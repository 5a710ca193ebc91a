"""Fresh databases: SQLite's in a folder, PostgreSQL's on one server for all tests of a process.

Making all tables takes longer than most tests, so they are made once, and copied. What is about the
making itself asks for `bare`.

A fixture's module: ``tests/conftest.py`` offers these to every test.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from crosspost.scheduling import open_schedule
from tests import postgres

FRESH, READY = "账本", "现成的账本"
BOTH = ["sqlite", "postgresql"]


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a PostgreSQL that runs as long as the tests."""
    with postgres.cluster() as url:
        yield url


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and nothing in them."""
    file = tmp_path_factory.mktemp("账本") / "ledger.sqlite3"
    with open_schedule(f"sqlite:///{file}"):
        return file


@pytest.fixture
def sqlite(tables: Path, tmp_path: Path) -> str:
    """A SQLite database with all tables and nothing in them."""
    return f"sqlite:///{shutil.copy(tables, tmp_path / '账本.sqlite3')}"


@pytest.fixture(scope="session")
def ready(server: str) -> str:
    """The name of a PostgreSQL database with all tables and nothing in them, which is copied."""
    _created(server, READY)
    with open_schedule(server.replace("/postgres?", f"/{READY}?")):
        return READY


@pytest.fixture
def postgresql(server: str, ready: str) -> str:
    """A PostgreSQL database with all tables and nothing in them."""
    _created(server, FRESH, f'TEMPLATE "{ready}"')
    return server.replace("/postgres?", f"/{FRESH}?")


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest) -> str:
    """A ledger with all tables and nothing in them."""
    ready: str = request.getfixturevalue(request.param)
    return ready


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def either(request: pytest.FixtureRequest) -> str:
    """As `url`, where what is tested hardly depends on it: PostgreSQL's turn comes with ``--long``."""
    ready: str = request.getfixturevalue(request.param)
    return ready


@pytest.fixture(params=BOTH)
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a ledger may be made: no table is there yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/账本.sqlite3"
    server: str = request.getfixturevalue("server")
    _created(server, FRESH)
    return server.replace("/postgres?", f"/{FRESH}?")


def _created(server: str, name: str, how: str = "") -> None:
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.exec_driver_sql(f'CREATE DATABASE "{name}" {how}')
    engine.dispose()
