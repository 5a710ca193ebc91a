"""A process that changes and deletes is killed wherever it is; the same call goes on from there."""

import multiprocessing
import random
import time
from collections import Counter
from pathlib import Path

import pytest

from crosspost.ledger import open_ledger
from crosspost.publishing import Job, PublishOptions, RunContext, run
from crosspost.testing.trial import destination
from tests.crash import changing
from tests.fakes.mastodon import TOKEN, MastodonFake
from tests.publishing.test_update import LONGER, THREAD, thread

DELAY = 0.05
"""Seconds that the fake takes for each answer: time to be killed in."""


def live(action: str, fake: MastodonFake, url: str, begun: Path, seconds: float | None) -> int:
    """Run a process for so many *seconds* after it has begun, then kill it; its exit code."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.crash.changing"])
    begun.unlink(missing_ok=True)
    process = context.Process(target=changing.change, args=(action, fake.url, url, begun))
    process.start()
    while seconds is not None and process.is_alive() and not begun.exists():
        time.sleep(0.001)
    if seconds is not None:
        time.sleep(seconds)
        process.kill()
    process.join()
    return process.exitcode or 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 6))]
)
def test_killed_anywhere_each_message_ends_as_it_should_once(
    sqlite: str, seed: int, tmp_path: Path, request: pytest.FixtureRequest
):
    begun = tmp_path / "begun"
    deaths = 4 if request.config.getoption("--long") else 2
    chance = random.Random(seed)  # noqa: S311 - where to kill
    with MastodonFake() as fake, open_ledger(sqlite) as ledger:
        there = destination("mastodon", {"api": fake.url}, {"access_token": TOKEN})
        job = Job(draft=thread("mastodon", THREAD), destination=there)
        [result] = run([job], PublishOptions(), RunContext(ledger, sleep=lambda _: None))
        assert result.failure is None
        ids = [post["id"] for post in fake.posts]
        fake.delay = DELAY
        for _ in range(deaths):
            live("update", fake, sqlite, begun, chance.uniform(0, 8 * DELAY))
        assert live("update", fake, sqlite, begun, None) == 0
        assert [post["text"] for post in fake.posts] == list(LONGER)
        assert [post["id"] for post in fake.posts][: len(ids)] == ids
        assert Counter(post["text"] for post in fake.posts).most_common(1)[0][1] == 1
        for _ in range(deaths - 1):
            live("delete", fake, sqlite, begun, chance.uniform(0, 6 * DELAY))
        live("delete", fake, sqlite, begun, None)  # which says so where nothing was left
        assert fake.posts == []
        assert {row.state for row in ledger.rows()} == {"deleted"}
        assert ledger.in_doubt() == []
