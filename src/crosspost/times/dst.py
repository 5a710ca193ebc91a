"""Walls: what a clock on the wall shows, and the instants at which it does.

Where clocks go forward, some times never are; where they go back, some are twice. A person who
names one of those is asked (`resolve_strictly`); a recurring slot follows RFC 5545
(`resolve_as_calendars`).
"""

import datetime as dt
from zoneinfo import ZoneInfo

from .._record import Record
from ..errors import TimeError, either

_SECOND = dt.timedelta(seconds=1)


def utc_candidates(wall: dt.datetime, zone: dt.tzinfo) -> tuple[dt.datetime, ...]:
    """The instants (UTC) at which clocks of *zone* show *wall*: one, none in a gap, two in a fold.

    >>> berlin = ZoneInfo("Europe/Berlin")
    >>> [
    ...     len(utc_candidates(dt.datetime(2027, *day, 2, 30), berlin))
    ...     for day in ((3, 28), (10, 31), (5, 1))
    ... ]
    [0, 2, 1]
    """
    both = [wall.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1)]
    shown = (instant.astimezone(zone).replace(tzinfo=None, fold=0) for instant in both)
    real = [
        instant for instant, back in zip(both, shown, strict=True) if back == wall.replace(fold=0)
    ]
    return tuple(dict.fromkeys(real))


def resolve_as_calendars(wall: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The instant (UTC) that calendars mean: the first of two, and past a gap by its length.

    RFC 5545, 3.3.5: a time in a gap is read with the offset before it, one that comes twice is
    its first.

    >>> resolve_as_calendars(dt.datetime(2027, 3, 28, 2, 30), ZoneInfo("Europe/Berlin")).isoformat()
    '2027-03-28T01:30:00+00:00'
    """
    return wall.replace(tzinfo=zone, fold=0).astimezone(dt.UTC)


def resolve_strictly(wall: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The one instant (UTC) at which clocks of *zone* show *wall*, or an error that says why not.

    >>> resolve_strictly(dt.datetime(2027, 3, 28, 2, 30), ZoneInfo("Europe/Berlin"))
    Traceback (most recent call last):
    crosspost.errors.TimeError: 2027-03-28 02:30 does not exist in Europe/Berlin:
      clocks go from 02:00 to 03:00 that day
      hint: 2027-03-28T01:59:00+01:00 or 2027-03-28T03:00:00+02:00
    """
    found = utc_candidates(wall, zone)
    if len(found) == 1:
        return found[0]
    shown = f"{wall:%Y-%m-%d} {wall.time().isoformat('auto' if wall.second else 'minutes')}"
    if found:
        one, other = (instant.astimezone(zone).isoformat() for instant in found)
        raise TimeError("time.comes-twice", time=shown, zone=zone.key, first=one, second=other)
    change = _change(wall, zone)
    before, after = (change - _SECOND).astimezone(zone), change.astimezone(zone)
    stopped = before.replace(tzinfo=None) + _SECOND
    last = (change - 60 * _SECOND).astimezone(zone)
    resumed = after.replace(tzinfo=None)
    same = stopped.date() == resumed.date()
    form = "%H:%M" if same else "%Y-%m-%d %H:%M"
    raise TimeError(
        "time.skipped-that-day" if same else "time.skipped",
        time=shown,
        zone=zone.key,
        start=f"{stopped:{form}}",
        end=f"{resumed:{form}}",
        choices=either((last.isoformat(), after.isoformat())),
    )


def _change(wall: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The instant (UTC) at which clocks go forward over *wall*."""
    late, early = (wall.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1))
    old = early.astimezone(zone).utcoffset()
    while late - early > _SECOND:
        middle = early + (late - early) // (2 * _SECOND) * _SECOND
        if middle.astimezone(zone).utcoffset() == old:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)


class WallTimeCheck(Record):
    """Whether a wall time is where it was, after the rules of its zone may have changed."""

    holds: bool
    instant: dt.datetime
    """The instant (UTC) at which clocks show the wall time now."""


def check_wall_time(instant: dt.datetime, wall: dt.datetime, zone: ZoneInfo) -> WallTimeCheck:
    """Whether clocks of *zone* still show *wall* at *instant*, and when they do.

    Governments change their clocks, sometimes within weeks. What an author approved is what a
    clock on the wall would show, so that the instant has to move; `holds` is true for either of
    two instants that show it.

    Args:
        instant: what was stored, aware.
        wall: what was approved, without a zone.
        zone: by the rules that are known now.

    >>> wall = dt.datetime(2026, 11, 27, 9)
    >>> check_wall_time(
    ...     dt.datetime(2026, 11, 27, 1, tzinfo=dt.UTC), wall, ZoneInfo("Asia/Shanghai")
    ... ).holds
    True
    """
    at = instant.astimezone(dt.UTC)
    if at.astimezone(zone).replace(tzinfo=None) == wall:
        return WallTimeCheck(holds=True, instant=at)
    return WallTimeCheck(holds=False, instant=resolve_as_calendars(wall, zone))
