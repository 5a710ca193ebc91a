"""Dates and clocks: which day and which time of day a text names; refused where two may be meant.

Days are counted from today; English months may be as authors shorten them.
"""

import datetime as dt
from collections.abc import Iterator
from itertools import count, islice
from re import Match

from .._record import Record
from ..errors import TimeError, either, phrase
from ..translations import Phrase
from .patterns import AWAY, PARTS, WEEKDAY_TEXTS, WEEKDAYS, TimeToken, number

_HALF_DAY = 12
_HOURS = 24


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

    >>> from .patterns import CLOCKS, scan
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
    if hour == _HOURS and not minute and not second and not fraction:
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
    return f"{hour % _HOURS}:{minute:02}"


def name(part: TimeToken) -> str:
    """What `PARTS` calls a part of the day."""
    return (part.match["part"] or part.match["cpart"]).lower()


def says_which_half(match: Match[str]) -> bool:
    """Whether a time says by itself which half of the day is meant."""
    return bool(match.groupdict().get("half"))


_NAMES = "january february march april may june july august september october november december"

MONTHS = {
    said: number
    for number, name in enumerate(_NAMES.split(), 1)
    for said in (name, name[:3], f"{name[:3]}.")
} | {"sept": 9, "sept.": 9}
"""In small letters, with the full stop of an abbreviation or without."""


_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(days=7)
_FAR = dt.timedelta(days=300)
"""From here on a date without a year is as likely to be one that has just passed."""
_WEEKS = {"this": 0, "本": 0, "这": 0, "下": 1, "下下": 2}


class Days(Record):
    """The days that may be meant, the nearest first: the first whose time is still to come is."""

    days: tuple[dt.date, ...]
    again: tuple[dt.date, ...]
    """When it would be next, if all of them are past."""


def days(said: TimeToken | None, today: dt.date) -> Days:
    """The days that a token names; without one, today or, that time being past, tomorrow.

    >>> from .patterns import MOMENTS, scan
    >>> [token] = scan("周五", MOMENTS, "")
    >>> days(token, dt.date(2026, 11, 25)).days
    (datetime.date(2026, 11, 27), datetime.date(2026, 12, 4))
    """
    if said is None:
        return Days(days=(today, today + _DAY), again=())
    if said.kind == "away":
        word = " ".join(said.match[0].lower().split()).removeprefix("the ")
        return _one(today + AWAY[word] * _DAY, today)
    if said.kind == "weekday":
        return _weekday(said, today)
    if said.kind == "either":
        raise _either(said, today)
    return _date(said, today)


def _one(day: dt.date, today: dt.date) -> Days:
    return Days(days=(day,), again=(today, today + _DAY))


def _weekday(said: TimeToken, today: dt.date) -> Days:
    groups = said.match.groupdict()
    wanted = WEEKDAYS[(groups["w"] or groups["cw"] or "").lower()]
    nearest = today + (wanted - today.weekday()) % 7 * _DAY
    which = (groups["which"] or groups["cwhich"] or "").lower()
    in_week = today + (wanted - today.weekday()) * _DAY
    if not which:
        return Days(days=(nearest, nearest + _WEEK), again=())
    if which == "next":
        coming = nearest if nearest != today else today + _WEEK
        if coming != in_week + _WEEK:
            raise TimeError(
                "time.which-next",
                location=said.at,
                text=said.match[0],
                first=day_text(coming),
                second=day_text(in_week + _WEEK),
                choices=either((str(coming), str(in_week + _WEEK))),
            )
        return _one(coming, today)
    day = in_week + _WEEKS[which] * _WEEK
    return Days(days=(day,), again=(nearest, nearest + _WEEK))


def day_text(day: dt.date) -> Phrase:
    """A day as errors name it.

    >>> str(day_text(dt.date(2026, 11, 27)))
    'Fri 2026-11-27'
    >>> day_text(dt.date(2026, 11, 27)).translated("zh")
    '2026-11-27 周五'
    """
    return phrase("time.day", weekday=WEEKDAY_TEXTS[day.weekday()], date=str(day))


def _date(said: TimeToken, today: dt.date) -> Days:
    groups = said.match.groupdict()
    month = _month(groups["mo"] or "")
    day = number(groups["d"] or "")
    if year := groups["y"] or groups.get("year"):
        whole = {"今年": today.year, "明年": today.year + 1}.get(year) or int(year)
        return _one(_made(said, whole, month, day), today)
    _made(said, 2000, month, day)  # a leap year has every day there is
    nearby = list(islice(_years(month, day, today.year), 2))
    coming = next(each for each in nearby if each >= today)
    if coming.year == today.year or coming - today < _FAR:
        return Days(days=(coming,), again=tuple(each for each in nearby if each > today))
    raise TimeError(
        "time.year-is-missing",
        location=said.at,
        text=said.match[0].strip(),
        last=str(_before(month, day, today)),
        next=str(coming),
    )


def _years(month: int, day: int, year: int, step: int = 1) -> Iterator[dt.date]:
    for each in count(year, step):
        try:
            yield dt.date(each, month, day)
        except ValueError:
            if not 1 <= each <= dt.MAXYEAR:
                return


def _before(month: int, day: int, today: dt.date) -> dt.date:
    return next(each for each in _years(month, day, today.year, -1) if each < today)


def _month(said: str) -> int:
    return MONTHS.get(said.lower()) or number(said)


def _made(said: TimeToken, year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise TimeError("time.no-such-day", location=said.at, text=said.match[0].strip()) from error


def _either(said: TimeToken, today: dt.date) -> TimeError:
    one, two = int(said.match["one"]), int(said.match["two"])
    year = today.year
    if written := said.match["y"]:
        year = int(written) + (2000 if len(written) == 2 else 0)  # noqa: PLR2004 - two digits
    found = list[dt.date]()
    for month, day in dict.fromkeys(((one, two), (two, one))):
        nearest = (each for each in _years(month, day, year) if written or each >= today)
        try:
            dt.date(2000, month, day)
            found.append(next(nearest))
        except (ValueError, StopIteration):
            continue
    return TimeError(
        "time.day-or-month-first",
        location=said.at,
        text=said.match[0],
        choices=either([*dict.fromkeys(map(str, found))] or ["2026-12-25"]),
    )
