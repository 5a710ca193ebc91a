"""The calendar file, judged by what two libraries read in it."""

import datetime as dt

import icalendar
import pytest
import vobject

from crosspost.cli.queue import CalendarEntry, calendar

INSTANT = dt.datetime(2026, 11, 27, 1, tzinfo=dt.UTC)
LONG = "内卷不是竞争,而是“没有赢家的竞赛”；每个人都更努力, 谁也没有更好。🎉 " * 20
EVENTS = [
    CalendarEntry(uid="a1@crosspost", instant=INSTANT, summary="内卷, 下篇; 上 \\ 下 🎉"),
    CalendarEntry(
        uid="b2@crosspost",
        instant=INSTANT.astimezone(dt.timezone(dt.timedelta(hours=8))) + dt.timedelta(hours=2),
        summary=LONG,
        description=f"第一行\n\n{LONG}\nBEGIN:VEVENT",
        status="TENTATIVE",
    ),
    CalendarEntry(uid="c3@crosspost", instant=INSTANT, summary="", status="CANCELLED"),
]


def back(text: str) -> list[icalendar.Event]:
    return icalendar.Calendar.from_ical(text).events


def test_what_is_written_is_read_back():
    read = back(calendar(EVENTS, INSTANT))
    assert len(read) == len(EVENTS)
    for event, entry in zip(EVENTS, read, strict=True):
        assert entry["UID"] == event.uid
        assert event.instant == entry.DTSTART
        assert entry["SUMMARY"] == event.summary
        assert entry["STATUS"] == event.status
        assert entry.get("DESCRIPTION", "") == event.description


def test_another_library_reads_the_same():
    for event, entry in zip(
        EVENTS, vobject.readOne(calendar(EVENTS, INSTANT)).vevent_list, strict=True
    ):
        assert entry.uid.value == event.uid
        assert entry.dtstart.value == event.instant
        assert entry.summary.value == event.summary
        assert entry.status.value == event.status
        if event.description:
            assert entry.description.value == event.description


def test_lines_are_short_whole_and_ended_as_the_format_wants():
    text = calendar(EVENTS, INSTANT)
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    for line in text.split("\r\n"):
        assert len(line.encode()) <= 75  # RFC 5545, 3.1: octets, no character torn


def test_times_are_in_utc_so_that_no_zone_has_to_be_explained():
    text = calendar(EVENTS, INSTANT)
    assert "DTSTART:20261127T010000Z\r\n" in text
    assert "DTSTART:20261127T030000Z\r\n" in text
    assert "VTIMEZONE" not in text
    assert "TZID" not in text


def test_no_event_is_an_empty_calendar():
    assert back(calendar([], INSTANT)) == []


@pytest.mark.parametrize("field", ["uid", "summary", "description"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x85", "\u2028", "\0", "\x0b"])
def test_nothing_written_into_a_field_becomes_a_line_of_its_own(field: str, end: str):
    hostile = f"x{end}END:VEVENT{end}BEGIN:VEVENT{end}ATTENDEE:mailto:a@example.org"
    event = {"uid": "1", "summary": "s", "instant": INSTANT, field: hostile}
    text = calendar([CalendarEntry(**event)], INSTANT)  # type: ignore[arg-type] # which of them it is differs
    assert len(back(text)) == 1
    assert not [line for line in text.split("\r\n") if line.startswith("ATTENDEE")]
    assert "\0" not in text
    assert "\x0b" not in text


def test_the_same_events_give_the_same_bytes():
    assert calendar(EVENTS, INSTANT) == calendar(EVENTS, INSTANT)
