"""Fresh databases: SQLite's in a folder, PostgreSQL's on one server for all tests of a process.

Making all tables takes longer than most tests, so they are made once: SQLite's file is copied, and
PostgreSQL's database emptied, or made anew where a test has left other tables than it found. What is
about the making itself asks for `bare`.

A fixture's module: ``tests/conftest.py`` offers these to every test.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from crosspost.scheduling import open_schedule
from tests import postgres

BARE, READY = "账本", "现成的账本"
BOTH = ["sqlite", "postgresql"]
TABLES = """SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
    AND tablename NOT IN ('crosspost_version', 'dbos_migrations')"""
SEQUENCES = """SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename)
    FROM pg_sequences WHERE last_value IS NOT NULL"""
SHAPE = """SELECT string_agg(line, ' ' ORDER BY line) FROM (
    SELECT table_schema || table_name || column_name || data_type || is_nullable
        || coalesce(column_default, '') AS line FROM information_schema.columns
        WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname != 'pg_catalog'
    UNION ALL SELECT version_num FROM crosspost_version) AS lines"""
ALONE = """SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid != pg_backend_pid()"""
SHAPES: dict[str, str] = {}
"""What the tables of a server's ready database look like."""


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


@pytest.fixture
def postgresql(server: str) -> str:
    """A PostgreSQL database with all tables and nothing in them."""
    url = server.replace("/postgres?", f"/{READY}?")
    if server not in SHAPES or not _emptied(url, SHAPES[server]):
        _created(server, READY)
        with open_schedule(url) as schedule, schedule.ledger.engine.connect() as connection:
            SHAPES[server] = connection.exec_driver_sql(SHAPE).scalar_one()
    return url


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest) -> str:
    """A ledger with all tables and nothing in them."""
    ready: str = request.getfixturevalue(request.param)
    return ready


@pytest.fixture(params=BOTH)
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a ledger may be made: no table is there yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/账本.sqlite3"
    server: str = request.getfixturevalue("server")
    _created(server, BARE)
    return server.replace("/postgres?", f"/{BARE}?")


def _created(server: str, name: str) -> None:
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    engine.dispose()


def _emptied(url: str, shape: str) -> bool:
    """Empty every table, alone; whether they are those of *shape*."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql(ALONE)
        if connection.exec_driver_sql(SHAPE).scalar() != shape:
            return False
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # in any order
        for table in connection.exec_driver_sql(TABLES).scalars().all():
            connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - its own name
        for sequence in connection.exec_driver_sql(SEQUENCES).scalars().all():
            connection.exec_driver_sql(f"ALTER SEQUENCE {sequence} RESTART")
    return True
