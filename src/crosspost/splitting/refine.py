"""Refine: finer places to cut, sought only where the good ones are too far apart."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from ..counting import boundaries
from ..counting.characters import Span
from ..text.cjk import (
    CJK,
    NOT_AT_LINE_END,
    NOT_AT_LINE_START,
    OPENERS,
    WIDE_CLOSERS,
    can_break_between,
    is_cjk,
)
from ..text.entities import atoms
from .break_opportunities import HELD, Breakpoint, Inside, Level, clauses, numbers, within
from .estimate import Estimate

PartAt = Callable[[int], int]
"""In which part of which message an offset lies, by estimate."""


@cache
def _words() -> re.Pattern[str]:
    """White space, and where Chinese and Latin letters meet; compiled when first needed."""
    return re.compile(rf"\s+|(?<=[{CJK}])(?=[A-Za-z])|(?<=[A-Za-z%])(?=[{CJK}])|[：:/—–](?=\S)")


def words(
    text: str, start: int, end: int, whole: Iterable[Span], held: Iterable[Span]
) -> Iterator[Breakpoint]:
    """The places between words of ``text[start:end]``.

    >>> text = "转向 Trainium不是因为 40 亿"
    >>> [text[at.stop :].strip()[:2] for at in words(text, 0, len(text), [], [])]
    ['Tr', '不是', '40', '亿']
    """
    inside, apart = Inside(whole), Inside(held)
    for found in _words().finditer(text, start, end):
        stop, after = found.span()
        if not found.group().isspace():
            stop = after
        if stop <= start or after >= end:
            continue
        before, following = text[stop - 1], text[after]
        if inside(stop):
            level = Level.WHOLE
        elif apart(stop) or not can_break_between(before, following) or numbers(text, start, stop):
            level = Level.HELD
        else:
            level = Level.CHARACTER if before.isdigit() and stop < after else Level.WORD
        yield Breakpoint(stop, after, level)


def characters(
    text: str, start: int, end: int, whole: Iterable[Span], held: Iterable[Span]
) -> Iterator[Breakpoint]:
    """Every place between grapheme clusters of ``text[start:end]``; those inside links too.

    >>> [at.level.name for at in characters("马拉松，👨‍👩‍👧ab", 0, 11, [], [])]
    ['CHARACTER', 'CHARACTER', 'HELD', 'WORD', 'LETTER', 'LETTER']
    """
    inside, apart = Inside(whole), Inside(held)
    for offset in boundaries(text[start:end])[1:-1]:
        stop = start + offset
        before, following = text[stop - 1], text[stop]
        if before.isspace() or following.isspace():
            continue
        if inside(stop):
            level = Level.WHOLE
        elif following in NOT_AT_LINE_START or before in NOT_AT_LINE_END or apart(stop):
            level = Level.HELD
        else:
            level = _between(before, following)
        yield Breakpoint(stop, stop, level)


def _between(before: str, after: str) -> Level:
    if before in WIDE_CLOSERS or after in OPENERS:
        return Level.WORD
    if is_cjk(before) and is_cjk(after):
        return Level.CHARACTER
    if is_cjk(before) or (is_cjk(after) and not before.isdigit()):
        return Level.WORD
    return Level.LETTER if before.isalnum() or after.isalnum() else Level.WORD


def thin_out(breaks: Iterable[Breakpoint], part: PartAt) -> Iterator[Breakpoint]:
    """The first, the best and the last break in each part of a message.

    No gap between two neighbours grows wider than a part, or than it was.
    """
    here = -1
    first = best = last = None
    for at in breaks:
        now = part(at.stop)
        if now != here or at.level <= Level.UNIT or best is None:
            yield from _kept(first, best, last)
            first = best = at
            here = now if at.level > Level.UNIT else -1
        elif at.level <= best.level:
            best = at
        last = at
    yield from _kept(first, best, last)


def _kept(*breaks: Breakpoint | None) -> Iterator[Breakpoint]:
    yield from sorted({at for at in breaks if at is not None})


Finder = Callable[[str, int, int, Iterable[Span], Iterable[Span]], Iterator[Breakpoint]]
FINDERS: tuple[Finder, ...] = (clauses, words, characters)
"""From the good places to the last resort."""


def find_finer_breaks(
    low: Breakpoint,
    high: Breakpoint,
    text: str,
    keep: tuple[Sequence[Span], Sequence[Span]],
    estimate: Estimate,
    finders: Sequence[Finder] = FINDERS,
) -> list[Breakpoint]:
    """Breakpoints between two breaks, by the first of *finders*; where those are too few, the rest.

    Between clauses; between words and characters only where no cut between clauses makes it fit.

    Args:
        low: where the part begins that is too long.
        high: where it ends.
        text: the whole text.
        keep: what is marked as meaning nothing in two, and what is better kept whole; in order.
        estimate: how large each part of the text is.
        finders: from the good places to the last resort.
    """
    start, end = low.start, high.stop
    whole, held = (within(spans, start, end) for spans in keep)
    asides = [found.span() for found in HELD.finditer(text, start, end)]
    held = sorted([*held, *asides]) if held else asides
    if finders[0] is clauses:
        found = list(clauses(text, start, end, whole, held))
    else:
        own = ((start + one, start + other) for one, other in atoms(text[start:end]))
        whole = sorted([*whole, *own])
        found = list(thin_out(finders[0](text, start, end, whole, held), estimate.part))
    if not finders[1:] or estimate.fits(start, end):
        return found
    more: list[Breakpoint] = []
    for before, after in pairwise([low, *found, high]):
        if not estimate.fits(before.start, after.stop):
            more += find_finer_breaks(before, after, text, keep, estimate, finders[1:])
        more.append(after)
    return more[:-1]
