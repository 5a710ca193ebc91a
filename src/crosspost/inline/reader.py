"""Reader: one paragraph's source in, text and marks out, each character looked at once."""

import re
from collections.abc import Callable

from ..patterns import later
from ..rich import Kind, Mark, Rich
from .emphasis import Emphasis

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
