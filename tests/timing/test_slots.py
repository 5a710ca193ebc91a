"""Posting slots, as a table; and the instants they fall on, over clock changes."""

import datetime as dt
import tomllib
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crosspost.errors import TimeError
from crosspost.times import slots, upcoming
from crosspost.times.dst import resolve_as_calendars

SHANGHAI = ZoneInfo("Asia/Shanghai")
TABLE = tomllib.loads((Path(__file__).parents[1] / "cases" / "slots.toml").read_text("utf-8"))


def rows(key: str) -> list[Any]:
    return [pytest.param(case, id=case["why"]) for case in TABLE["case"] if key in case]


def local(text: str, after: str, count: int) -> list[str]:
    """The first instants of *text* after *after*, told in its zone, to the minute."""
    read = slots(text)
    found = islice(upcoming(read, dt.datetime.fromisoformat(after)), count)
    return [
        each.astimezone(ZoneInfo(read.each[0].zone)).isoformat("T", "minutes") for each in found
    ]


@pytest.mark.parametrize("case", rows("is"))
def test_what_people_write_is_kept_as_one_text_that_is_read_again(case: dict[str, Any]):
    read = slots(case["text"], zone=SHANGHAI)
    assert str(read) == case["is"]
    assert slots(str(read)) == read


@pytest.mark.parametrize("case", rows("found"))
def test_what_cannot_be_read_is_said_where(case: dict[str, Any]):
    with pytest.raises(TimeError) as caught:
        slots(case["text"], zone=SHANGHAI)
    error = caught.value
    assert (error.message, error.location) == (case["found"], case.get("at", ""))
    assert error.hint == case.get("write", error.hint) != ""


@pytest.mark.parametrize(
    ("text", "after", "expected", "why"),
    [
        ("weekdays 9:00 and 18:30 Asia/Shanghai", "2026-11-27T09:00+08:00",
         ["2026-11-27T18:30+08:00", "2026-11-30T09:00+08:00", "2026-11-30T18:30+08:00"], "a slot that is now is not to come"),
        ("daily 9:00 America/New_York", "2027-03-13T00:00-05:00",
         ["2027-03-13T09:00-05:00", "2027-03-14T09:00-04:00", "2027-03-15T09:00-04:00"], "the same on the wall over the gap"),
        ("daily 9:00 Europe/Berlin", "2027-10-30T12:00+02:00",
         ["2027-10-31T09:00+01:00", "2027-11-01T09:00+01:00"], "and over the fold"),
        ("daily 2:30 Europe/Berlin", "2027-03-27T12:00+01:00",
         ["2027-03-28T03:30+02:00", "2027-03-29T02:30+02:00"], "in a gap it moves by the gap"),
        ("daily 2:30 and 3:30 Europe/Berlin", "2027-03-27T12:00+01:00",
         ["2027-03-28T03:30+02:00", "2027-03-29T02:30+02:00"], "two that fall together are one"),
        ("daily 2:30 Europe/Berlin", "2027-10-30T12:00+02:00",
         ["2027-10-31T02:30+02:00", "2027-11-01T02:30+01:00"], "in a fold the first"),
        ("daily 2:30 Europe/Berlin", "2027-10-31T02:30+02:00",
         ["2027-11-01T02:30+01:00"], "and not the second an hour later"),
        ("daily 2:15 Australia/Lord_Howe", "2027-10-02T12:00+10:30",
         ["2027-10-03T02:45+11:00", "2027-10-04T02:15+11:00"], "a gap of half an hour"),
        ("daily 1:45 Australia/Lord_Howe", "2027-04-03T12:00+11:00",
         ["2027-04-04T01:45+11:00", "2027-04-05T01:45+10:30"], "a fold of half an hour"),
        ("daily 2:30 Australia/Sydney", "2027-10-02T12:00+10:00",
         ["2027-10-03T03:30+11:00", "2027-10-04T02:30+11:00"], "spring in October"),
        ("daily 2:30 Asia/Shanghai", "2027-03-27T12:00+08:00",
         ["2027-03-28T02:30+08:00", "2027-03-29T02:30+08:00"], "no change in China"),
        ("daily 9:00 and 18:00 Pacific/Apia", "2011-12-29T12:00-10:00",
         ["2011-12-29T18:00-10:00", "2011-12-31T09:00+14:00", "2011-12-31T18:00+14:00", "2012-01-01T09:00+14:00"],
         "a day that Samoa left out"),
        ("Mon 9:00 Asia/Shanghai", "2028-02-28T12:00+08:00",
         ["2028-03-06T09:00+08:00"], "over a leap day"),
    ],
)  # fmt: skip
def test_slots_follow_the_clock_on_the_wall(text: str, after: str, expected: list[str], why: str):
    assert local(text, after, len(expected)) == expected, why


def test_slots_of_several_zones_come_in_the_order_of_time():
    read = slots("daily 9:00 Asia/Shanghai; daily 9:00 Europe/Berlin; daily 9:00 America/New_York")
    found = islice(upcoming(read, dt.datetime(2026, 11, 25, tzinfo=dt.UTC)), 6)
    assert [each.hour for each in found] == [1, 8, 14] * 2


@pytest.mark.parametrize("year", [2026, 2126, 9000])
def test_far_ahead_costs_no_more_than_near(year: int, monkeypatch: pytest.MonkeyPatch):
    module = import_module("crosspost.times.slots")
    asked = list[dt.datetime]()

    def counted(wall: dt.datetime, zone: ZoneInfo) -> dt.datetime:
        asked.append(wall)
        return resolve_as_calendars(wall, zone)

    monkeypatch.setattr(module, "resolve_as_calendars", counted)
    next(upcoming(slots("daily 9:00 UTC"), dt.datetime(year, 11, 25, tzinfo=dt.UTC)))
    assert len(asked) == 3


def test_the_calendar_s_end_is_an_end():
    last = dt.datetime(9999, 12, 29, 12, tzinfo=dt.UTC)
    assert [each.day for each in upcoming(slots("daily 9:00 UTC"), last)] == [30]
