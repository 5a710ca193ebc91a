"""Plan: which breaks to take, so that the whole thread reads best.

Dynamic programming from the end of the text to its start: the best way to cut what follows a
break does not depend on what stands before it. A plan costs one for each message, something
for each break by its level, and a little for messages of uneven size. A break looks ahead no
further than one message reaches, so the work grows linearly with the text.
"""

from collections.abc import Iterator, Sequence

from .breaks import Level

COST: dict[Level, float] = {
    Level.FORCED: 0.0,
    Level.TURN: -0.3,
    Level.PARAGRAPH: 0.0,
    Level.LINE: 0.05,
    Level.SENTENCE: 0.15,
    Level.SEMICOLON: 0.3,
    Level.CLAUSE: 0.8,
    Level.PHRASE: 1.2,
    Level.WORD: 4.0,
    Level.CHARACTER: 8.0,
    Level.LETTER: 40.0,
    Level.HELD: 100.0,
    Level.WHOLE: 1000.0,
}
"""What a break costs, in messages: at 0.8, a cut at a clause is taken where it saves one."""

UNEVEN = 0.3
"""How much two half messages are preferred to a full one and an empty one, in messages."""

Sizes = Sequence[Sequence[float]]
"""For each limit, the size of the text up to each node."""


class Plan:
    """The best cut from every node on; node 0 is the text's start, the last one its end.

    Args:
        starts: the size of what stands before the piece that begins at each node.
        stops: the size of what stands before the end of the piece that ends at each node.
        rooms: what one message holds, by each limit.
        levels: what a cut at each node goes through.

    >>> sizes = [[0, 112, 224, 336]]  # three Chinese sentences, 56 characters each
    >>> Plan(sizes, sizes, [280], [Level.SENTENCE] * 4).path()
    [2, 3]
    """

    def __init__(
        self, starts: Sizes, stops: Sizes, rooms: Sequence[int], levels: Sequence[Level]
    ) -> None:
        self._starts = starts
        self._stops = stops
        self._rooms = rooms
        self._levels = levels
        self._last = len(levels) - 1
        self._tight = max(range(len(stops)), key=lambda which: stops[which][-1] / rooms[which])
        self._uneven = UNEVEN / rooms[self._tight] ** 2
        self._base = [0.0] * len(levels)
        self._next = [0] * len(levels)
        self._solve(self._reaches())

    def path(self) -> list[int]:
        """The nodes where the pieces end, from the text's start to its end."""
        path = []
        node = 0
        while node < self._last:
            node = self._next[node]
            path.append(node)
        return path

    def ends(self, node: int, start: Sequence[float]) -> Iterator[int]:
        """Where a piece may end that begins at *start*, from *node* up to the next: best first.

        Args:
            node: the last one at or before the piece's start.
            start: the size of what stands before the piece, by each limit.
        """
        if start == [starts[node] for starts in self._starts]:
            yield self._next[node]
        far = node + 1
        while (
            far < self._last
            and self._levels[far] is not Level.FORCED
            and self._fits(start, far + 1)
        ):
            far += 1
        yield from sorted(range(node + 1, far + 1), key=lambda to: self._cost(start, to))

    def _cost(self, start: Sequence[float], to: int) -> float:
        size = self._stops[self._tight][to] - start[self._tight]
        return self._base[to] + self._uneven * size * size

    def _fits(self, start: Sequence[float], to: int) -> bool:
        return all(
            stops[to] - before <= room
            for before, stops, room in zip(start, self._stops, self._rooms, strict=True)
        )

    def _reaches(self) -> list[int]:
        """For each node, the furthest whose piece still fits; no further than a forced one."""
        reach = []
        far = 0
        for node in range(self._last):
            start = [starts[node] for starts in self._starts]
            far = max(far, node + 1)
            while (
                far < self._last
                and self._levels[far] is not Level.FORCED
                and self._fits(start, far + 1)
            ):
                far += 1
            reach.append(far)
        return reach

    def _solve(self, reach: Sequence[int]) -> None:
        base, starts, stops = self._base, self._starts[self._tight], self._stops[self._tight]
        uneven = self._uneven
        for node in range(self._last - 1, -1, -1):
            start, low, high = starts[node], node + 1, reach[node] + 1
            costs = [
                after + uneven * (stop - start) * (stop - start)
                for after, stop in zip(base[low:high], stops[low:high], strict=True)
            ]
            best = min(costs)
            self._next[node] = low + costs.index(best)
            base[node] = best + 1 + COST[self._levels[node]]
