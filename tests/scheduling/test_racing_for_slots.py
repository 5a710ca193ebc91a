"""Two processes fill the slots of one account at once; the database decides each of them."""

import subprocess
import sys
from itertools import islice

import pytest

from crosspost.scheduling import open_schedule
from crosspost.times import upcoming
from tests.scheduling.filler import POSTS
from tests.scheduling.wishes import MONDAY, WEEKDAYS
from tests.transcripts import ROOT


@pytest.mark.slow
def test_never_two_in_one_slot_and_none_left_empty(url: str):
    with open_schedule(url):  # the tables
        pass
    command = [sys.executable, "-m", "tests.scheduling.filler", url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "cwd": ROOT, "text": True}
    both = [subprocess.Popen([*command, name], **pipes) for name in ("甲", "乙")]  # type: ignore[call-overload]
    for one in both:
        assert one.stdout.readline() == "ready\n"
    for one in both:
        one.stdin.write("go\n")
        one.stdin.flush()
    assert [one.wait() for one in both] == [0, 0]
    for one in both:
        one.stdout.close()
        one.stdin.close()
    assert WEEKDAYS.slots is not None
    expected = list(islice(upcoming(WEEKDAYS.slots, MONDAY), 2 * POSTS))
    with open_schedule(url, read_only=True) as schedule:
        found = schedule.deliveries()
    assert [one.slot for one in found] == expected
    assert {one.title[0] for one in found} == {"甲", "乙"}
