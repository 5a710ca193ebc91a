"""Break opportunities: where a text may be split, and how well a reader takes a break there.

Between blocks, lines and sentences; between clauses only in a sentence that is long for a message.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from .._lazy_re import later
from ..counting.characters import Span
from ..text.cjk import CLOSERS, NOT_AT_LINE_START, is_cjk
from ..text.sentences import SEPARATORS, STOPS, StopKind, ends_sentence, stop_kind

NOWHERE: Span = (1 << 62, 1 << 62)
"""After every offset: stands for the next span where there is none."""


class Level(IntEnum):
    """What a cut goes through, from the best place to the last resort."""

    FORCED = 0
    """The author wants a new message here."""
    UNIT = 1
    """Another idea begins."""
    PARAGRAPH = 2
    LINE = 3
    SENTENCE = 4
    SEMICOLON = 5
    CLAUSE = 6
    PHRASE = 7
    WORD = 8
    CHARACTER = 9
    """Between two Chinese characters that may be one word."""
    LETTER = 10
    """Inside a word that is written with letters."""
    HELD = 11
    """Against a rule: inside 《 》, before a closing mark, between a number and its unit."""
    WHOLE = 12
    """Inside what means nothing in two: a link, a mention, a hashtag."""


class Breakpoint(NamedTuple):
    """A chunk may end at *stop*, and the next begin at *start*: only white space is between."""

    stop: int
    start: int
    level: Level


_ALL = re.escape(STOPS + SEPARATORS + CLOSERS)
SENTENCES = later(rf"[{re.escape(STOPS)}；\n](?!(?<=\.)[A-Za-z0-9])[{_ALL}]*\s*")
"""Every run of punctuation that may end a sentence, with the white space after it, and every
line break; not the dot of ``3.5``. One class of first characters lets the engine skip on."""

HELD = later(r"《[^《》\n]{1,80}》|（[^（）\n]{1,60}）|\([^()\n]{1,60}\)")
"""Titles and short asides: no place to stop."""
LONGEST_HELD = 82
WINDOW = 1024
"""Code points in which the next one is sought at once."""

LIST_NUMBER = later(
    r"[ \t]*(?:[0-9]{1,3}(?:\.[0-9]{1,3})*|[一二三四五六七八九十]{1,3}|[-*•–])[.．、)）]?"
)
LONGEST_NUMBER = 16
"""Code points of a list number with the white space before it."""

HEADING = later(r"#{1,6}[ \t]")

_EMOJI = r"\u231a\u231b\u23e9-\u23fa\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001faff"
_JOINED = r"\ufe0f\u200d\U000e0020-\U000e007f"
_ALL_EMOJI = later(rf"[{_EMOJI}][{_EMOJI}{_JOINED}]*(?: [{_EMOJI}][{_EMOJI}{_JOINED}]*)*\s*")
_LEADS_ON = frozenset("☑✅✔✖❌❎➕➖➡⏩▶👉👇🔗🔸🔹🔺🔻")
"""Emoji that stand before what they point at, or as an item's mark."""
_GOES_ON = frozenset("是的和与與由也都就为為在")
"""What comes after an emoji that is a word: 🇧🇷 是两个字母。"""


class Run(NamedTuple):
    """What a run of punctuation and white space is by itself, wherever it stands."""

    length: int
    """Of the punctuation before the break."""
    skip: int
    """From the run's start to the next word."""
    lines: int
    kind: StopKind
    spaced: bool
    level: Level | None
    """What break it is, where that takes no look at the words around it."""


_SURE: dict[StopKind, Level] = {"stop": Level.SENTENCE, "semicolon": Level.SEMICOLON}


@lru_cache(maxsize=512)
def run(found: str) -> Run:
    r"""Read *found*, which begins with punctuation or a line break.

    >>> run("。”\n\n")[:3], run("。")[-1].name
    ((2, 4, 2), 'SENTENCE')
    """
    if found[0] == "\n":
        skip = len(found) - len(found.lstrip())
        return Run(0, skip, found.count("\n", 0, skip), "none", spaced=True, level=None)
    marks = found.rstrip()
    what = stop_kind(marks)
    lines = found.count("\n", len(marks))
    spaced = len(found) > len(marks)
    if marks[-1] in "\"'" and not spaced and what != "stop":
        what = "none"  # a straight quote that may open what follows
    level = None if lines else _SURE.get(what)
    return Run(len(marks), len(found), lines, what, spaced=spaced, level=level)


def scan(text: str, start: int, end: int, held: "Inside") -> Iterator[Breakpoint]:
    r"""The good places inside ``text[start:end]``: lines and sentences.

    Linear: one pass of a pattern that never goes back.

    Args:
        text: the whole text.
        start: where to begin.
        end: where to stop.
        held: whether a place is inside a title or an aside.

    >>> text = "成本下降了。🎉 By 3.5 times, Dr. Li said.\n真的？！🎉"
    >>> [(text[: at.stop][-3:], at.level.name) for at in scan(text, 0, len(text), Inside([]))]
    [('了。🎉', 'SENTENCE'), ('id.', 'LINE')]
    """
    for found in SENTENCES.finditer(text, start, end):
        begin = found.start()
        length, skip, lines, what, spaced, level = run(found[0])
        stop, after = begin + length, begin + skip
        if after >= end or (text[after] in NOT_AT_LINE_START and not lines):
            continue
        if held(stop):
            continue
        if lines:
            level = _line(text, start, stop, lines)
        elif what in _LATIN and ends_sentence(text, begin, after, what, spaced=spaced):
            level = Level.SENTENCE
        if level is Level.SENTENCE and text[after] > "\u2300":
            stop, after = _behind_emoji(text, start, stop, after, end)
        if level is not None and after < end:
            yield Breakpoint(stop, after, level)


