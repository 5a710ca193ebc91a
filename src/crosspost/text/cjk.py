"""Kinsoku: which characters may not begin a line, and which may not end one.

The sets follow W3C's Requirements for Chinese Text Layout, "prohibition rules for line start
and line end" (https://www.w3.org/TR/clreq/#prohibition_rules_for_line_start_end), and its
Japanese sister (https://www.w3.org/TR/jlreq/#characters_not_starting_a_line).

Kept: the parts of a text that typography leaves alone, and kinds of characters it asks for.
"""

from bisect import bisect_right

from .richtext import Kind, Rich

CLOSERS = "”’」』】》〉）)]}〕〗﹂﹄\"'»›"
"""What closes a quotation or a bracket; straight quotes open as well, the scan tells them apart."""

OPENERS = "“‘「『【《〈（([{〔〖﹁﹃«‹"

WIDE_CLOSERS = frozenset("”’」』】》〉）〕〗﹂﹄。，、；：！？…—")
"""A Chinese text may be cut after these, if nothing better is near."""

NO_START = frozenset(
    CLOSERS.replace('"', "").replace("'", "")
    + "。．.｡，,、､；;：:！!？?…‥·・—–～〜%％‰℃°々〻ー／"
    + "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
)
NO_END = frozenset(OPENERS + "$¥￥£€#@№第")

HAN = (
    r"\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3040-\u30ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""A class for regular expressions: scripts written without spaces, Chinese and Japanese."""


def is_han(char: str) -> bool:
    """Whether *char* is written without spaces around it, as Chinese and Japanese are.

    >>> is_han("芯"), is_han("カ"), is_han("a"), is_han("。"), is_han("")
    (True, True, False, False, False)
    """
    return (
        "\u3400" <= char <= "\u9fff"
        or "\u3040" <= char <= "\u30ff"
        or "\U00020000" <= char <= "\U0003ffff"
        or "\uf900" <= char <= "\ufaff"
        or char in {"々", "〇"}
    )


def parts_well(before: str, after: str) -> bool:
    """Whether a line may end with *before* and the next begin with *after*.

    >>> parts_well("马", "拉"), parts_well("松", "，"), parts_well("（", "通")
    (True, False, False)
    """
    return before not in NO_END and after not in NO_START


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

    >>> from crosspost.text.richtext import Mark
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
