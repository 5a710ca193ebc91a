r"""Inline marks: the few that an author writes inside a text, read into `Rich`.

``**strong**``, ``*emphasis*``, ```code```, ``[words](address)``, ``<https://…>`` and ``\`` before
ASCII punctuation, as CommonMark has them (https://spec.commonmark.org/0.31.2/#inlines) and, beside
Chinese, Japanese and Korean, as its CJK-friendly amendment has them
(https://github.com/tats-u/markdown-cjk-friendly). Bare addresses, mentions, hashtags and cashtags
are recognised too. Board text is plain prose, so whatever is not plainly a mark stays to the
letter: ``2*3*4``, ``snake_case``, an unclosed ``**``.

Emphasis: which runs of asterisks open, which close, and which of them belong together.

Reader: one paragraph's source in, text and marks out, each character looked at once.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Literal

from .._lazy_re import later
from .._record import Record
from .cjk import is_wide
from .entities import masked, named
from .richtext import Kind, Mark, Rich, join

__all__ = ["inline", "masked"]

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
    return unicodedata.category(char).startswith("P") and not is_wide(char)


def _loose(char: str) -> bool:
    return unicodedata.category(char).startswith("P") or is_wide(char)


def _joins(char: str) -> bool:
    spaced = bool(char) and (ord(char) < SPACED or 0x1E00 <= ord(char) < 0x2000)  # noqa: PLR2004
    return spaced and char.isalnum()


SPECIAL = later(r"[\\`*\[\]<]|https?://", re.IGNORECASE)
PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
BARE = later(r"https?://[\w\-.~%!$&'()*+,;=:/?#@]*[\w/=#+~&%\-]", re.IGNORECASE | re.ASCII)
BETWEEN_ANGLES = later(r"<(https?://[^\s<>]+|mailto:[^\s<>]+)>", re.IGNORECASE)
DESTINATION = later(r"\(((?:[^\s()<>]|\([^\s()<>]*\))+)\)")
ESCAPED = later(r"\\([!-/:-@\[-`{-~])")
SAFE = later(r"(?:https?://|mailto:|tg://)[^\s]+", re.IGNORECASE)
"""Addresses that may stand behind words; ``javascript:`` and relative ones are no links."""


class Reader:
    """Reads one paragraph.

    The text is kept as nodes, so that a run of asterisks can still vanish when the run that
    closes it is found. Marks are kept between nodes and get their offsets last.

    Args:
        source: a text without blank lines.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.nodes: list[str] = []
        self.marks: list[tuple[Kind, int, int, str]] = []
        """Kind, first node inside, first node after, address."""
        self.escaped: list[int] = []
        """Nodes that hold an escaped character."""
        self.brackets: list[tuple[int, int]] = []
        """Open brackets: node, and how many runs of asterisks stood before it."""
        self.emphasis = Emphasis()
        self._runs = _Backticks(source)

    def read(self) -> tuple[Rich, frozenset[int]]:
        """The paragraph's text and marks, and the offsets of characters that were escaped."""
        at = 0
        while found := SPECIAL.search(self.source, at):
            self.nodes.append(self.source[at : found.start()])
            at = _STEPS.get(found[0], Reader._address)(self, found.start())
        self.nodes.append(self.source[at:])
        self._settle(0)
        return self._rich()

    def _escape(self, at: int) -> int:
        follows = self.source[at + 1 : at + 2]
        if follows in PUNCTUATION and follows:
            self.escaped.append(len(self.nodes))
            self.nodes.append(follows)
            return at + 2
        return self._literal(at, 1)

    def _literal(self, at: int, length: int) -> int:
        self.nodes.append(self.source[at : at + length])
        return at + length

    def _code(self, at: int) -> int:
        """Code runs to the next run of as many backticks; inside it nothing is a mark."""
        length = _run(self.source, at, "`")
        close = self._runs.close(at, length)
        if close is None:
            return self._literal(at, length)
        inside = self.source[at + length : close].replace("\n", " ")
        if inside.startswith(" ") and inside.endswith(" ") and inside.strip():
            inside = inside[1:-1]
        self._mark("code", inside)
        return close + length

    def _stars(self, at: int) -> int:
        length = _run(self.source, at, "*")
        before = self.source[at - 1] if at else ""
        after = self.source[at + length : at + length + 1]
        if length > 3:  # noqa: PLR2004 - strong and emphasis together are three
            return self._literal(at, length)
        self.emphasis.add(len(self.nodes), length, before, after)
        return self._literal(at, length)

    def _open(self, at: int) -> int:
        self.brackets.append((len(self.nodes), len(self.emphasis.runs)))
        return self._literal(at, 1)

    def _close(self, at: int) -> int:
        """A closing bracket makes a link if one is open and a safe address follows."""
        if not self.brackets:
            return self._literal(at, 1)
        node, runs = self.brackets.pop()
        found = DESTINATION.match(self.source, at + 1)
        address = ESCAPED.sub(r"\1", found[1]) if found else ""
        if found is None or node + 1 == len(self.nodes) or not SAFE.fullmatch(address):
            return self._literal(at, 1)
        self._settle(runs)
        self.nodes[node] = ""
        self.marks.append(("link", node, len(self.nodes), address))
        self.brackets.clear()  # links do not nest
        return found.end()

    def _angle(self, at: int) -> int:
        found = BETWEEN_ANGLES.match(self.source, at)
        if found is None:
            return self._literal(at, 1)
        shown = found[1].removeprefix("mailto:")
        self._mark("url" if shown == found[1] else "link", shown, found[1])
        return found.end()

    def _address(self, at: int) -> int:
        """Inside a bare address asterisks mean nothing; where it ends is found in `named`."""
        found = BARE.match(self.source, at)
        return self._literal(at, len(found[0]) if found else len("http"))

    def _mark(self, kind: Kind, text: str, address: str = "") -> None:
        self.marks.append((kind, len(self.nodes), len(self.nodes) + 1, address))
        self.nodes.append(text)

    def _settle(self, runs: int) -> None:
        """Match the runs of asterisks from *runs* on; those left over are literal."""
        for kind, opener, closer in self.emphasis.matched(runs):
            self.marks.append((kind, opener + 1, closer, ""))
        for node, left in self.emphasis.taken(runs):
            self.nodes[node] = "*" * left

    def _rich(self) -> tuple[Rich, frozenset[int]]:
        offsets = [0]
        for node in self.nodes:
            offsets.append(offsets[-1] + len(node))
        marks = [
            Mark(start=offsets[first], end=offsets[after], kind=kind, href=address)
            for kind, first, after, address in self.marks
        ]
        kept = sorted(
            (mark for mark in marks if mark.start < mark.end),
            key=lambda mark: (mark.start, -mark.end),
        )
        escaped = frozenset(offsets[node] for node in self.escaped)
        return Rich(text="".join(self.nodes), marks=tuple(kept)), escaped


