"""What every past version began or scheduled goes on with today's code, exactly as it was kept.

``past/`` holds ledgers that those versions themselves have written (their commands, at the last
commit before each migration): a thread of four on Mastodon whose second message was refused, and
from the version on that could, a delivery of the same post in Chinese. None of the engine's rows is
among them: what the engine does not know is made anew (see ``tests/scheduling/test_traps.py``).
On PostgreSQL the same rows stand in the tables that the version's migrations make there.
"""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import alembic.command
import alembic.config
import pytest
import sqlalchemy as sa

from crosspost.ledger import Ledger, migrations, open_ledger
from crosspost.ledger.open import VERSION
from crosspost.publishing import Job, PublishOptions, RetryPolicy, RunContext, run_job
from crosspost.scheduling import Schedule
from crosspost.scheduling.attempt import Attempts
from crosspost.scheduling.dispatch import Attempt, Dispatcher
from crosspost.testing.trial import destination
from tests.fakes.mastodon import TOKEN, MastodonFake
from tests.scheduling.world import Called, Clock, Halt

PAST = Path(__file__).with_name("past")
VERSIONS = sorted(path.stem for path in PAST.glob("*.sql"))
FIRST_TO_SCHEDULE = "0003"
FAKE_THEN = "http://127.0.0.1:33535"
"""Where the server was that the account led to, as version 8 and later keep it."""
AFTER_ITS_TIME = dt.datetime(2026, 12, 24, 1, 0, 30, tzinfo=dt.UTC)


@pytest.fixture
def fake() -> Iterator[MastodonFake]:
    with MastodonFake() as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    made = Clock()
    made.time = AFTER_ITS_TIME
    return made


@pytest.fixture
def kept(
    version: str, bare: str, tmp_path: Path, clock: Clock, fake: MastodonFake
) -> Iterator[Ledger]:
    written = tmp_path / ("账本.sqlite3" if bare.startswith("sqlite") else "written.sqlite3")
    database = sqlite3.connect(written)
    said = (PAST / f"{version}.sql").read_text(encoding="utf-8")
    database.executescript(said.replace(FAKE_THEN, fake.url))
    database.close()
    if not bare.startswith("sqlite"):
        move(f"sqlite:///{written}", bare, version)
    with open_ledger(bare, now=clock.now) as ledger:
        yield ledger


def move(source: str, url: str, version: str) -> None:
    """Move what *version* wrote into the tables that it made on a server: the same rows there."""
    here, there = sa.create_engine(source), sa.create_engine(url)
    with there.begin() as connection:
        settings = alembic.config.Config()
        settings.set_main_option("script_location", str(Path(migrations.__path__[0])))
        settings.attributes["connection"] = connection
        alembic.command.upgrade(settings, version)
    tables = sa.MetaData()
    tables.reflect(there)
    with here.connect() as reading, there.begin() as writing:
        for table in tables.sorted_tables:
            if table.name == VERSION.name:
                continue
            # as the columns are on the server: SQLite says neither times nor truth
            columns = [sa.column(one.name, one.type) for one in table.columns]
            query = sa.select(*columns).select_from(sa.table(table.name))
            rows = [dict(row) for row in reading.execute(query).mappings()]
            if rows:
                writing.execute(sa.insert(table), [_in_utc(row) for row in rows])
                _count_on(writing, table)
    here.dispose()
    there.dispose()


def _count_on(writing: sa.Connection, table: sa.Table) -> None:
    """Let the server count on behind the rows that it was given, where it counts them itself."""
    for column in table.primary_key:
        sequence = writing.scalar(sa.func.pg_get_serial_sequence(table.name, column.name))
        if sequence:
            writing.execute(sa.select(sa.func.setval(sequence, sa.func.max(column))))


def _in_utc(row: dict[str, object]) -> dict[str, object]:
    return {
        name: value.replace(tzinfo=dt.UTC) if isinstance(value, dt.datetime) else value
        for name, value in row.items()
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_a_thread_that_a_past_version_began_is_finished(kept: Ledger, fake: MastodonFake):
    [first, refused] = kept.rows()
    assert (first.state, refused.state) == ("sent", "refused")
    draft = kept.draft(first.digest, first.account, first.run)
    assert draft is not None
    there = destination("mastodon", {"api": fake.url}, {"access_token": TOKEN}, "board")
    fake.posts.append({"id": "110000", "text": draft.messages[0].text, "parent": None, "media": []})
    context = RunContext(kept, retry=RetryPolicy(attempts=1))
    result = run_job(Job(draft=draft, destination=there), PublishOptions(), context)
    assert result.failure is None
    assert [post["text"] for post in fake.posts] == [
        one.payload["status"] for one in draft.messages
    ]
    assert [post["parent"] for post in fake.posts[1:]] == ["110000", "110001", "110002"]


@pytest.mark.parametrize("version", [one for one in VERSIONS if one >= FIRST_TO_SCHEDULE])
@pytest.mark.fault(
    "a delivery that a past version scheduled",
    "sent as it was kept",
)
def test_what_a_past_version_scheduled_is_sent(kept: Ledger, fake: MastodonFake, clock: Clock):
    calls = Called()
    schedule = Schedule(kept, cast("Dispatcher", calls))
    [one] = schedule.deliveries()
    assert (one.state, one.account, one.terms.zone) == ("waiting", "中文", "Asia/Shanghai")
    draft = schedule.draft(one.id)
    attempts = Attempts(
        schedule,
        "今天",
        lambda name: destination("mastodon", {"api": fake.url}, {"access_token": TOKEN}, name),
        Halt(clock),
    )
    assert attempts.make(Attempt(delivery=one.id, number=one.attempt)) == "sent"
    assert schedule.get(one.id).state == "sent"
    assert [post["text"] for post in fake.posts] == [
        one.payload["status"] for one in draft.messages
    ]


KEPT = "UPDATE crosspost_message SET note = 'kept: ' || {first} WHERE \"index\" = 2"


def test_what_a_mended_wording_had_kept_is_known_as_that(tmp_path: Path):
    """Before version 9 a note said in whose place a message stands."""
    written = tmp_path / "账本.sqlite3"
    database = sqlite3.connect(written)
    database.executescript((PAST / "0008.sql").read_text(encoding="utf-8"))
    [(first,)] = database.execute('SELECT "key" FROM crosspost_message WHERE "index" = 1')
    database.execute(KEPT.format(first=f"'{first}'"))
    database.commit()
    database.close()
    with open_ledger(f"sqlite:///{written}") as ledger:
        before, after = ledger.rows()
        assert (before.state, after.replaces, ledger.note(after.key)) == ("replaced", first, "")
