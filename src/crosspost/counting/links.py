"""Links: URLs, hashtags, cashtags and mentions, by the rules of X's library.

Spans are code points, half-open. The rules are those of
https://github.com/twitter/twitter-text (its ``conformance/extract.yml``).
"""

import re
from functools import cache

from .scanner import scan

Span = tuple[int, int]


def urls(text: str, *, bare: bool = True) -> list[Span]:
    """Where addresses stand.

    Args:
        text: any text.
        bare: as X links them, ``main.py`` included; else only ``http://`` and ``https://``
            addresses, with hosts such as ``localhost`` as well. Either way an address ends where
            Chinese follows it, and before punctuation that belongs to the sentence.

    >>> [("看https://example.com/a。main.py"[a:b]) for a, b in
    ...  urls("看https://example.com/a。main.py")]
    ['https://example.com/a', 'main.py']
    >>> [("看https://例子.中国/a（好）"[a:b]) for a, b in urls("看https://例子.中国/a（好）", bare=False)]
    ['https://例子.中国/a']
    """
    if bare:
        return [(link.start, link.end) for link in scan(text)]
    return [(link.start, link.end) for link in scan(text) if not link.bare]
