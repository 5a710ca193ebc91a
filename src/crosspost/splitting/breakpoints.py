"""Places: the breaks of a whole text that a plan chooses from, and how far apart they are."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..text.richtext import WHOLE, Rich
from .break_opportunities import Break, Inside, Level, between
from .estimate import FINEST, Estimate
from .refine import finer, thinned
from .types import Block


class Places(NamedTuple):
    """The text's start, the breaks in it and its end: neighbours fit into one message."""

    breaks: list[Break]
    starts: list[list[float]]
    """For each limit, the size of the text before what follows each break."""
    stops: list[list[float]]
    """For each limit, the size of the text up to the end of what each break follows."""

    def part(self, low: int, high: int) -> "Places":
        """Those between two indexes."""
        starts = [sizes[low:high] for sizes in self.starts]
        stops = [sizes[low:high] for sizes in self.stops]
        return Places(self.breaks[low:high], starts, stops)

    def extend(self, more: "Places") -> None:
        """Add *more*, which come later in the text."""
        self.breaks.extend(more.breaks)
        for sizes, others in zip(self.starts + self.stops, more.starts + more.stops, strict=True):
            sizes.extend(others)


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
    found = _sized(breaks, estimate)
    filled = found.part(0, 1)
    done = 1
    for at in _apart(found, estimate, long):
        filled.extend(found.part(done, at + 1))
        more = finer(breaks[at], breaks[at + 1], text, (marked, glued), estimate)
        filled.extend(_sized(more, estimate))
        done = at + 1
    filled.extend(found.part(done, len(breaks)))
    if len(filled.breaks) <= FINEST * estimate.filled(len(text)):
        return filled
    first, *between_, last = filled.breaks
    return _sized([first, *thinned(between_, estimate.part), last], estimate)


def _sized(breaks: list[Break], estimate: Estimate) -> Places:
    limits = range(len(estimate.rooms))
    starts, stops = [at.start for at in breaks], [at.stop for at in breaks]
    return Places(
        breaks,
        [estimate.sizes(which, starts) for which in limits],
        [estimate.sizes(which, stops) for which in limits],
    )


def _apart(found: Places, estimate: Estimate, share: float) -> list[int]:
    """Which breaks have the next one further off than such a *share* of a message."""
    far: set[int] = set()
    limits = zip(found.starts, found.stops, estimate.rooms, strict=True)
    for which, (starts, stops, room) in enumerate(limits):
        most = share * room if which < estimate.lengths else room
        pairs = enumerate(zip(starts, stops[1:], strict=False))
        far.update(at for at, (start, stop) in pairs if stop - start > most)
    return sorted(far)


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
