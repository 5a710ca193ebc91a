"""Links, hashtags, cashtags and mentions in running text, as X's library and others find them.

Spans are code points, half-open. The rules are those of https://github.com/twitter/twitter-text
(its ``conformance/extract.yml``).

X's library and Mastodon's server use one pattern from left to right: a character before, perhaps a
scheme, a domain, then port, path and query. What a match consumed is not looked at again, even if
it was no link. Most links are short and in plain letters: `link_with_scheme` and
`link_without_scheme` find those fast. All others take the slow way, which works through a whole
run of host characters (`_Run`); both find the same.

Networks that leave it to us what a link is get `addresses`: ``http://`` and ``https://``, whatever
the host. X's rule knows only some top-level domains; here ``http://localhost:8000`` is one as well.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from .._lazy_re import later
from .characters import Span, charset, from_surrogates, to_surrogates
from .domains import (
    ASCII_NAMES,
    HOST,
    QUERY,
    QUERY_END,
    Grammar,
    Labels,
    X,
    allowed,
    candidate_dots,
    linkable_parts,
    run_end,
    run_start,
    top_level_end,
)
from .x_tables import ACCENT, SPACE, TAG, TAG_LETTER

LONGEST = 4096
"""No link is longer, its scheme counted twice."""
NO_LINK_AFTER = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@＠$#＃\ufffe\ufeff\uffff"
)
"""A link cannot begin right behind these."""
_LABEL = 63
_SHORT = LONGEST - len("https://")
_HOST = r"((?:[A-Za-z0-9]++(?:-++[A-Za-z0-9]++)*+\.)++([A-Za-z]++))"
# Nothing may stand behind that belongs to the host or makes it a mail address.
_ADDRESS = later(rf"https?://{_HOST}(?!{HOST}|[@+])")
_NAME = later(_HOST)


def link_with_scheme(text: str, dot: int, at: int, rules: Grammar) -> Span | None:
    """Where an address with a scheme stands around a *dot*, behind *at*.

    >>> link_with_scheme("见 https://a.cn/b。", 11, 0, X)
    (2, 16)
    """
    colon = text.rfind("://", max(at, dot - _LABEL), dot)
    if colon < 0:
        return None
    start = colon - (5 if text[colon - 1] == "s" else 4)
    found = _ADDRESS.match(text, start) if start > at or start == 0 else None
    if not found or found.end() < dot or (start and text[start - 1] in NO_LINK_AFTER):
        return None
    if not _is_host(found) or found[1].lower() == "t.co":
        return None
    end = rules.tail(text, found.end()).end()
    return (start, end) if end - start < _SHORT else None


def link_without_scheme(text: str, dot: int, at: int, rules: Grammar) -> tuple[Span, int] | None:
    """Where a name without a scheme stands, and where the match ends that found it.

    >>> link_without_scheme("跑 main.py:80，", 6, 0, X)
    ((2, 9), 12)
    """
    start = run_start(text, dot, at)
    if start and (start <= at or text[start - 1] == "/" or text[start - 1] in NO_LINK_AFTER):
        return None
    end = run_end(text, dot)
    found = _NAME.fullmatch(text, start, end)
    if not found or not _is_host(found) or text[end : end + 1] in {"@", "+"}:
        return None
    rest = rules.tail(text, end)
    stop = rest.end()
    return ((start, stop if rest[1] else end), stop) if stop - start < _SHORT else None


def _is_host(found: re.Match[str]) -> bool:
    return len(found[1]) <= _LABEL and found[2].lower() in ASCII_NAMES


_SLUG = 40


class Link(NamedTuple):
    """Where a link stands, in code points."""

    start: int
    end: int
    covered: int
    """How far the library's counter jumps; elsewhere than *end* in one odd case only."""
    bare: bool
    """Whether it has no scheme."""


_SHORTENED = later(
    rf"https?://t\.co/([a-z0-9]+)(?:\?(?:[{QUERY}]*{QUERY_END}))?", re.IGNORECASE | re.ASCII
)


