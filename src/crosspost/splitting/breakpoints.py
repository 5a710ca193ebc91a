"""Breakpoints: the breaks of a whole text that a plan chooses from, and how far apart they are."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..text.richtext import WHOLE, Rich
from .break_opportunities import Break, Inside, Level, block_breaks
from .estimate import RESOLUTION, Estimate
from .refine import find_finer_breaks, thin_out
from .types import Block


class Breakpoints(NamedTuple):
    """The text's start, the breaks in it and its end: neighbours fit into one message."""

    breaks: list[Break]
    starts: list[list[float]]
    """For each limit, the size of the text before what follows each break."""
    stops: list[list[float]]
    """For each limit, the size of the text up to the end of what each break follows."""

    def part(self, low: int, high: int) -> "Breakpoints":
        """Those between two indexes."""
        starts = [sizes[low:high] for sizes in self.starts]
        stops = [sizes[low:high] for sizes in self.stops]
        return Breakpoints(self.breaks[low:high], starts, stops)

    def extend(self, more: "Breakpoints") -> None:
        """Add *more*, which come later in the text."""
        self.breaks.extend(more.breaks)
        for sizes, others in zip(self.starts + self.stops, more.starts + more.stops, strict=True):
            sizes.extend(others)


def find_breakpoints(
    source: Rich,
    blocks: Sequence[Block],
    starts: Sequence[int],
    estimate: Estimate,
    long: float,
) -> Breakpoints:
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
    breaks = block_breaks(text, blocks, starts)
    if marked:
        inside = Inside(marked)
        breaks = [at for at in breaks if not inside(at.stop)]
    breaks = without_white_space(text, breaks)
    glued = [
        (begin + len(block.text) - 1, following + 1)
        for block, begin, following in zip(blocks, starts, starts[1:], strict=False)
        if block.glue
    ]
    found = _sized(breaks, estimate)
    filled = found.part(0, 1)
    done = 1
    for at in _too_far_apart(found, estimate, long):
        filled.extend(found.part(done, at + 1))
        more = find_finer_breaks(breaks[at], breaks[at + 1], text, (marked, glued), estimate)
        filled.extend(_sized(more, estimate))
        done = at + 1
    filled.extend(found.part(done, len(breaks)))
    if len(filled.breaks) <= RESOLUTION * estimate.messages_filled(len(text)):
        return filled
    first, *between_, last = filled.breaks
    return _sized([first, *thin_out(between_, estimate.part), last], estimate)


def _sized(breaks: list[Break], estimate: Estimate) -> Breakpoints:
    limits = range(len(estimate.capacities))
    starts, stops = [at.start for at in breaks], [at.stop for at in breaks]
    return Breakpoints(
        breaks,
        [estimate.sizes(which, starts) for which in limits],
        [estimate.sizes(which, stops) for which in limits],
    )


def _too_far_apart(found: Breakpoints, estimate: Estimate, share: float) -> list[int]:
    """Which breaks have the next one further off than such a *share* of a message."""
    far: set[int] = set()
    limits = zip(found.starts, found.stops, estimate.capacities, strict=True)
    for which, (starts, stops, room) in enumerate(limits):
        most = share * room if which < estimate.lengths else room
        pairs = enumerate(zip(starts, stops[1:], strict=False))
        far.update(at for at, (start, stop) in pairs if stop - start > most)
    return sorted(far)


def without_white_space(text: str, breaks: Iterable[Break]) -> list[Break]:
    """*breaks* with all white space in between, none empty, from the text's start to its end.

    >>> breaks = without_white_space(
    ...     " 一。 二 🎉", [Break(4, 4, Level.SENTENCE), Break(5, 5, Level.LINE)]
    ... )
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
