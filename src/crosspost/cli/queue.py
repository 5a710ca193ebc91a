"""``crosspost queue``: what is scheduled, day by day, for people, programs and calendars.

The JSON form is described in ``docs/scheduling.md``; ``queue_changes`` does what changes it.
"""

import argparse
import datetime as dt
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from msgspec import structs

from .. import configuration
from .._record import Record, json_text
from ..preview import show_drafts
from ..preview.as_text import visible
from ..redaction import scrub
from ..scheduling.deliveries import CHANGEABLE, OPEN, Delivery
from ..scheduling.maintenance import drift
from ..scheduling.store import Schedule, open_schedule
from ..scheduling.worker import workers_alive
from ..times import duration_text
from ..translations import Phrase
from . import _output
from ._lines import message_lines
from ._options import time_away, usual_form, zoned_moment
from ._output import FINE, complain, moment, text, weekday, words
from ._table import columns, shortened, terminal_room

if TYPE_CHECKING:
    import icalendar

OVERDUE = dt.timedelta(minutes=1)
"""After which it is odd that no worker has taken a delivery."""


def opened(options: argparse.Namespace) -> AbstractContextManager[Schedule]:
    """What is scheduled in the ledger that ``crosspost.toml`` names."""
    ledger = configuration.read().ledger
    return open_schedule(ledger, now=_output.now, read_only=options.read_only)


def delivery_as_json(one: Delivery) -> dict[str, Any]:
    """A delivery with its terms, those by default too, and its next time on its author's clock."""
    return one.as_json() | {"local": one.local, "terms": structs.asdict(one.terms)}


def state_in_words(one: Delivery, now: dt.datetime) -> str:
    """How a delivery is, and what a person may have to do."""
    line = _state(one, now)
    if one.reason:
        line = text("state.because", state=line, reason=visible(one.reason))
    if one.messages > 1 and 0 < one.delivered < one.messages:
        line = text("state.partly", state=line, sent=one.delivered, count=one.messages)
    return line + _drifted(one)


def _state(one: Delivery, now: dt.datetime) -> str:
    state: str = one.state
    if state == "waiting" and now - one.at > OVERDUE:
        state = "waiting-for-worker"
    elif state == "waiting" and one.deferrals:
        state = "waiting-again"
    if abs(one.at - one.due) < dt.timedelta(minutes=1):
        return words("state", state)
    due = one.due.astimezone(ZoneInfo(one.terms.zone))
    time = f"{weekday(due)} {due:%H:%M}"
    return text("state.was-due", state=words("state", state), time=time)


def _drifted(one: Delivery) -> str:
    """What a clock on the wall would show instead, where its zone's rules have changed."""
    if one.state not in CHANGEABLE or drift(one.due, one.terms).holds:
        return ""
    wall = one.due + dt.timedelta(minutes=one.terms.offset)
    return text("state.drifted", time=f"{wall:%H:%M}")


MOST = 100
"""Deliveries that are shown to a person who does not say how many."""
TITLE = 40
NARROW = ((4, 12), (2, 0), (4, 0), (5, 20), (3, 6), (5, 10))
"""In a narrow terminal: a shorter title, no distance in time, no title, and so on."""


def show_queue(options: argparse.Namespace) -> int:
    """Print it, the next one first; of what is done, the last ones."""
    states = options.state or (() if options.all else OPEN)
    done = options.all or any(state not in OPEN for state in states)
    limit: int | None = options.limit or (MOST if options.format == "text" else None)
    with opened(options) as schedule:
        found = schedule.deliveries(
            accounts=options.to, states=states, limit=limit and limit + 1, latest=done
        )
        pauses = schedule.pauses()
        idle = any(one.state == "waiting" for one in found) and not workers_alive(schedule)
    more = limit is not None and len(found) > limit
    if limit is not None and more:
        found = found[-limit:] if done else found[:limit]
    if options.format == "ics":
        sys.stdout.write(_calendar(found))
    elif options.format == "json":
        paused = {
            name: {"since": since, "reason": why.reason(), "problem": why}
            for name, (since, why) in pauses.items()
        }
        every = [delivery_as_json(one) for one in found]
        sys.stdout.write(json_text({"deliveries": every, "paused": paused}))
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(found, options))
        if more:
            sys.stdout.write(f"{text('queue.earlier' if done else 'queue.later')}\n")
        for name, (since, why) in pauses.items():
            line = text("queue.paused", account=name, since=moment(since), reason=why)
            sys.stdout.write(f"{line}\n")
        if idle:
            sys.stdout.flush()
            complain(text("schedule.no-worker"))
    return FINE


def _lines(found: Sequence[Delivery], options: argparse.Namespace) -> Iterator[str]:
    """A heading a day, and a line a delivery."""
    if not found:
        yield text("queue.none-such" if options.to or options.state else "queue.empty")
        return
    now = _output.now()
    rows = [_row(one, now) for one in found]
    table = iter(columns(rows, (1,), NARROW, terminal_room(indent=2)).split("\n"))
    days = groupby(found, key=_day)
    for at, (day, ones) in enumerate(days):
        if at:
            yield ""
        yield day
        for _ in ones:
            yield f"  {next(table)}"


