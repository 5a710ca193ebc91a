"""The engine's traps, each with the real engine: see docs/engine.md for what they are."""

import ast
import base64
import logging
import math
import os
import pickle
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from crosspost.adapters.base import Destination
from crosspost.ledger import Rate, open_ledger
from crosspost.ledger.schema import worker as workers
from crosspost.publishing import RetryPolicy
from crosspost.scheduling import (
    DeliveryPlan,
    DeliveryTerms,
    Heartbeat,
    Schedule,
    TooLate,
    Worker,
    dispatch,
    new_name,
    open_schedule,
)
from crosspost.scheduling.attempt import Attempts
from tests.ledger.drafts import draft
from tests.publishing.door import CHANNELS, destination
from tests.publishing.memory import Channel
from tests.transcripts import ROOT

pytestmark = pytest.mark.slow
HEARTBEAT = Heartbeat(every=0.1, dead_after=30)
ENOUGH = 180


def there(account: str) -> Destination:
    return destination(account, CHANNELS.setdefault(account, Channel()))


@contextmanager
def working(url: str, name: str = "", **more: Any) -> Iterator[Worker]:
    """A worker, at work in a thread."""
    name = name or new_name()
    with open_schedule(url, worker=name) as schedule:
        more = {"retry": RetryPolicy(first=0.01), **more}
        heartbeat = more.pop("heartbeat", HEARTBEAT)
        worker = Worker(Attempts(schedule, name, there, **more), heartbeat)
        thread = threading.Thread(target=worker.run)
        thread.start()
        try:
            yield worker
        finally:
            worker.halt.set()
            thread.join(ENOUGH)


def until(condition: Callable[[], object]) -> None:
    """Wait for it; a test never says how long it may take, only that it is not for ever."""
    end = time.monotonic() + ENOUGH
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


def add(schedule: Schedule, account: str, *texts: str, after: float = 0) -> str:
    import datetime as dt  # noqa: PLC0415

    due = schedule.ledger.now() + dt.timedelta(seconds=after)
    CHANNELS[account] = Channel()
    plan = DeliveryPlan(draft=draft(*texts, account=account), due=due, terms=DeliveryTerms())
    schedule.add([plan])
    return plan.id


def state(schedule: Schedule, named: str) -> str:
    return schedule.get(named).state


def calls(account: str) -> list[str]:
    channel = CHANNELS[account]
    assert isinstance(channel, Channel)
    return channel.calls


def statuses(schedule: Schedule) -> dict[str, Any]:
    """The engine's own rows."""
    table = "workflow_status"
    if schedule.ledger.engine.dialect.name != "sqlite":
        table = "dbos.workflow_status"
    with schedule.ledger.reading() as connection:
        rows = connection.execute(
            sa.text(f"SELECT workflow_uuid, status, application_version FROM {table}")  # noqa: S608
        )
        return {row.workflow_uuid: row for row in rows}


def alter(schedule: Schedule, what: str, **values: Any) -> None:
    table = "workflow_status"
    if schedule.ledger.engine.dialect.name != "sqlite":
        table = "dbos.workflow_status"
    with schedule.ledger.writing() as connection:
        connection.execute(sa.text(f"UPDATE {table} SET {what}"), values)  # noqa: S608


def test_1_every_start_of_a_worker_has_a_name_of_its_own(either: str):
    with working(either) as first, working_row(first) as one:
        pass
    with working(either) as second, working_row(second) as other:
        assert one != other
    assert len({new_name() for _ in range(1000)}) == 1000


@contextmanager
def working_row(worker: Worker) -> Iterator[str]:
    def names() -> list[str]:
        with worker.schedule.ledger.reading() as connection:
            return list(connection.scalars(sa.select(workers.c.name)))

    until(names)
    [name] = names()
    yield name


def test_2_what_a_dead_worker_had_begun_is_taken_over(url: str):
    """Its process is gone, and its turn is pending in its name."""
    with open_schedule(url) as schedule:
        named = add(schedule, "接手", "一", "二")
        now = schedule.ledger.now()
        dead = {"name": "dead", "host": os.uname().nodename, "process": 2**22 - 1}
        with schedule.ledger.writing() as connection:
            connection.execute(sa.insert(workers).values(**dead, since=now, seen=now))
        alter(schedule, "status = 'PENDING', executor_id = 'dead'")
        with working(url):
            until(lambda: state(schedule, named) == "sent")
        assert schedule.get(named).attempt == 2
        assert calls("接手") == ["一", "二"]


