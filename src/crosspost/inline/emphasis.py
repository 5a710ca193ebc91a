"""Emphasis: which runs of asterisks open, which close, and which of them belong together."""

import unicodedata
from collections.abc import Iterator
from typing import Literal

from ..record import Record

Emphatic = Literal["strong", "emphasis"]
KINDS: dict[int, tuple[Emphatic, ...]] = {
    1: ("emphasis",),
    2: ("strong",),
    3: ("emphasis", "strong"),
}
SPACED = 0x0E00
"""Letters of scripts that put spaces between words lie below (Latin, Greek, Cyrillic, Arabic…),
but for additions to Latin and Greek; Thai, Han, kana and Hangul lie above."""


class Run(Record):
    """One to three asterisks in a row."""

    node: int
    length: int
    opens: bool
    closes: bool


class Emphasis:
    """The runs of a paragraph, matched in one pass: each is pushed and popped once."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self._left: dict[int, int] = {}

    def add(self, node: int, length: int, before: str, after: str) -> None:
        """Note a run that stands between two characters (or the paragraph's ends: ``""``)."""
        opens, closes = flanks(before, after)
        if opens or closes:
            self.runs.append(Run(node=node, length=length, opens=opens, closes=closes))

    def matched(self, since: int) -> Iterator[tuple[Emphatic, int, int]]:
        """What the runs from *since* on mark: kind, node of the opener, node of the closer."""
        waiting: list[Run] = []
        counts = [0, 0, 0, 0]
        self._left = {run.node: run.length for run in self.runs[since:]}
        left = self._left
        for run in self.runs[since:]:
            while run.closes and left[run.node] and _fits(counts, left[run.node]):
                opener = waiting[-1]
                width = left[opener.node]
                used = _used(width, left[run.node])
                waiting.pop()
                counts[width] -= 1
                if not used:
                    continue  # an opener of another width, passed over for good
                for kind in KINDS[used]:
                    yield kind, opener.node, run.node
                left[run.node] -= used
                left[opener.node] -= used
                if left[opener.node]:
                    waiting.append(opener)
                    counts[left[opener.node]] += 1
            if run.opens and left[run.node]:
                waiting.append(run)
                counts[left[run.node]] += 1

    def taken(self, since: int) -> Iterator[tuple[int, int]]:
        """How many asterisks each run from *since* on has left; forgets these runs."""
        yield from self._left.items()
        del self.runs[since:]


def _fits(counts: list[int], width: int) -> bool:
    """Whether any waiting opener goes with a closer of *width*: as wide, or one of them three."""
    return any(counts) if width == max(KINDS) else bool(counts[width] or counts[max(KINDS)])


def _used(opener: int, closer: int) -> int:
    """How many asterisks of both make marks; none where ``*`` meets ``**``."""
    fits = opener == closer or max(KINDS) in {opener, closer}
    return min(opener, closer) if fits else 0


def flanks(before: str, after: str) -> tuple[bool, bool]:
    """Whether a run between two characters can open, and whether it can close.

    As CommonMark says it, but that beside CJK punctuation is no hindrance, and that between two
    letters or digits of a script with spaces an asterisk multiplies rather than marks.

    >>> flanks("。", "接"), flanks("接", "“"), flanks("2", "3"), flanks("5", " ")
    ((True, True), (True, True), (False, False), (False, True))
    """
    if _joins(before) and _joins(after):
        return False, False
    opens = not _blank(after) and (not _stops(after) or _blank(before) or _loose(before))
    closes = not _blank(before) and (not _stops(before) or _blank(after) or _loose(after))
    return opens, closes


def _blank(char: str) -> bool:
    return not char or char.isspace()


def _stops(char: str) -> bool:
    """Punctuation that is not CJK's own."""
    return unicodedata.category(char).startswith("P") and not _cjk(char)


def _loose(char: str) -> bool:
    return unicodedata.category(char).startswith("P") or _cjk(char)


def _cjk(char: str) -> bool:
    return unicodedata.east_asian_width(char) in {"W", "F"}


def _joins(char: str) -> bool:
    spaced = bool(char) and (ord(char) < SPACED or 0x1E00 <= ord(char) < 0x2000)  # noqa: PLR2004
    return spaced and char.isalnum()
