"""Clocks: which time of day is said, and which are refused because two may be meant."""

import datetime as dt
from re import Match

from .._record import Record
from ..errors import TimeError, either
from .patterns import PARTS, number
from .tokens import TimeToken

_HALF_DAY = 12
_DAY = 24


class Clock(Record):
    """A time of day; that of the midnight that ends a day is 0:00 with *next_day*."""

    time: dt.time
    next_day: bool = False


def clock(said: TimeToken, part: TimeToken | None, *, day_named: bool = False) -> Clock:
    """The time of day that a token of kind ``clock``, ``named`` or ``bare`` means.

    Args:
        said: the time.
        part: a part of the day (``part``) that goes with it.
        day_named: whether a day is said, too, so that *midnight* may be either end of it.

    >>> from .patterns import CLOCKS
    >>> from .tokens import scan
    >>> part, time = scan("晚上八点三刻", CLOCKS, "")
    >>> clock(time, part).time
    datetime.time(20, 45)
    """
    if said.kind == "named":
        return _named(said, part, day_named=day_named)
    groups = said.match.groupdict()
    minute, second = _minute(groups), number(groups.get("s") or "0")
    hour = _hour(said, groups, part, minute)
    fraction = int(f"{groups.get('f') or '':0<6}"[:6])
    if hour == _DAY and not minute and not second and not fraction:
        return Clock(time=dt.time(), next_day=True)
    try:
        return Clock(time=dt.time(hour, minute, second, fraction))
    except ValueError as error:
        raise TimeError("time.no-such-time", location=said.at, text=said.match[0]) from error


def _named(said: TimeToken, part: TimeToken | None, *, day_named: bool) -> Clock:
    midnight = said.match["name"].lower() in {"midnight", "午夜"}
    if not midnight:
        if part:
            raise TimeError("time.part-with-noon", location=part.at, part=name(part))
        return Clock(time=dt.time(_HALF_DAY))
    if part is None and day_named:
        raise TimeError("time.which-midnight", location=said.at, text=said.match[0])
    return Clock(time=dt.time(), next_day=True)


def _minute(groups: dict[str, str | None]) -> int:
    if groups.get("m30"):
        return 30
    if quarter := groups.get("quarter"):
        return 15 * number(quarter)
    return number(groups.get("m") or "0")


def _hour(
    said: TimeToken, groups: dict[str, str | None], part: TimeToken | None, minute: int
) -> int:
    hour = number(groups["h"] or "")
    if half := groups.get("half"):
        if not 1 <= hour <= _HALF_DAY:
            raise TimeError("time.no-such-half-day-hour", location=said.at, text=said.match[0])
        hour = hour % _HALF_DAY + (_HALF_DAY if half.lower() == "p" else 0)
    if part is None:
        if said.kind == "bare" or "clock" in said.match[0].lower():
            code = "time.half-day" if hour <= _HALF_DAY else "time.not-whole"
            raise TimeError(code, location=said.at, text=said.match[0], choices=_both(hour, minute))
        return hour
    hours = PARTS[name(part)]
    if hour not in hours:
        raise TimeError(
            "time.part-does-not-fit",
            location=part.at,
            part=part.match[0],
            time=said.match[0],
            choices=_both(hour, minute),
        )
    return hours[hour]


def _both(hour: int, minute: int) -> object:
    if 1 <= hour < _HALF_DAY:
        return either((f"{hour}:{minute:02}", f"{hour + _HALF_DAY}:{minute:02}"))
    return f"{hour % _DAY}:{minute:02}"


def name(part: TimeToken) -> str:
    """What `PARTS` calls a part of the day."""
    return (part.match["part"] or part.match["cpart"]).lower()


def says_which_half(match: Match[str]) -> bool:
    """Whether a time says by itself which half of the day is meant."""
    return bool(match.groupdict().get("half"))