_LATIN: tuple[StopKind, ...] = ("dot", "mark")


def _behind_emoji(text: str, first: int, stop: int, after: int, end: int) -> Span:
    """The break of a sentence's end, moved behind the emoji that are that sentence's own.

    Theirs are those in its line that another word follows only after white space; not those that
    every sentence of the line begins with, nor those that are words of the next one. Where the
    line ends behind them, or more punctuation follows, no break is here: *end* is returned.
    """
    found = _ALL_EMOJI.match(text, after, end)
    if not found or text[after] in _LEADS_ON:
        return stop, after
    low = max(first, stop - WINDOW)
    line = text[max(low, text.rfind("\n", low, stop) + 1) : stop].lstrip()
    if _ALL_EMOJI.match(line):
        return stop, after
    marks = found[0].rstrip()
    white = found[0][len(marks) :]
    following = text[found.end() : found.end() + 1]
    if found.end() == end or "\n" in white or following in NOT_AT_LINE_START:
        return end, end
    word = following.islower() or following in _GOES_ON or (stop < after and not white)
    return (stop, after) if word else (after + len(marks), found.end())


def _line(text: str, first: int, stop: int, lines: int) -> Level | None:
    """A line break; none after a heading or after what introduces the next line.

    A sentence that runs on in the next line is no better cut there than after its comma elsewhere.
    """
    line = text[max(first, text.rfind("\n", first, stop) + 1) : stop].rstrip()
    if line.endswith((":", "：")) or (line.startswith("#") and HEADING.match(line)):
        return None
    if len(line) <= LONGEST_NUMBER and LIST_NUMBER.fullmatch(line):
        return None
    if lines > 1:
        return Level.PARAGRAPH
    return Level.CLAUSE if line and stop_kind(line[-1]) == "comma" else Level.LINE


def first_sentence(text: str) -> int:
    """The end of the first sentence or line (code points), its closing marks included.

    All of *text* where it holds no end of a sentence.

    >>> text = "他说：“走吧。”We left. 🎉"
    >>> text[: first_sentence(text)]
    '他说：“走吧。”'
    """
    low = len(text) - len(text.lstrip())
    for at in scan(text, low, len(text), Inside(_asides(text, low))):
        if at.level <= Level.SENTENCE:
            return at.stop
    return len(text)


def _asides(text: str, start: int) -> Iterator[Span]:
    """Titles and asides; where none is near, empty spans on the way, so as not to look further."""
    at = start
    while at < len(text):
        found = HELD.search(text, at, at + WINDOW)
        low, at = found.span() if found else (at + WINDOW - LONGEST_HELD,) * 2
        yield low, at


def spans_touching(spans: Sequence[Span], start: int, end: int) -> Sequence[Span]:
    """Those of *spans*, which are in order and apart, that touch ``text[start:end]``."""
    low = bisect_right(spans, start, key=lambda span: span[1])
    return spans[low : bisect_left(spans, end, key=lambda span: span[0])]


class Inside:
    """Tells whether an offset lies inside one of some spans; asked in rising order."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = iter(spans)
        self._now: Span = (-1, -1)

    def __call__(self, offset: int) -> bool:
        """Between two of a span's characters; its edges are outside."""
        while self._now[1] <= offset:
            self._now = next(self._spans, NOWHERE)
        return self._now[0] < offset


CLAUSES = later(rf"[{re.escape(SEPARATORS)}….][{re.escape(STOPS + SEPARATORS + CLOSERS)}]*\s*")


def clauses(
    text: str, start: int, end: int, whole: Iterable[Span], held: Iterable[Span]
) -> Iterator[Breakpoint]:
    """The places between clauses of ``text[start:end]``.

    Args:
        text: the whole text.
        start: where the sentence begins.
        end: where it ends.
        whole: what means nothing in two; not cut.
        held: what is better kept whole, titles and asides; not cut either.

    >>> text = "即便开源，AI、芯片——也要钱, 不是吗"
    >>> [(text[: at.stop][-3:], at.level.name) for at in clauses(text, 0, len(text), [], [])]
    [('开源，', 'CLAUSE'), ('AI、', 'PHRASE'), ('片——', 'PHRASE'), ('要钱,', 'CLAUSE')]
    """
    inside = Inside(sorted([*whole, *held]))
    for found in CLAUSES.finditer(text, start, end):
        begin = found.start()
        length, skip, _, what, spaced, _ = run(found[0])
        stop, after = begin + length, begin + skip
        if begin == start or after >= end or text[after] in NOT_AT_LINE_START or inside(stop):
            continue
        level = _level(what, text[begin - 1], text[after], spaced=spaced)
        if level is not None and not (what == "and" and numbers(text, start, begin)):
            yield Breakpoint(stop, after, level)


def _level(what: StopKind, before: str, after: str, *, spaced: bool) -> Level | None:
    """What punctuation is between two characters; half-width marks need white space or Chinese."""
    if what == "comma" or (what == "clause" and (spaced or is_cjk(before))):
        return Level.CLAUSE
    apart = spaced or is_cjk(before) or is_cjk(after)
    return Level.PHRASE if what == "and" or (what in {"ellipsis", "dash"} and apart) else None


def numbers(text: str, start: int, stop: int) -> bool:
    """Whether only a list number stands before ``text[stop]`` in its line: ``一、``."""
    low = max(start, stop - LONGEST_NUMBER)
    line = text[max(low, text.rfind("\n", low, stop) + 1) : stop]
    return LIST_NUMBER.fullmatch(line) is not None
