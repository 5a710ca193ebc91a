"""What a person does against the due moment: each delivery ends one way or the other.

Either it was cancelled and nothing was sent, or it was sent and the person was told that it is too
late; never both, never neither. The turn is taken and the change is made at the same instant, by
threads here and by processes there.
"""

import datetime as dt
import multiprocessing
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import cast

import pytest

from crosspost.ledger import Ledger, open_ledger
from crosspost.model.receipts import Problem
from crosspost.scheduling import DeliveryPlan, DeliveryTerms, Schedule, TooLate
from crosspost.scheduling.attempt import Attempts
from crosspost.scheduling.dispatch import Attempt, Dispatcher
from tests.ledger.drafts import draft
from tests.publishing.door import destination
from tests.publishing.memory import Channel
from tests.scheduling.world import Called, World

EDITED = "改过的"
FAR = dt.timedelta(days=1)


@pytest.fixture
def either(url: str) -> str:
    """What is asked of the tables is asked of both databases."""
    return url


def change(schedule: Schedule, what: str, named: str) -> bool:
    """Whether it came in time."""
    one = schedule.get(named)
    plan = DeliveryPlan(draft=draft(EDITED, account=one.account), due=one.due, terms=one.terms)
    changes: dict[str, Callable[[], object]] = {
        "cancel": lambda: schedule.cancel(named),
        "move": lambda: schedule.move(named, one.due + FAR, one.terms),
        "edit": lambda: schedule.edit(named, plan),
    }
    try:
        changes[what]()
    except TooLate:
        return False
    return True


def pause(schedule: Schedule, account: str) -> bool:
    return bool(schedule.pause(account, Problem(code="假期")))


def both(first: Callable[[], object], second: Callable[[], bool]) -> bool:
    """Do both at the same instant: what the second one says."""
    gate = threading.Barrier(2)

    def taken() -> object:
        gate.wait()
        return first()

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(taken)
        gate.wait()
        said = second()
        other.result()
    return said


@pytest.mark.parametrize("what", ["cancel", "move", "edit"])
def test_a_change_against_the_due_moment(world: World, what: str, times: Callable[[int], int]):
    came: dict[bool, int] = {True: 0, False: 0}
    for number in range(times(100)):
        account = f"号{number}"
        named = world.add(account=account)
        [entry] = world.calls.entries
        world.calls.entries.clear()
        in_time = both(
            partial(world.attempts.make, entry.attempt),
            partial(change, world.schedule, what, named),
        )
        came[in_time] += 1
        one, posts = world.one(named), world.channel(account).posts
        if not in_time:
            assert (one.state, len(posts)) == ("sent", 3)
            continue
        assert not posts
        assert one.state == ("cancelled" if what == "cancel" else "waiting")
        if what == "edit":
            world.go_on()
            assert [text for _, text, _ in world.channel(account).posts] == [EDITED]
        world.calls.entries.clear()
    assert sum(came.values()) == times(100)


def test_a_pause_against_the_due_moment(world: World, times: Callable[[int], int]):
    for number in range(times(180)):
        account = f"号{number}"
        named = world.add("只有一条", account=account)
        [entry] = world.calls.entries
        world.calls.entries.clear()
        both(
            partial(world.attempts.make, entry.attempt),
            partial(pause, world.schedule, account),
        )
        one, posts = world.one(named), world.channel(account).posts
        assert (one.state, len(posts)) in {("sent", 1), ("on-hold", 0)}
        world.schedule.resume(account)
        world.go_on()
        assert (world.one(named).state, len(world.channel(account).posts)) == ("sent", 1)


def schedule_of(ledger: Ledger) -> Schedule:
    return Schedule(ledger, cast("Dispatcher", Called()))


class Written(Channel):
    """Its posts are lines of a file, which other processes may read."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.when_called = lambda: path.open("a").write(".")


LATE = 0.005
"""Seconds by which the worker comes late; who cancels finds out how late to come to meet it."""
STEP = 1.3


def take_all(url: str, folder: Path, ids: list[str], gate: threading.Barrier) -> None:
    """A worker: takes the turn of each when the gate opens."""
    with open_ledger(url) as ledger:
        attempts = Attempts(
            schedule_of(ledger),
            "工人",
            lambda account: destination(account, Written(folder / account)),
            threading.Event(),
        )
        for named in ids:
            gate.wait(180)
            time.sleep(LATE)
            attempts.make(Attempt(delivery=named, number=1))
            gate.wait(180)


@pytest.mark.slow
def test_a_cancel_against_the_due_moment_again_and_again_by_processes(
    url: str, tmp_path: Path, times: Callable[[int], int]
):
    """One process cancels while another sends: later where it came in time, sooner where it did not."""
    rounds = times(300)
    context = multiprocessing.get_context("spawn")
    gate = context.Barrier(2)
    with open_ledger(url) as ledger:
        schedule = schedule_of(ledger)
        plans = [
            DeliveryPlan(
                draft=draft("只有一条", account=f"n{number}"),
                due=ledger.now(),
                terms=DeliveryTerms(),
            )
            for number in range(rounds)
        ]
        schedule.add(plans)
        ids = [plan.id for plan in plans]
        worker = context.Process(target=take_all, args=(url, tmp_path, ids, gate))
        worker.start()
        ends, late = {"cancelled": 0, "sent": 0}, LATE
        for number, named in enumerate(ids):
            gate.wait(180)
            time.sleep(late)
            in_time = change(schedule, "cancel", named)
            late = late * STEP if in_time else late / STEP
            gate.wait(180)
            state = schedule.get(named).state
            posts = (tmp_path / f"n{number}").exists()
            assert (in_time, state, posts) in {(True, "cancelled", False), (False, "sent", True)}
            ends[state] += 1
        worker.join(180)
    assert min(ends.values()) > rounds / 50, f"they hardly met: {ends}"
