"""Addresses, mentions, hashtags, cashtags and figures with their units, found in a text.

They must not be cut in two.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain

from .._lazy_re import later
from ..counting import links
from ..counting.characters import Span
from .richtext import WHOLE, Mark, MarkKind, Rich, merged_spans

Spans = Iterable[Span]

ELSEWHERE = later(
    r"(?<![A-Za-z0-9_!#$%&*@＠/.-])@(?:"
    r"[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
    r"|(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?![A-Za-z0-9_@]))"
)
"""``@name@server`` of Mastodon and its relatives, ``@name.server.tld`` of Bluesky."""


def mentions_anywhere(text: str) -> list[tuple[int, int]]:
    """Where accounts are named, of any server.

    >>> text = "问 @openai 和 @a@b.social，还有 @c.bsky.social。"
    >>> [text[start:end] for start, end in mentions_anywhere(text)]
    ['@openai', '@a@b.social', '@c.bsky.social']
    """
    if "@" not in text:
        return links.mentions(text)
    found = [match.span() for match in ELSEWHERE.finditer(text)]
    return sorted({*found, *links.mentions(masked(text, found))})


TOPIC = later(
    r"(?<![A-Za-z0-9_&#＃])[#＃](?=[^#＃\n]*[\u3400-\u9fff])[^\s#＃，。！？；][^#＃\n，。！？；]{0,30}"
    r"(?<!\s)[#＃](?![A-Za-z0-9_\u3400-\u9fff])"
)
"""``#人工智能 芯片#``: a hashtag of Weibo's form, which may hold spaces; it holds Chinese."""


def hashtags(text: str) -> list[tuple[int, int]]:
    """Where hashtags stand, those with a sign at both ends as well.

    >>> text = "聊 #人工智能 芯片# 和 #芯片，用 C# 与 F#"
    >>> [text[start:end] for start, end in hashtags(text)]
    ['#人工智能 芯片#', '#芯片']
    """
    found = [match.span() for match in TOPIC.finditer(text)]
    return sorted({*found, *links.hashtags(masked(text, found) if found else text)})


FINDERS: tuple[tuple[MarkKind, Callable[[str], Spans]], ...] = (
    ("mention", mentions_anywhere),
    ("hashtag", hashtags),
    ("cashtag", links.cashtags),
)


_MAY_NAME = later("[@#$＃＠]|://")


def named(rich: Rich, escaped: frozenset[int] = frozenset()) -> Rich:
    """*rich* with marks on the names in it; code, links and escaped signs hold none.

    >>> rich = named(Rich(text="见 https://example.com/a。 #人工智能 🎉"))
    >>> [(mark.kind, rich.text[mark.start : mark.end]) for mark in rich.marks]
    [('url', 'https://example.com/a'), ('hashtag', '#人工智能')]
    """
    if not _MAY_NAME.search(rich.text):
        return rich
    taken = [(mark.start, mark.end) for mark in rich.marks if mark.kind in {"code", "link", "url"}]
    open_text = masked(rich.text, taken)
    addresses = [span for span in links.urls(open_text, bare=False) if span[0] not in escaped]
    found = [
        Mark(start=start, end=end, kind="url", href=rich.text[start:end])
        for start, end in addresses
    ]
    open_text = masked(open_text, addresses)
    for kind, find in FINDERS:
        spans = [span for span in find(open_text) if span[0] not in escaped]
        found += [Mark(start=start, end=end, kind=kind) for start, end in spans]
    marks = sorted((*rich.marks, *found), key=lambda mark: (mark.start, -mark.end))
    return Rich(text=rich.text, marks=tuple(marks))


def masked(text: str, spans: Spans) -> str:
    """*text* as long as before, with spaces for *spans*."""
    parts: list[str] = []
    at = 0
    for start, end in sorted(spans):
        parts += (text[at:start], " " * (end - max(start, at)))
        at = max(end, at)
    return "".join((*parts, text[at:]))


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
    return merged_spans(found)


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
