"""Headline: the line above a section, as authors write it.

``📰 What happened / 发生了什么:``, ``## 为什么重要``, ``**Prediction (70%)**: By 2027 …``: an
emoji, names in one or several languages, figures in brackets, a colon, and perhaps the section's
first words on the same line.
"""

from functools import cache
from typing import Literal, NamedTuple

from .._lazy_re import later
from ..model.layout import Section
from ..model.section_names import names, section

Heading = Section | Literal["comments"]

_COMMENTS = frozenset({"comments", "comment", "评论", "評論", "留言", "网友评论"})
_COUNTED = later(r"(?P<count>[0-9]{1,9})[ \t]*条?[ \t]*(?P<name>[^\W\d]+)[ \t]*[:：]?")
_HASHES = later(r"(#{1,6})[ \t]+")
_PICTURES = tuple(
    map(range, (0x2190, 0x1F000, 0xE0020), (0x2C00, 0x1FB00, 0xE0080))  # arrows, emoji, flags
)
_SIGNS = frozenset("\u2139\u3030\u303d\u3297\u3299\ufe0f\u200d")
_KEYCAPS = ("\u20e3", "\ufe0f\u20e3")
_NUMERALS = tuple("一二三四五六七八九十")
_DIGITS = (*"0123456789", *_NUMERALS)
_NUMBER = later(r"(?:[0-9]{1,2}[.)、]|[一二三四五六七八九十]{1,3}[、.])[ \t]*")
_CHINESE_NUMBER = later(r"[一二三四五六七八九十]{1,3}、[ \t]*")
_BOLD = later(r"(?:\*{1,3}|_{2,3})(?=\S)")
_ALIKE = str.maketrans("（）【】／｜·—–★☆🌟⭐\ufe0f％：", "()[]|||||\0\0\0\0\0%:")
"""What is read alike, as ASCII; stars as NUL, which no text holds. Classes of ASCII are cheap."""
_PART = later(
    r"[ \t]*(?:(?P<bracket>[(\[][^()\[\]]*[)\]])|(?P<figure>\0+|[0-9][0-9.]*[ \t]*(?:%|/[ \t]*5)?)"
    r"|(?P<apart>[/|])|(?P<bold>\*+|__+)|(?P<colon>:)|(?P<name>[^()\[\]/|\x000-9*:]+))"
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
_ALIKE_FROM = 0.9
"""Of the letters that two names share: "Resources" and "sources" are no slip of the pen."""


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
    level: int = 0
    """Of a Markdown heading."""
    close: bool = False
    """No section is called so, but one is called nearly so."""


def headline(line: str, *, alone: bool = True) -> Headline | None:
    """What *line* says as a heading, or none where it is not one.

    Args:
        line: a line outside of code blocks.
        alone: nothing stands right above it, so that a line like a heading is meant as one.

    >>> headline("🔮 我的预测（⭐⭐⭐）：")[:4]
    ('prediction', '我的预测', ('⭐⭐⭐',), '')
    >>> headline("**Q:** Why?").rest
    'Why?'
    >>> headline("🌦 Weather / 天气:")[:2]
    (None, 'Weather / 天气')
    """
    hashes = _HASHES.match(line) if line.startswith("#") else None
    text = line.rstrip("#").rstrip() if hashes else line
    at, bold, emoji = _opened(text, hashes.end() if hashes else 0, marked=bool(hashes))
    counted = _COUNTED.fullmatch(text, at) if "0" <= text[at : at + 1] <= "9" else None
    if counted and counted["name"].casefold() in _COMMENTS:
        return Headline("comments", counted["name"], (counted["count"],))
    known, notes, end, colon = _parts(text, at)
    level = len(hashes[1]) if hashes else 0
    rest = text[end:].removeprefix(bold).lstrip(" \t")
    marked = bool(hashes or bold or emoji)
    plain = (colon or not rest) and (alone or marked or known is None or not is_ordinary(known[1]))
    if known and plain and (colon or hashes or known[0] != "title"):
        return Headline(*known, notes, rest, level)
    name = text[at:end].strip(" \t*_:：")
    if hashes or (alone and not rest and colon and _looks_like_one(name, marked=bool(emoji))):
        name = text[at:].strip(" \t*_:：") if hashes else name
        return Headline(None, name, level=level)
    if alone and not rest and (colon or marked) and _typo(name):
        return Headline(None, name, level=level, close=True)
    return None


def may_begin(char: str) -> bool:
    """Whether a line that begins with *char* can name a section, or nearly: quick, of any line.

    >>> may_begin("发"), may_begin("📰"), may_begin("雨")
    (True, True, False)
    """
    return not char.isalpha() or char.casefold() in _beginnings()


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


def _opened(text: str, at: int, *, marked: bool) -> tuple[int, str, bool]:
    """Past emoji, bold and numbering: where the names begin, the bold sign, any emoji."""
    bold, emoji = "", False
    for _ in range(2):
        if (end := _past_emoji(text, at)) > at:
            at, emoji = end, True
        if not bold and text.startswith(("*", "_"), at) and (found := _BOLD.match(text, at)):
            at, bold = found.end(), found[0]
    digits = marked or bold or emoji
    if text.startswith(_DIGITS if digits else _NUMERALS, at):
        number = (_NUMBER if digits else _CHINESE_NUMBER).match(text, at)
        at = number.end() if number else at
    return at, bold, emoji


def _past_emoji(text: str, at: int) -> int:
    """The end of the emoji that stand at *at*, white space behind them included."""
    end = at
    while end < len(text):
        code = ord(text[end])
        if text[end] in _SIGNS or any(code in block for block in _PICTURES):
            end += 1
        elif "0" <= text[end] <= "9" and text.startswith(_KEYCAPS, end + 1):
            end = text.index("\u20e3", end) + 1
        elif end > at and text[end] in " \t":
            end += 1
        else:
            break
    return end


def _parts(text: str, at: int) -> tuple[tuple[Heading, str] | None, tuple[str, ...], int, bool]:
    """The section and its name, the notes, where the heading ends, whether by a colon."""
    found: Heading | None = None
    first, last, colon, sure = at, at, False, True
    notes: list[str] = []
    alike = text.translate(_ALIKE)
    while at < min(len(text), first + _LONGEST) and (part := _PART.match(alike, at)):
        at = part.end()
        kind = part.lastgroup
        inner = text[part.start() : at].strip("()（）[]【】 \t")
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


def is_ordinary(name: str) -> bool:
    """Whether *name* is a word that heads other sections, or begins a sentence, as well.

    >>> is_ordinary("新闻"), is_ordinary("发生了什么")
    (True, False)
    """
    return name.casefold() in _ORDINARY


def _looks_like_one(name: str, *, marked: bool) -> bool:
    """Short, with an emoji before it or two names side by side."""
    return 0 < len(name) <= 2 * _SHORT and (marked or " / " in name)


def similar_names(name: str) -> list[tuple[str, Section]]:
    """The known names that *name* is close to, in each of its languages, and their sections.

    >>> similar_names("Wat hapened / 为什么这很重耍")
    [('what happened', 'happened'), ('为什么这很重要', 'matters')]
    >>> similar_names("Resources"), similar_names("Sources"), similar_names("天气 🌦")
    ([], [], [])
    """
    found: list[tuple[str, Section]] = []
    for part in later(r"[/／|]").split(name[:_LONGEST]):
        plain = " ".join(part.casefold().split())
        close = "" if section(plain) else _closest(plain)
        if close and (role := section(close)) and role != "title":
            found.append((close, role))
    return found


def _closest(plain: str) -> str:
    """The known name that *plain* differs from by a slip of the pen: two letters at most."""
    from difflib import SequenceMatcher  # noqa: PLC0415 - only for a heading nobody knows

    if not _TYPO_FROM <= len(plain) <= _SHORT:
        return ""
    best, closest = 0.0, ""
    for known in names():
        if abs(len(known) - len(plain)) > 2 or known == f"{plain}s" or plain == f"{known}s":  # noqa: PLR2004
            continue
        ratio = SequenceMatcher(None, plain, known).ratio()
        if ratio > best and (ratio >= _ALIKE_FROM or _cuts(plain) & _cuts(known)):
            best, closest = ratio, known
    return closest


def _typo(name: str) -> bool:
    """Whether *name* is one character away from a known one: quick, for it is asked of any line."""
    plain = " ".join(name.casefold().split())
    return len(plain) <= _SHORT and not _cuts(plain).isdisjoint(_near())


def _cuts(name: str) -> set[str]:
    """*name*, and what is left of it without any one character."""
    if len(name) < _TYPO_FROM:
        return set()
    return {name, *(name[:at] + name[at + 1 :] for at in range(len(name)))}


@cache
def _beginnings() -> frozenset[str]:
    """The first letters of the names, and the second ones, before which a slip may stand."""
    return frozenset(char for name in (*names(), *_COMMENTS) for char in name[:2])


@cache
def _near() -> frozenset[str]:
    return frozenset(cut for name in names() for cut in _cuts(name))
