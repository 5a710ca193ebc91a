"""Slots: the times of the week at which an account posts, as people write them; which are free."""

import datetime as dt
from bisect import bisect_left, insort
from collections.abc import Collection, Iterator, Sequence
from itertools import count
from zoneinfo import ZoneInfo

from .._record import Record
from ..errors import TimeError, phrase
from .dates import Clock, clock, says_which_half
from .dst import resolve_as_calendars
from .patterns import ENGLISH_DAYS, TIMES, WEEK, WEEKDAY, WEEKDAYS, TimeToken, named, scan
from .zones import read_zone
from .zones import zone as named_zone

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


EXAMPLES = phrase("slots.examples")
_SETS = {name: days for days, name in NAMED.items()} | {
    **dict.fromkeys(("every day", "everyday", "天", "日"), tuple(range(7))),
    **dict.fromkeys(("weekday", "workdays", "workday", "工作日", "平日"), tuple(range(5))),
    **dict.fromkeys(("weekend", "周末", "双休日"), (5, 6)),
}
_ANY = "[一二三四五六日天]"
_SIGN = f"{_ANY}(?![点时十])"
_KINDS = (
    *named(
        "end",
        r";|\n",
    ),
    *named(
        "and",
        r"and\b|&|和|及|与",
    ),
    *named(
        "set",
        r"(?:daily|every\s*day|weekdays?|workdays?|weekends?)\b"
        r"|每天|每日|每?个?(?:工作日|平日|周末|双休日)",
    ),
    *named(
        "through",
        rf"(?:-|~|(?:to|through)\b|到|至)\s*(?:(?P<w>{WEEKDAY})s?\b\.?|{WEEK}(?P<cw>{_ANY})|(?P<sign>{_SIGN}))",
    ),
    *named(
        "day",
        rf"(?:every\s+)?(?P<w>{WEEKDAY})s?\b\.?",
        rf"每?个?{WEEK}(?P<cw>{_ANY})(?P<more>(?:[、,]?{_SIGN})*)",
    ),
    *TIMES,
)
_DAY_KINDS = ("set", "day", "through")


def slots(text: str, *, zone: ZoneInfo | None = None) -> Slots:
    """The posting slots that *text* says; the days before the times, the zone last.

    A zone that is said once holds for all; where none is said, *zone* does, or this machine's.
    Weekdays are Monday to Friday: no calendar of holidays is known here.

    Raises:
        TimeError: in which column what cannot be read stands.

    >>> str(slots("工作日 9:00 和 下午6点半 Asia/Shanghai; Sat,Sun 10am"))
    'weekdays 09:00 and 18:30 Asia/Shanghai; weekends 10:00 Asia/Shanghai'
    """
    groups = _groups(scan(text, _KINDS, EXAMPLES))
    if not groups:
        raise TimeError("slots.empty", examples=EXAMPLES)
    read = [(group, _days(group), _times(group), _zone(group)) for group in groups]
    said = {found.key: found for *_, found in read if found}
    if not said:
        default = zone or named_zone(None)
        said = {default.key: default}
    made = list[Slot]()
    for group, days, times, own in read:
        if own is None and len(said) > 1:
            raise TimeError("slots.zone-is-missing", location=group[0].at)
        made.append(Slot(days=days, times=times, zone=own.key if own else next(iter(said))))
    return Slots(each=tuple(made))


def _groups(tokens: list[TimeToken]) -> list[list[TimeToken]]:
    """Tokens parted where days begin anew, each group days, times, zone."""
    groups: list[list[TimeToken]] = [[]]
    for token in tokens:
        timed = any(each.kind not in _DAY_KINDS for each in groups[-1])
        if token.kind == "end" or (timed and token.kind in _DAY_KINDS):
            groups.append([])
        if token.kind not in {"end", "and"}:
            groups[-1].append(token)
    return [group for group in groups if group]


def _days(group: list[TimeToken]) -> tuple[int, ...]:
    """The days of a group; all of them where none is named."""
    days, last = set[int](), -1
    for token in group:
        if token.kind == "set":
            word = " ".join(token.match[0].lower().split()).lstrip("每个")
            days.update(_SETS[word])
            last = -1
        elif token.kind == "day":
            last = _weekday(token)
            days |= {last} | {WEEKDAYS[sign] for sign in _more(token)}
        elif token.kind == "through":
            if last < 0:
                raise TimeError("slots.from-which-day", location=token.at, text=token.match[0])
            days |= {(last + ahead) % 7 for ahead in range((_weekday(token) - last) % 7 + 1)}
            last = -1
    return tuple(sorted(days or range(7)))


def _weekday(token: TimeToken) -> int:
    groups = token.match.groupdict()
    return WEEKDAYS[(groups.get("w") or groups.get("cw") or groups.get("sign") or "").lower()]


def _more(token: TimeToken) -> str:
    """What follows the first day in 周一、三、五."""
    return (token.match.groupdict().get("more") or "").replace("、", "").replace(",", "")


def _times(group: list[TimeToken]) -> tuple[dt.time, ...]:
    """The times of a group; a part of the day goes with the time that follows it."""
    times, part, halves = set[dt.time](), None, False
    for index, token in enumerate(group):
        if token.kind == "part" and not token.match[0].lower().startswith("in"):
            part = token
        if token.kind not in {"clock", "named", "bare"}:
            continue
        after = group[index + 1] if index + 1 < len(group) else None
        if after and after.kind == "part" and after.match[0].lower().startswith("in"):
            part = after
        found = clock(token, part)
        _once(found, token, halves=halves and part is None)
        if found.time in times:
            raise TimeError("slots.twice", location=token.at, text=token.match[0])
        times.add(found.time)
        halves = halves or part is not None or says_which_half(token.match)
        part = None
    if not times:
        raise TimeError("slots.no-time", location=group[-1].behind, examples=EXAMPLES)
    return tuple(sorted(times))


def _once(found: Clock, token: TimeToken, *, halves: bool) -> None:
    """A time has to be plain by itself: 5点 after 下午3点 is not, nor is 24:00 on Fridays."""
    if found.next_day:
        raise TimeError("slots.end-of-day", location=token.at, text=token.match[0])
    hour = found.time.hour
    if halves and token.kind == "clock" and 1 <= hour <= 12 and not says_which_half(token.match):  # noqa: PLR2004 - half a day
        raise TimeError("slots.half-day", location=token.at, text=token.match[0], hour=hour)


def _zone(group: list[TimeToken]) -> ZoneInfo | None:
    found = None
    for index, token in enumerate(group):
        if token.kind == "offset":
            raise TimeError("slots.offset", location=token.at, text=token.match[0])
        if token.kind == "zone":
            if group[index + 1 :]:
                raise TimeError("slots.zone-not-last", location=token.at, examples=EXAMPLES)
            found = read_zone(token)
    return found