def test_2_what_a_worker_had_begun_that_nobody_remembers_is_found(either: str):
    """It took leave, or was taken for dead, and called a turn all the same."""
    with open_schedule(either) as schedule:
        named = add(schedule, "无主", "一")
        alter(schedule, "status = 'PENDING', executor_id = 'nobody'")
        with working(either):
            until(lambda: state(schedule, named) == "sent")


def test_3_what_was_queued_by_an_older_version_is_called(either: str):
    with open_schedule(either) as schedule:
        named = add(schedule, "升级", "一")
        assert statuses(schedule)[named].application_version is None, "pinned to no version"
        with working(either):
            until(lambda: state(schedule, named) == "sent")
    assert dispatch.VERSION == "deliver-1", "set by hand, and changes never"


def test_3_what_an_older_version_wrote_in_another_way_is_made_anew(either: str):
    """The engine claims it, cannot read it, and leaves it in the hands of a worker that lives."""
    with open_schedule(either) as schedule:
        named = add(schedule, "旧版", "一")
        alter(schedule, "serialization = 'json', inputs = '-'")
        with working(either, heartbeat=Heartbeat(every=0.1, dead_after=1)):
            until(lambda: state(schedule, named) == "sent")
        assert calls("旧版") == ["一"]


def test_4_whole_seconds_of_the_engine_make_no_call_early_or_out_of_order(either: str):
    """Its own timestamps may be whole seconds; ours decide."""
    called: list[tuple[str, float]] = []

    def note(account: str) -> None:
        called.append((account, time.time()))

    with open_schedule(either) as schedule, working(either) as worker, working_row(worker):
        second = math.ceil(schedule.ledger.now().timestamp()) + 3  # what is late goes out anyhow
        wanted = {f"毫秒{tenths}": second + tenths / 10 for tenths in (9, 5, 1)}
        for account, due in wanted.items():  # the last one first
            add(schedule, account, "一", after=due - schedule.ledger.now().timestamp())
            channel = CHANNELS[account]
            assert isinstance(channel, Channel)
            channel.when_called = partial(note, account)
        until(lambda: len(called) == len(wanted))
    assert [account for account, _ in called] == sorted(wanted)
    assert all(at >= wanted[account] - 0.002 for account, at in called)


