"""Plan and fill: which breaks to take, so that the whole thread reads best, and messages by that.

The plan is dynamic programming from the end of the text to its start: the best way to cut what
follows a break does not depend on what stands before it. A plan costs something for each break by
its level, for a part of a paragraph beside another one, and a little for each message and for
messages of uneven size. A new unit is a new message. A break looks ahead no further than one
message reaches, so the work grows linearly with the text.

Then messages are filled, each of them measured alone. Cutting can change what a text weighs:
``太多了。Musical.ly`` holds no link, but ``Musical.ly`` at the start of a message is one, and X
charges 23 for it. So a planned chunk is measured after everything was added to it; one that is over
its limit ends at another place.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from .._record import Record
from ..errors import FitError
from ..text.richtext import Rich, Slices
from .break_opportunities import Breakpoint, Level
from .breakpoints import Breakpoints, characters, words
from .estimate import Estimate, Gauge

COST: dict[Level, float] = {
    Level.FORCED: 0.0,
    Level.UNIT: 0.0,
    Level.PARAGRAPH: 0.0,
    Level.LINE: 0.05,
    Level.SENTENCE: 0.15,
    Level.SEMICOLON: 0.3,
    Level.CLAUSE: 0.7,
    Level.PHRASE: 1.1,
    Level.WORD: 4.0,
    Level.CHARACTER: 8.0,
    Level.LETTER: 40.0,
    Level.HELD: 100.0,
    Level.WHOLE: 1000.0,
}
"""What a break costs, beside the other costs of a plan."""

MESSAGE = 0.3
"""What each message costs: sentences of one unit stay together, no clause is cut to save one."""

TORN = 0.35
"""What it costs that a message holds a part of a paragraph beside another one."""

UNEVEN = 0.3
"""How much two half messages are preferred to a full one and an empty one."""


class Plan:
    """The best cut from every node on; node 0 is the text's start, the last one its end.

    Args:
        places: the nodes: where the text may be cut.
        capacities: what one message holds, by each limit.
        break_cost: how many times the usual a break costs: below 1, messages are fewer.
        apart: up to this level a break always begins a new message.

    >>> from crosspost.splitting.break_opportunities import Breakpoint
    >>> from crosspost.splitting.breakpoints import Breakpoints
    >>> breaks = [Breakpoint(at, at, Level.SENTENCE) for at in (0, 100, 130, 160, 260)]
    >>> sizes = [[2 * at.stop for at in breaks]]  # Chinese: two for each character
    >>> Plan(Breakpoints(breaks, sizes, sizes), [280]).path()
    [2, 4]
    """

    def __init__(
        self,
        places: "Breakpoints",
        capacities: Sequence[int],
        break_cost: float = 1.0,
        apart: Level = Level.UNIT,
    ) -> None:
        self.breaks, self._starts, self._stops = places
        self._rooms = capacities
        self._last = len(self.breaks) - 1
        filled = [stops[-1] / room for stops, room in zip(self._stops, capacities, strict=True)]
        self._tight = filled.index(max(filled))
        self._uneven = break_cost * UNEVEN / capacities[self._tight] ** 2
        self._costs = [break_cost * COST[at.level] + MESSAGE for at in self.breaks]
        self._torn = break_cost * TORN
        self._before, self._after = self._paragraphs()
        self._base = [0.0] * len(self.breaks)
        self._next = [0] * len(self.breaks)
        self._reach = self._reaches(apart)
        self._solve()

    def path(self) -> list[int]:
        """The nodes where the chunks end, from the text's start to its end."""
        path = []
        node = 0
        while node < self._last:
            node = self._next[node]
            path.append(node)
        return path

    def following(self, node: int) -> int:
        """Where the chunk that begins at *node* ends."""
        return self._next[node]

    def ends(self, node: int, before: Sequence[float]) -> Iterator[int]:
        """Where a chunk may end that begins at *node* or between it and the next: best first.

        Args:
            node: the last one at or before the chunk's start.
            before: the size of what stands before the chunk, by each limit.
        """
        starts, stops = before[self._tight], self._stops[self._tight]

        def cost(to: int) -> float:
            torn = (self._before[to] > node) + (self._after[node] < to)
            uneven = self._uneven * (stops[to] - starts) ** 2
            return self._base[to] + uneven + self._torn * torn

        yield from sorted(range(node + 1, self._reach[node] + 1), key=cost)

    def _paragraphs(self) -> tuple[list[int], list[int]]:
        """For each node inside a paragraph, where that begins and ends; else none in reach."""
        inside = [at.level > Level.LINE for at in self.breaks]
        before, after = [-1] * len(inside), [len(inside)] * len(inside)
        for node in range(1, len(inside)):
            if inside[node]:
                before[node] = before[node - 1] if inside[node - 1] else node - 1
        for node in range(len(inside) - 2, -1, -1):
            if inside[node]:
                after[node] = after[node + 1] if inside[node + 1] else node + 1
        return before, after

    def _reaches(self, apart: Level) -> list[int]:
        """For each node, the furthest whose chunk still fits; never past one that is *apart*."""
        reach = [self._last] * self._last
        for starts, stops, room in zip(self._starts, self._stops, self._rooms, strict=True):
            furthest = [
                bisect_right(stops, start + room, node + 2) - 1
                for node, start in enumerate(starts[:-1])
            ]
            reach = list(map(min, reach, furthest))
        forced = [node for node, at in enumerate(self.breaks) if at.level <= apart]
        for before, after in pairwise(forced if len(forced) > 2 else ()):  # noqa: PLR2004 - both ends
            reach[before:after] = [min(far, after) for far in reach[before:after]]
        return reach

    def _solve(self) -> None:
        """From the end: the cheapest next node for each, and what all after it costs.

        ``u (stop - start)²`` is taken apart, so that the loop over next nodes does no more than
        ``parts[next] - 2 u start stop[next]``. They are few, so that a plain loop is fastest.
        """
        starts, stops = self._starts[self._tight], self._stops[self._tight]
        uneven, reach, base, costs = self._uneven, self._reach, self._base, self._costs
        before, after, torn = self._before, self._after, self._torn
        infinite = float("inf")
        parts = [0.0] * self._last + [uneven * stops[-1] ** 2]
        for node in range(self._last - 1, -1, -1):
            start = starts[node]
            slope = 2 * uneven * start
            best, nearest, end = infinite, node + 1, after[node]
            for to in range(nearest, reach[node] + 1):
                cost = parts[to] - slope * stops[to]
                if to > end:
                    cost += torn
                if before[to] > node:
                    cost += torn
                if cost < best:
                    best, nearest = cost, to
            self._next[node] = nearest
            base[node] = best + uneven * start * start + costs[node]
            parts[node] = base[node] + uneven * stops[node] ** 2


class Chunk(Record):
    """One message's share of the text; ``source[start:end]`` is its *text*."""

    text: Rich
    """Without the number."""
    shown: Rich
    """With it: what is sent."""
    number: str
    start: int
    end: int
    size: int
    """Of what is sent, in the *unit* of the limit that it comes closest to."""
    limit: int
    unit: str


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
