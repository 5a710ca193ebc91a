"""Many turns at once are copies of the engine's own row, and the engine cannot tell them apart."""

import datetime as dt
import threading
from collections import Counter

import pytest
import sqlalchemy as sa

from crosspost.scheduling import Schedule, engine, open_schedule
from crosspost.scheduling.engine import Step
from crosspost.scheduling.enqueuing import TABLE, schema_of
from crosspost.scheduling.entries import EARLY, Entry

COUNT = engine.FEW + 30
OF_EACH = {"workflow_uuid", "queue_partition_key"}
OF_THE_MOMENT = {"created_at", "updated_at", "delay_until_epoch_ms"}
INSTEAD = {"creator_xid", "inputs"}


def entries(count: int, ahead: float) -> list[Entry]:
    at = dt.datetime.now(dt.UTC).timestamp() + ahead
    return [
        Entry(id=f"甲{index}", turn=1, account=f"账号{index % 7}", at=at) for index in range(count)
    ]


def rows(schedule: Schedule) -> dict[str, dict[str, object]]:
    with schedule.ledger.reading() as connection:
        schema = schema_of(connection.dialect)
        table = sa.Table(TABLE, sa.MetaData(), autoload_with=connection, schema=schema)
        found = connection.execute(sa.select(table)).mappings()
        return {row["workflow_uuid"]: dict(row) for row in found}


@pytest.mark.parametrize("ahead", [-60.0, 0.0, 86_400.0])
def test_a_copy_differs_from_what_the_engine_writes_in_nothing_else(url: str, ahead: float):
    with open_schedule(url) as schedule:
        with schedule.ledger.writing() as connection:
            schedule.engine.add(connection, entries(COUNT, ahead))
        found = rows(schedule)
        own, copied = found["甲1"], found[f"甲{COUNT - 1}"]
        assert len(found) == COUNT
        differ = {name for name in own if own[name] != copied[name]} - OF_THE_MOMENT
        assert differ == OF_EACH | INSTEAD
        for row in (own, copied):
            assert (row["delay_until_epoch_ms"] is None) == (ahead <= EARLY)


def test_accounts_and_times_of_copies_are_their_own(url: str):
    with open_schedule(url) as schedule:
        wanted = [
            Entry(id=one.id, turn=1, account=one.account, at=one.at + 3600 * index)
            for index, one in enumerate(entries(COUNT, 86_400))
        ]
        with schedule.ledger.writing() as connection:
            schedule.engine.add(connection, wanted)
        found = rows(schedule)
    for one in wanted:
        row = found[one.id]
        assert row["queue_partition_key"] == one.account
        assert row["priority"] == int(one.at // 60)
        due = row["delay_until_epoch_ms"]
        assert isinstance(due, int)
        assert abs(due / 1000 - (one.at - EARLY)) < 1


@pytest.mark.slow
@pytest.mark.parametrize("ahead", [-60.0, EARLY + 0.5])
def test_each_copy_is_called_once(url: str, ahead: float, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engine, "SLOW", 0.1)
    called: Counter[str] = Counter()
    all_of_them = threading.Event()

    def deliver(id: str, turn: int, step: Step) -> str:  # noqa: A002 - what it is
        step(1, lambda: {"kept": "甲"})
        called[f"{id}.{turn}"] += 1
        if len(called) == COUNT:
            all_of_them.set()
        return "sent"

    with open_schedule(url, worker="一") as schedule:
        with schedule.ledger.writing() as connection:
            schedule.engine.add(connection, entries(COUNT, ahead))
        schedule.engine.work(deliver)
        assert all_of_them.wait(60)
        schedule.engine.stop(10)
    assert set(called.values()) == {1}
