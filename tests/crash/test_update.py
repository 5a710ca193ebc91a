"""A process that changes and deletes is killed wherever it is; the same call goes on from there."""

import random
import subprocess
import sys
import time
from collections import Counter

import pytest

from crosspost.ledger import open_ledger
from crosspost.publishing import Job, PublishOptions, RunContext, run
from crosspost.testing.trial import destination
from tests.fakes.mastodon import TOKEN, MastodonFake
from tests.publishing.test_update import LONGER, THREAD, thread
from tests.transcripts import ROOT

ACTIONS = {
    "update": "update(POST, there, drafts=[thread('mastodon', LONGER)], ledger=url)",
    "delete": "delete(POST, there, drafts=[thread('mastodon', LONGER)], ledger=url)",
}
PROCESS = """
import sys
from crosspost.publishing import delete, update
from crosspost.testing.trial import destination
from tests.publishing.test_update import LONGER, POST, thread
there = destination("mastodon", {{"api": sys.argv[1]}}, {{"access_token": {token!r}}})
url = sys.argv[2]
print("begun", flush=True)
[result] = {action}
assert result.failure is None, result.failure
"""
DELAY = 0.05
"""Seconds that the fake takes for each answer: time to be killed in."""


def live(action: str, fake: MastodonFake, url: str, seconds: float | None) -> int | None:
    """Run a process for so many *seconds* after it has begun, then kill it; its exit code."""
    code = PROCESS.format(token=TOKEN, action=ACTIONS[action])
    words = [sys.executable, "-c", code, fake.url, url]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        if seconds is not None:
            time.sleep(seconds)
            process.kill()
        process.wait()
        return process.returncode


@pytest.mark.slow
@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 6))]
)
def test_killed_anywhere_each_message_ends_as_it_should_once(
    sqlite: str, seed: int, request: pytest.FixtureRequest
):
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
            live("update", fake, sqlite, chance.uniform(0, 8 * DELAY))
        assert live("update", fake, sqlite, None) == 0
        assert [post["text"] for post in fake.posts] == list(LONGER)
        assert [post["id"] for post in fake.posts][: len(ids)] == ids
        assert Counter(post["text"] for post in fake.posts).most_common(1)[0][1] == 1
        for _ in range(deaths - 1):
            live("delete", fake, sqlite, chance.uniform(0, 6 * DELAY))
        live("delete", fake, sqlite, None)  # which says so where nothing was left
        assert fake.posts == []
        assert {row.state for row in ledger.rows()} == {"deleted"}
        assert ledger.in_doubt() == []
