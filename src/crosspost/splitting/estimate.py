"""Sizes: finished messages by every limit and count of a channel; parts of a text, about."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, cast

from msgspec import structs

from ..counting import Ruler, links
from ..counting.measuring import Widths
from ..model.channel_spec import ChannelSpec, Countable, CountLimit, TextRule
from ..text.richtext import MarkKind, Rich

Ends = Callable[[Rich], Iterable[int]]
"""Where, in code points, each one of them ends."""


class MaxCount(NamedTuple):
    """At most *max* of something in one message; one more goes into the next."""

    name: Countable
    max: int

    def size(self, rich: Rich) -> int:
        """How many there are in *rich*.

        >>> MaxCount("cashtags", 1).size(Rich(text="$NVDA 还是 $AMD 🚀"))
        2
        """
        return sum(1 for _ in COUNTABLES[self.name](rich))

    def widths(self, rich: Rich) -> Widths:
        """How many there are up to each offset: each counts at its end."""
        each = [0] * len(rich)
        for end in COUNTABLES[self.name](rich):
            each[end - 1] += 1
        return Widths(each)


def _marked(*kinds: MarkKind) -> Ends:
    return lambda rich: (mark.end for mark in rich.marks if mark.kind in kinds)


COUNTABLES: dict[Countable, Ends] = {
    "links": _marked("url", "link"),
    "hashtags": _marked("hashtag"),
    "mentions": _marked("mention"),
    "cashtags": lambda rich: (end for _, end in links.cashtags(rich.text)),
}
"""Where those end that a thread can be cut by."""


def max_counts(spec: ChannelSpec) -> list[MaxCount]:
    """What a thread on this channel is cut by beside its limits of length.

    >>> from crosspost.registry import load_channel
    >>> max_counts(load_channel("wechat-message"))
    []
    """
    return [
        MaxCount(cast("Countable", name), limit.max)
        for name, limit in spec.max_counts.items()
        if isinstance(limit, CountLimit) and limit.over == "next message"
    ]


RESOLUTION = 16
"""Of the search: at most one breakpoint is kept in each sixteenth of a message."""

Project = Callable[[Rich], str]
"""The string that a channel measures of a text."""


class Measured(NamedTuple):
    """A finished message's size by the limit that it comes closest to."""

    size: int
    limit: int
    unit: str


class Gauge:
    """The limits of one channel, all of which hold, and the string that they are measured on.

    Args:
        rule: the limits.
        project: what is measured of a text, where it is not the text itself.
        counts: what else there may be only so many of.
    """

    def __init__(self, rule: TextRule, project: Project, counts: Sequence[MaxCount] = ()) -> None:
        self.maxima = [
            *(limit.max for limit in rule.limits),
            *(count.max for count in counts),
        ]
        self.units = (
            *(limit.unit for limit in rule.limits),
            *(count.name for count in counts),
        )
        self.counts = counts
        self.project = project
        self.rulers = tuple(Ruler(limit.unit, rule.count) for limit in rule.limits)

    def sizes(self, shown: Rich) -> list[int]:
        """By each limit's unit, in their order; then how many there are of what is counted."""
        text = self.project(shown)
        sizes = [ruler.size(text) for ruler in self.rulers]
        return [*sizes, *(count.size(shown) for count in self.counts)]

    def share(self, shown: Rich) -> float:
        """How much of a message *shown* fills, by its tightest limit of length."""
        sizes = zip(self.sizes(shown)[: len(self.rulers)], self.maxima, strict=False)
        return max(size / most for size, most in sizes)

    def measured(self, shown: Rich) -> Measured:
        """The size of *shown* by its tightest limit; by a count only where that is broken."""
        sizes, maxima = self.sizes(shown), self.maxima
        tight = 0
        for which in range(1, len(sizes)):
            tighter = sizes[which] * maxima[tight] > sizes[tight] * maxima[which]
            if tighter and (which < len(self.rulers) or sizes[which] > maxima[which]):
                tight = which
        return Measured(sizes[tight], maxima[tight], self.units[tight])


