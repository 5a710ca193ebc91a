"""How sure an author is and by when, read from the words of the prediction."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence

from .._lazy_re import later
from ..model.post import Prediction
from ..text.texts import Markdown
from ..times.dates import MONTHS
from .lines import Page, SectionError, SourceLine
from .paragraphs import prose

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


def due_date(texts: Iterable[str]) -> dt.date | None:
    """The first plain due date in *texts*: the last day of what the author names.

    Plain is a year, or a part of one, after *by* or *before* and their like; ``before`` excludes
    what it names.

    >>> due_date(["到 2026 年第四季度,我们将看到……"]), due_date(["By 31 March 2027 it is over. 🎉"])
    (datetime.date(2026, 12, 31), datetime.date(2027, 3, 31))
    >>> due_date(["2026年底前", ""]), due_date(["before 2027"]), due_date(["在 2026 年"])
    (datetime.date(2026, 12, 31), datetime.date(2026, 12, 31), None)
    """
    for text in filter(may_hold_date, texts):
        for pattern in (_ENGLISH, _CHINESE):
            for match in pattern.finditer(text.lower()):
                if day := _day(match.groupdict()):
                    return day
    return None


def only_due_date(text: str) -> dt.date | None:
    """The due date that *text* is, and nothing else.

    >>> only_due_date("2026 年底"), only_due_date("by Q4 2026"), only_due_date("2026 年底，大概 🎉")
    (datetime.date(2026, 12, 31), datetime.date(2026, 12, 31), None)
    """
    if not may_hold_date(text):
        return None
    lower = text.lower()
    for said in (lower, f"by {lower}", f"到{lower}"):
        for pattern in (_ENGLISH, _CHINESE):
            if (match := pattern.fullmatch(said)) and (day := _day(match.groupdict())):
                return day
    return None


def may_hold_date(text: str) -> bool:
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


_SAID: tuple[tuple[re.Pattern[str], Callable[[str], tuple[str, int | float]]], ...] = (
    (later(r"([⭐★🌟]+)[☆✩]*"), lambda stars: ("stars", len(stars))),
    (later(r"([1-5])[ ]*(?:/[ ]*5|stars?|颗?星)", re.IGNORECASE), lambda n: ("stars", int(n))),
    (later(r"([一二三四五])颗?星"), lambda n: ("stars", "一二三四五".index(n) + 1)),
    (
        later(r"([0-9]{1,3}(?:\.[0-9]+)?)[ ]*[%％]"),
        lambda n: ("probability", round(float(n) / 100, 6)),
    ),
    (later(r"(0?\.[0-9]+|0|1|1\.0+)"), lambda n: ("probability", float(n))),
)
"""How authors write a figure, and which one it is."""
_WORD = later(
    r"(?:confidence|confident|probability|chance|likelihood|certainty|p|stars?|"
    r"信心|信心指数|置信度|概率|把握|可能性|星级)[ ]*+[:：=]?+[ ]*+",
    re.IGNORECASE,
)
_DUE_WORD = later(r"(?:due|by|deadline|截止|截至|到期|期限|时间)[ ]*+[:：]?+[ ]*+", re.IGNORECASE)
_LINE = later(
    rf"[*_]*(?:{_WORD.pattern}|{_DUE_WORD.pattern})[*_]*(?<=[:：*_ ])[*_]*.{{1,40}}$",
    re.IGNORECASE,
)
_LAST_SENTENCE = later(
    rf"(?:^|(?<=[.!?。！？…”’\n])|(?<!\s)\s*+(?P<bracket>[(（]))\s*+(?P<figure>{_WORD.pattern}[^.。\n()（）]{{1,20}}"
    r"(?:\.[0-9]+[^.。\n()（）]{0,6})?)[)）]?+[ ]*+(?P<stop>[.。]?+)\s*+$",
    re.IGNORECASE,
)
_APART = later(r"[,，;；、·|]|[ ][-–—/][ ]|(?<=[%％⭐★])[ ]+")
_PARTING = frozenset(",，;；、·| ")
"""Wherever `_APART` parts, one of these stands."""
_SIGNS = frozenset("0123456789⭐★🌟一二三四五")
"""Every figure has one of these."""
_LONGEST = 80
"""Code points of a figure with its words; a longer line is prose."""

Figures = dict[str, int | float | dt.date]


def prediction(lines: Sequence[SourceLine], notes: Iterable[str], page: Page) -> Prediction:
    r"""What will happen: the text, and the figures in its heading or on lines of their own.

    Raises:
        SectionError: a note in the heading that is no figure; more than five stars or 100%.

    >>> page = Page("post.txt")
    >>> lines = page.lines("到 2026 年底,一切都会改变。\n信心:70%")
    >>> made = prediction(lines, ["⭐⭐⭐"], page)
    >>> made.stars, made.probability, made.due, made.text
    (3, 0.7, datetime.date(2026, 12, 31), {'zh': '到 2026 年底,一切都会改变。'})
    """
    figures: Figures = {}
    for note in notes:
        _add(note, figures)
    kept: list[SourceLine] = []
    for at, line in enumerate(lines):
        bare = line.text.replace("*", "").replace("_", "")
        found = _figures(bare)
        if found and ((at == 0 and "due" not in found) or _is_figure_line(line)):
            _add(bare, figures)
        else:
            kept.append(line)
    texts = _without_figure(prose(kept, page), figures)
    if "due" not in figures and (day := due_date(texts.values())):
        figures["due"] = day
    return prediction_of(figures, texts)


def _without_figure(texts: Markdown, figures: Figures) -> Markdown:
    """*texts* without a last sentence that only says how sure, as ``Confidence: 4/5`` does.

    It is a figure like one in the heading, unless it contradicts that.
    """
    made: Markdown = {}
    for tag, text in texts.items():
        found = _LAST_SENTENCE.search(text)
        said = _figures(found["figure"]) if found else {}
        if found and said and _agree(said, figures):
            figures.update(said)
            text = text[: found.start()].rstrip()  # noqa: PLW2901
            text += found["stop"] if found["bracket"] else ""  # noqa: PLW2901
        made[tag] = text
    return {tag: text for tag, text in made.items() if text}


def prediction_of(figures: Figures, texts: Markdown) -> Prediction:
    """The prediction with these figures."""
    stars, chance, day = (figures.get(name) for name in ("stars", "probability", "due"))
    return Prediction(
        text=texts,
        stars=stars if isinstance(stars, int) else None,
        probability=chance if isinstance(chance, float) else None,
        due=day if isinstance(day, dt.date) else None,
    )


def _is_figure_line(line: SourceLine) -> bool:
    return not line.raw and _LINE.match(line.text) is not None


def _add(note: str, figures: Figures) -> None:
    """Put what *note* says among *figures*, which it must not contradict."""
    for part in [note] if _PARTING.isdisjoint(note) else _APART.split(note):
        if not part.strip():
            continue
        found = _figures(part)
        if not found:
            raise SectionError
        if not _agree(found, figures):
            raise SectionError("figures")
        figures.update(found)


def _figures(part: str) -> Figures:
    """What one note says; nothing where it says no figure."""
    text = part.replace("\ufe0f", "").strip()
    if _SIGNS.isdisjoint(text) or (len(text) > _LONGEST and text.strip("⭐★🌟☆✩")):
        return {}
    if day := only_due_date(text) or (
        may_hold_date(text) and only_due_date(_DUE_WORD.sub("", text, count=1))
    ):
        return {"due": day}
    return _figure(text) or _figure(_WORD.sub("", text, count=1).strip())


def _figure(text: str) -> Figures:
    """What *text* says as a bare figure."""
    for pattern, figure in _SAID:
        if found := pattern.fullmatch(text):
            name, value = figure(found[1])
            return {name: value}
    return {}


_MOST = {"stars": 5, "probability": 1}


def _agree(said: Figures, figures: Figures) -> bool:
    """Whether what is *said* can be, and contradicts none of *figures*."""
    return all(
        figures.get(name, value) == value
        and (isinstance(value, dt.date) or value <= _MOST.get(name, value))
        for name, value in said.items()
    )
