"""``crosspost queue``: what is scheduled, by time, for people, programs and calendars.

The JSON form is described in ``docs/scheduling.md``.
"""

import argparse
import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from ...preview.as_text import visible
from ...times import Event, calendar
from .. import _output
from .._ledger_text import moment
from .._options import away
from .._output import FINE, columns, shortened

if TYPE_CHECKING:
    from ...config import Settings
    from ...scheduling import Delivery, Schedule


def entry(one: "Delivery") -> dict[str, Any]:
    """A delivery with its terms, those by default too, and its next time on its author's clock."""
    return one.as_json() | {"local": local(one), "terms": msgspec.structs.asdict(one.terms)}


def written(plain: object) -> str:
    """Indented JSON; Chinese and emoji stand as themselves."""
    return msgspec.json.format(msgspec.json.encode(plain), indent=2).decode() + "\n"


OVERDUE = dt.timedelta(minutes=1)
"""After which it is odd that no worker has taken it."""


def local(one: "Delivery") -> dt.datetime:
    """When it goes or went out, by its author's clock."""
    return one.at.astimezone(ZoneInfo(one.terms.zone))


def state_in_words(one: "Delivery", now: dt.datetime) -> str:
    """How it stands, and what a person may have to do."""
    said = _state(one, now)
    if one.reason:
        said += f": {visible(one.reason)}"
    if one.messages > 1 and 0 < one.delivered < one.messages:
        said += f" ({one.delivered} of {one.messages} sent)"
    return said + _drifted(one)


def _state(one: "Delivery", now: dt.datetime) -> str:
    said = {
        "waiting": "tried again" if one.deferrals else "waits",
        "on-hold": "on hold",
        "overdue": "overdue, for you to decide",
        "sending": "is being sent",
        "unknown": "may be there or not",
    }.get(one.state, one.state)
    if one.state == "waiting" and now - one.at > OVERDUE:
        said = "waits for a worker"
    if abs(one.at - one.due) < dt.timedelta(minutes=1):
        return said
    return f"{said}, was due {one.due.astimezone(ZoneInfo(one.terms.zone)):%a %H:%M}"


def _drifted(one: "Delivery") -> str:
    """What a clock on the wall would show instead, where its zone's rules have changed."""
    from ...scheduling.maintenance import drift  # noqa: PLC0415
    from ...scheduling.types import CHANGEABLE  # noqa: PLC0415

    if one.state not in CHANGEABLE or drift(one.due, one.terms).holds:
        return ""
    wall = one.due + dt.timedelta(minutes=one.terms.offset)
    return f"; set for {wall:%H:%M}, and clocks there have changed: a worker moves it"


STATES = (
    "waiting",
    "on-hold",
    "overdue",
    "sending",
    "sent",
    "refused",
    "unknown",
    "expired",
    "cancelled",
)
MOST = 100
"""Deliveries that are shown to a person who does not say how many."""
TITLE = 40


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which deliveries, in what form."""
    parser.add_argument(
        "--to", action="append", default=[], metavar="ACCOUNT", help="of this account; again"
    )
    parser.add_argument(
        "--state",
        action="append",
        default=[],
        choices=STATES,
        help="in this state, instead of all that may still be sent; repeatable",
    )
    parser.add_argument("--all", action="store_true", help="in any state: what is done, too")
    parser.add_argument(
        "--limit", type=_count, metavar="N", help=f"so many; as text {MOST} unless said"
    )
    parser.add_argument("--format", choices=("text", "json", "ics"), default="text")


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise ValueError
    return count


def run(schedule: "Schedule", settings: "Settings", options: argparse.Namespace) -> int:
    """Print them, the next one first; of what is done, the last ones."""
    del settings
    from ...scheduling.types import OPEN  # noqa: PLC0415

    states = options.state or (() if options.all else OPEN)
    done = options.all or any(state not in OPEN for state in states)
    limit: int | None = options.limit or (MOST if options.format == "text" else None)
    found = schedule.deliveries(
        accounts=options.to, states=states, limit=limit and limit + 1, latest=done
    )
    more = limit is not None and len(found) > limit
    if limit is not None and more:
        found = found[-limit:] if done else found[:limit]
    if options.format == "ics":
        sys.stdout.write(_calendar(found))
    elif options.format == "json":
        paused = {
            name: {"since": since, "reason": why.reason(), "problem": why}
            for name, (since, why) in schedule.pauses().items()
        }
        sys.stdout.write(written({"deliveries": [entry(one) for one in found], "paused": paused}))
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(found, options))
        if more:
            sys.stdout.write(f"and {'earlier' if done else 'later'} ones: --limit N shows more\n")
        for name, (since, why) in schedule.pauses().items():
            go_on = f"crosspost queue resume {name}"
            sys.stdout.write(f"{name} is paused since {moment(since)}: {why} ({go_on})\n")
    return FINE


def _lines(found: Sequence["Delivery"], options: argparse.Namespace) -> Iterator[str]:
    """A heading a day, and a line a delivery."""
    if not found:
        yield "nothing is scheduled" if not (options.to or options.state) else "no such delivery"
        return
    now = _output.now()
    rows = [_row(one, now) for one in found]
    table = iter(columns(rows, right=(1,)).split("\n"))
    days = groupby(found, key=lambda one: f"{local(one):%a %Y-%m-%d} {one.terms.zone}")
    for at, (day, ones) in enumerate(days):
        if at:
            yield ""
        yield day
        for _ in ones:
            yield f"  {next(table)}"


def _row(one: "Delivery", now: dt.datetime) -> tuple[str, ...]:
    account = one.account if one.account == one.channel else f"{one.account} ({one.channel})"
    clock_says = f"{local(one):%H:%M}"
    title = shortened(visible(one.title), TITLE)
    return one.id, clock_says, away(one.at, now), account, title, state_in_words(one, now)


def _calendar(found: Sequence["Delivery"]) -> str:
    now = _output.now()
    return calendar(
        Event(
            uid=f"{one.id}@crosspost",
            instant=one.due,
            summary=f"{one.account}: {one.title}",
            description=state_in_words(one, now),
            status=_status(one),
            changed=now,
        )
        for one in found
    )


def _status(one: "Delivery") -> Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]:
    if one.state in {"cancelled", "skipped", "refused"}:
        return "CANCELLED"
    return "TENTATIVE" if one.state in {"held", "late", "unknown"} else "CONFIRMED"