def find_links(text: str, rules: Grammar = X) -> Iterator[Link]:
    """Links from left to right, those without a scheme as well.

    >>> [tuple(link) for link in find_links("看https://a.cn/b。c.cn")]
    [(1, 15, 15, False), (16, 20, 20, True)]
    """
    at = done = 0
    for dot in candidate_dots(text):
        if dot < done or dot <= at:
            continue
        if span := link_with_scheme(text, dot, at, rules):
            start, at = span
            yield Link(start, at, at, bare=False)
        elif not top_level_end(text, dot + 1):
            continue
        elif found := link_without_scheme(text, dot, at, rules):
            (start, end), at = found
            yield Link(start, end, end, bare=True)
        else:
            run = _Run(text, dot, at)
            done = run.end
            while at < done and (match := run.link(at, rules)):
                at, links = match
                yield from links


class _Run:
    """One run of host characters around a dot, as UTF-16 units where it holds an emoji."""

    def __init__(self, text: str, dot: int, low: int) -> None:
        self.start = run_start(text, dot, low)
        self.end = run_end(text, dot)
        self._whole = text
        self._text = to_surrogates(text[self.start : self.end])
        self._wide = len(self._text) != self.end - self.start
        self._labels = Labels(self._text, text[self.end : self.end + 1])
        self._fresh = True

    def link(self, at: int, rules: Grammar) -> tuple[int, list[Link]] | None:
        """The first match at *at* or later: where it ends, and what links it makes."""
        fresh, self._fresh = self._fresh, False
        if fresh and (scheme := self._scheme(at, rules)) and (end := self._labels.anchored()):
            return self._schemed(scheme, end, rules)
        found = self._bare(at)
        return self._named(*found, rules) if found else None

    def _scheme(self, at: int, rules: Grammar) -> str:
        """The scheme right before the run, if a link may begin with it."""
        before = self._whole[max(0, self.start - 9) : self.start]
        if not before.endswith("://"):
            return ""
        scheme = next((s for s in rules.schemes if before.lower().endswith(s)), "")
        start = self.start - len(scheme)
        if start and (start <= at or self._whole[start - 1] in NO_LINK_AFTER):
            return ""
        return scheme

    def _bare(self, at: int) -> tuple[int, int] | None:
        """The first domain without a scheme, behind a character that is no longer consumed."""
        if self.start == at == 0:
            # The pattern first tries to take the text's first character as the one before.
            found = self._labels.leftmost(1)
            whole = self._labels.anchored()
            return (0, whole) if whole and not (found and found[0] == 1) else found
        if at >= self.start:
            return self._labels.leftmost(self._unit(at) + 1)
        return self._labels.leftmost(int(self._whole[self.start - 1] in NO_LINK_AFTER))

    def _schemed(self, scheme: str, end: int, rules: Grammar) -> tuple[int, list[Link]]:
        start = self.start - len(scheme)
        rest = rules.tail(self._whole, self._point(end))
        stop = shown = rest.end()
        length = len(scheme) + end + stop - rest.start()
        if len(scheme) + length > LONGEST or not allowed(self._text[:end]):
            return stop, []
        if short := _SHORTENED.match(self._whole, start, stop):
            if len(short[1]) > _SLUG:
                return stop, []
            shown = short.end()
        return stop, [Link(start, shown, shown, bare=False)]

    def _named(self, start: int, end: int, rules: Grammar) -> tuple[int, list[Link]]:
        """Links of a domain without a scheme: its parts in Latin letters, the last with path."""
        rest = rules.tail(self._whole, self._point(end))
        stop = rest.end()
        more = stop - rest.start()
        domain = self._text[start:end]
        before = self._text[start - 1] if start else self._whole[max(0, self.start - 1)]
        long = len("https://") + len(domain) + more > LONGEST
        if before in "-_./" or long:
            return stop, []
        links = []
        for first, last in linkable_parts(domain):
            place = self._point(start + first)
            links.append(Link(place, place + last - first, place + last - first, bare=True))
        if links and rest[1]:
            links[-1] = Link(links[-1].start, stop, self._point(start + last + more), bare=True)
        return stop, links

    def _point(self, unit: int) -> int:
        """The offset in the whole text of an offset in the run, or as far behind it.

        Between the halves of a character it is the offset of that character.
        """
        if not self._wide:
            return self.start + unit
        if unit > len(self._text):
            return self.end + unit - len(self._text)
        torn = from_surrogates(self._text[unit - 1 : unit + 1]) > "\uffff"
        return self.start + len(from_surrogates(self._text[: unit - torn]))

    def _unit(self, point: int) -> int:
        """The offset in the run of an offset in the whole text."""
        return (
            len(to_surrogates(self._whole[self.start : point]))
            if self._wide
            else point - self.start
        )


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
