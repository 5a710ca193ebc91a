"""Sure: how sure an author is, and by when, as figures beside the prediction."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence

from ..patterns import later
from ..post import Prediction
from .due import dated, due, whole
from .page import Line, Page
from .prose import prose

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
    r"信心|信心指数|置信度|概率|把握|可能性|星级)[ ]*[:：=]?[ ]*",
    re.IGNORECASE,
)
_DUE_WORD = later(r"(?:due|by|deadline|截止|截至|到期|期限|时间)[ ]*[:：]?[ ]*", re.IGNORECASE)
_LINE = later(
    rf"[*_]*(?:{_WORD.pattern}|{_DUE_WORD.pattern})[*_]*(?<=[:：*_ ])[*_]*.{{1,40}}$",
    re.IGNORECASE,
)
_APART = later(r"[,，;；、·|]|[ ][-–—/][ ]|(?<=[%％⭐★])[ ]+")
_PARTING = frozenset(",，;；、·| ")
"""Wherever `_APART` parts, one of these stands."""
_SIGNS = frozenset("0123456789⭐★🌟一二三四五")
"""Every figure has one of these."""
_LONGEST = 80
"""Code points of a figure with its words; a longer line is prose."""
_WRITE = "stars (⭐⭐⭐), a probability (70%), a date (2026-12-31) or nothing"

Figures = dict[str, int | float | dt.date]


def prediction(lines: Sequence[Line], notes: Iterable[str], head: Line, page: Page) -> Prediction:
    r"""What will happen: the text, and the figures in its heading or on lines of their own.

    Raises:
        PostError: a note in the heading that is no figure; more than five stars or 100%.

    >>> page = Page("post.txt")
    >>> lines = page.lines("到 2026 年底,一切都会改变。\n信心:70%")
    >>> made = prediction(lines, ["⭐⭐⭐"], lines[0], page)
    >>> made.stars, made.probability, made.due, made.text
    (3, 0.7, datetime.date(2026, 12, 31), {'zh': '到 2026 年底,一切都会改变。'})
    """
    figures: Figures = {}
    for note in notes:
        _add(note, figures, head, page)
    kept: list[Line] = []
    for at, line in enumerate(lines):
        bare = line.text.replace("*", "").replace("_", "")
        found = _figures(bare)
        if found and ((at == 0 and "due" not in found) or _is_figure_line(line)):
            _add(bare, figures, line, page)
        else:
            kept.append(line)
    texts = prose(kept, page)
    if "due" not in figures and (day := due(texts.values())):
        figures["due"] = day
    return prediction_of(figures, texts)


def prediction_of(figures: Figures, texts: dict[str, str]) -> Prediction:
    """The prediction with these figures."""
    stars, chance, day = (figures.get(name) for name in ("stars", "probability", "due"))
    return Prediction(
        text=texts,
        stars=stars if isinstance(stars, int) else None,
        probability=chance if isinstance(chance, float) else None,
        due=day if isinstance(day, dt.date) else None,
    )


def _is_figure_line(line: Line) -> bool:
    return not line.raw and _LINE.match(line.text) is not None


def _add(note: str, figures: Figures, line: Line, page: Page) -> None:
    for part in [note] if _PARTING.isdisjoint(note) else _APART.split(note):
        if not part.strip():
            continue
        found = _figures(part)
        if not found:
            raise page.error(line, f'"{part.strip()}" says neither how sure nor by when', _WRITE)
        for name, value in found.items():
            if figures.get(name, value) != value:
                raise page.error(line, f'"{part.strip()}" contradicts "{figures[name]}"', "one")
            if not _possible(name, value):
                raise page.error(line, f'"{part.strip()}" is too much', _WRITE)
            figures[name] = value


def _figures(part: str) -> Figures:
    """What one note says; nothing where it says no figure."""
    text = part.replace("\ufe0f", "").strip()
    if _SIGNS.isdisjoint(text) or (len(text) > _LONGEST and text.strip("⭐★🌟☆✩")):
        return {}
    if day := whole(text) or (dated(text) and whole(_DUE_WORD.sub("", text, count=1))):
        return {"due": day}
    return _figure(text) or _figure(_WORD.sub("", text, count=1).strip())


def _figure(text: str) -> Figures:
    """What *text* says as a bare figure."""
    for pattern, figure in _SAID:
        if found := pattern.fullmatch(text):
            name, value = figure(found[1])
            return {name: value}
    return {}


def _possible(name: str, value: object) -> bool:
    most = {"stars": 5, "probability": 1}.get(name)
    return most is None or (isinstance(value, int | float) and value <= most)
