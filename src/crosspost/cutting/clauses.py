"""Clauses: where a sentence may be cut that is long for a message."""

import re
from collections.abc import Iterable, Iterator

from ..patterns import later
from .breaks import LIST_NUMBER, LONGEST_NUMBER, Break, Inside, Level, Span, run
from .kinsoku import CLOSERS, NO_START, is_han
from .sentences import SEPARATORS, STOPS, Kind

CLAUSES = later(rf"[{re.escape(SEPARATORS)}….][{re.escape(STOPS + SEPARATORS + CLOSERS)}]*\s*")


def clauses(
    text: str, start: int, end: int, whole: Iterable[Span], held: Iterable[Span]
) -> Iterator[Break]:
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
        if begin == start or after >= end or text[after] in NO_START or inside(stop):
            continue
        level = _level(what, text[begin - 1], text[after], spaced=spaced)
        if level is not None and not (what == "and" and numbers(text, start, begin)):
            yield Break(stop, after, level)


def _level(what: Kind, before: str, after: str, *, spaced: bool) -> Level | None:
    """What punctuation is between two characters; half-width marks need white space or Chinese."""
    if what == "comma" or (what == "clause" and (spaced or is_han(before))):
        return Level.CLAUSE
    apart = spaced or is_han(before) or is_han(after)
    return Level.PHRASE if what == "and" or (what in {"ellipsis", "dash"} and apart) else None


def numbers(text: str, start: int, stop: int) -> bool:
    """Whether only a list number stands before ``text[stop]`` in its line: ``一、``."""
    low = max(start, stop - LONGEST_NUMBER)
    line = text[max(low, text.rfind("\n", low, stop) + 1) : stop]
    return LIST_NUMBER.fullmatch(line) is not None
