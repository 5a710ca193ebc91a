from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from crosspost._record import decoded
from crosspost.ledger import Ledger, LedgerError, approvals, open_ledger, schema, watched
from crosspost.ledger import open as opening
from crosspost.model.draft import Draft
from crosspost.model.findings import MessagePart, in_post
from crosspost.model.receipts import Problem, Sent
from crosspost.scheduling import DeliveryTerms
from crosspost.scheduling.deliveries import TERMS as TERMS_DECODER
from tests.ledger.drafts import draft


@pytest.fixture
def url(bare: str) -> str:
    """Here tables are made anew for each test."""
    return bare


def test_migrations_make_what_the_code_expects(ledger: Ledger):
    with ledger.engine.connect() as connection:
        found = MigrationContext.configure(connection, opts={"version_table": opening.VERSION.name})
        assert {approvals.TABLE, watched.FEEDS} < {*schema.metadata.sorted_tables}, "all are here"
        assert compare_metadata(found, schema.metadata) == []


def test_the_newest_version_is_the_one_that_opening_asks_for():
    config = Config()
    config.set_main_option("script_location", str(Path(opening.__file__).with_name("migrations")))
    assert ScriptDirectory.from_config(config).get_heads() == [opening.HEAD]


def test_opening_again_keeps_what_is_there(ledger: Ledger, url: str):
    post = draft("你好")
    ledger.sent(ledger.begin(post, ledger.run(post), 1).key, Sent(id="1"))
    with open_ledger(url) as again:
        assert len(again.receipts(post.digest, post.account)) == 1


def test_a_ledger_from_the_future_is_left_alone(ledger: Ledger, url: str):
    with ledger.engine.begin() as connection:
        connection.execute(sa.update(opening.VERSION).values(version_num="9999"))
    with pytest.raises(LedgerError, match="newer crosspost"):
        open_ledger(url)


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("账本", "not the URL of a database"),
        ("sqlite://", "in memory forgets everything"),
        ("sqlite:////proc/no/such/folder/l.sqlite3", "cannot be used"),
        ("postgresql://me:hunter2@localhost:1/none", "cannot be used"),
        ("mssql://me:hunter2@localhost/none", "which is not installed"),
    ],
)
def test_what_cannot_be_opened_is_said_in_plain_words(url: str, found: str):
    with pytest.raises(LedgerError, match=found) as told:
        open_ledger(url)
    assert "hunter2" not in str(told.value)


@pytest.mark.parametrize("transaction", ["writing", "reading"])
def test_a_crash_of_the_machine_loses_nothing(tmp_path: Path, transaction: str):
    with (
        open_ledger(f"sqlite:///{tmp_path}/a.sqlite3") as ledger,
        getattr(ledger, transaction)() as one,
    ):
        assert one.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert one.exec_driver_sql("PRAGMA synchronous").scalar() == 2, "FULL"


DELIVERY = """INSERT INTO crosspost_delivery
    (number, id, account, due, at, state, turn, tries, spaced, stands)
    VALUES (1, 'abc', '主号', 0, 0, 'held', 3, 2, false, 1)"""
FROZEN = """INSERT INTO crosspost_frozen VALUES (1, :terms, '{}')"""
TERMS = '{"if_late":"ask","late_after":60,"source":"\\"if_late\\": 稿.md"}'


def test_what_an_older_version_wrote_keeps_its_meaning(url: str):
    """States, columns and terms have other names since; what a text quotes is left alone."""
    with open_ledger(url) as ledger:
        back_to(ledger, "0003")
        with ledger.engine.begin() as connection:
            connection.execute(sa.text(DELIVERY))
            connection.execute(sa.text(FROZEN), {"terms": TERMS})
            told = "INSERT INTO crosspost_notice VALUES ('log: late abc 3', CURRENT_TIMESTAMP)"
            connection.execute(sa.text(told))
    with open_ledger(url) as ledger, ledger.reading() as connection:
        row = connection.execute(sa.select(schema.delivery)).one()
        assert (row.state, row.attempt, row.deferrals, row.delivered) == ("on-hold", 3, 2, 1)
        terms = connection.scalar(sa.select(schema.delivery_content.c.terms)) or ""
        assert connection.scalar(sa.select(schema.done_task.c.key)) == "log: overdue abc 3"
    assert TERMS_DECODER.decode(terms) == DeliveryTerms(
        when_overdue="ask", overdue_after=60, source='"if_late": 稿.md'
    )


