"""Filling: which times of an account are free, by its slots and its gap. Pure."""

import datetime as dt
from bisect import bisect_left, insort
from collections.abc import Collection, Iterator, Sequence

from ..timing import Slots, upcoming

MINUTE = dt.timedelta(minutes=1)


def free(
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

    >>> from crosspost.timing import slots
    >>> monday = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    >>> found = free(slots("每天 9:00、9:10、18:30 UTC"), monday, (), (), dt.timedelta(minutes=30))
    >>> [f"{next(found):%a %H:%M}" for _ in range(3)]
    ['Mon 09:00', 'Mon 18:30', 'Tue 09:00']
    """
    filled, busy = set(taken), sorted(dues)
    for slot in upcoming(slots, after):
        if slot in filled or not clear(slot, busy, gap):
            continue
        insort(busy, slot)
        yield slot


def clear(at: dt.datetime, dues: Sequence[dt.datetime], gap: dt.timedelta) -> bool:
    """Whether nothing of *dues* (in order) is closer to *at* than *gap*.

    >>> nine = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    >>> clear(nine + MINUTE, [nine], dt.timedelta(minutes=5)), clear(nine + MINUTE, [nine], MINUTE)
    (False, True)
    """
    place = bisect_left(dues, at)
    return all(abs(near - at) >= gap for near in dues[max(0, place - 1) : place + 1])


def nearest(
    at: dt.datetime, dues: Sequence[dt.datetime], gap: dt.timedelta, now: dt.datetime
) -> dt.datetime:
    """The time nearest to *at*, and later than *now*, that is `clear`.

    >>> nine = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    >>> dues = [nine, nine + 8 * MINUTE]
    >>> f"{nearest(nine + 3 * MINUTE, dues, 5 * MINUTE, nine - MINUTE):%H:%M}"
    '09:13'
    """
    around = [at, *(due + side for due in dues for side in (gap, -gap))]
    return min(
        (one for one in around if one > now and clear(one, dues, gap)),
        key=lambda one: abs(one - at),
    )
