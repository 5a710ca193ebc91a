"""Weighted: X's own length of a text.

What npm twitter-text 3.1.0 ``parseTweet(text).weightedLength`` says, in linear time.
https://docs.x.com/fundamentals/counting-characters
"""

import re
from functools import lru_cache
from unicodedata import is_normalized, normalize

from . import emoji
from .scanner import scan
from .weights import V3, Weights


def weighted(text: str, weights: Weights = V3) -> int:
    """Characters of *text* as X counts them.

    >>> weighted("中文 ok"), weighted("👨‍👩‍👧"), weighted("https://example.com/very/long/path")
    (7, 2, 23)
    """
    text = text if is_normalized("NFC", text) else normalize("NFC", text)
    total = at = 0
    for start, end, weight in _spans(text, weights):
        if start >= at:
            total += sum(weights_of(text[at:start], weights)) + weight
            at = end
    return (total + sum(weights_of(text[at:], weights))) // weights.scale


def weights_of(text: str, weights: Weights):
    for char in text:
        code = ord(char)
        yield next((r.weight for r in weights.light if r.start <= code <= r.end), weights.default)


def _spans(text, weights):
    spans = [(l.start, l.covered, weights.url * weights.scale) for l in scan(text)]
    if weights.emoji:
        spans += [(*m.span(), weights.default) for m in emoji.sequences().finditer(text)]
    return sorted(spans)
