"""Which slots are free: never one twice, the gap kept, true to the wall when clocks change."""

import datetime as dt
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosspost.times import slots, upcoming
from crosspost.times.slots import free_times, is_clear, nearest_clear

MONDAY = dt.datetime(2027, 3, 22, tzinfo=dt.UTC)
"""Of a week in which Berlin's clocks go forward."""
MINUTE = dt.timedelta(minutes=1)
TEXTS = (
    "工作日 9:00 和 18:30 Asia/Shanghai",
    "daily 2:30 Europe/Berlin",
    "daily 9:00, 9:20, 9:40 and 23:50 America/New_York",
    "Sun 2:30 Europe/Berlin; Mon,Wed 8:00 Asia/Shanghai",
)
MOMENTS = st.integers(0, 3 * 7 * 24 * 60).map(lambda minutes: MONDAY + minutes * MINUTE)
GAPS = st.integers(0, 600).map(lambda minutes: minutes * MINUTE)


@given(st.sampled_from(TEXTS), MOMENTS, GAPS, st.lists(MOMENTS, max_size=12), st.data())
def test_each_slot_once_and_no_slot_is_passed_over(
    text: str, after: dt.datetime, gap: dt.timedelta, dues: list[dt.datetime], data: st.DataObject
):
    all_of_them = slots(text)
    near = list(islice(upcoming(all_of_them, after), 60))
    taken = data.draw(st.sets(st.sampled_from(near), max_size=10))
    found = list(islice(free_times(all_of_them, after, taken, dues, gap), 12))
    assert len(set(found)) == 12
    assert found == sorted(found)
    assert not taken & set(found)
    busy = sorted(dues)
    for slot in upcoming(all_of_them, after):
        if slot > found[-1]:
            break
        fits = slot not in taken and is_clear(slot, busy, gap)
        assert fits == (slot in found)
        if fits:
            busy = sorted([*busy, slot])


@given(MOMENTS, st.lists(MOMENTS, max_size=12), GAPS)
def test_the_nearest_free_time_is_free_and_none_is_nearer(
    at: dt.datetime, dues: list[dt.datetime], gap: dt.timedelta
):
    dues.sort()
    found = nearest_clear(at, dues, gap, MONDAY - MINUTE)
    assert is_clear(found, dues, gap)
    away = abs(found - at)
    for minutes in range(int(away / MINUTE)):
        for side in (minutes, -minutes):
            closer = at + side * MINUTE
            assert closer < MONDAY or not is_clear(closer, dues, gap)


@pytest.mark.parametrize(
    ("zone", "start", "shown"),
    [
        ("Europe/Berlin", (2027, 3, 26), ["02:30", "02:30", "03:30", "02:30"]),
        ("Europe/Berlin", (2027, 10, 29), ["02:30", "02:30", "02:30", "02:30"]),
        ("America/New_York", (2027, 3, 12), ["02:30", "02:30", "03:30", "02:30"]),
        ("Australia/Lord_Howe", (2027, 10, 1), ["02:30", "02:30", "02:30", "02:30"]),
    ],
)
def test_slots_stay_on_the_wall(zone: str, start: tuple[int, int, int], shown: list[str]):
    where = ZoneInfo(zone)
    after = dt.datetime(*start, tzinfo=where)
    found = islice(free_times(slots(f"daily 2:30 {zone}"), after, (), (), dt.timedelta()), 4)
    assert [f"{slot.astimezone(where):%H:%M}" for slot in found] == shown
