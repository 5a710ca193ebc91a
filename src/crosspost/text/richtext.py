"""Rich: flat text with marks.

Telegram entities, Bluesky facets and HTML are projections of it (see ``markup``). Offsets are
code points, half-open; only the projections know UTF-16 or UTF-8.

`Protected` are the parts of a text that nobody edits: code, addresses, names.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Literal

from .._record import Record
from ..counting.characters import Span

MarkKind = Literal[
    "strong",
    "emphasis",
    "strike",
    "code",
    "pre",
    "note",
    "link",
    "url",
    "mention",
    "hashtag",
    "cashtag",
    "quote",
]
"""``link`` hides its address in ``href``; ``url`` is an address that stands in the text itself;
``pre`` is a block of code, its programming language in ``href``; ``note`` is a footnote's sign, its
number in ``href``."""

WHOLE: frozenset[MarkKind] = frozenset({"url", "mention", "hashtag", "cashtag"})
"""Marks that mean nothing once cut in two: never cut inside them."""


class Mark(Record):
    """What ``text[start:end]`` is."""

    start: int
    end: int
    kind: MarkKind
    href: str = ""
    """The address of a link; of a hashtag its words, where it stands there without their spaces."""


def over(mark: Mark, start: int, end: int) -> Mark:
    """*mark* over other words: ``text[start:end]``."""
    return Mark(start=start, end=end, kind=mark.kind, href=mark.href)


class Rich(Record):
    """Flat text and what parts of it are; cut and joined without moving any mark.

    >>> rich = Rich(text="请看**", marks=(Mark(start=0, end=2, kind="strong"),))[:2] + "！🎉"
    >>> rich.text, rich.marks[0].end
    ('请看！🎉', 2)
    """

    text: str
    marks: tuple[Mark, ...] = ()

    def __len__(self) -> int:
        """Code points."""
        return len(self.text)

    def __bool__(self) -> bool:
        return bool(self.text)

    def __getitem__(self, part: slice) -> "Rich":
        """The text between two offsets, with the parts of the marks that fall there."""
        start, end, step = part.indices(len(self.text))
        if step != 1:
            message = "a Rich is cut in one piece: no step"
            raise ValueError(message)
        end = max(start, end)
        kept = tuple(
            over(mark, max(mark.start, start) - start, min(mark.end, end) - start)
            for mark in self.marks
            if mark.start < end and mark.end > start
        )
        return Rich(text=self.text[start:end], marks=kept)

    def __add__(self, other: "Rich | str") -> "Rich":
        if isinstance(other, str):
            return Rich(text=self.text + other, marks=self.marks)
        return Rich(text=self.text + other.text, marks=self.marks + _moved(other.marks, len(self)))

    def __radd__(self, other: str) -> "Rich":
        return Rich(text=other + self.text, marks=_moved(self.marks, len(other)))

    def strip(self) -> "Rich":
        """Without white space at either end."""
        start, end = len(self.text) - len(self.text.lstrip()), len(self.text.rstrip())
        return self[start : max(start, end)] if (start, end) != (0, len(self.text)) else self

    def marked(self, kind: MarkKind, href: str = "") -> "Rich":
        """The same text, all of it marked.

        >>> Rich(text="发生了什么").marked("strong").marks[0].end
        5
        """
        if not self.text:
            return self
        whole = Mark(start=0, end=len(self.text), kind=kind, href=href)
        return Rich(text=self.text, marks=(whole, *self.marks))

    def replaced(self, edits: Iterable[tuple[int, int, str]]) -> "Rich":
        """With each ``text[start:end]`` replaced; marks keep naming the same words.

        *edits* are in order and do not overlap. A mark that begins or ends inside a replaced
        part is held to the replacement's edge.

        >>> Rich(text='isn"t', marks=(Mark(start=0, end=5, kind="strong"),)).replaced([(3, 4, "’")])
        Rich(text='isn’t', marks=(Mark(start=0, end=5, kind='strong', href=''),))
        """
        steps = list(edits)
        if not steps:
            return self
        out: list[str] = []
        at = 0
        for start, end, new in steps:
            out += (self.text[at:start], new)
            at = end
        out.append(self.text[at:])
        shifts = _Shifts(steps)
        moved = (over(mark, shifts.start(mark.start), shifts.end(mark.end)) for mark in self.marks)
        return Rich(text="".join(out), marks=tuple(m for m in moved if m.start < m.end))


def join(parts: Iterable[Rich], gap: str = "") -> Rich:
    """All *parts* in one, *gap* between each two.

    >>> join([Rich(text="一"), Rich(text="二").marked("code")], "、")
    Rich(text='一、二', marks=(Mark(start=2, end=3, kind='code', href=''),))
    """
    texts: list[str] = []
    marks: list[Mark] = []
    at = 0
    for index, part in enumerate(parts):
        if index and gap:
            texts.append(gap)
            at += len(gap)
        texts.append(part.text)
        marks += _moved(part.marks, at)
        at += len(part.text)
    return Rich(text="".join(texts), marks=tuple(marks))


def _moved(marks: tuple[Mark, ...], by: int) -> tuple[Mark, ...]:
    return tuple(over(mark, mark.start + by, mark.end + by) for mark in marks) if by else marks


class _Shifts:
    """Where offsets land after edits; an insertion at an edge stays outside a mark."""

    def __init__(self, edits: Sequence[tuple[int, int, str]]) -> None:
        self.starts = [start for start, _, _ in edits]
        self.ends = [end for _, end, _ in edits]
        self.lengths = [len(new) for _, _, new in edits]
        grown = (len(new) - (end - start) for start, end, new in edits)
        self.moved = list(accumulate(grown, initial=0))

    def start(self, offset: int) -> int:
        """Of a mark that begins at *offset*."""
        at = bisect_right(self.ends, offset)
        inside = at < len(self.ends) and self.starts[at] < offset
        return self.moved[at] + (self.starts[at] if inside else offset)

    def end(self, offset: int) -> int:
        """Of a mark that ends at *offset*."""
        at = bisect_left(self.ends, offset)
        if at == len(self.ends) or self.starts[at] >= offset:
            return self.moved[at] + offset
        if self.ends[at] == offset:
            return self.moved[at + 1] + offset
        return self.moved[at] + self.starts[at] + self.lengths[at]


Edit = tuple[int, int, str]
"""``text[start:end]`` becomes this."""

UNTOUCHED: frozenset[MarkKind] = frozenset({"code", "pre", "url", "mention", "hashtag", "cashtag"})


class Protected:
    """Spans that stay to the letter, asked by offset.

    Args:
        spans: in code points, half-open, sorted, apart from each other.
    """

    def __init__(self, spans: Sequence[Span]) -> None:
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]
        self.edges = frozenset((*self._starts, *self._ends))

    def __contains__(self, offset: int) -> bool:
        """Whether the character at *offset* stays."""
        at = bisect_right(self._starts, offset) - 1
        return at >= 0 and offset < self._ends[at]


def protected(rich: Rich) -> Protected:
    """What stays in *rich*: code, addresses, names, and words that are an address themselves.

    >>> from crosspost.text.richtext import Mark
    >>> code = Rich(text="用 a,b 🎉", marks=(Mark(start=2, end=5, kind="code"),))
    >>> 3 in protected(code), 0 in protected(code)
    (True, False)
    """
    spans = [
        (mark.start, mark.end)
        for mark in rich.marks
        if mark.kind in UNTOUCHED
        or (mark.kind == "link" and "://" in rich.text[mark.start : mark.end])
    ]
    return Protected(merged_spans(spans))


def merged_spans(spans: Iterable[Span]) -> list[Span]:
    """*spans* in order and apart; those that overlap are one, empty ones go.

    >>> merged_spans([(3, 5), (0, 2), (1, 4), (7, 7)])
    [(0, 5)]
    """
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        elif start < end:
            merged.append((start, end))
    return merged


class Slices:
    """Cuts parts out of *source* as ``source[start:stop]`` does, without going through all marks.

    Args:
        source: the whole text; parts of it are asked for in rising order of their starts.

    >>> source = Rich(text="一二三", marks=(Mark(start=1, end=3, kind="strong"),))
    >>> slices = Slices(source)
    >>> slices.part(0, 2) == source[0:2], slices.part(2, 3) == source[2:3]
    (True, True)
    """

    def __init__(self, source: Rich) -> None:
        self._text = source.text
        marks = enumerate(source.marks)
        self._marks = sorted(marks, key=lambda numbered: numbered[1].start)
        self._open: list[tuple[int, Mark]] = []
        self._next = 0

    def part(self, start: int, stop: int) -> Rich:
        """The text between two offsets, with the parts of the marks that fall there."""
        if not self._marks:
            return Rich(text=self._text[start:stop])
        while self._next < len(self._marks) and self._marks[self._next][1].start <= start:
            self._open.append(self._marks[self._next])
            self._next += 1
        self._open = [numbered for numbered in self._open if numbered[1].end > start]
        here = list(self._open)
        at = self._next
        while at < len(self._marks) and self._marks[at][1].start < stop:
            here.append(self._marks[at])
            at += 1
        here.sort(key=lambda numbered: numbered[0])
        marks = tuple(
            over(mark, max(mark.start, start) - start, min(mark.end, stop) - start)
            for _, mark in here
        )
        return Rich(text=self._text[start:stop], marks=marks)


def letters(text: str) -> str:
    """The letters and figures of *text* alone: what typography, marks and layout leave as it is.

    >>> letters("**芯片**, 3.5 倍 🎉")
    '芯片35倍'
    """
    return "".join(filter(str.isalnum, text))