FORETOLD = '{"prediction":{"text":{"zh":"到 2027 年底，**芯片**会更便宜。"},"stars":3}}'
KEPT = (
    '{"channel":"x","account":"主号","languages":["zh"],"digest":":digest","messages":[{"index":1,'
    '"of":1,"text":":text","size":2,"limit":280,"unit":"weighted","payload":{}}],"findings":['
    '{"level":"info","code":"x.cost","where":"matters.points[0].text","message":"$0.015 {🎉}"},'
    '{"level":"info","code":"x.bare-link","where":"message 1","message":"…","words":["main.py"]}]}'
)


def test_kept_drafts_and_predictions_of_an_older_version_are_read(url: str):
    """Findings become data; a prediction that a draft does not say is marked so."""
    said = {"甲": "一 到2027年底，芯片会更便宜。1/2", "乙": "只有一句自己的话"}
    with open_ledger(url) as ledger:
        back_to(ledger, "0004")
        with ledger.engine.begin() as connection:
            into = "INSERT INTO crosspost_prediction VALUES ('p1', :said, CURRENT_TIMESTAMP)"
            connection.execute(sa.text(into), {"said": FORETOLD})
            for digest, text in said.items():
                kept = KEPT.replace(":digest", digest).replace(":text", text)
                into = "VALUES (:digest, '主号', 1, 'x', :kept, CURRENT_TIMESTAMP)"
                values = {"digest": digest, "kept": kept}
                connection.execute(sa.text(f"INSERT INTO crosspost_draft {into}"), values)
                into = "VALUES ('p1', :digest, '主号', 'original')"
                connection.execute(
                    sa.text(f"INSERT INTO crosspost_prediction_draft {into}"), {"digest": digest}
                )
    with open_ledger(url) as ledger, ledger.reading() as connection:
        columns = schema.prediction_draft.c
        roles = connection.execute(sa.select(columns.digest, columns.role)).all()
        assert dict(map(tuple, roles)) == {"甲": "original", "乙": "omitted"}
        told = decoded(connection.scalar(sa.select(schema.draft.c.json)) or "", Draft)
        cost, link = told.findings
        assert (cost.message, cost.location) == (
            "$0.015 {🎉}",
            in_post("matters", "points", 0, "text"),
        )
        assert (link.location, link.words) == (MessagePart(index=1), ("main.py",))


ON_HOLD = """INSERT INTO crosspost_delivery
    (number, id, account, due, at, state, attempt, deferrals, gap_applied, delivered, reason, advice)
    VALUES (1, 'abc', '主号', 0, 0, 'on-hold', 1, 0, false, 0, '未登录', '登录')"""


def test_sentences_of_an_older_version_become_problems(url: str):
    """A pause has the problem of what it put on hold: by that an alert about it is found."""
    post = draft("你好")
    with open_ledger(url) as ledger:
        row = ledger.begin(post, ledger.run(post), 1)
        back_to(ledger, "0005")
        with ledger.engine.begin() as connection:
            for statement in (
                "UPDATE crosspost_message SET reason = '余额{不足', advice = 'top up 🎉'",
                ON_HOLD,
                "INSERT INTO crosspost_paused VALUES ('主号', CURRENT_TIMESTAMP, '未登录')",
                "INSERT INTO crosspost_paused VALUES ('公告', CURRENT_TIMESTAMP, '')",
            ):
                connection.execute(sa.text(statement))
    with open_ledger(url) as ledger:
        again = ledger.row(row.key)
        assert again is not None
        assert (again.reason, again.advice) == ("余额{不足", "top up 🎉")
        with ledger.reading() as connection:
            held = connection.scalar(sa.select(schema.delivery.c.problem))
            found = connection.execute(sa.select(schema.paused)).all()
            paused = {one.account: one.problem for one in found}
        assert held is not None
        assert (held.reason(), held.advice()) == ("未登录", "登录")
        assert paused == {"主号": held, "公告": Problem(code="")}


def back_to(ledger: Ledger, version: str) -> None:
    """Give *ledger* the tables that *version* had, with what of its rows fits into them."""
    with ledger.engine.begin() as connection:
        now = sa.MetaData()
        now.reflect(connection)
        tables = [one for one in now.sorted_tables if one.name != opening.VERSION.name]
        kept = {each.name: connection.execute(sa.select(each)).mappings().all() for each in tables}
        now.drop_all(connection)
        config = Config()
        folder = Path(opening.__file__).with_name("migrations")
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        before = sa.MetaData()
        before.reflect(connection)
        for table in before.sorted_tables:
            for row in kept.get(table.name, ()):
                fits = {name: value for name, value in row.items() if name in table.c}
                connection.execute(sa.insert(table).values(fits))
