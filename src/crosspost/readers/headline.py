"""Headline: the line above a section, as authors write it.

``📰 What happened / 发生了什么:``, ``## 为什么重要``, ``**Prediction (70%)**: By 2027 …``: an
emoji, names in one or several languages, figures in brackets, a colon, and perhaps the section's
first words on the same line.
"""

from functools import cache
from typing import Literal, NamedTuple

from ..headings import names, section
from ..layout import Section
from ..patterns import later
from .page import Line

Heading = Section | Literal["comments"]

_COMMENTS = frozenset({"comments", "comment", "评论", "評論", "留言", "网友评论"})
_COUNTED = later(r"(?P<count>[0-9]{1,9})[ \t]*条?[ \t]*(?P<name>[^\W\d]+)[ \t]*[:：]?")
_HASHES = later(r"(#{1,6})[ \t]+")
_SIGN = (
    r"[0-9]\uFE0F?\u20E3|[\u2139\u2190-\u2BFF\u3030\u303D\u3297\u3299\uFE0F\u200D"
    r"\U0001F000-\U0001FAFF\U000E0020-\U000E007F]"
)
_EMOJI = later(rf"(?:{_SIGN})(?:{_SIGN}|[ \t])*")
_NUMBER = later(r"(?:[0-9]{1,2}[.)、]|[一二三四五六七八九十]{1,3}[、.])[ \t]*")
_CHINESE_NUMBER = later(r"[一二三四五六七八九十]{1,3}、[ \t]*")
_BOLD = later(r"(?:\*{1,3}|_{2,3})(?=\S)")
_PART = later(
    r"[ \t]*(?:(?P<bracket>[(（\[【][^()（）\[\]【】]*[)）\]】])|(?P<apart>[/／|｜·—–])"
    r"|(?P<figure>[⭐★☆🌟\uFE0F]+|[0-9][0-9.]*[ \t]*(?:%|％|/[ \t]*5)?)|(?P<bold>\*+|__+)"
    r"|(?P<colon>[:：])|(?P<name>[^()（）\[\]【】/／|｜·—–⭐★☆🌟\uFE0F0-9*:：]+))"
)
_TWO_SCRIPTS = later(r"([ -~’]+?)[ \t]*([^ -~’][^A-Za-z]*)$")
_LONGEST = 120
"""Code points of a heading; a longer line is prose."""
_SHORT = 40
_ORDINARY = frozenset(
    {"analysis", "event", "facts", "links", "news", "q", "question", "questions", "story"}
    | {"问题", "问", "提问", "事实", "意义", "分析", "新闻", "事件", "故事", "话题", "比喻"}
)
"""Names that begin sentences too: without any mark they head a section after a blank line only."""
_TYPO_FROM = 4
"""Shorter names differ from ordinary words by one character too often."""


class Headline(NamedTuple):
    """What the line above a section says."""

    heading: Heading | None
    """None: it looks like a heading, and no section is called so."""
    name: str
    """As the author wrote it."""
    notes: tuple[str, ...] = ()
    """What stands in brackets or as figures: stars, a probability, a count."""
    rest: str = ""
    """What follows the colon."""
    column: int = 1
    """Where *rest* begins, in code points from 1."""
    level: int = 0
    """Of a Markdown heading."""


def headline(line: Line, *, alone: bool = True) -> Headline | None:
    """What *line* says as a heading, or none where it is not one.

    Args:
        line: a line outside of code blocks.
        alone: nothing stands right above it, so that a line like a heading is meant as one.

    >>> headline(Line(1, 0, "🔮 我的预测（⭐⭐⭐）："))
    Headline(heading='prediction', name='我的预测', notes=('⭐⭐⭐',), rest='', column=13, level=0)
    >>> headline(Line(1, 0, "**Q:** Why?")).rest
    'Why?'
    >>> headline(Line(1, 0, "🌦 Weather / 天气:"))[:2]
    (None, 'Weather / 天气')
    """
    hashes = _HASHES.match(line.text)
    text = line.text.rstrip("#").rstrip() if hashes else line.text
    at = hashes.end() if hashes else 0
    text, at, bold, emoji = _opened(text, at, marked=bool(hashes))
    if (counted := _COUNTED.fullmatch(text, at)) and counted["name"].casefold() in _COMMENTS:
        return Headline("comments", counted["name"], (counted["count"],))
    known, notes, end, colon = _parts(text, at)
    level = len(hashes[1]) if hashes else 0
    rest, column = _rest(text, end, bold)
    marked = bool(hashes or bold or emoji)
    plain = (colon or not rest) and (alone or marked or known is None or not _ordinary(known[1]))
    if known and plain and (colon or hashes or known[0] != "title"):
        return Headline(known[0], known[1], notes, rest, line.column + column, level)
    name = text[at:end].strip(" \t*_:：")
    if hashes or (alone and not rest and colon and _looks_like_one(name, marked=bool(emoji))):
        name = text[at:].strip(" \t*_:：") if hashes else name
        return Headline(None, name, level=level)
    if alone and not rest and (colon or marked) and _typo(name):
        return Headline(None, name, level=level)
    return None