def with_less_room(
    rule: TextRule, before: Iterable[Rich], project: Callable[[Rich], str]
) -> TextRule:
    """*rule* with room left for the longest of what stands *before* a text."""
    gauge = Gauge(rule, project)
    sizes = [gauge.sizes(one) for one in before if one]
    if not sizes:
        return rule
    limits = tuple(
        structs.replace(limit, max=max(1, limit.max - max(each[at] for each in sizes)))
        for at, limit in enumerate(rule.limits)
    )
    return structs.replace(rule, limits=limits)


class Estimate:
    """How much of a message each part of one text will fill, about: what planning goes by.

    Cutting can change a size (a word beside a cut becomes a link), and so can projecting; what
    is planned is measured afterwards.

    Args:
        gauge: the limits and the projection.
        source: the whole text.
        blocks: the blocks it is made of.
        starts: where each begins.
    """

    def __init__(
        self, gauge: Gauge, source: Rich, blocks: Sequence[Rich], starts: Sequence[int]
    ) -> None:
        self.capacities = [*gauge.maxima]
        """What a message holds beside its number."""
        self.lengths = len(gauge.rulers)
        """How many of the limits are of length; the others are counts."""
        self._widths = [
            *(ruler.widths(source.text) for ruler in gauge.rulers),
            *(count.widths(source) for count in gauge.counts),
        ]
        self._starts = starts
        self._added: list[list[int]] = []
        if gauge.project(source) != source.text:
            self._added = _added(gauge, blocks)
            self._lengths = [max(1, len(block)) for block in blocks]

    def sizes(self, which: int, offsets: Sequence[int]) -> list[float]:
        """The size of ``source[:offset]`` by the limit *which*, for each offset."""
        widths = self._widths[which]
        if not self._added or which >= self.lengths:
            return [*widths.at(offsets)]
        pairs = zip(widths.at(offsets), offsets, strict=True)
        return [size + self._more(which, offset) for size, offset in pairs]

    def before(self, offset: int) -> list[float]:
        """The size of ``source[:offset]`` by each limit."""
        return [self.sizes(which, (offset,))[0] for which in range(len(self.capacities))]

    def messages_filled(self, offset: int) -> float:
        """How many messages ``source[:offset]`` fills, by its tightest limit."""
        sizes = zip(self.before(offset), self.capacities, strict=True)
        return max(size / room for size, room in sizes)

    def part(self, offset: int) -> int:
        """In which part of which message *offset* lies, `RESOLUTION` parts to each."""
        if len(self.capacities) == 1 and not self._added:  # the usual case, and asked most often
            return self._widths[0][offset] * RESOLUTION // self.capacities[0]
        sizes = zip(self.before(offset), self.capacities, strict=True)
        return sum(int(size * RESOLUTION / room) for size, room in sizes)

    def fits(self, start: int, stop: int) -> bool:
        """Whether ``source[start:stop]`` fits into one message."""
        sizes = zip(self.before(start), self.before(stop), self.capacities, strict=True)
        return all(high - low <= room for low, high, room in sizes)

    def _more(self, which: int, offset: int) -> float:
        """What projecting adds up to *offset*, spread evenly over each block."""
        block = bisect_right(self._starts, offset) - 1
        added = self._added[which]
        share = min(1.0, (offset - self._starts[block]) / self._lengths[block])
        return added[block] + share * (added[block + 1] - added[block])


def _added(gauge: Gauge, blocks: Sequence[Rich]) -> list[list[int]]:
    """What projecting adds to the blocks before each one, by each limit."""
    totals = [[0] for _ in gauge.rulers]
    for block in blocks:
        plain = [ruler.size(block.text) for ruler in gauge.rulers]
        for total, size, was in zip(totals, gauge.sizes(block), plain, strict=False):
            total.append(total[-1] + max(0, size - was))
    return totals
