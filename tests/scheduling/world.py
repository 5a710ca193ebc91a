"""A world in which nothing takes any time: a clock that only waiting moves, and an engine that
calls each attempt when its moment has come, in the thread of the test.
"""

import datetime as dt
import threading
from collections.abc import Iterable, Sequence
from typing import NamedTuple, cast

from crosspost.adapters.base import Destination
from crosspost.ledger import Ledger
from crosspost.model.receipts import message_key
from crosspost.publishing import Event
from crosspost.scheduling import Delivery, DeliveryPlan, DeliveryTerms, Schedule
from crosspost.scheduling.attempt import AttemptOutcome, AttemptReport, Attempts
from crosspost.scheduling.dispatch import Attempt, Dispatcher
from tests.ledger.drafts import draft
from tests.publishing.door import destination
from tests.publishing.memory import Channel

MONDAY = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
TEXTS = ("芯片之战 🎉", "second", "第三条")


class Clock:
    """A clock that is moved."""

    def __init__(self) -> None:
        self.time = MONDAY

    def now(self) -> dt.datetime:
        return self.time

    def move(self, seconds: float) -> None:
        self.time += dt.timedelta(seconds=seconds)


class Halt(threading.Event):
    """What waiting for it takes is time on *clock*."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock
        self.waited: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        if not self.is_set():
            self.waited.append(timeout or 0)
            self.clock.move(timeout or 0)
        return self.is_set()


class Entry(NamedTuple):
    """An attempt that is to be called."""

    attempt: Attempt
    account: str
    at: float


class Called:
    """Stands in for the dispatcher: keeps what is to be called."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def add(self, _: object, attempt: Attempt, account: str, at: dt.datetime) -> None:
        self.entries.append(Entry(attempt, account, at.timestamp()))

    def forget(self, attempts: Iterable[Attempt]) -> None:
        gone = set(attempts)
        self.entries = [one for one in self.entries if one.attempt not in gone]

    def holders(self, _: Sequence[Attempt]) -> dict[Attempt, str]:
        return dict.fromkeys((one.attempt for one in self.entries), "")


class World:
    """A schedule on *ledger*, one worker, and channels in memory."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self.clock = clock
        self.calls = Called()
        self.schedule = Schedule(ledger, cast("Dispatcher", self.calls))
        self.channels: dict[str, Channel | Exception] = {}
        self.rates: dict[str, int] = {}
        self.ends: list[AttemptReport] = []
        self.events: list[Event] = []
        self.halt = Halt(clock)
        self.attempts = self.worker("一号")

    def worker(self, name: str) -> Attempts:
        return Attempts(
            self.schedule,
            name,
            self.destination,
            self.halt,
            report=self.ends.append,
            on_event=self.events.append,
        )

    def destination(self, account: str) -> Destination:
        there = self.channels.setdefault(account, Channel())
        return destination(account, there, **self.rates)

    def channel(self, account: str = "主号") -> Channel:
        there = self.channels.setdefault(account, Channel())
        assert isinstance(there, Channel)
        return there

    def one(self, named: str) -> Delivery:
        return self.schedule.get(named)

    def add(
        self,
        *texts: str,
        account: str = "主号",
        after: float = 0,
        terms: DeliveryTerms = DeliveryTerms(),  # noqa: B008 - frozen
    ) -> str:
        """Schedule a thread *after* seconds from now: its id."""
        plan = self.plan(*texts, account=account, after=after, terms=terms)
        self.schedule.add([plan])
        return plan.id

    def plan(
        self,
        *texts: str,
        account: str = "主号",
        after: float = 0,
        terms: DeliveryTerms = DeliveryTerms(),  # noqa: B008 - frozen
    ) -> DeliveryPlan:
        due = self.clock.time + dt.timedelta(seconds=after)
        return DeliveryPlan(draft=draft(*(texts or TEXTS), account=account), due=due, terms=terms)

    def take(self, entry: Entry) -> AttemptOutcome:
        """The engine calls one attempt: at its time, or late."""
        at = dt.datetime.fromtimestamp(entry.at, dt.UTC)
        self.clock.time = max(self.clock.time, at)
        self.calls.entries.remove(entry)
        return self.attempts.make(entry.attempt)

    def go_on(self, most: int = 100, until: dt.datetime | None = None) -> list[AttemptOutcome]:
        """Call attempt after attempt, each when its time has come; in a word, how each ended."""
        words: list[AttemptOutcome] = []
        while self.calls.entries and len(words) < most:
            entry = min(self.calls.entries, key=lambda one: one.at)
            if until and entry.at > until.timestamp():
                break
            words.append(self.take(entry))
        assert len(words) < most, "it never comes to an end"
        return words

    def doubt(self, named: str, index: int) -> str:
        """What names a message of a delivery for ever."""
        one = self.one(named)
        return message_key(one.digest, one.account, one.terms.occurrence, index)
