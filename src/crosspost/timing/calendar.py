"""Calendar: what is to be published, as an iCalendar file (RFC 5545)."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from ..record import Record
from ..scrubbing import scrub

if TYPE_CHECKING:
    import icalendar


class Event(Record):
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


def calendar(events: Iterable[Event], *, name: str = "crosspost") -> str:
    r"""An iCalendar file of *events*, lines ended by CR LF as the format wants.

    >>> moment = dt.datetime(2026, 11, 27, 1, tzinfo=dt.UTC)
    >>> text = calendar([Event(uid="1@crosspost", instant=moment, summary="内卷, 下篇 🎉")])
    >>> "SUMMARY:内卷\\, 下篇 🎉\r\n" in text, "DTSTART:20261127T010000Z\r\n" in text
    (True, True)
    """
    import icalendar  # noqa: PLC0415 - of the extra

    made = icalendar.Calendar()
    made.add("prodid", "-//crosspost//queue//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    for event in events:
        made.add_component(_entry(event))
    return bytes(made.to_ical()).decode()


def _entry(event: Event) -> "icalendar.Event":
    import icalendar  # noqa: PLC0415 - of the extra

    start = event.instant.astimezone(dt.UTC)
    entry = icalendar.Event()
    entry.add("uid", event.uid)
    entry.add("dtstamp", (event.changed or event.instant).astimezone(dt.UTC))
    entry.add("dtstart", start)
    entry.add("dtend", start + dt.timedelta(minutes=event.minutes))
    entry.add("summary", scrub(event.summary))
    entry.add("status", event.status)
    entry.add("transp", "TRANSPARENT")  # a post makes nobody busy
    if event.description:
        entry.add("description", scrub(event.description))
    if event.url:
        entry.add("url", scrub(event.url))
    return entry