_STEPS: dict[str, Callable[[Reader, int], int]] = {
    "\\": Reader._escape,  # noqa: SLF001 - its own methods
    "`": Reader._code,  # noqa: SLF001
    "*": Reader._stars,  # noqa: SLF001
    "[": Reader._open,  # noqa: SLF001
    "]": Reader._close,  # noqa: SLF001
    "<": Reader._angle,  # noqa: SLF001
}


def _run(source: str, at: int, mark: str) -> int:
    """How many *mark* stand at *at*."""
    end = at
    while end < len(source) and source[end] == mark:
        end += 1
    return end - at


class _Backticks:
    """The runs of backticks by length, so that a closing one is found without a search."""

    def __init__(self, source: str) -> None:
        self._waiting: dict[int, list[int]] = {}
        for found in reversed(list(re.finditer(r"`+", source))):
            self._waiting.setdefault(len(found[0]), []).append(found.start())

    def close(self, at: int, length: int) -> int | None:
        """Where the next run of *length* begins after the one at *at*; asked from left to right."""
        waiting = self._waiting.get(length, [])
        while waiting and waiting[-1] <= at:
            waiting.pop()
        return waiting[-1] if waiting else None


BLANK = later(r"(\n[^\S\n]*\n\s*)")


def inline(text: str) -> Rich:
    """Read the marks of *text*, in time that grows as its length does.

    Marks do not cross a blank line. Nothing is an error: what is unclosed is literal.

    >>> rich = inline("**“算力”**之争：见[报告](https://example.com/a)。🎉")
    >>> rich.text
    '“算力”之争：见报告。🎉'
    >>> [(mark.kind, rich.text[mark.start : mark.end]) for mark in rich.marks]
    [('strong', '“算力”'), ('link', '报告')]
    >>> inline("长 2*3*4 米 **未完").text
    '长 2*3*4 米 **未完'
    """
    parts = BLANK.split(text)
    return join(
        [
            Rich(text=part) if at % 2 else named(*Reader(part).read())
            for at, part in enumerate(parts)
        ]
    )
