"""Lines: a text broken into lines of one width, where `cutting` would break it.

All lines are planned at once: even in a title, full in a paragraph; none begins with a closing
mark or parts an emoji, a word, a link, or a number from its unit; no last line is one character.
Words that no space parts, as in Chinese, are told by BudouX.
"""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

import budoux

from ..counting import boundaries, graphemes
from ..splitting.break_opportunities import HELD, Breakpoint, Inside, Level, clauses, scan
from ..splitting.breakpoints import characters, words
from ..text.cjk import (
    CLAUSE_ENDS,
    CLOSERS,
    OPENERS,
    PAUSES,
    SENTENCE_ENDS,
    WIDE_CLOSERS,
    is_cjk,
    is_wide,
)
from ..text.entities import atoms
from .styles import region

COSTS = {
    Level.SENTENCE: 0,
    Level.SEMICOLON: 0,
    Level.CLAUSE: 0,
    Level.PHRASE: 3,
    Level.WORD: 5,
    Level.CHARACTER: 11,
}
"""What a line that ends there costs; a line that is half empty costs 25."""
ASIDE = 6
"""More, inside 《 》 or brackets."""
CLINGING = 9
"""More, before a word that leans on the one before it, or after one that leans on the next."""
LEANS_BACK = frozenset("的地得了着过们吗呢吧啊嗎們過著")
BETWEEN_PHRASES, BETWEEN_WORDS, INSIDE_PHRASE = 3, 6, 9
"""Between two characters that no space parts: where a word ends, and one of the two ends or begins
a phrase as a rule; where a word ends; where only a phrase might. Elsewhere it is inside a word."""
MODELS: dict[str, Callable[[], budoux.Parser]] = {
    "zh": budoux.load_default_simplified_chinese_parser,
    "zh-Hant": budoux.load_default_traditional_chinese_parser,
    "zh-HK": budoux.load_default_traditional_chinese_parser,
    "ja": budoux.load_default_japanese_parser,
}
"""What tells words apart, by region."""
BEGINS = frozenset("是在和与把被让将从对向为而但或并也都就才还该與讓將從對為並還該")
LEANS_ON = frozenset(
    {"a", "an", "the", "of", "for", "to", "in", "on", "at", "by", "and", "or", "but", "with"}
    | {"from", "as", "is", "its", "our", "no", "than"}
)
UNIT = 15
"""Between a number and the word after it; a number and its unit are never parted."""
MISSED = 12
"""In a title, a clause that ends in the middle of a line."""
TITLE, BODY = 3.0, 0.4
"""A title ends its lines where the sense does before it makes them even; a paragraph fills them."""
SPLIT = 500
"""Inside a word that is wider than a line by itself."""
LONE = 400
SHORT = 0.2
"""A last line shorter than this is a line too many."""

STOPS = CLOSERS + SENTENCE_ENDS + CLAUSE_ENDS + PAUSES
"""What a line ends well after."""

Measure = Callable[[str], float]


class LineEnd(NamedTuple):
    """A line may end at *stop*, and the next begin at *start*, at a cost."""

    stop: int
    start: int
    cost: float


def lines(
    text: str,
    measure: Measure,
    room: float,
    em: float,
    *,
    even: bool = False,
    language: str = "zh",
) -> list[str]:
    r"""*text* in lines no wider than *room*.

    Args:
        text: paragraphs, parted by a line break.
        measure: how wide a line is.
        room: how wide it may be.
        em: how wide a Chinese character is: half of it may hang beyond the edge, where a mark is
            that is half empty.
        even: lines as long as each other, as in a title.
        language: a BCP 47 tag; it says how words are told apart that no space parts.

    >>> lines("一条街的价格：九美元替纽约买来了什么", len, 12, 1, even=True)
    ['一条街的价格：', '九美元替纽约买来了什么']
    >>> print(*lines("增长 40 亿，👨‍👩‍👧 很高兴。", len, 6, 1), sep="|")
    增长|40 亿，|👨‍👩‍👧|很高兴。
    """
    out: list[str] = []
    for paragraph in text.split("\n"):
        if said := paragraph.strip():
            out += _paragraph(said, line_ends(said, language), measure, room, em, even=even)
    return out


