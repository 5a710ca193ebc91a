"""The guide to times: each row of it is true."""

import datetime as dt
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crosspost.errors import TimeError
from crosspost.times import duration, moment, slots, time_in_zone

GUIDE = (Path(__file__).parents[2] / "docs" / "times.md").read_text("utf-8")
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = dt.datetime(2026, 11, 25, 10, tzinfo=SHANGHAI)


def table(head: str) -> list[tuple[str, str]]:
    rows = GUIDE.partition(f"{head}\n| --- | --- |\n")[2].partition("\n\n")[0]
    return re.findall(r"(?m)^\| `(.+?)` \| (.+?) \|$", rows)


@pytest.mark.parametrize(("text", "shown"), table("| write | it is |"))
def test_what_it_says_a_moment_is(text: str, shown: str):
    found = moment(text, now=NOW, zone=SHANGHAI).astimezone(SHANGHAI)
    assert f"{found:%Y-%m-%d %H:%M}" == shown


@pytest.mark.parametrize(("text", "reason"), table("| written | because |"))
def test_what_it_says_is_refused(text: str, reason: str):
    with pytest.raises(TimeError):
        moment(text, now=NOW, zone=SHANGHAI)
    assert reason


@pytest.mark.parametrize(("text", "kept"), table("| write | kept as |"))
def test_what_it_says_slots_are(text: str, kept: str):
    assert str(slots(text, zone=SHANGHAI)) == kept


def test_every_duration_it_names_is_one():
    named = re.findall(r"`(.+?)`", GUIDE.partition("## Durations")[2].partition("\n## ")[0])
    assert len(named) == 11
    assert all(duration(text) for text in named)


def test_it_shows_what_is_said():
    instant = dt.datetime(2026, 11, 27, 1, tzinfo=dt.UTC)
    for language in ("en", "zh"):
        assert f"\n{time_in_zone(instant, SHANGHAI).translated(language)}\n" in GUIDE
