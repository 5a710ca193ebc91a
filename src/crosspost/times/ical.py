"""Calendar: what is to be published, as an iCalendar file (RFC 5545)."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from .._record import Record
from ..redaction import scrub

if TYPE_CHECKING:
    import icalendar


class CalendarEntry(Record):
    """One delivery, as a calendar shows it."""

    uid: str
    """Stays the same when the event moves, so that calendars move it, too."""
    instant: dt.datetime
    """Aware; written in UTC, which every calendar shows in its reader's zone."""
    summary: str
    description: str = ""
    url: str = ""
    status: Literal["CONFIRMED", "TENTATIVE", "CANCELLED"] = "CONFIRMED"
    changed: dt.datetime | None = None
    """When it was last changed, aware; calendars take the later of two versions."""
    minutes: int = 5
    """How tall it stands in a calendar; nothing shorter can be read there."""


def calendar(events: Iterable[CalendarEntry], *, name: str = "crosspost") -> str:
    r"""An iCalendar file of *events*, lines ended by CR LF as the format wants.

    >>> moment = dt.datetime(2026, 11, 27, 1, tzinfo=dt.UTC)
    >>> text = calendar([CalendarEntry(uid="1@crosspost", instant=moment, summary="内卷, 下篇 🎉")])
    >>> "SUMMARY:内卷\\, 下篇 🎉\r\n" in text, "DTSTART:20261127T010000Z\r\n" in text
    (True, True)
    """
    import icalendar  # noqa: PLC0415 - of the extra

    made = icalendar.Calendar()
    made.add("prodid", "-//crosspost//queue//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", _line(name))
    for event in events:
        made.add_component(_filled(icalendar.Event(), event))
    return bytes(made.to_ical()).decode()


def _filled(entry: "icalendar.Event", event: CalendarEntry) -> "icalendar.Event":
    start = event.instant.astimezone(dt.UTC)
    entry.add("uid", _line(event.uid))
    entry.add("dtstamp", (event.changed or event.instant).astimezone(dt.UTC))
    entry.add("dtstart", start)
    entry.add("dtend", start + dt.timedelta(minutes=event.minutes))
    entry.add("summary", _text(event.summary))
    entry.add("status", event.status)
    entry.add("transp", "TRANSPARENT")  # a post makes nobody busy
    if event.description:
        entry.add("description", _text(event.description))
    if event.url:
        entry.add("url", _line(event.url))
    return entry


_LINE_ENDS = str.maketrans({"\r": "\n"})
_CONTROLS = str.maketrans(dict.fromkeys((*range(9), *range(11, 32), 127)))
"""What the format forbids (RFC 5545, 3.1: CONTROL), but the end of a line, which is escaped."""


def _text(text: str) -> str:
    r"""*text* as a field may have it, without secrets.

    >>> _text("上\r\n下\x00🎉")
    '上\n下🎉'
    """
    return scrub(text.replace("\r\n", "\n").translate(_LINE_ENDS).translate(_CONTROLS))


def _line(text: str) -> str:
    """*text* on one line: the library does not escape addresses, so that a line could be added."""
    return _text(text).replace("\n", "")
