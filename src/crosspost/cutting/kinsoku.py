"""Kinsoku: which characters may not begin a line, and which may not end one.

The sets follow W3C's Requirements for Chinese Text Layout, "prohibition rules for line start
and line end" (https://www.w3.org/TR/clreq/#prohibition_rules_for_line_start_end), and its
Japanese sister (https://www.w3.org/TR/jlreq/#characters_not_starting_a_line).
"""

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
