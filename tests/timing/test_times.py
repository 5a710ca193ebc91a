"""Times, as a table: what people write for ``--at``, and the moment or the error they get."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crosspost.errors import TimeError
from crosspost.times import moment

TABLE = tomllib.loads((Path(__file__).parents[1] / "cases" / "times.toml").read_text("utf-8"))


def rows(key: str) -> list[Any]:
    return [pytest.param(case, id=case["why"]) for case in TABLE["case"] if key in case]


def read(case: dict[str, Any]) -> dt.datetime:
    now = dt.datetime.fromisoformat(case.get("now", TABLE["now"]))
    return moment(case["text"], now=now, zone=ZoneInfo(case.get("zone", TABLE["zone"])))


@pytest.mark.parametrize("case", rows("is"))
def test_a_time_that_is_plain_is_the_moment_that_is_meant(case: dict[str, Any]):
    assert read(case).isoformat() == case["is"]


@pytest.mark.parametrize("case", rows("found"))
def test_what_is_not_plain_is_refused_with_what_to_write(case: dict[str, Any]):
    with pytest.raises(TimeError) as caught:
        read(case)
    error = caught.value
    assert error.message == case["found"]
    assert error.location == case.get("at", error.location)
    assert error.hint == case.get("write", error.hint) != ""


def test_what_cannot_be_read_shows_what_can_in_both_languages():
    with pytest.raises(TimeError) as caught:
        read({"text": "whenever"})
    examples = caught.value.hint.split(", ")
    assert len(examples) > 5
    for example in examples:
        assert read({"text": example.strip('"')})


@pytest.mark.parametrize(
    "text", ["x" * 100_000, "1 " * 50_000, "一" * 100_000, "in " + "1h" * 50_000]
)
def test_a_hostile_text_gets_an_answer_of_one_line(text: str):
    with pytest.raises(TimeError) as caught:
        read({"text": text})
    assert len(caught.value.message) < 200
