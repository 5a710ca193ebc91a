"""Units: one idea is one message. A unit that fits is never cut, and few share a message.

A point, a prediction, a question, the sources, a section that fits: each is a unit. Two of them
share a message where both are one-liners of one list, or where one is but a short line and both
fill no more than three fifths of it; all units do so where messages come one after another in a
chat, as no replies to each other. Points of one list share what they fit where the thread is long.

Where a message that holds an address costs more, addresses are grouped into as few messages as
possible: X charges thirteen times as much for a post with a link (``cost`` in its entry).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from msgspec import structs

from ..counting import Ruler
from ..model.channel_spec import TextRule
from ..text.richtext import Rich
from .break_opportunities import first_sentence
from .estimate import Gauge, MaxCount
from .text_blocks import TextBlock, Unit, joined

SHARED = 0.6
"""Units that share a message fill no more of it."""
SHORT = 1 / 10
"""Of a message: what fills less looks lost in one of its own."""
ONE_LINER = 1 / 4
"""Of a message: a point of one sentence that fills no more is a line of a list."""

PACKED = 0.95
"""Points of one list in a long thread fill no more of a message that they share."""
LONG = 12
"""Messages: a thread of more is long, and the points of its list share some."""

HEADING = 40
"""Kept free for a number and a heading, in the channel's own unit."""

TextBlocks = Sequence[TextBlock]
"""The blocks of one unit."""


class MessageRoom:
    """How much of one message a text fills, its number included: measured, not estimated.

    Args:
        gauge: the limits, and what else there may be only so many of.
        numbered: adds the widest number that a message may have.
        chat: messages are no replies to each other; they share what they have room for.
    """

    def __init__(
        self, gauge: Gauge, numbered: Callable[[Rich], Rich], *, chat: bool = False
    ) -> None:
        self.chat = chat
        self._gauge = gauge
        self._numbered = numbered

    def share(self, text: Rich) -> float:
        """What *text* fills of a message; over 1 it does not fit."""
        shown = self._numbered(text)
        if any(count.size(shown) > count.max for count in self._gauge.counts):
            return float("inf")
        return self._gauge.share(shown)

    def fits(self, text: Rich) -> bool:
        """Whether one message has room for it."""
        return self.share(text) <= 1

    def of(self, part: TextBlocks) -> float:
        """What the blocks of *part* fill."""
        return self.share(joined(part)[0])


def units(blocks: Sequence[TextBlock]) -> list[list[TextBlock]]:
    """Blocks of one unit together; what the author parts is apart.

    >>> blocks = [TextBlock(text=Rich(text=text), unit=(text,)) for text in "甲甲🎉"]
    >>> [[block.text.text for block in part] for part in units(blocks)]
    [['甲', '甲'], ['🎉']]
    """
    parts: list[list[TextBlock]] = []
    for block in blocks:
        if parts and parts[-1][-1].unit == block.unit and not block.force:
            parts[-1].append(block)
        else:
            parts.append([block])
    return parts


Apart = Callable[[TextBlocks, TextBlocks], bool]
"""Whether two neighbours share no message, however small they are."""


def share_messages(
    threads: Sequence[Sequence[TextBlock]], room: MessageRoom, apart: Apart = lambda *_: False
) -> list[list[TextBlock]]:
    """*threads*, in each of which the units that share a message have become one.

    All threads say the same in other languages, so they are cut alike: two units share a message
    only where they may in every thread that has them.

    >>> from ..model.channel_spec import Limit, TextRule
    >>> rule = TextRule(limits=(Limit(max=40, unit="code points"),))
    >>> room = MessageRoom(Gauge(rule, lambda rich: rich.text), lambda rich: rich)
    >>> points = [
    ...     TextBlock(text=Rich(text=text), unit=("points", at))
    ...     for at, text in enumerate(["更便宜。", "更快。🎉"])
    ... ]
    >>> [block.unit for block in share_messages([points], room)[0]]
    [('points', 0), ('points', 0)]
    """
    parted = [_named(units(blocks)) for blocks in threads]
    sharing = _Sharing(parted, room, apart)
    made: list[list[TextBlock]] = []
    for parts in parted:
        here: list[_Name] = []
        blocks: list[TextBlock] = []
        for name, part in parts.items():
            here = [*here, name] if here and sharing.may(here, name) else [name]
            blocks += [structs.replace(block, unit=here[0][0]) for block in part]
        made.append(blocks)
    return made


_Name = tuple[Unit, int]
"""A unit, and which of its parts, where the author parts it."""


def _named(parts: Sequence[list[TextBlock]]) -> dict[_Name, list[TextBlock]]:
    named: dict[_Name, list[TextBlock]] = {}
    seen = Counter[Unit]()
    for part in parts:
        unit = part[0].unit
        named[unit, seen[unit]] = part
        seen[unit] += 1
    return named


