"""Places: the breaks of a whole text that a plan chooses from, and how far apart they are."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..rich import WHOLE, Rich
from .blocks import Block
from .breaks import Break, Inside, Level, between
from .gauge import FINEST, Estimate
from .refine import filled, thinned


class Places(NamedTuple):
    """The text's start, the breaks in it and its end: neighbours fit into one message."""

    breaks: Sequence[Break]
    starts: Sequence[Sequence[float]]
    """For each limit, the size of the text before what follows each break."""
    stops: Sequence[Sequence[float]]
    """For each limit, the size of the text up to the end of what each break follows."""


def places(
    source: Rich,
    blocks: Sequence[Block],
    starts: Sequence[int],
    estimate: Estimate,
    long: float,
) -> Places:
    """Where *source* may be cut: at good places, finer ones only where those are too far apart.

    Args:
        source: the whole text.
        blocks: what it is made of.
        starts: where each of them begins.
        estimate: how large each part of it is.
        long: a sentence that fills no more of a message is not cut.
    """
    text = source.text
    marked = sorted((mark.start, mark.end) for mark in source.marks if mark.kind in WHOLE)
    breaks = between(text, blocks, starts)
    if marked:
        inside = Inside(marked)
        breaks = [at for at in breaks if not inside(at.stop)]
    breaks = tidied(text, breaks)
    glued = [
        (begin + len(block.text) - 1, following + 1)
        for block, begin, following in zip(blocks, starts, starts[1:], strict=False)
        if block.glue
    ]
    breaks = filled(breaks, text, (marked, glued), estimate, long)
    if len(breaks) > FINEST * estimate.filled(len(text)):
        breaks = [breaks[0], *thinned(breaks[1:-1], estimate.part), breaks[-1]]
    return _sized(breaks, estimate)


def _sized(breaks: Sequence[Break], estimate: Estimate) -> Places:
    limits = range(len(estimate.rooms))
    starts, stops = [at.start for at in breaks], [at.stop for at in breaks]
    return Places(
        breaks,
        [estimate.sizes(which, starts) for which in limits],
        [estimate.sizes(which, stops) for which in limits],
    )


def tidied(text: str, breaks: Iterable[Break]) -> list[Break]:
    """*breaks* with all white space in between, none empty, from the text's start to its end.

    >>> breaks = tidied(" 一。 二 🎉", [Break(4, 4, Level.SENTENCE), Break(5, 5, Level.LINE)])
    >>> [(at.stop, at.start) for at in breaks]
    [(1, 1), (3, 4), (5, 6), (7, 7)]
    """
    low, high = len(text) - len(text.lstrip()), len(text.rstrip())
    kept = [Break(low, low, Level.FORCED)]
    for at in breaks:
        stop, start, level = at
        while stop > low and text[stop - 1].isspace():
            stop -= 1
        while start < high and text[start].isspace():
            start += 1
        if start >= high:
            break
        before = kept[-1]
        if stop > before.start:
            kept.append(at if stop == at.stop and start == at.start else Break(stop, start, level))
        elif len(kept) > 1:
            kept[-1] = Break(before.stop, max(start, before.start), min(level, before.level))
    kept.append(Break(high, high, Level.FORCED))
    return kept