def _day(one: Delivery) -> str:
    day = one.local
    return f"{weekday(day)} {day:%Y-%m-%d} {one.terms.zone}"


def _row(one: Delivery, now: dt.datetime) -> tuple[str, ...]:
    account = one.account if one.account == one.channel else f"{one.account} ({one.channel})"
    title = shortened(visible(one.title), TITLE)
    state = state_in_words(one, now)
    return one.id, f"{one.local:%H:%M}", time_away(one.at, now), account, title, state


def _calendar(found: Sequence[Delivery]) -> str:
    now = _output.now()
    events = [
        CalendarEntry(
            uid=f"{one.id}@crosspost",
            instant=one.due,
            summary=f"{one.account}: {one.title}",
            description=state_in_words(one, now),
            status=_status(one),
        )
        for one in found
    ]
    return calendar(events, now)


def _status(one: Delivery) -> Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]:
    if one.state in {"cancelled", "expired", "refused"}:
        return "CANCELLED"
    return "TENTATIVE" if one.state in {"on-hold", "overdue", "held", "unknown"} else "CONFIRMED"


TALL = dt.timedelta(minutes=5)
"""How tall a delivery stands in a calendar; nothing shorter can be read there."""


class CalendarEntry(Record):
    """One delivery, as a calendar shows it (iCalendar, RFC 5545)."""

    uid: str
    """Stays the same when the event moves, so that calendars move it, too."""
    instant: dt.datetime
    """Aware; written in UTC, which every calendar shows in its reader's zone."""
    summary: str
    description: str = ""
    status: Literal["CONFIRMED", "TENTATIVE", "CANCELLED"] = "CONFIRMED"


def calendar(events: Iterable[CalendarEntry], now: dt.datetime) -> str:
    r"""An iCalendar file of *events* as they are *now*, lines ended by CR LF as the format wants.

    Of two versions calendars take the later.

    >>> moment = dt.datetime(2026, 11, 27, 1, tzinfo=dt.UTC)
    >>> one = CalendarEntry(uid="1@crosspost", instant=moment, summary="内卷, 下篇 🎉")
    >>> text = calendar([one], moment)
    >>> "SUMMARY:内卷\\, 下篇 🎉\r\n" in text, "DTSTART:20261127T010000Z\r\n" in text
    (True, True)
    """
    import icalendar  # noqa: PLC0415 - of the extra

    made = icalendar.Calendar()
    made.add("prodid", "-//crosspost//queue//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", "crosspost")
    for event in events:
        made.add_component(_filled(icalendar.Event(), event, now))
    return bytes(made.to_ical()).decode()


def _filled(entry: "icalendar.Event", event: CalendarEntry, now: dt.datetime) -> "icalendar.Event":
    start = event.instant.astimezone(dt.UTC)
    entry.add("uid", _line(event.uid))
    entry.add("dtstamp", now.astimezone(dt.UTC))
    entry.add("dtstart", start)
    entry.add("dtend", start + TALL)
    entry.add("summary", _text(event.summary))
    entry.add("status", event.status)
    entry.add("transp", "TRANSPARENT")  # a post makes nobody busy
    if event.description:
        entry.add("description", _text(event.description))
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


def show_delivery(options: argparse.Namespace) -> int:
    """Print its terms, every message that was begun, and the draft as a preview shows it."""
    with opened(options) as schedule:
        one = schedule.get(options.id.lower())
        draft = schedule.draft(one.id)
        rows = schedule.ledger.rows(one.digest, one.account, one.terms.occurrence)
    if options.format == "json":
        sys.stdout.write(
            json_text(
                delivery_as_json(one) | {"sent": [row.as_json() for row in rows], "draft": draft}
            )
        )
        return FINE
    sys.stdout.writelines(f"{line}\n" for line in _details(one))
    if rows:
        sys.stdout.write("\n".join(["", *message_lines(rows, draft)]) + "\n")
    sys.stdout.write("\n")
    show_drafts([draft], usual_form())
    return FINE


def _details(one: Delivery) -> Iterator[str]:
    now, terms = _output.now(), one.terms
    yield f"{one.id} · {one.account} ({one.channel}) · {state_in_words(one, now)}"
    details = [text("delivery.due", time=zoned_moment(one.due, terms, now))]
    if one.at != one.due and one.state in {"waiting", "sending"}:
        details.append(text("delivery.next-try", time=zoned_moment(one.at, terms, now)))
    if one.advice:
        details.append(text("hint", hint=one.advice))
    if terms.not_after:
        details.append(text("delivery.not-after", time=zoned_moment(terms.not_after, terms, now)))
    after = _length(terms.overdue_after)
    details.append(text(f"delivery.overdue-{terms.when_overdue}", after=after))
    if terms.gap:
        details.append(text("delivery.gap", length=_length(terms.gap)))
    if one.slot:
        details.append(text("delivery.slot"))
    if terms.occurrence > 1:
        details.append(text("delivery.publication", number=terms.occurrence))
    if terms.pictures:
        details.append(text("delivery.pictures", pictures=list(terms.pictures)))
    if terms.source:
        details.append(text("delivery.source", source=terms.source))
    yield from (f"  {detail}" for detail in details)


def _length(seconds: int) -> Phrase:
    return duration_text(dt.timedelta(seconds=seconds))
