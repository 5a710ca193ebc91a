"""Kept: the parts of a text that typography leaves alone, and kinds of characters it asks for."""

from bisect import bisect_right

from ..rich import Kind, Rich

Edit = tuple[int, int, str]
"""``text[start:end]`` becomes this."""

UNTOUCHED: frozenset[Kind] = frozenset({"code", "url", "mention", "hashtag", "cashtag"})

FULL_WIDTH = frozenset("，。！？；：、（）《》〈〉「」『』【】〔〕")
"""Signs that bring their own space."""


class Kept:
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


def kept(rich: Rich) -> Kept:
    """What stays in *rich*: code, addresses, names, and words that are an address themselves.

    >>> from crosspost.rich import Mark
    >>> code = Rich(text="用 a,b 🎉", marks=(Mark(start=2, end=5, kind="code"),))
    >>> 3 in kept(code), 0 in kept(code)
    (True, False)
    """
    spans = [
        (mark.start, mark.end)
        for mark in rich.marks
        if mark.kind in UNTOUCHED
        or (mark.kind == "link" and "://" in rich.text[mark.start : mark.end])
    ]
    return Kept(_merged(spans))


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def primary(language: str) -> str:
    """The language without script or region.

    >>> primary("zh-Hant-TW")
    'zh'
    """
    return language.split("-", 1)[0].lower()


def han(char: str) -> bool:
    """Whether *char* is a Chinese character.

    >>> han("中"), han("〇"), han("あ"), han("🎉"), han("")
    (True, True, False, False, False)
    """
    if not char:
        return False
    return "\u4e00" <= char <= "\u9fff" or (
        char in "〇々"
        or "\u3400" <= char <= "\u4dbf"
        or "\uf900" <= char <= "\ufaff"
        or "\U00020000" <= char <= "\U0003ffff"
    )