def test_5_a_worker_takes_no_more_than_its_share(either: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(dispatch, "AT_ONCE", 3)
    gate = threading.Event()
    with open_schedule(either) as schedule:
        ids = [add(schedule, f"号{number}", "一") for number in range(12)]
        for number in range(12):
            channel = CHANNELS[f"号{number}"]
            assert isinstance(channel, Channel)
            channel.when_called = lambda: gate.wait(ENOUGH)

        def taken() -> int:
            return sum(row.status == "PENDING" for row in statuses(schedule).values())

        with working(either):
            until(lambda: taken() == 3)
            time.sleep(0.5)
            assert taken() == 3
            gate.set()
            until(lambda: all(state(schedule, named) == "sent" for named in ids))


def test_6_a_move_that_comes_too_late_says_so_and_a_cancelled_one_can_be_added_again(either: str):
    with open_schedule(either) as schedule:
        named = add(schedule, "再来", "一")
        schedule.cancel(named)
        add(schedule, "再来", "一")
        with working(either):
            until(lambda: state(schedule, named) == "sent")
        one = schedule.get(named)
        with pytest.raises(TooLate, match="too late to move: it was sent"):
            schedule.move(named, one.due, one.terms)


def test_7_one_account_goes_one_after_the_other_and_twice_is_once(either: str):
    with open_schedule(either) as schedule:
        ids = [add(schedule, "排队", f"第{number}条") for number in range(4)]
        CHANNELS["排队"] = channel = Channel()
        add_again = DeliveryPlan(
            draft=draft("第0条", account="排队"), due=schedule.ledger.now(), terms=DeliveryTerms()
        )
        schedule.add([add_again])
        at_once, most = [0], [0]

        def overlap() -> None:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
            time.sleep(0.05)
            at_once[0] -= 1

        channel.when_called = overlap
        with working(either):
            until(lambda: all(state(schedule, named) == "sent" for named in ids))
        assert most == [1]
        assert sorted(channel.calls) == [f"第{number}条" for number in range(4)]


def test_8_an_exception_in_a_step_is_no_silent_end(either: str):
    """Whatever an SDK raises after its call is a doubt, which is looked up."""
    with open_schedule(either) as schedule:
        named = add(schedule, "意外", "一", "二")
        CHANNELS["意外"] = channel = Channel(["slip"])
        with working(either):
            until(lambda: state(schedule, named) == "sent")
        assert [text for _, text, _ in channel.posts] == ["一", "二"]
        until(lambda: statuses(schedule)[named].status == "SUCCESS")


def test_9_ended_attempts_are_forgotten_and_the_list_goes_by_due_time(either: str):
    with open_schedule(either) as schedule:
        later = add(schedule, "以后", "一", after=3600)
        named = add(schedule, "现在", "一")
        with working(either):
            until(lambda: state(schedule, named) == "sent")
        until(lambda: named in statuses(schedule))
        assert [one.id for one in schedule.deliveries()] == [named, later], "not by creation"
        assert schedule.dispatcher.tidy("2100-01-01T00:00:00Z") == 1
        assert set(statuses(schedule)) == {later}


def test_10_a_clock_that_is_set_makes_nothing_early_by_its_own_reckoning(either: str):
    """The engine goes by the machine's clock; a turn looks at the ledger's before it sends."""
    import datetime as dt  # noqa: PLC0415

    with open_schedule(either) as schedule:
        named = add(schedule, "钟表", "一", after=7200)
        alter(schedule, "status = 'ENQUEUED'")  # as if the machine's clock had been set forward
        with working(either):
            until(lambda: schedule.get(named).attempt == 2)
        assert calls("钟表") == []
        assert schedule.get(named).at - schedule.ledger.now() > dt.timedelta(hours=1)


def test_11_the_first_use_of_a_bucket_by_many_at_once_loses_nothing(url: str):
    with open_ledger(url):
        pass
    got: list[float] = []
    gate = threading.Barrier(8)

    def take() -> None:
        with open_ledger(url) as ledger:
            gate.wait()
            for number in range(10):
                rate = Rate(key=f"新桶{number}", most=1000, seconds=1)
                got.append(ledger.reserve([rate], max_wait=60))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 80


def test_12_the_engine_is_pinned_and_known_to_one_place_only():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extra = project["project"]["optional-dependencies"]["schedule"]
    assert "dbos>=3.4,<4" in extra
    knows = {file.name for file in (ROOT / "src").rglob("*.py") if "dbos" in set(_imports(file))}
    assert knows == {"dispatch.py"}
    assert logging.getLogger("dbos").handlers, "it does not advertise on the console"


def _imports(file: Path) -> Iterator[str]:
    for one in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(one, ast.Import):
            yield from (name.name.split(".")[0] for name in one.names)
        if isinstance(one, ast.ImportFrom) and one.module and not one.level:
            yield one.module.split(".")[0]


class Planted:
    """What unpickling it does: the folder *mark* is made."""

    def __init__(self, mark: str) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (os.mkdir, (self.mark,))


@pytest.mark.parametrize(
    "column",
    ["inputs", *(pytest.param(one, marks=pytest.mark.long) for one in ("output", "error"))],
)
def test_13_a_row_of_the_database_is_not_run_as_code(either: str, tmp_path: Path, column: str):
    """Whoever can write into the database can say that a row is pickled."""
    mark = tmp_path / "ran"
    evil = base64.b64encode(pickle.dumps(Planted(str(mark)))).decode()
    pickle.loads(base64.b64decode(evil))  # noqa: S301 - ours
    mark.rmdir()  # it would
    with open_schedule(either) as schedule:
        named = add(schedule, "毒", "一")
        alter(schedule, f"serialization = 'py_pickle', {column} = :evil", evil=evil)
        with working(either, heartbeat=Heartbeat(every=0.1, dead_after=1)):
            until(lambda: state(schedule, named) == "sent")
    assert calls("毒") == ["一"]
    assert not mark.exists()
