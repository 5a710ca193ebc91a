"""CJK: which characters are Chinese or Japanese, and where lines of them may break.

The sets are those of line-break rules, called kinsoku in Japanese: W3C's Requirements for Chinese
Text Layout, "prohibition rules for line start and line end"
(https://www.w3.org/TR/clreq/#prohibition_rules_for_line_start_end), and its Japanese sister
(https://www.w3.org/TR/jlreq/#characters_not_starting_a_line).
"""

CLOSERS = "”’」』】》〉）)]}〕〗﹂﹄\"'»›"
"""What closes a quotation or a bracket; straight quotes open as well, the scan tells them apart."""

OPENERS = "“‘「『【《〈（([{〔〖﹁﹃«‹"

WIDE_CLOSERS = frozenset("”’」』】》〉）〕〗﹂﹄。，、；：！？…—")
"""A Chinese text may be cut after these, if nothing better is near."""

NOT_AT_LINE_START = frozenset(
    CLOSERS.replace('"', "").replace("'", "")
    + "。．.｡，,、､；;：:！!？?…‥·・—–～〜%％‰℃°々〻ー／"
    + "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
)
NOT_AT_LINE_END = frozenset(OPENERS + "$¥￥£€#@№第")

FULL_WIDTH = frozenset("，。！？；：、（）《》〈〉「」『』【】〔〕")
"""Signs that bring their own space."""

CJK = (
    r"\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3040-\u30ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""A class for regular expressions: scripts written without spaces, Chinese and Japanese."""


def is_cjk(char: str) -> bool:
    """Whether *char* is written without spaces around it, as Chinese and Japanese are.

    >>> is_cjk("芯"), is_cjk("カ"), is_cjk("a"), is_cjk("。"), is_cjk("")
    (True, True, False, False, False)
    """
    return (
        "\u3400" <= char <= "\u9fff"
        or "\u3040" <= char <= "\u30ff"
        or "\U00020000" <= char <= "\U0003ffff"
        or "\uf900" <= char <= "\ufaff"
        or char in {"々", "〇"}
    )


def can_break_between(before: str, after: str) -> bool:
    """Whether a line may end with *before* and the next begin with *after*.

    >>> can_break_between("马", "拉"), can_break_between("松", "，"), can_break_between("（", "通")
    (True, False, False)
    """
    return before not in NOT_AT_LINE_END and after not in NOT_AT_LINE_START


def primary_language(language: str) -> str:
    """The language without script or region.

    >>> primary_language("zh-Hant-TW")
    'zh'
    """
    return language.split("-", 1)[0].lower()


def is_han(char: str) -> bool:
    """Whether *char* is a Chinese character.

    >>> is_han("中"), is_han("〇"), is_han("あ"), is_han("🎉"), is_han("")
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