def unhashed(text: str) -> str:
    """A Markdown heading's own words, whatever they are.

    >>> unhashed("## 🐣 一个表情 ##")
    '🐣 一个表情'
    """
    hashes = _HASHES.match(text)
    return text[hashes.end() :].rstrip("#").rstrip() if hashes else text


def unnumbered(text: str) -> str:
    """*text* without the number of a list before it.

    >>> unnumbered("2. 🎯 平台锁定")
    '🎯 平台锁定'
    """
    number = _NUMBER.match(text)
    return text[number.end() :] if number else text


def _opened(text: str, at: int, *, marked: bool) -> tuple[str, int, str, bool]:
    """Past emoji, bold and numbering: where the names begin, the bold sign, any emoji."""
    bold, emoji = "", False
    for _ in range(2):
        if found := _EMOJI.match(text, at):
            at, emoji = found.end(), True
        if not bold and (found := _BOLD.match(text, at)):
            at, bold = found.end(), found[0]
    number = (_NUMBER if marked or bold or emoji else _CHINESE_NUMBER).match(text, at)
    return text, number.end() if number else at, bold, emoji


def _parts(text: str, at: int) -> tuple[tuple[Heading, str] | None, tuple[str, ...], int, bool]:
    """The section and its name, the notes, where the heading ends, whether by a colon."""
    found: Heading | None = None
    first, last, colon, sure = at, at, False, True
    notes: list[str] = []
    while at < min(len(text), first + _LONGEST) and (part := _PART.match(text, at)):
        at = part.end()
        kind = part.lastgroup
        inner = part[0].strip("()（）[]【】 \t")
        if kind == "figure" and inner.isdigit() and found != "comments":
            return None, (), at, False
        if kind == "colon" or (
            kind in {"figure", "bracket"} and last == first and not _named(inner)
        ):
            colon = kind == "colon"
            break
        if kind == "name" or (kind == "bracket" and _named(inner)):
            named = _named(inner.rstrip(" \t-,，"))
            sure = sure and named is not None and found in {None, named}
            found, last = found or named, at
        elif kind in {"bracket", "figure"}:
            notes.append(inner)
    name = text[first:last].strip(" \t*_")
    return (found, name) if found and sure else None, tuple(notes), at, colon


def _named(name: str) -> Heading | None:
    """The section called *name*, in one language or in two side by side."""
    if name.casefold() in _COMMENTS:
        return "comments"
    if found := section(name):
        return found
    two = _TWO_SCRIPTS.match(name) if len(name) <= _SHORT else None
    if two and (found := section(two[1])) and section(two[2]) == found:
        return found
    return None


def _rest(text: str, end: int, bold: str) -> tuple[str, int]:
    """What follows the heading, past the closing bold sign; and its column, from 0."""
    rest = text[end:]
    if bold and rest.startswith(bold):
        rest = rest[len(bold) :]
    stripped = rest.lstrip(" \t")
    return stripped, len(text) - len(stripped)


def _ordinary(name: str) -> bool:
    return name.casefold() in _ORDINARY


def _looks_like_one(name: str, *, marked: bool) -> bool:
    """Short, with an emoji before it or two names side by side."""
    return 0 < len(name) <= 2 * _SHORT and (marked or " / " in name)


def _typo(name: str) -> bool:
    """Whether *name* is one character away from a known one."""
    plain = " ".join(name.casefold().split())
    return len(plain) <= _SHORT and any(cut in _near() for cut in _cuts(plain))


def _cuts(name: str) -> set[str]:
    """*name*, and what is left of it without any one character."""
    if len(name) < _TYPO_FROM:
        return set()
    return {name, *(name[:at] + name[at + 1 :] for at in range(len(name)))}


@cache
def _near() -> frozenset[str]:
    return frozenset(cut for name in names() for cut in _cuts(name))
