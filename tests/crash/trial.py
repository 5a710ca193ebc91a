"""A trial: a process is killed, looked after, and started again, until the threads stand.

The fakes live on while the process dies. A person stands by who looks into the chats that nobody
else can read, but only where a run has told them to.
"""

import multiprocessing
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from crosspost.ledger import Ledger, open_ledger
from crosspost.model.receipts import Failure, Sent, message_key
from crosspost.testing.server import Fake
from tests.crash import life, thread
from tests.fakes.bluesky import BlueskyFake
from tests.fakes.mastodon import MastodonFake
from tests.fakes.telegram import TelegramFake
from tests.fakes.wechat import WeChat
from tests.fakes.x import XFake
from tests.senders.matrix import CHANNELS as FAKED

FAKES: dict[str, type[Fake]] = {
    "x": XFake,
    "telegram": TelegramFake,
    "bluesky": BlueskyFake,
    "mastodon": MastodonFake,
    "wecom": WeChat,
}
BLIND = {"telegram", "wecom", "discord", "feishu"}
"""Channels that cannot tell what stands on them."""
DELAY = 0.01
"""Seconds that a fake takes before it acts: a request outlives whoever sent it."""
LONGEST = 0.2
"""Seconds that are drawn from."""
EARLY = 0.2
"""How many lives may end before they have sent anything."""
ENOUGH = 180
"""Seconds in which a life that is left alone is surely done."""


class Forgetful(dict[str, Any]):
    """Keeps no Idempotency-Key, as some servers of Mastodon's API: only reading back helps."""

    def __setitem__(self, name: str, value: object) -> None:
        """Forget it."""


@dataclass
class Trial:
    """Crashes, one thread after the other, and what came of them."""

    folder: Path
    ledger: Ledger
    fakes: dict[str, Fake]
    kills: int
    draw: random.Random
    context: multiprocessing.context.ForkServerContext
    killed: int = 0
    lives: int = 0
    within: int = 0
    settled: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)

    def publish(self, number: int) -> None:
        """The thread *number*, by as many lives as it takes."""
        while True:
            failures = self._live(number)
            self._look_behind(number)
            if failures is None:
                continue
            told = {one.index: one for one in failures}
            for failure in failures:
                self._settle(failure)
            doubts = [row.key for row in self.ledger.in_doubt()]
            self.hidden += doubts
            if not told:
                return

    def _live(self, number: int) -> list[Failure] | None:
        """One life: what it told, or nothing if it was killed."""
        self.lives += 1
        told = self.folder / f"{self.lives}.json"
        addresses = {name: fake.url for name, fake in self.fakes.items()}
        url = self.ledger.engine.url.render_as_string()
        process = self.context.Process(target=life.live, args=(url, number, addresses, told))
        born = self.ledger.now()
        process.start()
        if self.killed < self.kills:
            self._wait(process, told.with_suffix(".sending"))
        else:
            process.join(ENOUGH)
        if process.is_alive():
            process.kill()
            process.join()
            self.killed += 1
            own = [row for row in self.ledger.in_doubt() if row.at >= born]
            self.within += any(row.state == "sending" for row in own)
            return None
        assert process.exitcode == 0, "a life ended by itself, and not well"
        return msgspec.json.decode(told.read_bytes(), type=list[Failure])

    def _wait(self, process: multiprocessing.context.ForkServerProcess, sending: Path) -> None:
        """Until a random moment: of the whole life, or oftener of the part in which it sends."""
        if self.draw.random() < EARLY:
            process.join(self.draw.uniform(0, LONGEST))
            return
        while process.is_alive() and not sending.exists():
            time.sleep(0.001)
        process.join(self.draw.uniform(0, LONGEST))

    def _look_behind(self, number: int) -> None:
        """Whatever stands, the ledger knows or doubts."""
        for channel, fake in self.fakes.items():
            draft = thread.draft(channel, number)
            rows = {row.index: row for row in self.ledger.rows(draft.digest)}
            texts = {post["text"] for post in fake.posts}
            for message in draft.messages:
                row = rows.get(message.index)
                known = row is not None and (row.state == "sent" or row.in_doubt)
                if message.text in texts and not known:
                    self.hidden.append(f"{channel}: {message.text}")

    def _settle(self, failure: Failure) -> None:
        """A person looks into the chat, once told to."""
        blind = failure.outcome == "unknown" and failure.channel in BLIND
        assert blind, f"nobody should be asked: {failure}"
        self.settled += 1
        time.sleep(2 * DELAY)  # what is under way arrives before a person does
        name = message_key(failure.digest, failure.account, failure.run, failure.index)
        draft = self.ledger.draft(failure.digest, failure.account, failure.run)
        assert draft is not None
        wanted = draft.messages[failure.index - 1].text
        there = [post["id"] for post in self.fakes[failure.channel].posts if post["text"] == wanted]
        self.ledger.resolve(name, Sent(id=there[0]) if there else None)

    def judge(self, number: int) -> None:
        """Each piece once, in order, under the one it answers."""
        for channel, fake in self.fakes.items():
            lost, doubled = judged(channel, fake, number)
            self.lost += lost
            self.doubled += doubled


def judged(channel: str, fake: Fake, number: int) -> tuple[list[str], list[str]]:
    """What is missing or out of place of the thread *number* on *channel*, and what is twice."""
    wanted = [message.text for message in thread.draft(channel, number).messages]
    posts = [post for post in tuple(fake.posts) if post["text"] in set(wanted)]
    found = [post["text"] for post in posts]
    doubled = [f"{channel}: {text}" for text in set(found) if found.count(text) > 1]
    ids = {post["text"]: post["id"] for post in posts}
    lost = []
    for index, text in enumerate(wanted, 1):
        above = thread.above(channel, index)
        parent = ids.get(wanted[above - 1]) if above else None
        if not any(post["text"] == text and post["parent"] == parent for post in posts):
            lost.append(f"{channel}: {text}")
    if sorted(found, key=wanted.index) != found:
        lost.append(f"{channel}: out of order")
    return lost, doubled


def run(kills: int, seed: int, *, second_wave: bool = False) -> int:
    """Crash, recover, and say how it went; with the channels that came first, or later."""
    kinds = {name: FAKED[name].fake for name in thread.SECOND_WAVE} if second_wave else FAKES
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.crash.life"])
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        fakes = {name: stack.enter_context(kind(delay=DELAY)) for name, kind in kinds.items()}
        if "mastodon" in fakes:
            vars(fakes["mastodon"])["keyed"] = Forgetful()
        ledger = stack.enter_context(open_ledger(f"sqlite:///{folder}/账本.sqlite3"))
        draw = random.Random(seed)  # noqa: S311 - the same crashes again
        trial = Trial(folder, ledger, fakes, kills, draw, context)
        number = 0
        while trial.killed < kills:
            number += 1
            trial.publish(number)
            trial.judge(number)
    return _told(trial, number)


def _told(trial: Trial, threads: int) -> int:
    for name in ("lost", "doubled", "hidden"):
        for one in getattr(trial, name):
            sys.stdout.write(f"{name}: {one}\n")
    sys.stdout.write(
        f"{threads} threads, {trial.lives} lives, {trial.within} killed with a call under way,"
        f" {trial.settled} doubts told to a person and settled\n"
    )
    counts = f"lost {len(trial.lost)} doubled {len(trial.doubled)} hidden {len(trial.hidden)}"
    sys.stdout.write(f"kills {trial.killed} {counts}\n")
    return 1 if trial.lost or trial.doubled or trial.hidden else 0