def _paragraph(
    text: str, ends: Sequence[LineEnd], measure: Measure, room: float, em: float, *, even: bool
) -> list[str]:
    nodes = _fine(text, ends, measure, room)
    units = [measure(text[low.start : high.stop]) for low, high in pairwise(nodes)]
    spaces = [measure(text[at.stop : at.start]) if at.stop < at.start else 0.0 for at in nodes]
    before = [0.0]
    for unit, space in zip(units, spaces[1:], strict=True):
        before.append(before[-1] + unit + space)

    def width(low: int, high: int) -> float:
        return before[high] - before[low] - spaces[high] - hanging_width(text, nodes, low, high, em)

    target = room
    if even:
        count = len(_walk(text, nodes, width, room, room, even=False)) - 1
        target = min(room, max(width(0, len(nodes) - 1) / max(1, count), room / 3))
    way = _walk(text, nodes, width, room, target, even=even)
    return [text[nodes[low].start : nodes[high].stop] for low, high in pairwise(way)]


def hanging_width(text: str, nodes: Sequence[LineEnd], low: int, high: int, em: float) -> float:
    """How much of a line's width is the empty half of a mark at its edge."""
    return hanging(text[nodes[low].start], em)[0] + hanging(text[nodes[high].stop - 1], em)[1]


def hanging(char: str, em: float) -> tuple[float, float]:
    """How far *char* may hang out of a line at its start, and at its end.

    >>> hanging("《", 20), hanging("。", 20), hanging("(", 20)
    ((10.0, 0.0), (0.0, 10.0), (0.0, 0.0))
    """
    start = em / 2 if char in OPENERS and is_wide(char) else 0.0
    end = em / 2 if char in WIDE_CLOSERS and is_wide(char) else 0.0
    return start, end


def _walk(
    text: str,
    nodes: Sequence[LineEnd],
    width: Callable[[int, int], float],
    room: float,
    target: float,
    *,
    even: bool,
) -> list[int]:
    """The cheapest way from the first node to the last, a line a step."""
    clauses = list(accumulate((at.start > 0 and at.cost == 0 for at in nodes), initial=0))
    best = [0.0, *([float("inf")] * (len(nodes) - 1))]
    via = [0] * len(nodes)
    last = len(nodes) - 1
    for high in range(1, len(nodes)):
        for low in range(high - 1, -1, -1):
            wide = width(low, high)
            if wide > room and low < high - 1:
                break
            cost = best[low] + nodes[high].cost * (TITLE if even else BODY)
            if high < last or even:
                cost += 100 * ((target - wide) / target) ** 2
            if even:
                cost += MISSED * (clauses[high] - clauses[low + 1])
            if high == last:
                cost += _ending(text[nodes[low].start :], low, wide / room, even=even)
            if cost < best[high]:
                best[high], via[high] = cost, low
    way = [last]
    while way[-1]:
        way.append(via[way[-1]])
    return way[::-1]


def _ending(said: str, low: int, filled: float, *, even: bool) -> float:
    """What a last line costs: one character alone is none."""
    if low == 0:
        return 0.0
    bare = said.rstrip(STOPS)
    if graphemes(bare) <= 1:
        return LONE
    if even:
        return filled  # of two that are as even, the one that tapers
    return 0.0 if filled >= SHORT else 30 * (1 - filled / SHORT)


@lru_cache(maxsize=256)
def line_ends(text: str, language: str = "zh") -> tuple[LineEnd, ...]:
    """Where a line of *text* may end, its start and its end among them.

    >>> text = "读《街的价格》：9 美元，约 11%"
    >>> [text[at.start :][:1] for at in line_ends(text)[1:-1]]
    ['《', '的', '价', '格', '9', '约', '1']
    """
    whole = list(atoms(text))
    asides = [found.span() for found in HELD.finditer(text)]
    words = word_ends(text, language)
    found: dict[int, LineEnd] = {}
    for at in _breaks(text, whole):
        if at.level > Level.CHARACTER or {"\u00a0", "\u202f"} & {*text[at.stop : at.start]}:
            continue
        before, after = text[at.stop - 1], text[at.start]
        if before in "：:" and at.level is Level.WORD:
            if after.isdigit() and text[at.stop - 2].isdigit():
                continue  # a time
            at = at._replace(level=Level.CLAUSE)  # noqa: PLW2901 - a line ends well there
        cost = float(COSTS.get(at.level, 0))
        if at.level is Level.CHARACTER:
            cost = UNIT if at.stop < at.start else _between(text, at.stop, words)
        if any(low < at.stop < high for low, high in asides):
            cost += ASIDE
        cost += CLINGING * _clings(text, at)
        known = found.get(at.stop)
        if known is None or cost < known.cost:
            found[at.stop] = LineEnd(at.stop, at.start, cost)
    ordered = [found[stop] for stop in sorted(found)]
    return (LineEnd(0, 0, 0), *ordered, LineEnd(len(text), len(text), 0))


