"""Lengths: the four that need no rule: code points, graphemes, UTF-16 units and bytes."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from .grapheme_clusters import boundaries, graphemes
from .rules import Base


class Length(NamedTuple):
    """One way to measure a text."""

    size: Callable[[str], int]
    """How long a text is."""
    widths: Callable[[str], Sequence[int]]
    """What each code point adds; what counts as one adds all of it at its last code point."""


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _utf8(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _clusters_at_their_ends(text: str) -> Sequence[int]:
    each = bytearray(len(text))
    for end in boundaries(text)[1:]:
        each[end - 1] = 1
    return each


LENGTHS: dict[Base, Length] = {
    "code points": Length(len, lambda text: b"\x01" * len(text)),
    "graphemes": Length(graphemes, _clusters_at_their_ends),
    "utf-16": Length(_utf16, lambda text: [1 + (char > "\uffff") for char in text]),
    "utf-8": Length(_utf8, lambda text: [_utf8(char) for char in text]),
}
"""By the name that ``of`` of a count rule and limits give them."""
