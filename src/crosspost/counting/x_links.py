"""Links in running text as X's library (twitter-text) and Mastodon's server find them.

Both use one pattern from left to right: a character before, perhaps a scheme, a domain, then
port, path and query. What a match consumed is not looked at again, even if it was no link.

A `Grammar` says what may stand around a domain. Most links are short and in plain letters:
`link_with_scheme` and `link_without_scheme` find those fast. All others take the slow way, which
works through a whole run of host characters (`_Run`); both find the same.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple, cast

from .._lazy_re import later
from .characters import Span, charset, from_surrogates, to_surrogates
from .domains import (
    ASCII_NAMES,
    HOST,
    Labels,
    allowed,
    candidate_dots,
    linkable_parts,
    run_end,
    run_start,
    top_level_end,
)
from .x_tables import PATH, PATH_END, PATH_INNER

LONGEST = 4096
"""No link is longer, its scheme counted twice."""
NO_LINK_AFTER = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@＠$#＃\ufffe\ufeff\uffff"
)
"""A link cannot begin right behind these."""
QUERY = r"-A-Za-z0-9!?*'@();:&=+$/%#\[\]_.,~|"
QUERY_END = r"[-A-Za-z0-9_&=#/]"


class Grammar(NamedTuple):
    """What differs between networks: schemes, and what may stand behind the domain."""

    schemes: tuple[str, ...]
    tail: Callable[[str, int], re.Match[str]]
    """Port, path (group 1) and query at an offset; matches nothing rather than fail."""


def bracketed(path: str) -> str:
    """A pattern for a pair of brackets around *path* characters, with at most one pair inside."""
    return rf"\([{path}]*+(?:(?<!\()\)|\([{path}]++\)[{path}]*+\))"


def grammar(schemes: tuple[str, ...], path: str, query: str, query_end: str) -> Grammar:
    """A network's rules; every part of an address is read once, so that the time is linear.

    Args:
        schemes: with their ``://``.
        path: a pattern for what may follow a slash, as far as it goes.
        query: characters of a query, as the inside of a class.
        query_end: a class: what it may end with.
    """
    tail = (
        rf"(?::[0-9]+)?(/(?:{path})*+)?"
        rf"(?:\?(?:{query_end}++|(?:(?!{query_end})[{query}])++{query_end})++)?"
    )

    def match(text: str, at: int) -> re.Match[str]:
        return _match(tail)(text, at)  # compiled for the first address, which most texts lack

    return Grammar(schemes, match)


@cache
def _match(tail: str) -> Callable[[str, int], re.Match[str]]:
    return cast("Callable[[str, int], re.Match[str]]", re.compile(tail).match)


def _path() -> str:
    """Characters a path may end with, or brackets right behind those; others if such follow."""
    end, inner, pair = (
        f"[{charset(PATH_END)}]",
        f"[{charset(PATH_INNER)}]",
        bracketed(charset(PATH)),
    )
    return f"{end}++|{pair}|{inner}++(?:{inner}++|{pair})*+{end}"


X = grammar(("https://", "http://"), _path(), QUERY, QUERY_END)


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
