"""Clocks that are wrong: rates, claims, look-ups and deferrals together, each run by one seed."""

import datetime as dt
import random
from collections.abc import Iterator, Sequence

import pytest

from crosspost.adapters.base import Identity, Upload
from crosspost.errors import Retryable, UnknownOutcome
from crosspost.ledger import Rate, open_ledger
from crosspost.ledger.tasks import claim_task, mark_done
from crosspost.model.draft import Message
from crosspost.model.receipts import Receipt, Sent
from crosspost.scheduling.deliveries import RETRYABLE
from crosspost.scheduling.maintenance import bring_back
from tests.publishing.memory import Channel
from tests.scheduling.world import TEXTS, Clock, World

SEEDS = range(12)
HOUR, DAY = 3600.0, 86_400.0
WRONG = (0.0, 0.0, HOUR, 5 * HOUR, 20 * HOUR, 400 * DAY, -3 * HOUR)
"""Seconds that the machine's clock may be ahead."""
PER_HOUR = 20
RESET, AWAY = ("connection reset",), ("bad gateway",)


class WrongClock(Clock):
    """A machine's clock, ahead of the time by *ahead* seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.ahead = 0.0

    def now(self) -> dt.datetime:
        return self.time + dt.timedelta(seconds=self.ahead)


class Timeline(Channel):
    """A channel that shows its posts by their true time, and is in trouble now and then."""

    def __init__(self, clock: WrongClock, draw: random.Random) -> None:
        super().__init__()
        self.clock, self.draw = clock, draw
        self.at: list[dt.datetime] = []
        self.identity = Identity(name="@主号", id="1")

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        trouble = self.draw.random()
        if trouble < 0.1:
            raise Retryable("额度用完", after=self.draw.choice([None, 30, 10**20]))
        sent = super().send(message, key, above, uploads)
        self.at.append(self.clock.time)
        if trouble < 0.3:
            raise UnknownOutcome(*RESET)
        return sent

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> Sent | None:
        if self.clock.ahead > DAY or self.draw.random() < 0.1:  # it looks once that is over
            raise Retryable(*AWAY)
        found = super().find(message, key, above, since)
        return found if found and self.at[self.keys.index(key)] >= since else None


@pytest.fixture
def wrong(either: str) -> Iterator[World]:
    clock = WrongClock()
    with open_ledger(either, now=clock.now) as ledger:
        yield World(ledger, clock)


@pytest.mark.parametrize(
    "seed", [seed if seed < 3 else pytest.param(seed, marks=pytest.mark.long) for seed in SEEDS]
)
@pytest.mark.fault(
    "clocks that are set while deliveries are under way",
    "each message stands once, and nothing waits for time to catch up",
)
def test_a_clock_that_was_wrong_loses_doubles_and_blocks_nothing(wrong: World, seed: int):
    draw = random.Random(seed)  # noqa: S311 - whatever it draws is repeated
    clock = wrong.clock
    assert isinstance(clock, WrongClock)
    channel = wrong.channels["主号"] = Timeline(clock, draw)
    wrong.rates = {"per_hour": PER_HOUR}
    ids = [wrong.add(*(f"{text} {number}" for text in TEXTS)) for number in range(6)]
    for _ in range(8):
        clock.ahead = draw.choice(WRONG)
        work(wrong, clock, until=clock.time + dt.timedelta(seconds=draw.uniform(0, 2 * HOUR)))
    clock.ahead = 0.0
    for _ in range(12):
        for one in wrong.schedule.deliveries(states=RETRYABLE):  # a person says to go on
            wrong.schedule.retry(one.id)
        work(wrong, clock, until=clock.time + dt.timedelta(seconds=DAY))
    assert {wrong.one(named).state for named in ids} == {"sent"}
    texts = [text for _, text, _ in channel.posts]
    assert sorted(texts) == sorted(f"{text} {number}" for text in TEXTS for number in range(6))
    for first in channel.at:
        within = [at for at in channel.at if 0 <= (at - first).total_seconds() < HOUR]
        assert len(within) <= PER_HOUR


def work(world: World, clock: WrongClock, until: dt.datetime) -> None:
    """What a worker does until that time by a right clock: calls what is due, looks after the rest."""
    while clock.time < until:
        due = [one for one in world.calls.entries if one.at <= clock.now().timestamp()]
        if due:
            entry = min(due, key=lambda one: one.at)
            world.calls.entries.remove(entry)
            world.attempts.make(entry.attempt)
        else:
            clock.move(600)
            bring_back(world.schedule)


@pytest.mark.fault(
    "a rate that a clock that was ahead has drawn on",
    "free again as soon as the clock is right",
)
def test_a_rate_drawn_on_by_a_clock_that_was_ahead_is_free_again(wrong: World):
    clock, ledger = wrong.clock, wrong.schedule.ledger
    assert isinstance(clock, WrongClock)
    rate = Rate(key="主号 gap", most=1, seconds=600)
    clock.ahead = 400 * DAY
    assert ledger.reserve([rate], float("inf")) == 0
    assert ledger.reserve([rate], float("inf")) == 600
    clock.ahead = 0
    assert ledger.reserve([rate], float("inf")) == pytest.approx(1200), "as much is taken as was"
    clock.move(1200)
    assert ledger.reserve([rate], float("inf")) <= 600


def test_a_task_claimed_by_a_clock_that_was_ahead_is_tried_again(wrong: World):
    clock, ledger = wrong.clock, wrong.schedule.ledger
    assert isinstance(clock, WrongClock)
    clock.ahead = 400 * DAY
    assert claim_task(ledger, "通知")
    clock.ahead = 0
    assert claim_task(ledger, "通知")
    assert not claim_task(ledger, "通知"), "but not twice at once"
    mark_done(ledger, "通知")
    assert not claim_task(ledger, "通知")
