"""Durations: lengths of time, as people write them and as they are told to them."""

import datetime as dt
from fractions import Fraction
from functools import reduce

from .._lazy_re import later
from ..errors import TimeError, phrase
from ..translations import Phrase
from .patterns import FLAGS, LONG_NUMERAL, column, number, plain, shortened

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_UNITS = {
    "秒": "s",
    "秒钟": "s",
    "分": "m",
    "分钟": "m",
    "小时": "h",
    "钟头": "h",
    "天": "d",
    "日": "d",
    "周": "w",
    "星期": "w",
    "礼拜": "w",
}
_PART = later(
    rf"""\s*(?:and\b|,|零|又)?\s*
    (?: (?P<half>half(?:\s+an?)?\b|半)
      | (?P<a>an?\b)
      | (?P<n>[0-9]+(?:\.[0-9]+)?|{LONG_NUMERAL}))
    \s*(?:个(?P<ahalf>半)?)?
    (?P<unit>秒钟?|分钟?|小时|钟头|天|日|周|星期|礼拜
      |(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)(?![a-z]))
    (?P<more>半|\s+and\s+a\s+half\b)?\s*""",
    FLAGS,
)
_ISO = later(
    r"P(?:(?P<w>[0-9]+)W|(?=[0-9T])(?:(?P<d>[0-9]+)D)?"
    r"(?:T(?=[0-9])(?:(?P<h>[0-9]+)H)?(?:(?P<m>[0-9]+)M)?(?:(?P<s>[0-9]+(?:\.[0-9]+)?)S)?)?)",
    FLAGS,
)


def duration(text: str) -> dt.timedelta:
    """How long *text* says; a day has 24 hours and a week seven of them.

    >>> duration("1h30m"), duration("半小时"), duration("PT10M"), duration("1 day and 2 hours")
    (datetime.timedelta(seconds=5400), datetime.timedelta(seconds=1800),
     datetime.timedelta(seconds=600), datetime.timedelta(days=1, seconds=7200))
    >>> duration("10🎉")
    Traceback (most recent call last):
    crosspost.errors.TimeError: column 1: "10🎉" is no duration
      hint: 90s, 10m, 2h, 1d, 1h30m, 2 hours, 10分钟, 两小时, PT10M
    """
    try:
        return length_of(unit_counts(text))
    except OverflowError as error:
        raise TimeError("duration.too-long", location=column(0), text=shortened(text)) from error


def length_of(counts: dict[str, Fraction]) -> dt.timedelta:
    """The length of what `unit_counts` gives.

    >>> length_of({"h": Fraction(3, 2)})
    datetime.timedelta(seconds=5400)
    """
    seconds = sum((count * SECONDS[unit] for unit, count in counts.items()), Fraction())
    return dt.timedelta(seconds=int(seconds), microseconds=round(seconds % 1 * 1_000_000))


def unit_counts(text: str) -> dict[str, Fraction]:
    """How many of each unit (``s``, ``m``, ``h``, ``d``, ``w``) *text* says.

    >>> unit_counts("一个半小时"), unit_counts("2 days 3 hours")
    ({'h': Fraction(3, 2)}, {'d': Fraction(2, 1), 'h': Fraction(3, 1)})
    """
    said = plain(text).strip()
    if iso := _ISO.fullmatch(said):
        return {unit: Fraction(count) for unit, count in iso.groupdict().items() if count}
    found, at = dict[str, Fraction](), 0
    while at < len(said):
        part = _PART.match(said, at)
        if part is None:
            start = len(plain(text)) - len(plain(text).lstrip()) + at
            raise TimeError(
                "duration.cannot-read" if at else "duration.none",
                location=column(start),
                text=shortened(said[at:] if at else text),
            )
        unit = _UNITS.get(part["unit"]) or part["unit"][0].lower()
        if unit in found:
            raise TimeError("duration.twice", location=column(at), text=part[0].strip())
        found[unit] = _count(part.groupdict())
        at = part.end()
    if not found:
        raise TimeError("duration.empty")
    return found


def _count(part: dict[str, str | None]) -> Fraction:
    if part["half"]:
        whole = Fraction(1, 2)
    elif part["a"]:
        whole = Fraction(1)
    else:
        said = part["n"] or ""
        whole = Fraction(said) if said[0].isdigit() else Fraction(number(said))
    return whole + (Fraction(1, 2) if part["ahalf"] or part["more"] else 0)


def duration_text(length: dt.timedelta) -> Phrase:
    """*length*, zero or more, in words.

    >>> hours, days = dt.timedelta(hours=1, minutes=30), dt.timedelta(days=2)
    >>> str(duration_text(hours)), duration_text(days).translated("zh")
    ('1 hour 30 minutes', '2 天')
    >>> duration(duration_text(dt.timedelta(days=3, seconds=0.5)).translated("zh"))
    datetime.timedelta(days=3, microseconds=500000)
    """
    minutes, seconds = divmod(length.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    unit_counts = [
        phrase("duration.days", count=length.days) if length.days else None,
        phrase("duration.hours", count=hours) if hours else None,
        phrase("duration.minutes", count=minutes) if minutes else None,
    ]
    if length.microseconds:
        decimals = f"{length.microseconds:06}".rstrip("0")
        unit_counts.append(phrase("duration.decimal-seconds", count=f"{seconds}.{decimals}"))
    elif seconds or not length:
        unit_counts.append(phrase("duration.seconds", count=seconds))
    some = [part for part in unit_counts if part]
    return reduce(lambda first, second: phrase("duration.both", first=first, second=second), some)
