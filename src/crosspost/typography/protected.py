"""Protected: the parts of a text that typography leaves alone."""

from bisect import bisect_right

from ..text.richtext import Kind, Rich

Edit = tuple[int, int, str]
"""``text[start:end]`` becomes this."""

UNTOUCHED: frozenset[Kind] = frozenset({"code", "pre", "url", "mention", "hashtag", "cashtag"})


class Protected:
    """Spans that stay to the letter, asked by offset.

    Args:
        spans: in code points, half-open, sorted, apart from each other.
    """

    def __init__(self, spans: list[tuple[int, int]]) -> None:
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
    return Protected(_merged(spans))


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
