from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from crosspost.ledger import Ledger, LedgerError, migrating, open_ledger, tables
from crosspost.receipts import Sent
from tests.ledger.drafts import draft


def test_migrations_make_what_the_code_expects(ledger: Ledger):
    with ledger.engine.connect() as connection:
        found = MigrationContext.configure(
            connection, opts={"version_table": migrating.VERSION.name}
        )
        assert compare_metadata(found, tables.metadata) == []


def test_the_newest_version_is_the_one_that_opening_asks_for():
    config = Config()
    config.set_main_option("script_location", str(Path(migrating.__file__).with_name("migrations")))
    assert ScriptDirectory.from_config(config).get_heads() == [migrating.HEAD]


def test_opening_again_keeps_what_is_there(ledger: Ledger, url: str):
    post = draft("你好")
    ledger.sent(ledger.begin(post, ledger.run(post), 1).key, Sent(id="1"))
    with open_ledger(url) as again:
        assert len(again.receipts(post.digest, post.account)) == 1


def test_a_ledger_from_the_future_is_left_alone(ledger: Ledger, url: str):
    with ledger.engine.begin() as connection:
        connection.execute(sa.update(migrating.VERSION).values(version_num="9999"))
    with pytest.raises(LedgerError, match="newer crosspost"):
        open_ledger(url)


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("账本", "not the URL of a database"),
        ("sqlite://", "in memory remembers nothing"),
        ("sqlite:////proc/no/such/folder/l.sqlite3", "cannot be used"),
        ("postgresql://me:hunter2@localhost:1/none", "cannot be used"),
        ("mssql://me:hunter2@localhost/none", "which is not here"),
    ],
)
def test_what_cannot_be_opened_is_said_in_plain_words(url: str, found: str):
    with pytest.raises(LedgerError, match=found) as told:
        open_ledger(url)
    assert "hunter2" not in str(told.value)


@pytest.mark.parametrize(
    ("transaction", "synchronous"),
    [("writing", 2), ("reading", 1)],
    ids=["FULL: each commit is on disk", "NORMAL: the engine of a schedule may do things anew"],
)
def test_a_crash_of_the_machine_loses_nothing(tmp_path: Path, transaction: str, synchronous: int):
    with (
        open_ledger(f"sqlite:///{tmp_path}/a.sqlite3") as ledger,
        getattr(ledger, transaction)() as one,
    ):
        assert one.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert one.exec_driver_sql("PRAGMA synchronous").scalar() == synchronous
