"""Measuring: how long a text is on a channel, and what its length is made of."""

from collections import Counter
from typing import TYPE_CHECKING

from ..record import Record
from . import emoji
from .ruler import Ruler
from .scale import scale_of
from .units import Unit
from .weighing import normal, wholes
from .weights import V3, Weights

if TYPE_CHECKING:
    from ..profile import Profile


class Size(Record):
    """How long a text is, and how long it may be."""

    size: int
    unit: Unit
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


def measure(text: str, by: "str | Unit | Profile") -> Size:
    """How long *text* is on a channel, or in a unit.

    Args:
        text: what a reader would see.
        by: a channel of the book (``"x"``), its profile, or a unit (``"utf-8"``).

    Raises:
        BookError: the book has no such channel.

    >>> measure("中文🎉", "utf-8").size
    10
    """
    if isinstance(by, str) and by in {unit.value for unit in Unit}:
        unit = Unit(by)
        return Size(size=Ruler(unit).size(text), unit=unit)
    rule = _profile(by).text
    sizes = [
        Size(
            size=Ruler(limit.unit, rule.weights, rule.url).size(text),
            unit=limit.unit,
            limit=limit.max,
        )
        for limit in rule.limits
    ]
    tightest, *others = sorted(sizes, key=_filled, reverse=True)
    return Size(size=tightest.size, unit=tightest.unit, limit=tightest.limit, others=tuple(others))


def _filled(size: Size) -> float:
    return size.size / max(1, size.limit or 1)


def _profile(by: "str | Profile") -> "Profile":
    if not isinstance(by, str):
        return by
    from ..book import load  # noqa: PLC0415 - a unit needs no book

    return load(by)


class Part(Record):
    """Characters of one kind in a text's length, as X counts it."""

    what: str
    """``links``, ``emoji``, ``Han``, ``wide`` or ``light``."""
    count: int
    each: int
    total: int

    def __str__(self) -> str:
        return f"{self.count} {self.what} × {self.each} = {self.total}"


def explain(text: str, weights: Weights = V3) -> tuple[Part, ...]:
    """What the weighted length of *text* is made of, the largest part first.

    The parts' totals add up to `weighted`. An emoji that X's library does not know is in
    ``wide`` and ``light``, character by character.

    >>> print(*explain("看 https://a.cn/b🎉"), sep=", ")
    1 links × 23 = 23, 1 Han × 2 = 2, 1 emoji × 2 = 2, 1 light × 1 = 1
    """
    scale = scale_of(weights)
    kinds: Counter[tuple[str, int]] = Counter()
    for char, count in Counter(_plain(text := normal(text), weights, kinds)).items():
        kinds[_kind(char, weights), scale.sum(char)] += count
    parts = [
        Part(
            what=what,
            count=count,
            each=-(-weight // weights.scale),
            total=-(-weight * count // weights.scale),
        )
        for (what, weight), count in kinds.items()
    ]
    return tuple(sorted(parts, key=lambda part: (-part.total, part.what)))


def _plain(text: str, weights: Weights, kinds: Counter[tuple[str, int]]) -> str:
    """The text without what counts as a whole; that goes into *kinds*."""
    plain: list[str] = []
    at = 0
    for start, end, is_link in wholes(text, weights):
        plain.append(text[at:start])
        kinds[
            ("links", weights.url * weights.scale) if is_link else ("emoji", weights.default)
        ] += 1
        at = end
    return "".join((*plain, text[at:]))


def _kind(char: str, weights: Weights) -> str:
    if "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff":
        return "Han"
    if weights.emoji and emoji.is_one(char):
        return "emoji"
    return "light" if any(one.start <= ord(char) <= one.end for one in weights.light) else "wide"
