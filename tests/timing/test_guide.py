"""The guide to times, in both languages: each row of it is true."""

import datetime as dt
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crosspost.errors import TimeError
from crosspost.times import duration, moment, slots, time_in_zone

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = [(DOCS / name).read_text("utf-8") for name in ("times.md", "times.zh.md")]
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = dt.datetime(2026, 11, 25, 10, tzinfo=SHANGHAI)


def table(*heads: str) -> list[tuple[str, str]]:
    """The rows below one of *heads* on each page, which all have some."""
    found = []
    for guide, head in zip(GUIDES, heads, strict=True):
        rows = guide.partition(f"{head}\n| --- | --- |\n")[2].partition("\n\n")[0]
        each = re.findall(r"(?m)^\| `(.+?)` \| (.+?) \|$", rows)
        assert each, head
        found += each
    return list(dict.fromkeys(found))


@pytest.mark.parametrize(("text", "shown"), table("| write | it is |", "| 写法 | 就是 |"))
def test_what_it_says_a_moment_is(text: str, shown: str):
    found = moment(text, now=NOW, zone=SHANGHAI).astimezone(SHANGHAI)
    assert f"{found:%Y-%m-%d %H:%M}" == shown


@pytest.mark.parametrize(
    ("text", "reason"), table("| written | because |", "| 写法 | 为什么不行 |")
)
def test_what_it_says_is_refused(text: str, reason: str):
    with pytest.raises(TimeError):
        moment(text, now=NOW, zone=SHANGHAI)
    assert reason


@pytest.mark.parametrize(("text", "kept"), table("| write | kept as |", "| 写法 | 记作 |"))
def test_what_it_says_slots_are(text: str, kept: str):
    assert str(slots(text, zone=SHANGHAI)) == kept


@pytest.mark.parametrize(("guide", "head"), list(zip(GUIDES, ("Durations", "时长"), strict=True)))
def test_every_duration_it_names_is_one(guide: str, head: str):
    named = re.findall(r"`(.+?)`", guide.partition(f"## {head}")[2].partition("\n## ")[0])
    assert len(named) == 11
    assert all(duration(text) for text in named)


@pytest.mark.parametrize("guide", GUIDES, ids=["en", "zh"])
def test_it_shows_what_is_said(guide: str):
    instant = dt.datetime(2026, 11, 27, 1, tzinfo=dt.UTC)
    for language in ("en", "zh"):
        assert f"\n{time_in_zone(instant, SHANGHAI).translated(language)}\n" in guide
