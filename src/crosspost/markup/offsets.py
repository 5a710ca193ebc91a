"""Offsets: from code points to the units that channels count offsets in."""

from bisect import bisect_left
from collections.abc import Callable


def utf16(text: str) -> Callable[[int], int]:
    """From a code point's offset in *text* to its UTF-16 offset.

    >>> utf16("🎉中文")(2)
    3
    """
    astral = [at for at, char in enumerate(text) if char > "\uffff"]
    return lambda offset: offset + bisect_left(astral, offset)


def utf8(text: str) -> Callable[[int], int]:
    """From a code point's offset in *text* to its UTF-8 offset.

    >>> utf8("🎉中文")(2)
    7
    """
    offsets = [0]
    for char in text:
        wide = 1 if char < "\x80" else 2 if char < "\u0800" else 3 if char < "\U00010000" else 4
        offsets.append(offsets[-1] + wide)
    return offsets.__getitem__
