"""What the ledger says of its own troubles."""

import errno
import os
import sqlite3

import pytest
import sqlalchemy as sa

from crosspost.ledger import Ledger, LedgerError
from crosspost.ledger.rows import as_ledger_errors

URL = sa.make_url("postgresql+psycopg://author:hunter2@本地/账本")
SAID = (
    "could not extend file: No space left on device\nHINT: Check free disk space.",
    "database or disk is full",
)


@pytest.mark.parametrize(
    "error",
    [
        *(sa.exc.OperationalError("COMMIT", {}, Exception(said)) for said in SAID),
        sqlite3.OperationalError(SAID[1]),
        OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "账本.claims/0"),
    ],
    ids=["postgresql", "sqlite", "sqlite's driver", "a claim"],
)
def test_a_full_disk_is_said_with_what_to_do(error: Exception):
    with pytest.raises(LedgerError) as caught, as_ledger_errors(URL):
        raise error
    assert "make room on the disk" in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert "\n" not in caught.value.message


def test_another_trouble_is_said_as_it_is():
    with pytest.raises(LedgerError, match="no such table: 消息") as caught, as_ledger_errors(URL):
        raise sqlite3.OperationalError(*["no such table: 消息"])
    assert "make room" not in str(caught.value)


def test_a_session_that_the_server_ended_meanwhile_is_replaced(ledger: Ledger):
    if ledger.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no server")
    with ledger.reading() as connection:
        number = connection.scalar(sa.text("SELECT pg_backend_pid()"))
    killer = sa.create_engine(ledger.engine.url)
    with killer.begin() as connection:
        connection.execute(sa.text("SELECT pg_terminate_backend(:number)"), {"number": number})
    killer.dispose()
    assert ledger.rows() == []
