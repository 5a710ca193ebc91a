"""Due: the day by which a prediction says it will have come true."""

import datetime as dt
import re
from collections.abc import Iterable

from ..months import MONTHS
from ..patterns import later

_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "一": 1, "二": 2, "三": 3, "四": 4}
_LAST_MONTH = {"mid": 6, "h1": 6, "上半年": 6, "h2": 12, "下半年": 12}
_ENGLISH = later(
    r"""
        \b(?P<by>by|before|until|till|no\ later\ than|not\ later\ than)\s+
        (?P<end>(?:the\s+)?(?:very\s+)?(?:end|close)\s+of\s+|year[- ]end\s+|late\s+)?
        (?:the\s+)?
        (?: (?P<iso>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})
          | (?P<q>q[1-4]|(?:first|second|third|fourth)\s+quarter(?:\s+of)?)
            [\s,]*(?P<qy>20[0-9]{2})
          | (?P<half>h[12]|mid)[-\s]*(?P<hy>20[0-9]{2})
          | (?:(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>[a-z]{3,9}\.?)
            (?:\s+(?P<day2>[0-9]{1,2})(?:st|nd|rd|th)?(?=,?\s+20))?[\s,]*(?P<my>20[0-9]{2})
          | (?P<year>20[0-9]{2})
        )\b(?!-?[0-9])
    """,
    re.VERBOSE,
)
_CHINESE = later(
    r"""
        (?:(?P<to>到|至|截至|截止到?|直到|不晚于|最迟(?:到|在)?|最晚(?:到|在)?)\s*)?
        (?<![0-9])(?P<cy>20[0-9]{2})\s*年?
        (?: \s*(?P<cend>年?底|年?末|年?终|年?内)
          | \s*第?(?P<cq>[一二三四1-4])\s*季度?(?:底|末)?
          | \s*q(?P<cqn>[1-4])
          | \s*(?P<chalf>上半年|下半年)
          | \s*(?P<cm>[0-9]{1,2})\s*月(?:底|末|份)?(?:\s*(?P<cd>[0-9]{1,2})\s*[日号])?
          | -(?P<im>[0-9]{1,2})-(?P<id>[0-9]{1,2})
        )?
        \s*(?P<before>结束前|结束之前|之前|以前|前|为止|之内|以内)?
    """,
    re.VERBOSE,
)


def due(texts: Iterable[str]) -> dt.date | None:
    """The first plain due date in *texts*: the last day of what the author names.

    Plain is a year, or a part of one, after *by* or *before* and their like; ``before`` excludes
    what it names.

    >>> due(["到 2026 年第四季度,我们将看到……"]), due(["By 31 March 2027 it is over. 🎉"])
    (datetime.date(2026, 12, 31), datetime.date(2027, 3, 31))
    >>> due(["2026年底前", ""]), due(["before 2027"]), due(["在 2026 年"])
    (datetime.date(2026, 12, 31), datetime.date(2026, 12, 31), None)
    """
    for text in filter(dated, texts):
        for pattern in (_ENGLISH, _CHINESE):
            for match in pattern.finditer(text.lower()):
                if day := _day(match.groupdict()):
                    return day
    return None


def whole(text: str) -> dt.date | None:
    """The due date that *text* is, and nothing else.

    >>> whole("2026 年底"), whole("by Q4 2026"), whole("2026 年底，大概 🎉")
    (datetime.date(2026, 12, 31), datetime.date(2026, 12, 31), None)
    """
    if not dated(text):
        return None
    lower = text.lower()
    for said in (lower, f"by {lower}", f"到{lower}"):
        for pattern in (_ENGLISH, _CHINESE):
            if (match := pattern.fullmatch(said)) and (day := _day(match.groupdict())):
                return day
    return None


def dated(text: str) -> bool:
    """Whether a date may stand in *text*: each has a year in it."""
    return "20" in text or "-" in text


def _day(said: dict[str, str | None]) -> dt.date | None:
    try:
        return _english(said) if "by" in said else _chinese(said)
    except (KeyError, ValueError):
        return None  # the 31st of June names no day, nor does any of fall


def _english(said: dict[str, str | None]) -> dt.date | None:
    first, last = _span(said)
    before = said["by"] == "before" and not said["end"]
    return first - dt.timedelta(days=1) if before else last


def _span(said: dict[str, str | None]) -> tuple[dt.date, dt.date]:
    """First and last day of what is named."""
    if said["iso"]:
        day = dt.date(*map(int, said["iso"].split("-")))
        return day, day
    if said["q"]:
        word = said["q"].split()[0]
        return _quarter(int(said["qy"] or 0), _QUARTERS.get(word) or int(word[-1]))
    if said["half"]:
        month = _LAST_MONTH[said["half"]]
        return dt.date(int(said["hy"] or 0), month - 5, 1), _last(int(said["hy"] or 0), month)
    if said["month"]:
        year = int(said["my"] or 0)
        month = MONTHS[said["month"]]
        if number := said["day"] or said["day2"]:
            return (dt.date(year, month, int(number)),) * 2
        return dt.date(year, month, 1), _last(year, month)
    year = int(said["year"] or 0)
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def _chinese(said: dict[str, str | None]) -> dt.date | None:
    """Plain only with 到 before it, or 前, 底 or 内 after it."""
    before = said["before"] or ""
    if not said["to"] and not before and said["cend"] not in {"年底", "年内", "底", "内"}:
        return None
    year = int(said["cy"] or 0)
    month, day = said["cm"] or said["im"], said["cd"] or said["id"]
    quarter = said["cq"] or said["cqn"]
    excluded = before in {"前", "之前", "以前"}
    if month and day:
        return dt.date(year, int(month), int(day))
    if quarter:
        first, last = _quarter(year, _QUARTERS.get(quarter) or int(quarter))
    elif month:
        first, last = dt.date(year, int(month), 1), _last(year, int(month))
    elif said["chalf"]:
        last_month = _LAST_MONTH[said["chalf"]]
        first, last = dt.date(year, last_month - 5, 1), _last(year, last_month)
    else:
        first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
        excluded = excluded and not said["cend"]
    return first - dt.timedelta(days=1) if excluded else last


def _quarter(year: int, number: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, 3 * number - 2, 1), _last(year, 3 * number)


def _last(year: int, month: int) -> dt.date:
    after = dt.date(year + month // 12, month % 12 + 1, 1)
    return after - dt.timedelta(days=1)
