"""Scanner: links in running text as X's library and Mastodon's server find them.

Both use one pattern from left to right: a character before, perhaps a scheme, a domain, then
port, path and query. What a match consumed is not looked at again, even if it was no link.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..patterns import later
from . import plain
from .domains import Labels, allowed, candidates, linked, run_end, run_start, top_level
from .grammar import LINKLESS, LONGEST, QUERY, QUERY_END, Grammar, X
from .utf16 import points, units

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


def scan(text: str, rules: Grammar = X) -> Iterator[Link]:
    """Links from left to right, those without a scheme as well.

    >>> [tuple(link) for link in scan("看https://a.cn/b。c.cn")]
    [(1, 15, 15, False), (16, 20, 20, True)]
    """
    at = done = 0
    for dot in candidates(text):
        if dot < done or dot <= at:
            continue
        if span := plain.address(text, dot, at, rules):
            start, at = span
            yield Link(start, at, at, bare=False)
        elif not top_level(text, dot + 1):
            continue
        elif found := plain.name(text, dot, at, rules):
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
        if start and (start <= at or self._whole[start - 1] in LINKLESS):
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
        return self._labels.leftmost(int(self._whole[self.start - 1] in LINKLESS))

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
