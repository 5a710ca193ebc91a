"""Fills messages by a plan, each of them measured alone.

Cutting can change what a text weighs: ``太多了。Musical.ly`` holds no link, but ``Musical.ly``
at the start of a message is one, and X charges 23 for it. So a planned chunk is measured after
everything was added to it; one that is over its limit ends at another place.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..errors import FitError
from ..text.richtext import Rich, Slices
from .break_opportunities import Breakpoint, Level
from .estimate import Estimate, Gauge
from .optimise import Plan
from .refine import characters, words
from .types import Chunk

Show = Callable[[Rich, int], tuple[Rich, str]]
"""A message's text with its number, and the number, of the message that comes as the n-th."""


class Step(NamedTuple):
    """A finished message, and what the cut after it goes through."""

    chunk: Chunk
    level: Level


class Filler:
    """Follows a plan through a text.

    Args:
        source: the whole text.
        plan: the best cut from each place on.
        estimate: how large its parts are, about.
        gauge: measures finished messages.
    """

    def __init__(
        self,
        source: Rich,
        plan: Plan,
        estimate: Estimate,
        gauge: Gauge,
    ) -> None:
        self._source = source
        self._places = plan.breaks
        self.plan = plan
        self._estimate = estimate
        self._gauge = gauge

    def fill(self, show: Show) -> list[Step]:
        """Every message of the thread, none over a limit.

        Raises:
            FitError: something that cannot be cut is larger than a message.
        """
        taken: list[Step] = []
        slices = Slices(self._source)
        node, start = 0, self._places[0].start
        while node + 1 < len(self._places):

            def finished(stop: int, start: int = start) -> Chunk:
                text = slices.part(start, stop)
                return make_chunk(text, start, stop, show, len(taken) + 1, self._gauge)

            for end in self._ends(node, start):
                chunk = finished(self._places[end].stop)
                if chunk.size <= chunk.limit:
                    node, at = end, self._places[end]
                    break
            else:
                at = self._last_resort(start, self._places[node + 1].stop, finished)
                chunk = finished(at.stop)
            taken.append(Step(chunk, at.level))
            start = at.start
        return taken

    def _ends(self, node: int, start: int) -> Iterator[int]:
        """The nodes where a chunk may end that begins at *start*, best first."""
        if start == self._places[node].start:
            yield self.plan.following(node)
        yield from self.plan.ends(node, self._estimate.before(start))

    def _last_resort(self, start: int, stop: int, finished: Callable[[int], Chunk]) -> Breakpoint:
        """A place in ``source[start:stop]``, which proved too large, that makes it fit."""
        text = self._source.text
        found = sorted({*words(text, start, stop, (), ()), *characters(text, start, stop, (), ())})
        low, high = 0, len(found)
        while low < high:
            middle = (low + high) // 2
            chunk = finished(found[middle].stop)
            if chunk.size <= chunk.limit:
                low = middle + 1
            else:
                high = middle
        if not low:
            raise _too_large(finished(stop))
        return min(found[low // 2 : low], key=lambda at: (at.level, -at.stop))


def make_chunk(text: Rich, start: int, stop: int, show: Show, n: int, gauge: Gauge) -> Chunk:
    """``source[start:stop]``, numbered and measured."""
    shown, number = show(text, n)
    size, limit, unit = gauge.measured(shown)
    return Chunk(
        text=text,
        shown=shown,
        number=number,
        start=start,
        end=stop,
        size=size,
        limit=limit,
        unit=unit,
    )


def _too_large(chunk: Chunk) -> FitError:
    return FitError(
        "split.unbreakable",
        text=chunk.text.text[:24],
        size=chunk.size,
        unit=chunk.unit,
        limit=chunk.limit,
    )
