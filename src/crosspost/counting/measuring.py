"""Measuring: how long a text is in a unit or on a channel."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from itertools import accumulate
from typing import TYPE_CHECKING

from msgspec import structs

from .._record import Record
from .characters import LENGTHS, Length
from .fixed_costs import fixed_costs
from .rules import COUNTERS, MASTODON_COUNT, CountRule, count_rule
from .x_weighted import scale_of, weighted, weights_of, widths

if TYPE_CHECKING:
    from ..model.channel_spec import ChannelSpec

_BITS = 6
_STRIDE = 1 << _BITS
"""Code points between two sums that are kept."""
_MEMORABLE = 1_000
"""Characters of the longest text whose length is kept: a key changes one part of a post of many."""


class Widths:
    """How long a text is up to each offset: figures that never fall.

    Cutting asks for a few of them only; the others are not even added up, which takes a tenth of
    the time of a list of all.

    Args:
        each: what each code point adds, in steps.
        steps: how many of them make one of the unit; what they make is rounded up.
    """

    def __init__(self, each: Sequence[int], steps: int = 1) -> None:
        self._each = each
        self._steps = steps
        strides = [sum(each[at : at + _STRIDE]) for at in range(0, len(each), _STRIDE)]
        self._sums = list(accumulate(strides, initial=0))

    def __getitem__(self, offset: int) -> int:
        """How long the text is up to *offset*."""
        return self.at((offset,))[0]

    def at(self, offsets: Iterable[int]) -> list[int]:
        """How long it is up to each of *offsets*, from 0 to its length."""
        each, sums = self._each, self._sums
        up_to = [
            sums[offset >> _BITS] + sum(each[offset & -_STRIDE : offset]) for offset in offsets
        ]
        return up_to if self._steps == 1 else [-(-size // self._steps) for size in up_to]


class Ruler:
    """Measures text in *unit*.

    Args:
        unit: what a limit is counted in: one of `COUNTERS`, or what *own* goes by.
        own: the count rule of a channel's entry.

    Raises:
        ChannelSpecError: there is no such unit.

    >>> Ruler("utf-8").size("中文🎉"), Ruler("utf-16").size("中文🎉")
    (10, 4)
    >>> Ruler("微博", CountRule(unit="微博", half="ascii")).size("中文 ok")
    4
    """

    def __init__(self, unit: str, own: CountRule | None = None) -> None:
        self.unit = unit
        self.rule = count_rule(unit, own)
        self._length, self._steps, self._remembered = _length(self.rule)

    def size(self, text: str) -> int:
        """How long *text* is."""
        known = self._remembered if len(text) <= _MEMORABLE else self._length.size
        return known(text)

    def widths(self, text: str) -> Widths:
        """How long the text is up to each offset.

        ``at[end] - at[start]`` estimates a slice. What counts as one (a link, an emoji, a
        grapheme) adds all at its end. Measure a finished piece with `size`: cutting can make a
        link, and a piece that is composed (NFC) may be shorter.

        >>> Ruler("weighted").widths("看a.cn吧").at(range(7))
        [0, 2, 2, 2, 2, 25, 27]
        """
        return Widths(self._length.widths(text), self._steps)


def mastodon(text: str, url: int = 23) -> int:
    """Characters of *text* as a Mastodon server counts them, each URL for *url*.

    >>> mastodon("详情见https://example.com/a。下一句"), mastodon("@alice@remote.example 你好")
    (26, 9)
    """
    return Ruler("mastodon", structs.replace(MASTODON_COUNT, url=url)).size(text)


@lru_cache(maxsize=64)
def _length(rule: CountRule) -> tuple[Length, int, Callable[[str], int]]:
    """How *rule* measures, how many steps of its widths make one character, and a short text."""
    steps = 1
    if rule.weighs:
        measured = Length(partial(weighted, rule=rule), partial(widths, rule=rule))
        steps = scale_of(weights_of(rule)).steps
    elif (rule.url, rule.mention, rule.emoji) == ("full", "full", "parts"):
        measured = LENGTHS[rule.of]
    else:
        measured = Length(partial(_size, rule=rule), partial(_widths, rule=rule))
    return measured, steps, lru_cache(maxsize=1024)(measured.size)


def _size(text: str, rule: CountRule) -> int:
    """The length of *text* with as many letters for each token as it costs."""
    if not text.strip():  # a blank status is nothing to Mastodon's server
        return 0 if rule.found_by == "mastodon" else LENGTHS[rule.of].size(text)
    parts: list[str] = []
    at = 0
    for start, end, cost, _ in fixed_costs(text, rule):
        parts += (text[at:start], "x" * cost)
        at = end
    return LENGTHS[rule.of].size("".join((*parts, text[at:])))


def _widths(text: str, rule: CountRule) -> list[int]:
    each = [*LENGTHS[rule.of].widths(text)]
    for start, end, cost, _ in fixed_costs(text, rule):
        each[start:end] = [0] * (end - start - 1) + [cost]
    return each


class Size(Record):
    """How long a text is, and how long it may be."""

    size: int
    unit: str
    limit: int | None = None
    """None where only a unit was asked for."""
    others: tuple["Size", ...] = ()
    """By the channel's further limits, which the text fills less."""

    @property
    def fits(self) -> bool:
        """Whether the text is inside every limit."""
        return all(one.limit is None or one.size <= one.limit for one in self.all)

    @property
    def all(self) -> tuple["Size", ...]:
        """By every limit, the tightest first."""
        return (self, *self.others)


def measure(text: str, by: "str | ChannelSpec") -> Size:
    """How long *text* is on a channel, or in a unit.

    Args:
        text: what a reader would see.
        by: a channel (``"x"``), its spec, or a unit (``"utf-8"``).

    Raises:
        ChannelSpecError: there is no such channel.

    >>> measure("中文🎉", "utf-8").size
    10
    """
    if isinstance(by, str) and by in COUNTERS:
        return Size(size=Ruler(by).size(text), unit=by)
    rule = _spec(by).text
    sizes = [
        Size(
            size=Ruler(limit.unit, rule.count).size(text),
            unit=limit.unit,
            limit=limit.max,
        )
        for limit in rule.limits
    ]
    tightest, *others = sorted(sizes, key=_filled, reverse=True)
    return Size(size=tightest.size, unit=tightest.unit, limit=tightest.limit, others=tuple(others))


def _filled(size: Size) -> float:
    return size.size / max(1, size.limit or 1)


def _spec(by: "str | ChannelSpec") -> "ChannelSpec":
    if not isinstance(by, str):
        return by
    from ..registry import load_channel  # noqa: PLC0415 - a unit needs no book

    return load_channel(by)
