"""Durations, as a table, and in words."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from crosspost.errors import TimeError
from crosspost.times import duration, duration_text

TABLE = tomllib.loads((Path(__file__).parents[1] / "cases" / "durations.toml").read_text("utf-8"))


def rows(key: str) -> list[Any]:
    return [pytest.param(case, id=case["why"]) for case in TABLE["case"] if key in case]


@pytest.mark.parametrize("case", rows("is"))
def test_a_duration_is_what_people_mean(case: dict[str, Any]):
    assert duration(case["text"]) == dt.timedelta(seconds=case["is"])


@pytest.mark.parametrize("case", rows("found"))
def test_what_is_no_duration_is_refused(case: dict[str, Any]):
    with pytest.raises(TimeError) as caught:
        duration(case["text"])
    assert (caught.value.message, caught.value.location) == (case["found"], case.get("at", ""))
    assert "1h30m" in caught.value.hint


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (0, "0 seconds", "0 秒"),
        (1, "1 second", "1 秒"),
        (0.25, "0.25 seconds", "0.25 秒"),
        (5400, "1 hour 30 minutes", "1 小时 30 分钟"),
        (86400, "1 day", "1 天"),
        (8 * 86400 + 61, "8 days 1 minute 1 second", "8 天 1 分钟 1 秒"),
    ],
)
def test_a_duration_is_told_in_words(seconds: float, english: str, chinese: str):
    length = dt.timedelta(seconds=seconds)
    assert (str(duration_text(length)), duration_text(length).translated("zh")) == (
        english,
        chinese,
    )
