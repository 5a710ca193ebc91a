"""Slot texts: posting slots as people write them, in English or Chinese."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

from .._lazy_re import later
from ..errors import TimeError, phrase
from .dates import Clock, clock, says_which_half
from .parse import read_zone
from .patterns import BARE, CLOCKS, FLAGS, WEEK, WEEKDAY, WEEKDAYS, ZONES
from .slots import NAMED, Slot, Slots
from .tokens import TimeToken, column, scan
from .zones import zone as named_zone

EXAMPLES = phrase("slots.examples")
_SETS = {name: days for days, name in NAMED.items()} | {
    **dict.fromkeys(("every day", "everyday", "天", "日"), tuple(range(7))),
    **dict.fromkeys(("weekday", "workdays", "workday", "工作日", "平日"), tuple(range(5))),
    **dict.fromkeys(("weekend", "周末", "双休日"), (5, 6)),
}
_ANY = "[一二三四五六日天]"
_SIGN = f"{_ANY}(?![点时十])"
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("end", later(r";|\n", FLAGS)),
    ("and", later(r"and\b|&|和|及|与", FLAGS)),
    (
        "set",
        later(
            r"(?:daily|every\s*day|weekdays?|workdays?|weekends?)\b"
            r"|每天|每日|每?个?(?:工作日|平日|周末|双休日)",
            FLAGS,
        ),
    ),
    (
        "through",
        later(
            rf"(?:-|~|(?:to|through)\b|到|至)\s*(?:(?P<w>{WEEKDAY})s?\b\.?|{WEEK}(?P<cw>{_ANY})|(?P<sign>{_SIGN}))",
            FLAGS,
        ),
    ),
    ("day", later(rf"(?:every\s+)?(?P<w>{WEEKDAY})s?\b\.?", FLAGS)),
    ("day", later(rf"每?个?{WEEK}(?P<cw>{_ANY})(?P<more>(?:[、,]?{_SIGN})*)", FLAGS)),
    *CLOCKS,
    *ZONES,
    BARE,
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
        last = group[-1]
        raise TimeError("slots.no-time", location=column(last.match.end()), examples=EXAMPLES)
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
