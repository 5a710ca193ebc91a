"""Laws of times: what is told is read again, slots go forward, and nothing else comes out."""

import datetime as dt
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from crosspost.errors import TimeError
from crosspost.times import (
    Slot,
    Slots,
    check_wall_time,
    duration,
    duration_text,
    moment,
    slots,
    time_in_zone,
    upcoming,
)
from crosspost.times.dst import utc_candidates
from tests.tries import tries

laws = tries(200)

ZONES = (
    *("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Australia/Sydney"),
    *("Asia/Shanghai", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns", "Africa/Casablanca"),
    *("Pacific/Kiritimati", "Pacific/Niue", "UTC"),
)
zones = st.sampled_from(ZONES).map(ZoneInfo)
instants = st.datetimes(
    dt.datetime.fromisoformat("2011-01-01"),
    dt.datetime.fromisoformat("2060-01-01"),
    timezones=st.just(dt.UTC),
)
seconds = instants.map(lambda instant: instant.replace(microsecond=0))
WORDS = (
    *("tomorrow", "Fri", "next", "Monday", "in", "2", "hours", "half", "an", "hour", "at", "9", "9am"),
    *("9:00", "24:00", "tonight", "noon", "midnight", "25", "Dec", "2027", "02:30", "01:30", "+08:00"),
    *("Z", "UTC", "Asia/Shanghai", "CST", "明天", "后天", "上午", "晚上", "九点", "12点", "半", "三刻"),
    *("下周", "周五", "两小时", "后", "12月", "25日", "北京时间", "03/04", "2028-02-29", "T", "=", "即", "🎉"),
)  # fmt: skip
texts = st.text() | st.lists(st.sampled_from(WORDS), max_size=6).flatmap(
    lambda words: st.sampled_from((" ", "")).map(lambda gap: gap.join(words))
)


@laws
@given(instants, zones, zones, st.sampled_from(["en", "zh"]))
def test_what_is_told_is_read_again(
    instant: dt.datetime, zone: ZoneInfo, other: ZoneInfo, language: str
):
    before = instant - dt.timedelta(days=1)
    assert (
        moment(time_in_zone(instant, zone).translated(language), now=before, zone=other) == instant
    )


@laws
@given(instants, zones)
def test_iso_is_read_as_it_is(instant: dt.datetime, zone: ZoneInfo):
    before = instant - dt.timedelta(seconds=1)
    found = moment(instant.astimezone(zone).isoformat(), now=before, zone=zone)
    assert (found.astimezone(dt.UTC), found.tzinfo) == (
        instant,
        zone,
    )  # one hour comes twice a year


def refused(error: TimeError) -> None:
    assert error.message
    assert error.hint


@laws
@given(texts, instants, zones)
def test_whatever_is_written_is_a_time_to_come_or_one_clear_error(
    text: str, now: dt.datetime, zone: ZoneInfo
):
    try:
        found = moment(text, now=now, zone=zone)
    except TimeError as error:
        refused(error)
    else:
        assert found > now.replace(microsecond=0)
        assert found.utcoffset() is not None


@laws
@given(texts)
def test_whatever_is_written_is_slots_or_one_clear_error(text: str):
    try:
        read = slots(text, zone=ZoneInfo("Asia/Shanghai"))
    except TimeError as error:
        refused(error)
    else:
        assert slots(str(read)) == read


days = st.sets(st.integers(0, 6), min_size=1).map(sorted).map(tuple)
clocks = st.sets(
    st.times(dt.time(0), dt.time(23, 59)).map(lambda time: time.replace(microsecond=0)),
    min_size=1,
    max_size=4,
)
weekly = st.builds(
    Slot,
    days=days,
    times=clocks.map(sorted).map(tuple),
    zone=st.sampled_from(ZONES),
)
schedules = st.builds(Slots, each=st.lists(weekly, min_size=1, max_size=3).map(tuple))


@laws
@given(schedules)
def test_slots_are_read_from_their_own_text(schedule: Slots):
    assert slots(str(schedule)) == schedule


@laws
@given(schedules, instants)
def test_slots_go_forward_and_each_is_one(schedule: Slots, after: dt.datetime):
    found = list(islice(upcoming(schedule, after), 20))
    assert after < found[0]
    assert all(one < other for one, other in pairwise(found))
    for instant in found:
        assert any(falls(instant, slot) for slot in schedule.each)


def falls(instant: dt.datetime, slot: Slot) -> bool:
    """Whether *slot* falls on *instant*: its clock shows it, or would but for a gap."""
    local = instant.astimezone(ZoneInfo(slot.zone))
    shown = local.replace(tzinfo=None, fold=0)
    if shown.weekday() in slot.days and shown.time() in slot.times:
        return local.fold == 0
    before = (instant - dt.timedelta(days=1)).astimezone(ZoneInfo(slot.zone)).utcoffset()
    wall = instant.replace(tzinfo=None) + (before or dt.timedelta())
    missing = not utc_candidates(wall, ZoneInfo(slot.zone))
    return missing and wall.weekday() in slot.days and wall.time() in slot.times


@laws
@given(schedules, instants, st.integers(0, 30))
def test_no_slot_is_passed_over(schedule: Slots, after: dt.datetime, ahead: int):
    """A time on the wall of a slot's own day is among those that come."""
    slot = schedule.each[0]
    day = after.astimezone(ZoneInfo(slot.zone)).date() + dt.timedelta(days=ahead + 1)
    assume(day.weekday() in slot.days)
    wanted = utc_candidates(dt.datetime.combine(day, slot.times[0]), ZoneInfo(slot.zone))
    assume(wanted)
    found = upcoming(schedule, wanted[0] - dt.timedelta(seconds=1))
    assert next(found) == wanted[0]


@laws
@given(st.timedeltas(dt.timedelta(), dt.timedelta(days=99_999)), st.sampled_from(["en", "zh"]))
def test_a_duration_in_words_is_read_again(length: dt.timedelta, language: str):
    assert duration(duration_text(length).translated(language)) == length


@laws
@given(seconds, zones)
def test_a_wall_time_holds_at_its_own_instant(instant: dt.datetime, zone: ZoneInfo):
    found = check_wall_time(instant, instant.astimezone(zone).replace(tzinfo=None), zone)
    assert (found.holds, found.instant) == (True, instant)
