"""Times: those that are said on the command line, and those that are told."""

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ..errors import TimeError

if TYPE_CHECKING:
    from ..scheduling import DeliveryTerms


def read(option: str, text: str, tz: str | None, now: dt.datetime) -> dt.datetime:
    """The moment that *option* names, in the zone *tz* or in this machine's.

    Raises:
        TimeError: as `timing.moment`, with the option's name.
    """
    from ..timing import moment, zone  # noqa: PLC0415

    try:
        where = zone(tz)
    except TimeError as error:
        error.inside("--tz")
        raise
    try:
        return moment(text, now=now, zone=where)
    except TimeError as error:
        error.inside(option)
        raise


def length(option: str, text: str) -> dt.timedelta:
    """How long *option* says.

    Raises:
        TimeError: as `timing.duration`, with the option's name.
    """
    from ..timing import duration  # noqa: PLC0415

    try:
        return duration(text)
    except TimeError as error:
        error.inside(option)
        raise


def told(at: dt.datetime, terms: "DeliveryTerms", now: dt.datetime) -> str:
    """A moment in its author's zone and in UTC, and how far away it is.

    >>> from crosspost.scheduling import Terms
    >>> nine = dt.datetime(2026, 11, 27, 1, tzinfo=dt.UTC)
    >>> told(nine, DeliveryTerms(zone="Asia/Shanghai"), nine - dt.timedelta(hours=26))
    'Fri 2026-11-27 09:00 Asia/Shanghai (UTC+08:00) = 01:00 UTC, in 1 d 2 h'
    """
    from ..timing import said  # noqa: PLC0415

    return f"{said(at, ZoneInfo(terms.zone))}, {away(at, now)}"


UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def away(at: dt.datetime, now: dt.datetime) -> str:
    """How far *at* is from *now*, in its two largest units.

    >>> now = dt.datetime(2026, 11, 27, tzinfo=dt.UTC)
    >>> away(now + dt.timedelta(hours=3), now), away(now - dt.timedelta(minutes=5.5), now)
    ('in 3 h', '5 min ago')
    """
    seconds = round(abs(at - now).total_seconds())
    for place, (size, name) in enumerate(UNITS):
        count, rest = divmod(seconds, size)
        if not count:
            continue
        length = f"{count} {name}"
        if size > 60 and (more := rest // UNITS[place + 1][0]):  # noqa: PLR2004 - seconds tell nobody anything
            length += f" {more} {UNITS[place + 1][1]}"
        return f"in {length}" if at > now else f"{length} ago"
    return "now"
