"""A trial: workers are killed and others started, until every thread stands.

The fakes live on while workers die. A person stands by who looks into the chats that nobody else
can read, but only for deliveries that say so.
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from crosspost.ledger import LedgerError
from crosspost.model.receipts import Sent, message_key
from crosspost.scheduling import Delivery, DeliveryPlan, DeliveryTerms, Schedule, open_schedule
from crosspost.testing.server import Fake
from tests import postgres
from tests.crash import thread
from tests.crash.trial import BLIND, DELAY, FAKES, Forgetful, judged
from tests.crash_schedule.workers import Workers

AHEAD = 6
"""Deliveries that are always open, so that a death falls into one."""
LONGEST = 0.4
"""Seconds that are drawn from."""
EARLY = 0.1
"""How many lives may end before they have sent anything."""
ENOUGH = 240
"""Seconds in which workers that are left alone are surely done."""
ARRIVES = 0.3
"""Seconds after which what a dead worker sent has surely arrived."""


@dataclass
class Trial:
    """Deaths of workers of one schedule, and what came of them."""

    schedule: Schedule
    fakes: dict[str, Fake]
    workers: Workers
    draw: random.Random
    kills: int
    killed: int = 0
    within: int = 0
    settled: int = 0
    threads: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)

    def run(self, at_once: int) -> None:
        """Kill and start workers, *at_once* at the same time, and let the last ones finish."""
        for _ in range(at_once):
            self.workers.start()
        while self.killed < self.kills:
            self.ahead()
            self._kill()
            while len(self.workers.alive) < at_once:
                self.workers.start()
            self._settle()
        self.finish()

    def ahead(self, most: int = AHEAD) -> None:
        """See that there is something to send: so many deliveries that are open."""
        while len(self._open()) < most:
            self.threads += 1
            self.schedule.add(
                [
                    DeliveryPlan(
                        draft=thread.draft(channel, self.threads),
                        due=self.schedule.ledger.now(),
                        terms=DeliveryTerms(),
                    )
                    for channel in self.fakes
                ]
            )

    def _open(self) -> list[Delivery]:
        return self.schedule.deliveries(states=["waiting", "sending"])

    def _kill(self) -> None:
        """One of them, at a random moment: mostly of the part of its life in which it sends.

        And now and then others with it, as when a machine goes down with all that it runs.
        """
        busy = [one for one in self.workers.alive if self.workers.sends(one)]
        if self.draw.random() > EARLY:
            while not busy and self._open():
                time.sleep(0.005)
                busy = [one for one in self.workers.alive if self.workers.sends(one)]
        dying = [self.draw.choice(busy or self.workers.alive)]
        others = [one for one in self.workers.alive if one not in dying]
        dying += self.draw.sample(others, self.draw.randint(0, len(others)))
        time.sleep(self.draw.uniform(0, LONGEST))
        for process in dying[: self.kills - self.killed]:
            self.workers.kill(process)
            self.killed += 1
        self.within += any(row.state == "sending" for row in self.schedule.ledger.in_doubt())

    def _settle(self) -> None:
        """A person looks into the chats, once told to."""
        told = self.schedule.deliveries(states=["unknown"])
        if told:
            time.sleep(ARRIVES)
        for one in told:
            assert one.channel in BLIND, f"nobody should be asked: {one}"
            with suppress(LedgerError):  # a worker is at the account: the person tries again
                self._look(one)
                self.schedule.retry(one.id)
                self.settled += 1

    def _look(self, one: Delivery) -> None:
        draft, ledger = self.schedule.draft(one.id), self.schedule.ledger
        mine = {
            message_key(one.digest, one.account, 1, part.index): part for part in draft.messages
        }
        for row in ledger.in_doubt():
            if row.key in mine:
                text = mine[row.key].text
                posts = tuple(self.fakes[one.channel].posts)
                there = [post["id"] for post in posts if post["text"] == text]
                ledger.resolve(row.key, Sent(id=there[0]) if there else None)

    def finish(self) -> None:
        """Let the workers that live finish, and judge what came of it all."""
        until = time.monotonic() + ENOUGH
        while self.schedule.deliveries(states=["waiting", "sending", "unknown"]):
            self._settle()
            if time.monotonic() > until:
                break
            time.sleep(0.05)
        for number in range(1, self.threads + 1):
            for channel, fake in self.fakes.items():
                lost, doubled = judged(channel, fake, number)
                self.lost += lost
                self.doubled += doubled
        self._look_behind()

    def _look_behind(self) -> None:
        """All is sent, and says so; no doubt is left that nobody was told of."""
        for one in self.schedule.deliveries():
            if one.state != "sent" or one.delivered != one.messages:
                self.hidden.append(f"{one.channel}: {one.state} {one.delivered} {one.reason}")
        self.hidden += [row.key for row in self.schedule.ledger.in_doubt()]


@contextmanager
def fakes() -> Iterator[dict[str, Fake]]:
    """The five channels."""
    with ExitStack() as stack:
        made = {name: stack.enter_context(kind(delay=DELAY)) for name, kind in FAKES.items()}
        vars(made["mastodon"])["keyed"] = Forgetful()
        yield made


def trial(url: str, folder: Path, kills: int, draw: random.Random, at_once: int) -> Trial:
    """One trial on the database at *url*."""
    with (
        fakes() as made,
        open_schedule(url) as schedule,
        Workers(url, {name: fake.url for name, fake in made.items()}, folder) as workers,
    ):
        one = Trial(schedule, made, workers, draw, kills)
        one.run(at_once)
        return one


def run(kills: int, seed: int) -> int:
    """Crash, take over, and say how it went: a quarter on SQLite, the rest on PostgreSQL."""
    draw = random.Random(seed)  # noqa: S311 - the same crashes again
    with tempfile.TemporaryDirectory() as place, postgres.cluster() as server:
        folder = Path(place)
        few = kills // 4
        made = {
            "SQLite, 1 worker": trial(f"sqlite:///{folder}/账本.sqlite3", folder, few, draw, 1),
            "PostgreSQL, 4 workers": trial(server, folder, kills - few, draw, 4),
        }
    return _told(made)


def _told(made: dict[str, Trial]) -> int:
    bad = {name: [bug for one in made.values() for bug in getattr(one, name)] for name in BAD}
    for name, ones in bad.items():
        for one in ones:
            sys.stdout.write(f"{name}: {one}\n")
    for name, one in made.items():
        sys.stdout.write(
            f"{name}: {one.threads} threads to five channels, {one.killed} killed,"
            f" {one.within} with a call under way, {one.settled} doubts told and settled\n"
        )
    counts = " ".join(f"{name} {len(ones)}" for name, ones in bad.items())
    sys.stdout.write(f"kills {sum(one.killed for one in made.values())} {counts}\n")
    return 1 if any(bad.values()) else 0


BAD = ("lost", "doubled", "hidden")
