"""Countables: what a channel may allow only so many of in one message, such as links."""

from collections.abc import Callable, Iterable
from typing import NamedTuple, cast

from ..counting import links
from ..counting.measuring import Widths
from ..model.channel_spec import ChannelSpec, Countable, CountLimit
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
