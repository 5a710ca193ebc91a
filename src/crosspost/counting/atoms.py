"""Atoms: parts of a text that must not be cut in two."""

import re
from collections.abc import Iterable
from functools import cache
from itertools import chain

from ..rich import WHOLE, Mark, Rich
from . import links

Span = tuple[int, int]

_UNITS = (
    r"[%‰℃°]|百分点|万亿|亿|万|千|百|个月|[年月日号时点分秒天周岁元块美欧日英港]元?|[个名位家次倍项条篇章页]"
    r"|[kKMGTPEmµμn]?(?:[BbWVAgmsLJ]|Hz|bps|Wh|eV)\b|(?:USD|EUR|CNY|RMB|bn|mn|trn|TFLOPS|PFLOPS)\b"
)


def atoms(text: str | Rich, marks: Iterable[Mark] = ()) -> list[Span]:
    """Spans of *text* that must stay whole, in order and without overlap, in code points.

    Addresses, mentions, hashtags, cashtags, numbers with their unit and sign, and marks that mean
    nothing once cut (`rich.WHOLE`). Grapheme clusters are another matter.

    Args:
        text: plain text, or rich text, which brings its own marks.
        marks: of plain text.

    >>> text = "约 3.5 万亿美元，见 https://a.cn/b 和 @openai"
    >>> [text[start:end] for start, end in atoms(text)]
    ['3.5 万亿美元', 'https://a.cn/b', '@openai']
    """
    plain, own = (text.text, text.marks) if isinstance(text, Rich) else (text, ())
    whole = ((mark.start, mark.end) for mark in chain(own, marks) if mark.kind in WHOLE)
    found = chain(
        whole,
        links.urls(plain),
        links.mentions(plain, lists=True),
        links.hashtags(plain),
        links.cashtags(plain),
        (match.span() for match in _numbers()(plain)),
    )
    return _merged(sorted(found))


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Overlapping spans as one."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return merged
