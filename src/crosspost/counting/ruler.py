"""Ruler: measures text in one unit, whole or for every slice at once."""

from collections.abc import Iterable, Sequence
from itertools import accumulate

from . import weighing
from .clusters import boundaries, graphemes
from .units import Unit
from .weights import V3, Weights

_BITS = 6
_STRIDE = 1 << _BITS
"""Code points between two sums that are kept."""


class Widths:
    """How long a text is up to each offset: figures that never fall.

    Cutting asks for a few of them only; the others are not even added up, which takes a tenth of
    the time of a list of all.

    Args:
        each: what each code point adds.
    """

    def __init__(self, each: Sequence[int]) -> None:
        self._each = each
        strides = [sum(each[at : at + _STRIDE]) for at in range(0, len(each), _STRIDE)]
        self._sums = list(accumulate(strides, initial=0))

    def __getitem__(self, offset: int) -> int:
        """How long the text is up to *offset*."""
        return self.at((offset,))[0]

    def at(self, offsets: Iterable[int]) -> list[int]:
        """How long it is up to each of *offsets*, from 0 to its length."""
        each, sums = self._each, self._sums
        return [sums[offset >> _BITS] + sum(each[offset & -_STRIDE : offset]) for offset in offsets]


class Ruler:
    """Measures text in *unit*.

    Args:
        unit: what to count.
        weights: what ``weighted`` counts with; X's own unless given.
        url: what ``mastodon`` charges for a URL; 23 unless given.

    >>> Ruler(Unit.UTF8).size("中文🎉"), Ruler(Unit.UTF16).size("中文🎉")
    (10, 4)
    """

    def __init__(self, unit: Unit, weights: Weights | None = None, url: int | None = None) -> None:
        self.unit = unit
        self._weights = weights or V3
        self._url = 23 if url is None else url

    def size(self, text: str) -> int:
        """How long *text* is."""
        match self.unit:
            case Unit.WEIGHTED:
                return weighing.weighted(text, self._weights)
            case Unit.GRAPHEMES:
                return graphemes(text)
            case Unit.CODE_POINTS:
                return len(text)
            case Unit.UTF16:
                return len(text.encode("utf-16-le", "surrogatepass")) // 2
            case Unit.UTF8:
                return len(text.encode("utf-8", "surrogatepass"))
            case Unit.MASTODON:
                from .statuses import mastodon  # noqa: PLC0415 - only where it counts

                return mastodon(text, self._url)

    def widths(self, text: str) -> Widths:
        """How long the text is up to each offset.

        ``at[end] - at[start]`` estimates a slice. What counts as one (a link, an emoji, a
        grapheme) adds all at its end. Measure a finished piece with `size`: cutting can make a
        link, and a piece that is composed (NFC) may be shorter.

        >>> Ruler(Unit.WEIGHTED).widths("看a.cn吧").at(range(7))
        [0, 2, 2, 2, 2, 25, 27]
        """
        return Widths(self._each(text))

    def _each(self, text: str) -> Sequence[int]:
        match self.unit:
            case Unit.WEIGHTED:
                return weighing.widths(text, self._weights)
            case Unit.GRAPHEMES:
                return _at_ends(text)
            case Unit.CODE_POINTS:
                return b"\x01" * len(text)
            case Unit.UTF16:
                return [1 + (char > "\uffff") for char in text]
            case Unit.UTF8:
                return [len(char.encode("utf-8", "surrogatepass")) for char in text]
            case Unit.MASTODON:
                from .statuses import widths  # noqa: PLC0415 - only where it counts

                return widths(text, self._url)


def _at_ends(text: str) -> Sequence[int]:
    """One at the last code point of each grapheme."""
    each = bytearray(len(text))
    for end in boundaries(text)[1:]:
        each[end - 1] = 1
    return each
