"""Breakpoints: the breaks of a whole text that a plan chooses from, and how far apart they are.

Finer ones are sought only where the good ones are too far apart.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from .._lazy_re import later
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
from ..text.richtext import WHOLE, Rich
from .break_opportunities import (
    HELD,
    Breakpoint,
    Inside,
    Level,
    clauses,
    numbers,
    spans_touching,
)
from .estimate import RESOLUTION, Estimate
from .text_blocks import TextBlock, block_breaks

LINE_ENDS = later(r"[^\S\n]*(?:\n[^\S\n]*)*\n")
"""Ends of lines, empty ones together, without the white space that the next line begins with."""


class Breakpoints(NamedTuple):
    """The text's start, the breaks in it and its end: neighbours fit into one message."""

    breaks: list[Breakpoint]
    starts: list[list[float]]
    """For each limit, the size of the text before what follows each break."""
    stops: list[list[float]]
    """For each limit, the size of the text up to the end of what each break follows."""


def find_breakpoints(
    source: Rich,
    blocks: Sequence[TextBlock],
    starts: Sequence[int],
    estimate: Estimate,
    whole: tuple[float, Sequence[Span]],
) -> Breakpoints:
    """Where *source* may be cut: at good places, finer ones only where those are too far apart.

    Args:
        source: the whole text.
        blocks: what it is made of.
        starts: where each of them begins.
        estimate: how large each part of it is.
        whole: a sentence that fills no more of a message than this is not cut, nor is what stands
            in these spans.
    """
    text = source.text
    marked = sorted((mark.start, mark.end) for mark in source.marks if mark.kind in WHOLE)
    code = sorted((mark.start, mark.end) for mark in source.marks if mark.kind == "pre")
    long, kept = whole
    breaks = block_breaks(text, blocks, starts, kept)
    if marked or code:
        inside = Inside(sorted([*marked, *code]))
        breaks = [at for at in breaks if not inside(at.stop)]
    lines = [at for at in code_lines(text, code) if not _lies_in(kept, at.stop, at.start)]
    breaks = without_white_space(text, sorted([*breaks, *lines]) if lines else breaks, set(lines))
    glued = [
        (begin + len(block.text) - 1, following + 1)
        for block, begin, following in zip(blocks, starts, starts[1:], strict=False)
        if block.glue
    ]
    found = _sized(breaks, estimate)
    far = set(_too_far_apart(found, estimate, long, (code, kept)))
    filled: list[Breakpoint] = []
    for at, place in enumerate(breaks):
        filled.append(place)
        if at in far:
            filled += find_finer_breaks(place, breaks[at + 1], text, (marked, glued), estimate)
    if len(filled) > RESOLUTION * estimate.messages_filled(len(text)):
        first, *between, last = filled
        filled = [first, *thin_out(between, estimate.part), last]
    return _sized(filled, estimate) if filled != breaks else found


def _sized(breaks: list[Breakpoint], estimate: Estimate) -> Breakpoints:
    limits = range(len(estimate.capacities))
    starts, stops = [at.start for at in breaks], [at.stop for at in breaks]
    return Breakpoints(
        breaks,
        [estimate.sizes(which, starts) for which in limits],
        [estimate.sizes(which, stops) for which in limits],
    )


def _too_far_apart(
    found: Breakpoints,
    estimate: Estimate,
    share: float,
    whole: tuple[Sequence[Span], Sequence[Span]],
) -> list[int]:
    """Which breaks have the next one further off than such a *share* of a message.

    What stands in *whole*, spans of the text, may fill more: code a whole message, and what is
    known to fit as much as it does.
    """
    code, kept = whole
    far: set[int] = set()
    limits = zip(found.starts, found.stops, estimate.capacities, strict=True)
    for which, (starts, stops, room) in enumerate(limits):
        most = share * room if which < estimate.lengths else room
        pairs = enumerate(zip(starts, stops[1:], strict=False))
        long = [at for at, (start, stop) in pairs if stop - start > most]
        far.update(
            at
            for at in long
            if stops[at + 1] - starts[at] > room
            or not _lies_in(code, found.breaks[at].start, found.breaks[at + 1].stop)
        )
    return [
        at
        for at in sorted(far)
        if not _lies_in(kept, found.breaks[at].start, found.breaks[at + 1].stop)
    ]


def _lies_in(spans: Sequence[Span], start: int, stop: int) -> bool:
    """Whether one of *spans*, which are in order and apart, holds ``text[start:stop]``."""
    at = bisect_right(spans, start, key=lambda span: span[0]) - 1
    return at >= 0 and stop <= spans[at][1]


def code_lines(text: str, code: Iterable[Span]) -> Iterator[Breakpoint]:
    r"""A break after each line of the *code* in *text*; the next line keeps its indent.

    >>> [(at.stop, at.start) for at in code_lines("if 芯片:\n\n    跑()🎉", [(0, 15)])]
    [(6, 8)]
    """
    for start, end in code:
        for found in LINE_ENDS.finditer(text, start, end):
            if found.start() > start and found.end() < end:
                yield Breakpoint(found.start(), found.end(), Level.LINE)


def without_white_space(
    text: str, breaks: Iterable[Breakpoint], exact: Collection[Breakpoint] = ()
) -> list[Breakpoint]:
    """*breaks* with all white space in between, none empty, from the text's start to its end.

    Those that are *exact* leave the white space after them.

    >>> breaks = without_white_space(
    ...     " 一。 二 🎉", [Breakpoint(4, 4, Level.SENTENCE), Breakpoint(5, 5, Level.LINE)]
    ... )
    >>> [(at.stop, at.start) for at in breaks]
    [(1, 1), (3, 4), (5, 6), (7, 7)]
    """
    low, high = len(text) - len(text.lstrip()), len(text.rstrip())
    kept = [Breakpoint(low, low, Level.FORCED)]
    for at in breaks:
        stop, start, level = at
        while stop > low and text[stop - 1].isspace():
            stop -= 1
        while at not in exact and start < high and text[start].isspace():
            start += 1
        if start >= high:
            break
        before = kept[-1]
        if stop > before.start:
            kept.append(
                at if stop == at.stop and start == at.start else Breakpoint(stop, start, level)
            )
        elif len(kept) > 1:
            kept[-1] = Breakpoint(before.stop, max(start, before.start), min(level, before.level))
    kept.append(Breakpoint(high, high, Level.FORCED))
    return kept


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
    whole, held = (spans_touching(spans, start, end) for spans in keep)
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
