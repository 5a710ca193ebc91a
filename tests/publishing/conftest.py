"""A ledger in a fresh folder, and surroundings in which nothing takes any time."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest

from crosspost.ledger import Ledger, open_ledger
from crosspost.publishing import Event, RetryPolicy, RunContext


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.time = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
        self.slept: list[float] = []

    def now(self) -> dt.datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += dt.timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(sqlite: str, clock: Clock) -> Iterator[Ledger]:
    with open_ledger(sqlite, now=clock.now) as opened:
        yield opened


@pytest.fixture
def events() -> list[Event]:
    """What a run told."""
    return []


@pytest.fixture
def around(ledger: Ledger, clock: Clock, events: list[Event]) -> RunContext:
    return RunContext(ledger, events.append, retry=RetryPolicy(), sleep=clock.sleep)


Kinds = Callable[[], list[str]]


@pytest.fixture
def kinds(events: list[Event]) -> Kinds:
    """The kinds of what a run told, in order."""
    return lambda: [event.kind for event in events]
