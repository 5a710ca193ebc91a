"""Scanner: links in running text as X's library and Mastodon's server find them.

Both use one pattern from left to right: a character before, perhaps a scheme, a domain, then
port, path and query. What a match consumed is not looked at again, even if it was no link.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from . import domains
from .tables import charset
from .tables.characters import PATH, PATH_END

_LONGEST = 4096
_SLUG = 40
_BEFORE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@＠$#＃\ufffe\ufeff\uffff")
"""A link cannot begin right behind these."""
_QUERY = r"-A-Za-z0-9!?*'@();:&=+$/%#\[\]_.,~|"
_QUERY_END = r"-A-Za-z0-9_&=#/"


class Grammar(NamedTuple):
    """What differs between networks: schemes, and what may stand behind the domain."""

    schemes: tuple[str, ...]
    tail: re.Pattern[str]
    """Port, path (group 1) and query; matches nothing rather than fail."""


class Link(NamedTuple):
    """Where a link stands, in code points."""

    start: int
    end: int
    covered: int
    """How far the library's counter jumps; elsewhere than *end* in one odd case only."""
    bare: bool
    """Whether it has no scheme."""


def tail(path: str, path_end: str, query: str, query_end: str) -> re.Pattern[str]:
    """Port, path and query; each part is read once, so that the time is linear.

    A path may hold one pair of brackets in another; it ends where a character may end it.
    """
    brackets = rf"\((?:[{path}]++\)|[{path}]*+\([{path}]++\)[{path}]*+\))"
    inner = rf"(?:(?!{path_end})[{path}])"
    return re.compile(
        rf"(?::[0-9]+)?(/(?:{path_end}++|{inner}++(?:{path_end}|{brackets})|{brackets})*+)?"
        rf"(?:\?(?:{query_end}++|(?:(?!{query_end})[{query}])++{query_end})++)?"
    )


X = Grammar(
    schemes=("https://", "http://"),
    tail=tail(
        charset(PATH),
        f"[{charset(PATH_END)}]",
        _QUERY,
        f"[{_QUERY_END}]",
    ),
)
_shortened = re.compile(
    rf"https?://t\.co/([a-z0-9]+)(?:\?(?:[{_QUERY}]*[{_QUERY_END}]))?", re.IGNORECASE | re.ASCII
).match


def scan(text: str, grammar: Grammar = X) -> Iterator[Link]:
    """Links from left to right, those without a scheme as well."""
    at = done = 0
    for dot in domains.candidates(text):
        place = dot.start()
        if place >= done and place > at and domains.top_level(text, place + 1):
            run = _Run(text, place, at)
            done = run.end
            while found := run.link(at, grammar):
                at, links = found
                yield from links
                if at >= done:
                    break


class _Run:
    """One run of host characters in the text, as UTF-16 units where it holds an emoji."""

    def __init__(self, text: str, dot: int, low: int) -> None:
        found = domains.run(text, dot)
        self.whole = text
        self.start = _run_start(text, dot, low)
        self.end = found.end() if found else dot
        self.text = _units(text[self.start : self.end])
        self._wide = len(self.text) != self.end - self.start
        self._labels = domains.Labels(self.text, text[self.end : self.end + 1])
        self._first = True

    def link(self, at: int, grammar: Grammar) -> tuple[int, list[Link]] | None:
        """The first match at *at* or later: where it ends, and what links it makes."""
        first, self._first = self._first, False
        if first and (scheme := self._scheme(at, grammar)):
            if end := self._labels.anchored():
                return self._schemed(scheme, end, grammar)
        found = self._bare(at)
        return self._named(*found, grammar) if found else None

    def _scheme(self, at: int, grammar: Grammar) -> str:
        """The scheme right before the run, if a link may begin with it."""
        before = self.whole[max(0, self.start - 9) : self.start]
        if not before.endswith("://"):
            return ""
        scheme = next((s for s in grammar.schemes if before.lower().endswith(s)), "")
        start = self.start - len(scheme)
        if start and (start == at or self.whole[start - 1] in _BEFORE):
            return ""
        return scheme

    def _bare(self, at: int) -> tuple[int, int] | None:
        """The first domain without a scheme."""
        if self.start == at == 0:
            found = self._labels.leftmost(1)
            if (not found or found[0] != 1) and (end := self._labels.anchored()):
                return 0, end
            return found
        low = max(0, self._unit(at) + 1) if at >= self.start else 0
        if low == 0 and self.whole[self.start - 1] in _BEFORE:
            low = 1
        return self._labels.leftmost(low)

    def _schemed(self, scheme: str, end: int, grammar: Grammar) -> tuple[int, list[Link]]:
        start = self.start - len(scheme)
        stop = self._tail(end, grammar).end()
        length = len(scheme) + end + stop - self._point(end)
        if len(scheme) + length > _LONGEST or not domains.allowed(self.text[:end]):
            return stop, []
        shown = stop
        if short := _shortened(self.whole, start, stop):
            if len(short[1]) > _SLUG:
                return stop, []
            shown = short.end()
        return stop, [Link(start, shown, shown, bare=False)]

    def _named(self, start: int, end: int, grammar: Grammar) -> tuple[int, list[Link]]:
        """Links of a domain without a scheme: its parts in Latin letters, the last with path."""
        after = self._tail(end, grammar)
        stop, rest = after.end(), after.end() - after.start()
        domain = self.text[start:end]
        before = self.text[start - 1] if start else self.whole[max(0, self.start - 1) : self.start]
        long = len("https://") + len(domain) + rest > _LONGEST
        if before in {"-", "_", ".", "/"} or long or not domains.allowed(domain):
            return stop, []
        links = []
        for first, last in domains.ascii_parts(domain):
            place = self._point(start + first)
            links.append(Link(place, place + last - first, place + last - first, bare=True))
        if links and after[1]:
            last = links.pop()
            links.append(Link(last.start, stop, last.end + rest, bare=True))
        return stop, links

    def _tail(self, end: int, grammar: Grammar) -> re.Match[str]:
        found = grammar.tail.match(self.whole, self._point(end))
        assert found  # noqa: S101 - every part of it is optional
        return found

    def _point(self, unit: int) -> int:
        """The offset in the whole text of an offset in the run."""
        if not self._wide:
            return self.start + unit
        return self.start + len(_points(self.text[:unit]))

    def _unit(self, point: int) -> int:
        if not self._wide:
            return point - self.start
        return len(_units(self.whole[self.start : point]))


def _run_start(text: str, dot: int, low: int) -> int:
    """Where the run begins that holds the dot: looked for backwards, in growing steps."""
    size = 64
    while True:
        first = max(low, dot - size)
        found = domains.run(text[first:dot][::-1])
        length = found.end() if found else 0
        if length < dot - first or first == low:
            return dot - length
        size *= 4


def _units(text: str) -> str:
    """Each character beyond U+FFFF as its two halves: JavaScript's patterns see those."""
    if text.isascii() or len(data := text.encode("utf-16-le", "surrogatepass")) == 2 * len(text):
        return text
    return "".join(
        chr(low | high << 8) for low, high in zip(data[::2], data[1::2], strict=True)
    )


def _points(units: str) -> str:
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