def _breaks(text: str, whole: list[tuple[int, int]]) -> list[Breakpoint]:
    """Every break of a line's text, by each finder of `cutting`; held ones are none of its."""
    end = len(text)
    good = [*scan(text, 0, end, Inside(whole)), *clauses(text, 0, end, whole, [])]
    fine = [*words(text, 0, end, whole, []), *characters(text, 0, end, whole, [])]
    never = {at.stop for at in fine if at.level >= Level.HELD}
    return [at for at in (*good, *fine) if at.stop not in never and 0 < at.stop < end]


@lru_cache(maxsize=256)
def word_ends(text: str, language: str) -> frozenset[int]:
    """Where words of *text* end that no space parts.

    >>> text = "当收益率曲线恢复正常"
    >>> sorted(word_ends(text, "zh")), sorted(word_ends("正式進軍", "zh-Hant"))
    ([1, 4, 8, 10], [2, 4])
    """
    load = MODELS.get(region(language))
    return frozenset(accumulate(map(len, _model(load).parse(text)))) if load else frozenset()


@cache
def _model(load: Callable[[], budoux.Parser]) -> budoux.Parser:
    return load()


def _between(text: str, at: int, words: frozenset[int]) -> float:
    """What it costs to end a line between two characters that no space parts."""
    phrased = text[at - 1] in LEANS_BACK or text[at] in BEGINS
    if at in words:
        return BETWEEN_PHRASES if phrased else BETWEEN_WORDS
    return INSIDE_PHRASE if phrased else COSTS[Level.CHARACTER]


def break_badness(text: str, row: str, below: str, language: str = "zh") -> float:
    """How much the title *text* suffers where *row* ends and *below* begins: 0 after a clause.

    >>> title = "街的价格：问一个数字的二十个问题"
    >>> (
    ...     break_badness(title, "街的价格：", "问"),
    ...     break_badness(title, "数字的", "二十个"),
    ...     break_badness(title, "数", "字的"),
    ... )
    (0.0, 0.05, 0.4)
    """
    if row[-1] in STOPS:
        return 0.0
    if is_cjk(row[-1]) and is_cjk(below[0]):
        at = max(0, text.find(row + below)) + len(row)
        cost = _between(text, at, word_ends(text, language))
        return {BETWEEN_PHRASES: 0.05, BETWEEN_WORDS: 0.15}.get(int(cost), 0.4)
    return 2.0 if row[-1].isalnum() and row + below in text else 0.18


def _clings(text: str, at: Breakpoint) -> bool:
    word = text[: at.stop].rsplit(None, 1)[-1] if at.stop < at.start else ""
    return text[at.start] in LEANS_BACK or word.lower() in LEANS_ON


def _fine(text: str, nodes: Sequence[LineEnd], measure: Measure, room: float) -> list[LineEnd]:
    """*nodes*, and places inside every word that is wider than a line."""
    out = [nodes[0]]
    for low, high in pairwise(nodes):
        if measure(text[low.start : high.stop]) > room:
            inside = [low.start + at for at in boundaries(text[low.start : high.stop])[1:-1]]
            kind = {at.stop: at.level for at in characters(text, low.start, high.stop, [], [])}
            for at in inside:
                held = kind.get(at, Level.HELD) >= Level.HELD
                out.append(LineEnd(at, at, SPLIT * (20 if held else 1)))
        out.append(high)
    return out
