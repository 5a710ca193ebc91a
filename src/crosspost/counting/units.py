"""The units in which channels count."""

from enum import StrEnum


class Unit(StrEnum):
    """What a limit is counted in; the values are the words the book uses.

    >>> Unit("utf-8") is Unit.UTF8
    True
    """

    WEIGHTED = "weighted"
    """X: code points weigh 1 or 2, an emoji 2, a URL 23, after NFC."""
    GRAPHEMES = "graphemes"
    """Bluesky: what a reader calls a character (UAX 29 extended grapheme clusters)."""
    CODE_POINTS = "code points"
    """Telegram, and the length of a Python string."""
    UTF16 = "utf-16"
    """JavaScript's length, and Telegram's offsets: two for most emoji."""
    UTF8 = "utf-8"
    """Bytes: Bluesky's second limit, WeChat's customer-service messages."""
    MASTODON = "mastodon"
    """Graphemes, but a URL costs 23 and ``@user@host`` only ``@user``."""
