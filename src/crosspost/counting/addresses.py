"""Addresses: ``http://`` and ``https://`` links in prose, whatever their host.

What we mark in a post for networks that leave it to us. X's own rule knows only some top-level
domains; here ``http://localhost:8000`` is an address as well.
"""

import re
from collections.abc import Iterator

from ..patterns import later
from .domains import Labels, run_end
from .grammar import X

_SCHEME = later("(?<![A-Za-z0-9])https?://", re.IGNORECASE)
_PLAIN_HOST = later(r"[A-Za-z0-9](?:[-A-Za-z0-9]|\.(?=[-A-Za-z0-9]))*+")


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Where addresses with a scheme stand.

    One ends where Chinese follows it, unless that belongs to the host; before punctuation that
    belongs to the sentence; and before a bracket that was opened outside it.

    >>> text = "见https://例子.中国/a，（http://localhost:8000/x）https://a.cn/b_(c)。"
    >>> [text[start:end] for start, end in addresses(text)]
    ['https://例子.中国/a', 'http://localhost:8000/x', 'https://a.cn/b_(c)']
    """
    if "://" not in text:
        return
    at = 0
    for scheme in _SCHEME.finditer(text):
        if scheme.start() < at:
            continue
        host = scheme.end()
        plain = _PLAIN_HOST.match(text, host)
        at = max(plain.end() if plain else 0, _domain_end(text, host))
        if at:
            at = X.tail(text, at).end()
            yield scheme.start(), at


def _domain_end(text: str, at: int) -> int:
    """The end of the domain that begins at *at*, as X has it; 0 if none does."""
    end = run_end(text, at)
    domain = Labels(text[at:end], text[end : end + 1]).anchored()
    return at + domain if domain else 0