class _Sharing:
    """Which units share a message, decided once for all threads.

    Args:
        threads: the parts of each.
        room: how much of a message a text fills.
        apart: what never shares one.
    """

    def __init__(
        self, threads: Sequence[dict[_Name, list[TextBlock]]], room: MessageRoom, apart: Apart
    ) -> None:
        self._threads = threads
        self._room = room
        self._apart = apart
        self._long = max(map(len, threads), default=0) > LONG
        self._known: dict[tuple[_Name, _Name], bool] = {}

    def may(self, here: Sequence[_Name], unit: _Name) -> bool:
        """Whether *unit* goes into the message in which those of *here* are."""
        pair = here[-1], unit
        if pair not in self._known:
            self._known[pair] = all(
                self._fits([some[one] for one in here if one in some], some[unit])
                for some in self._threads
                if unit in some and any(one in some for one in here)
            )
        return self._known[pair]

    def _fits(self, before: Sequence[TextBlocks], part: TextBlocks) -> bool:
        here = [block for one in before for block in one]
        if part[0].force or self._apart(here, part):
            return False
        siblings = _are_siblings(before[-1], part)
        if siblings and self._is_line(before[-1]) and self._is_line(part):
            return True
        room = self._room
        both = room.of([*here, *part])
        if siblings and self._long and not room.chat:
            return both <= PACKED
        short = room.chat or min(room.of(here), room.of(part)) <= SHORT
        return short and both <= SHARED

    def _is_line(self, part: TextBlocks) -> bool:
        """One sentence on one line, not counting the heading above it."""
        said = [block.text for block in part if not block.glue]
        if len(said) != 1 or "\n" in said[0].text.strip():
            return False
        text = said[0].text.rstrip()
        return first_sentence(text) >= len(text) and self._room.share(said[0]) <= ONE_LINER


def _are_siblings(before: TextBlocks, part: TextBlocks) -> bool:
    """Whether they are points of one list, or what leads to it and the first one."""
    one, other = before[-1].unit, part[0].unit
    if not one or not other or not isinstance(other[-1], int):
        return False
    leads = other[-2:-1] == ("points",) and one == other[:-2]
    return leads or one[:-1] == other[:-1] != ()


def gathered(
    blocks: Sequence[TextBlock], rule: TextRule, counts: Sequence[MaxCount] = ()
) -> list[TextBlock]:
    r"""*blocks*, those with addresses held together as far as one message has room for them.

    Args:
        blocks: in order.
        rule: what a message holds.
        counts: and how many of something.

    >>> from crosspost.registry import load_channel
    >>> from crosspost.text.richtext import Rich
    >>> def link(text):
    ...     return TextBlock(text=Rich(text=text).marked("url", text), gap="\n")
    >>> plain = TextBlock(text=Rich(text="没有链接。🎉"))
    >>> linked = [link("https://example.com/一"), link("https://example.com/二")]
    >>> [block.glue for block in gathered([plain, *linked], load_channel("x").text)]
    [False, True, False]
    """
    limit = rule.limits[0]
    ruler = Ruler(limit.unit, rule.count)
    most = next((count.max for count in counts if count.name == "links"), None)
    made = list(blocks)
    for first, end in _linked_runs(made):
        run = [
            _Linked(ruler.size(block.gap + block.text.text), _links(block))
            for block in made[first:end]
        ]
        parts = _even(run, limit.max - HEADING, most)
        for at in range(first + 1, end):
            if at - first not in parts:
                made[at - 1] = structs.replace(made[at - 1], glue=True)
    return made


class _Linked(NamedTuple):
    """A block with addresses: its size, and how many they are."""

    size: int
    links: int


def _links(block: TextBlock) -> int:
    return sum(mark.kind == "url" for mark in block.text.marks)


def _linked_runs(blocks: Sequence[TextBlock]) -> Iterator[tuple[int, int]]:
    """Where neighbours with addresses begin and end; what the author parts is apart."""
    first: int | None = None
    for at, block in enumerate(blocks):
        linked = _links(block) > 0
        if first is not None and (block.force or not linked):
            yield first, at
            first = None
        if linked and first is None:
            first = at
    if first is not None:
        yield first, len(blocks)


def _even(run: Sequence[_Linked], room: int, most: int | None) -> set[int]:
    """Where *run* is parted: into as few parts as there is room for, none much longer than another.

    >>> sorted(_even([_Linked(50, 1)] * 6, 260, None))
    [0, 3]
    """
    least = _packed(run, room, most)
    low, high = max(one.size for one in run), room
    while low < high:
        middle = (low + high) // 2
        if len(_packed(run, middle, most)) > len(least):
            low = middle + 1
        else:
            high = middle
    return _packed(run, max(low, high), most)


def _packed(run: Sequence[_Linked], room: int, most: int | None) -> set[int]:
    """Where each part of *run* begins, if each takes as many as fit."""
    begun = {0}
    size, links = run[0]
    for at, one in enumerate(run[1:], 1):
        size, links = size + one.size, links + one.links
        if size > room or (most is not None and links > most):
            begun.add(at)
            size, links = one
    return begun
