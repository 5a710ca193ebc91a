"""Links: URLs, hashtags, cashtags and mentions, by the rules of X's library.

Spans are code points, half-open. The rules are those of
https://github.com/twitter/twitter-text (its ``conformance/extract.yml``).

Networks that leave it to us what a link is get `addresses`: ``http://`` and ``https://``, whatever
the host. X's rule knows only some top-level domains; here ``http://localhost:8000`` is one as well.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from .._lazy_re import later
from .characters import Span, charset
from .domains import Labels, run_end
from .x_links import X, find_links
from .x_tables import ACCENT, SPACE, TAG, TAG_LETTER

_SCHEME = later("(?<![A-Za-z0-9])https?://", re.IGNORECASE)
_HAN_PATH = later(
    r"(?<=[/=?&#_.-])[\u3040-\u30ff\u3400-\u9fff][\w\u00b7/.~%\-+=&?#:,;@!$'*()]*+"
    r"(?=[\s，。；：！？、（）《》“”「」]|\Z)"
)
"""The rest of an address that has Chinese after one of its signs, up to white space."""
_QUERY = later(r"[?&][^\s?&=]+=")
_SIGNS = "，。；：！？、（《“「…"
_PLAIN_HOST = later(r"[A-Za-z0-9](?:[-A-Za-z0-9]|\.(?=[-A-Za-z0-9]))*+")


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Where addresses with a scheme stand.

    One ends where Chinese follows it, unless that belongs to the host, to a path that stands apart
    from the words (``原文：https://zh.wikipedia.org/wiki/芯片``) or to one with a query; before
    punctuation that belongs to the sentence; and before a bracket that was opened outside it.

    >>> text = "见https://例子.中国/a，（http://localhost:8000/x）https://a.cn/b_(c)。"
    >>> [text[start:end] for start, end in addresses(text)]
    ['https://例子.中国/a', 'http://localhost:8000/x', 'https://a.cn/b_(c)']
    >>> text = "见 https://a.cn/搜索?q=芯片&x=1 ，https://a.cn/b好"
    >>> [text[start:end] for start, end in addresses(text)]
    ['https://a.cn/搜索?q=芯片&x=1', 'https://a.cn/b']
    >>> text = "看https://a.cn/搜索?q=芯片 吧"
    >>> [text[start:end] for start, end in addresses(text)]
    ['https://a.cn/搜索?q=芯片']
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
            yield scheme.start(), (at := _path_end(text, scheme.start(), at))


def _stands_apart(text: str, at: int) -> bool:
    """Whether white space or a Chinese sign stands before *at*, and no word."""
    before = text[at - 1 : at]
    return not before.strip() or before in _SIGNS


def _path_end(text: str, start: int, at: int) -> int:
    """The end of the address from *start*, whose path may go on with Chinese at *at*."""
    more = _HAN_PATH.match(text, at) if at < len(text) else None
    if not more or not (_stands_apart(text, start) or _QUERY.search(more[0])):
        return at
    return at + len(more[0].rstrip(".,:;!?'"))


def _domain_end(text: str, at: int) -> int:
    """The end of the domain that begins at *at*, as X has it; 0 if none does."""
    end = run_end(text, at)
    domain = Labels(text[at:end], text[end : end + 1]).anchored()
    return at + domain if domain else 0


_Search = Callable[[str], Iterator[re.Match[str]]]


def urls(text: str, *, bare: bool = True) -> list[Span]:
    """Where addresses stand.

    Args:
        text: any text.
        bare: as X links them, ``main.py`` included; else only ``http://`` and ``https://``
            addresses, with hosts such as ``localhost`` as well. Either way an address ends where
            Chinese follows it, and before punctuation that belongs to the sentence.

    >>> text = "看https://example.com/a。main.py"
    >>> [text[start:end] for start, end in urls(text)]
    ['https://example.com/a', 'main.py']
    >>> [text[start:end] for start, end in urls(text, bare=False)]
    ['https://example.com/a']
    """
    if bare:
        return [(link.start, link.end) for link in find_links(text)]
    return list(addresses(text))


def hashtags(text: str) -> list[Span]:
    """Where hashtags stand, their ``#`` included; none inside an address.

    >>> [("用 #人工智能 吧，#1"[start:end]) for start, end in hashtags("用 #人工智能 吧，#1")]
    ['#人工智能']
    """
    if "#" not in text and "＃" not in text:
        return []
    found = [match.span("tag") for match in _hashtags()(text) if not match["after"]]
    return _outside(found, urls(text)) if found else []


def cashtags(text: str) -> list[Span]:
    """Where cashtags stand, their ``$`` included.

    >>> [("买 $NVDA，卖$AMD"[start:end]) for start, end in cashtags("买 $NVDA，卖$AMD")]
    []
    >>> cashtags("买 $NVDA, 🚀")
    [(2, 7)]
    """
    return [match.span("tag") for match in _cashtags()(text)] if "$" in text else []


def mentions(text: str, *, lists: bool = False) -> list[Span]:
    """Where accounts are named, their ``@`` included; names are never checked.

    Args:
        text: any text.
        lists: ``@name/list`` as well, whole.

    >>> [("@openai说 a@b.cn"[start:end]) for start, end in mentions("@openai说 a@b.cn")]
    ['@openai']
    """
    if "@" not in text and "＠" not in text:
        return []
    found = [match for match in _mentions()(text) if not match["after"]]
    return [match.span("name") for match in found if lists or not match["list"]]


def _outside(spans: list[Span], taken: list[Span]) -> list[Span]:
    """Of spans that overlap, only the one that begins first stays."""
    kept: list[Span] = []
    end = 0
    for start, stop, ours in sorted([*((*a, True) for a in spans), *((*a, False) for a in taken)]):
        if start >= end:
            end = stop
            if ours:
                kept.append((start, stop))
    return kept


@cache
def _hashtags() -> _Search:
    part, letter = charset(TAG), charset(TAG_LETTER)
    return re.compile(
        rf"(?:\A|[\ufe0e\ufe0f]|[^{part}&])(?P<tag>[#＃](?![\ufe0f\u20e3])(?=[{part}]*?[{letter}])[{part}]++)"
        r"(?=(?P<after>[#＃]|://)?)"
    ).finditer


@cache
def _cashtags() -> _Search:
    return re.compile(
        rf"(?:\A|[{charset(SPACE)}])(?P<tag>\$[A-Za-z]{{1,6}}(?:[._][A-Za-z]{{1,2}})?)"
        rf"(?=\Z|[{charset(SPACE)}\ufeff]|[!'#%&()*+,\\\-./:;<=>?@\[\]^_{{|}}~$])"
    ).finditer


@cache
def _mentions() -> _Search:
    return re.compile(
        r"(?:\A|[^a-zA-Z0-9_!#$%&*@＠]|(?:\A|[^a-zA-Z0-9_+~.-])[rR][tT]:?)"
        r"(?P<name>[@＠][a-zA-Z0-9_]{1,20}(?P<list>/[a-zA-Z][a-zA-Z0-9_-]{0,24})?)"
        rf"(?=(?P<after>[@＠{charset(ACCENT)}]|://)?)"
    ).finditer
