"""Measuring: how long a text is on a channel, and what its length is made of."""

from collections import Counter
from typing import TYPE_CHECKING

from .._record import Record
from . import x_emoji
from .counters import Ruler
from .fixed_costs import fixed_costs
from .rules import COUNTERS, X_COUNT, CountRule, Weights
from .x_weighted import scale_of, to_nfc, weights_of

if TYPE_CHECKING:
    from ..model.channel_spec import ChannelSpec


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


class LengthPart(Record):
    """Characters of one kind in a text's length, as X counts it."""

    what: str
    """``links``, ``emoji``, ``Han``, ``wide`` or ``light``."""
    count: int
    each: int
    total: int

    def __str__(self) -> str:
        return f"{self.count} {self.what} × {self.each} = {self.total}"


def explain(text: str, rule: CountRule = X_COUNT) -> tuple[LengthPart, ...]:
    """What the weighted length of *text* is made of, the largest part first.

    The parts' totals add up to `weighted`, but for what is rounded up in each. An emoji that X's
    library does not know is in ``wide`` and ``light``, character by character.

    >>> print(*explain("看 https://a.cn/b🎉"), sep=", ")
    1 links × 23 = 23, 1 Han × 2 = 2, 1 emoji × 2 = 2, 1 light × 1 = 1
    """
    weights = weights_of(rule)
    scale = scale_of(weights)
    kinds: Counter[tuple[str, int]] = Counter()
    text = to_nfc(text) if rule.found_by == "x" else text
    for char, count in Counter(_plain(text, rule, weights.scale, kinds)).items():
        kinds[_kind(char, rule, weights), scale.sum(char)] += count
    parts = [
        LengthPart(
            what=what,
            count=count,
            each=-(-weight // weights.scale),
            total=-(-weight * count // weights.scale),
        )
        for (what, weight), count in kinds.items()
    ]
    return tuple(sorted(parts, key=lambda part: (-part.total, part.what)))


def _plain(text: str, rule: CountRule, scale: int, kinds: Counter[tuple[str, int]]) -> str:
    """The text without what counts as a whole; that goes into *kinds*."""
    plain: list[str] = []
    at = 0
    for start, end, cost, kind in fixed_costs(text, rule):
        plain.append(text[at:start])
        kinds[kind, cost * scale] += 1
        at = end
    return "".join((*plain, text[at:]))


def _kind(char: str, rule: CountRule, weights: Weights) -> str:
    if "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff":
        return "Han"
    if rule.emoji != "parts" and x_emoji.is_emoji(char):
        return "emoji"
    return "light" if any(one.start <= ord(char) <= one.end for one in weights.ranges) else "wide"
