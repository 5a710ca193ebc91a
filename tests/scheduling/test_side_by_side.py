"""Two versions of the worker on one ledger, as while a fleet is upgraded; both databases.

The other version says another application version to the engine, and its sessions are its own
process's. That what past versions kept is read by today's is shown in ``tests/ledger/test_past.py``.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from crosspost.scheduling import (
    DeliveryPlan,
    DeliveryTerms,
    Schedule,
    dispatch,
    new_name,
    open_schedule,
)
from tests.crash import thread
from tests.crash.trial import FAKES
from tests.crash_schedule import life
from tests.crash_schedule.workers import context

CHANNELS = ("mastodon", "x", "bluesky")
THREADS = 2
PATIENCE = 240
"""Seconds in which two workers on a busy machine are surely done."""


@contextmanager
def worker(version: str, url: str, addresses: dict[str, str], folder: Path) -> Iterator[Path]:
    """A worker of *version*; the file that is touched when it sends."""
    name = new_name()
    sending = folder / f"{name}.sending"
    process = context().Process(target=life.live, args=(url, name, addresses, sending, version))
    process.start()
    try:
        yield sending
    finally:
        process.terminate()
        process.join(PATIENCE)
        process.kill()
        process.join()


def plans(schedule: Schedule, first: int) -> list[DeliveryPlan]:
    """Half of the threads, each to every channel, due now."""
    return [
        DeliveryPlan(
            draft=thread.draft(channel, number),
            due=schedule.ledger.now(),
            terms=DeliveryTerms(),
        )
        for number in range(first, first + THREADS // 2)
        for channel in CHANNELS
    ]


@pytest.mark.slow(20)
@pytest.mark.parametrize(
    "url", ["postgresql", pytest.param("sqlite", marks=pytest.mark.long)], indirect=True
)
@pytest.mark.fault(
    "two versions of the worker side by side",
    "each message stands once",
)
def test_two_versions_send_each_thread_once(url: str, tmp_path: Path):
    with ExitStack() as stack:
        fakes = {channel: stack.enter_context(FAKES[channel]()) for channel in CHANNELS}
        addresses = {name: fake.url for name, fake in fakes.items()}
        schedule = stack.enter_context(open_schedule(url))
        schedule.add(plans(schedule, 1))
        older = stack.enter_context(worker("deliver-0", url, addresses, tmp_path))
        while not older.exists():
            time.sleep(0.05)
        stack.enter_context(worker(dispatch.VERSION, url, addresses, tmp_path))
        schedule.add(plans(schedule, 1 + THREADS // 2))
        until = time.monotonic() + PATIENCE
        while schedule.counts() != {"sent": THREADS * len(CHANNELS)} and time.monotonic() < until:
            time.sleep(0.2)
        assert schedule.counts() == {"sent": THREADS * len(CHANNELS)}
        for fake in fakes.values():
            texts = [post["text"] for post in fake.posts]
            assert len(texts) == len(set(texts))
            for number in range(1, THREADS + 1):
                wanted = [part.text for part in thread.draft("x", number).messages]
                assert [text for text in texts if text in wanted] == wanted
