"""Weighted: the length of a text whose characters weigh differently, as X counts.

What npm twitter-text 3.1.0 ``parseTweet(text).weightedLength`` says, but in linear time; and the
same with any other weights. https://docs.x.com/fundamentals/counting-characters
"""

from collections.abc import Sequence
from unicodedata import is_normalized, normalize

from . import emoji
from .rules import HALF_ASCII, X_COUNT, CountRule, Weights
from .scale import Scale, scale_of
from .scanner import Link, scan
from .tokens import tokens

_BYTE = 255


def weighted(text: str, rule: CountRule = X_COUNT) -> int:
    """Characters of *text* by the weights of *rule*, rounded up; X's unless another is given.

    >>> weighted("中文 ok"), weighted("👨‍👩‍👧"), weighted("https://example.com/very/long/path")
    (7, 2, 23)
    >>> weighted("中文 ok", CountRule(half="ascii"))
    4
    """
    scale = scale_of(weights_of(rule))
    one = scale.weights.scale
    if rule.found_by != "x":
        total = scale.sum(text)
        for start, end, cost, _ in tokens(text, rule):
            total += cost * one - scale.sum(text[start:end])
        return -(-total // one)
    text = normal(text)
    total = scale.sum(text)
    links: list[Link] = []
    if isinstance(rule.url, int):
        url, links = rule.url * one, list(scan(text))
        for link in links:
            total += url - scale.sum(text[link.start : link.covered])
    if isinstance(rule.emoji, int) and not text.isascii():
        total -= _spared(text, links, scale, rule.emoji * one)
    return -(-total // one)


def weights_of(rule: CountRule) -> Weights:
    """The weights of *rule*, those of ``half`` among them; without any, all weigh the same."""
    return HALF_ASCII if rule.half == "ascii" else rule.weights or _EVEN


_EVEN = Weights(scale=1, default=1, ranges=())


def normal(text: str) -> str:
    """In composed form (NFC), as X stores it."""
    return text if text.isascii() or is_normalized("NFC", text) else normalize("NFC", text)


def widths(text: str, rule: CountRule = X_COUNT) -> Sequence[int]:
    """What each code point adds, in steps of the scale; a token adds all of it at its last one.

    Text that is not in composed form adds what its parts weigh, which is no less.

    >>> list(widths("看a.cn👨‍👩‍👧"))
    [2, 0, 0, 0, 23, 0, 0, 0, 0, 2]
    """
    scale = scale_of(weights_of(rule))
    each: bytearray | list[int] = scale.each(text)
    for start, end, cost, _ in tokens(text, rule):
        each[start:end] = bytes(end - start)
        if cost * scale.steps > _BYTE:
            each = list(each)
        each[end - 1] = cost * scale.steps
    return each


def _spared(text: str, links: list[Link], scale: Scale, cost: int) -> int:
    """What emoji weigh less than their parts; a keycap's digit may belong to a link instead."""
    spared = 0
    inside = iter(links)
    link = next(inside, None)
    for start, end in emoji.spans(text):
        while link and link.covered <= start:
            link = next(inside, None)
        if not link or start < link.start:
            spared += scale.sum(text[start:end]) - cost
    return spared
