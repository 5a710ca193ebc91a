"""Scanner: links in running text as X's library and Mastodon's server find them.

Both use one pattern from left to right: a character before, perhaps a scheme, a domain, then
port, path and query. What a match consumed is not looked at again, even if it was no link.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple, cast

from .domains import (
    ASCII_NAMES,
    HOST_CLASS,
    Labels,
    allowed,
    candidates,
    linked,
    run_end,
    run_start,
    top_level,
)
from .tables import charset
from .tables.characters import PATH, PATH_END
from .utf16 import points, units

_LONGEST = 4096
_SHORT = _LONGEST - len("https://")
_LABEL = 63
_PLAIN_LABEL = "[A-Za-z0-9]++(?:-++[A-Za-z0-9]++)*+"
_SLUG = 40
_LINKLESS = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@＠$#＃\ufffe\ufeff\uffff"
)
"""A link cannot begin right behind these."""
_QUERY = r"-A-Za-z0-9!?*'@();:&=+$/%#\[\]_.,~|"
_QUERY_END = r"[-A-Za-z0-9_&=#/]"


class Grammar(NamedTuple):
    """What differs between networks: schemes, and what may stand behind the domain."""

    schemes: tuple[str, ...]
    tail: Callable[[str, int], re.Match[str]]
    """Port, path (group 1) and query at an offset; matches nothing rather than fail."""
    plain: Callable[[str, int], re.Match[str] | None]
    """A whole address in plain letters: group 1 is the host, 2 its top-level domain."""


class Link(NamedTuple):
    """Where a link stands, in code points."""

    start: int
    end: int
    covered: int
    """How far the library's counter jumps; elsewhere than *end* in one odd case only."""
    bare: bool
    """Whether it has no scheme."""


def bracketed(path: str) -> str:
    """A pattern for a pair of brackets around *path* characters, with at most one pair inside."""
    return rf"\((?:[{path}]++\)|[{path}]*+\([{path}]++\)[{path}]*+\))"


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
    plain = rf"https?://((?:{_PLAIN_LABEL}\.)++([A-Za-z]++))(?![{HOST_CLASS}@+])"
    return Grammar(
        schemes,
        cast("Callable[[str, int], re.Match[str]]", re.compile(tail).match),
        re.compile(plain + tail).match,
    )


def _path() -> str:
    """Characters a path may end with, or brackets right behind those; others if such follow."""
    end, pair = f"[{charset(PATH_END)}]", bracketed(charset(PATH))
    inner = f"(?!{end})[{charset(PATH)}]"
    return f"{end}++|{pair}|(?:{inner})++(?:(?:{inner})++|{pair})*+{end}"


X = grammar(("https://", "http://"), _path(), _QUERY, _QUERY_END)
_shortened = re.compile(
    rf"https?://t\.co/([a-z0-9]+)(?:\?(?:[{_QUERY}]*{_QUERY_END}))?", re.IGNORECASE | re.ASCII
).match


def scan(text: str, rules: Grammar = X) -> Iterator[Link]:
    """Links from left to right, those without a scheme as well.

    >>> [tuple(link) for link in scan("看https://a.cn/b。c.cn")]
    [(1, 15, 15, False), (16, 20, 20, True)]
    """
    at = done = 0
    for dot in candidates(text):
        if dot < done or dot <= at:
            continue
        if found := _plain(text, dot, at, rules):
            start, at = found.span()
            yield Link(start, at, at, bare=False)
        elif top_level(text, dot + 1):
            run = _Run(text, dot, at)
            done = run.end
            while at < done and (match := run.link(at, rules)):
                at, links = match
                yield from links


def _plain(text: str, dot: int, at: int, rules: Grammar) -> re.Match[str] | None:
    """A short address in plain letters around a dot: what most links are, found at once."""
    colon = text.rfind("://", max(at, dot - _LABEL), dot)
    if colon < 0:
        return None
    start = colon - (5 if text[colon - 1] == "s" else 4)
    found = rules.plain(text, start) if start > at or start == 0 else None
    if not found or found.end(1) < dot or (start and text[start - 1] in _LINKLESS):
        return None
    short = len(found[1]) <= _LABEL and len(found[0]) < _SHORT
    known = found[2].lower() in ASCII_NAMES and found[1].lower() != "t.co"
    return found if short and known else None


class _Run:
    """One run of host characters around a dot, as UTF-16 units where it holds an emoji."""

    def __init__(self, text: str, dot: int, low: int) -> None:
        self.start = run_start(text, dot, low)
        self.end = run_end(text, dot)
        self._whole = text
        self._text = units(text[self.start : self.end])
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
        if start and (start <= at or self._whole[start - 1] in _LINKLESS):
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
        return self._labels.leftmost(int(self._whole[self.start - 1] in _LINKLESS))

    def _schemed(self, scheme: str, end: int, rules: Grammar) -> tuple[int, list[Link]]:
        start = self.start - len(scheme)
        rest = rules.tail(self._whole, self._point(end))
        stop = shown = rest.end()
        length = len(scheme) + end + stop - rest.start()
        if len(scheme) + length > _LONGEST or not allowed(self._text[:end]):
            return stop, []
        if short := _shortened(self._whole, start, stop):
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
        long = len("https://") + len(domain) + more > _LONGEST
        if before in "-_./" or long:
            return stop, []
        links = []
        for first, last in linked(domain):
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
        torn = points(self._text[unit - 1 : unit + 1]) > "\uffff"
        return self.start + len(points(self._text[: unit - torn]))

    def _unit(self, point: int) -> int:
        """The offset in the run of an offset in the whole text."""
        return len(units(self._whole[self.start : point])) if self._wide else point - self.start
