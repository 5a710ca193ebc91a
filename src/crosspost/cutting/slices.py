"""Slices: parts of one marked text, taken from its start to its end in linear time."""

from ..rich import Mark, Rich


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
            Mark(
                start=max(mark.start, start) - start,
                end=min(mark.end, stop) - start,
                kind=mark.kind,
                href=mark.href,
            )
            for _, mark in here
        )
        return Rich(text=self._text[start:stop], marks=marks)
