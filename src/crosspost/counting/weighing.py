"""Weighted: X's own length of a text.

What npm twitter-text 3.1.0 ``parseTweet(text).weightedLength`` says, but in linear time.
https://docs.x.com/fundamentals/counting-characters
"""

from unicodedata import is_normalized, normalize

from . import emoji
from .scale import Scale, scale_of
from .scanner import Link, scan
from .weights import V3, Weights


def weighted(text: str, weights: Weights = V3) -> int:
    """Characters of *text* as X counts them.

    >>> weighted("中文 ok"), weighted("👨‍👩‍👧"), weighted("https://example.com/very/long/path")
    (7, 2, 23)
    """
    scale = scale_of(weights)
    text = normal(text)
    total = scale.sum(text)
    links = list(scan(text))
    for link in links:
        total += scale.url - scale.sum(text[link.start : link.covered])
    if weights.emoji and not text.isascii():
        total -= _spared(text, links, scale)
    return -(-total // weights.scale)


def normal(text: str) -> str:
    """In composed form (NFC), as X stores it."""
    return text if text.isascii() or is_normalized("NFC", text) else normalize("NFC", text)


def widths(text: str, weights: Weights = V3) -> bytearray:
    """What each code point adds, 255 at most; a link or an emoji adds all of it at its last one.

    Text that is not in composed form adds what its parts weigh, which is no less.

    >>> list(widths("看a.cn👨‍👩‍👧"))
    [2, 0, 0, 0, 23, 0, 0, 0, 0, 2]
    """
    each = scale_of(weights).each(text)
    url, emoji_weight = min(weights.url, 255), min(-(-weights.default // weights.scale), 255)
    for start, end, is_link in wholes(text, weights):
        each[start:end] = bytes(end - start)
        each[end - 1] = url if is_link else emoji_weight
    return each


def wholes(text: str, weights: Weights = V3) -> list[tuple[int, int, bool]]:
    """What counts as one, from left to right without overlap: where, and whether it is a link.

    >>> wholes("👩‍💻看a.cn")
    [(0, 3, False), (4, 8, True)]
    """
    found = [(link.start, link.covered, True) for link in scan(text)]
    if weights.emoji and not text.isascii():
        found += [(start, end, False) for start, end in emoji.spans(text)]
    kept: list[tuple[int, int, bool]] = []
    for one in sorted(found):
        if not kept or one[0] >= kept[-1][1]:
            kept.append(one)
    return kept


def _spared(text: str, links: list[Link], scale: Scale) -> int:
    """What emoji weigh less than their parts; a keycap's digit may belong to a link instead."""
    spared = 0
    inside = iter(links)
    link = next(inside, None)
    for start, end in emoji.spans(text):
        while link and link.covered <= start:
            link = next(inside, None)
        if not link or start < link.start:
            spared += scale.sum(text[start:end]) - scale.weights.default
    return spared
