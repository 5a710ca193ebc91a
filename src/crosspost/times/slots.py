"""Slots: the times of the week at which an account posts; when they fall, and which are free."""

import datetime as dt
from bisect import bisect_left, insort
from collections.abc import Collection, Iterator, Sequence
from itertools import count
from zoneinfo import ZoneInfo

from .._record import Record
from .dst import resolve_as_calendars
from .patterns import ENGLISH_DAYS

MINUTE = dt.timedelta(minutes=1)
_DAY = dt.timedelta(days=1)
_WEEK = tuple(range(7))
NAMED = {_WEEK: "daily", _WEEK[:5]: "weekdays", _WEEK[5:]: "weekends"}


class Slot(Record):
    """Times of day on some days of the week."""

    days: tuple[int, ...]
    """Sorted; Monday is 0."""
    times: tuple[dt.time, ...]
    """Sorted, on the wall."""
    zone: str
    """Its IANA name."""

    def __str__(self) -> str:
        days = NAMED.get(self.days) or ",".join(ENGLISH_DAYS[day] for day in self.days)
        times = [time.isoformat("auto" if time.second else "minutes") for time in self.times]
        listed = ", ".join(times[:-1])
        return f"{days} {listed}{' and ' if listed else ''}{times[-1]} {self.zone}"


class Slots(Record):
    """When an account posts; as text, what `slots` reads."""

    each: tuple[Slot, ...]

    def __str__(self) -> str:
        return "; ".join(map(str, self.each))


def upcoming(slots: Slots, after: dt.datetime) -> Iterator[dt.datetime]:
    """The instants (UTC) of *slots* that come after *after* (aware), without end.

    A slot is a time on the wall. On a day that has no such time, it moves by the length of the
    gap, as calendars have it (`dst.resolve_as_calendars`); on one that has it twice, it is the
    first. No instant comes twice, even where two slots fall on it.

    >>> from crosspost.times import slots
    >>> posts = upcoming(
    ...     slots("工作日 9:00 Asia/Shanghai"), dt.datetime(2026, 11, 27, 1, tzinfo=dt.UTC)
    ... )
    >>> next(posts).isoformat()
    '2026-11-30T01:00:00+00:00'
    """
    start = after.astimezone(dt.UTC)
    zones = {slot.zone: ZoneInfo(slot.zone) for slot in slots.each}
    for ahead in count():
        try:
            day = start.date() + ahead * _DAY
            instants = _around(slots, day, zones)
        except OverflowError:  # the end of the calendar
            return
        yield from sorted(each for each in instants if each.date() == day and each > start)


def _around(slots: Slots, day: dt.date, zones: dict[str, ZoneInfo]) -> set[dt.datetime]:
    """All that may fall on the UTC *day*: no offset is a whole day."""
    return {
        resolve_as_calendars(dt.datetime.combine(each, time), zones[slot.zone])
        for each in (day - _DAY, day, day + _DAY)
        for slot in slots.each
        if each.weekday() in slot.days
        for time in slot.times
    }


def free_times(
    slots: Slots,
    after: dt.datetime,
    taken: Collection[dt.datetime],
    dues: Sequence[dt.datetime],
    gap: dt.timedelta,
) -> Iterator[dt.datetime]:
    """The slots (UTC) after *after* that nothing fills or comes too close to, one after another.

    Each counts as filled by the time the next is asked for.

    Args:
        slots: of the account.
        after: aware.
        taken: slots that are filled.
        dues: when something goes out, in order.
        gap: between two deliveries at least.

    >>> from crosspost.times import slots
    >>> monday = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    >>> found = free_times(
    ...     slots("每天 9:00、9:10、18:30 UTC"), monday, (), (), dt.timedelta(minutes=30)
    ... )
    >>> [f"{next(found):%a %H:%M}" for _ in range(3)]
    ['Mon 09:00', 'Mon 18:30', 'Tue 09:00']
    """
    filled, busy = set(taken), sorted(dues)
    for slot in upcoming(slots, after):
        if slot in filled or not is_clear(slot, busy, gap):
            continue
        insort(busy, slot)
        yield slot


def is_clear(at: dt.datetime, dues: Sequence[dt.datetime], gap: dt.timedelta) -> bool:
    """Whether nothing of *dues* (in order) is closer to *at* than *gap*.

    >>> nine = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    >>> (
    ...     is_clear(nine + MINUTE, [nine], dt.timedelta(minutes=5)),
    ...     is_clear(nine + MINUTE, [nine], MINUTE),
    ... )
    (False, True)
    """
    place = bisect_left(dues, at)
    return all(abs(near - at) >= gap for near in dues[max(0, place - 1) : place + 1])


def nearest_clear(
    at: dt.datetime, dues: Sequence[dt.datetime], gap: dt.timedelta, now: dt.datetime
) -> dt.datetime:
    """The time nearest to *at*, and later than *now*, that is `is_clear`.

    >>> nine = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    >>> dues = [nine, nine + 8 * MINUTE]
    >>> f"{nearest_clear(nine + 3 * MINUTE, dues, 5 * MINUTE, nine - MINUTE):%H:%M}"
    '09:13'
    """
    around = [at, *(due + side for due in dues for side in (gap, -gap))]
    return min(
        (one for one in around if one > now and is_clear(one, dues, gap)),
        key=lambda one: abs(one - at),
    )
