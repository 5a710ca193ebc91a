"""Breakpoints: the breaks of a whole text that a plan chooses from, and how far apart they are."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from .._lazy_re import later
from ..counting.characters import Span
from ..text.richtext import WHOLE, Rich
from .break_opportunities import Breakpoint, Inside, Level, block_breaks
from .estimate import RESOLUTION, Estimate
from .refine import find_finer_breaks, thin_out
from .types import TextBlock

LINE_ENDS = later(r"[^\S\n]*(?:\n[^\S\n]*)*\n")
"""Ends of lines, empty ones together, without the white space that the next line begins with."""


class Breakpoints(NamedTuple):
    """The text's start, the breaks in it and its end: neighbours fit into one message."""

    breaks: list[Breakpoint]
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
    filled = found.part(0, 1)
    done = 1
    for at in _too_far_apart(found, estimate, long, (code, kept)):
        filled.extend(found.part(done, at + 1))
        more = find_finer_breaks(breaks[at], breaks[at + 1], text, (marked, glued), estimate)
        filled.extend(_sized(more, estimate))
        done = at + 1
    filled.extend(found.part(done, len(breaks)))
    if len(filled.breaks) <= RESOLUTION * estimate.messages_filled(len(text)):
        return filled
    first, *between_, last = filled.breaks
    return _sized([first, *thin_out(between_, estimate.part), last], estimate)


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
