"""Atoms: parts of a text that must not be cut in two."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain

from ..rich import WHOLE, Mark, Rich
from . import links

Span = tuple[int, int]

_MONEY = "美元|欧元|日元|英镑|港元|港币|人民币|元|块"
_MANY = "万亿|千亿|百亿|十亿|亿|千万|百万|万|千|百"
_COUNTED = (
    f"{_MONEY}|个百分点|个月|世纪|年代|小时|分钟|公里|公斤|"
    "[个名位家次倍项条篇章页年月日号时点分秒天周岁人台颗部件份种度米克吨瓦]"
)
_CHINESE = f"(?:{_MANY})(?:{_COUNTED})?|{_COUNTED}"
_LATIN = (
    "(?:[kKMGTPEmnµμ]?(?:B|b|W|V|A|g|m|s|Hz|bps|Wh|eV|FLOPS)|USD|EUR|CNY|RMB|bn|mn|tn|min|hours?"
    "|days?|weeks?|months?|years?|percent|million|billion|trillion|x|×)(?![A-Za-z0-9])"
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
        (match.span() for match in _far_accounts()(plain)),
    )
    return _merged(sorted(found))


@cache
def _numbers() -> Callable[[str], Iterator[re.Match[str]]]:
    """Figures with their sign before and their unit behind, at most one space apart."""
    return re.compile(
        r"(?<![A-Za-z0-9])(?:[-+−±~≈<>≤≥]?[$€£¥￥]?)[0-9]++(?:[.,:/–-][0-9]++)*+"
        rf"(?:[ \u00a0]?(?:[%‰℃℉]|°[CF]?|{_LATIN}|{_CHINESE}))?"
    ).finditer


@cache
def _far_accounts() -> Callable[[str], Iterator[re.Match[str]]]:
    """``@user@host``."""
    return re.compile(
        r"(?<![A-Za-z0-9_/])@[A-Za-z0-9_.-]++@[A-Za-z0-9]++(?:[.-]++[A-Za-z0-9]++)*+"
    ).finditer


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Overlapping spans as one."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return merged
