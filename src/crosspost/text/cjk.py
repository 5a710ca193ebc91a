"""CJK: which characters are Chinese or Japanese, and where lines of them may break.

The sets are those of line-break rules, called kinsoku in Japanese: W3C's Requirements for Chinese
Text Layout, "prohibition rules for line start and line end"
(https://www.w3.org/TR/clreq/#prohibition_rules_for_line_start_end), and its Japanese sister
(https://www.w3.org/TR/jlreq/#characters_not_starting_a_line).
"""

import unicodedata
from functools import cache

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

SENTENCE_ENDS = "。．.！!？?…"
CLAUSE_ENDS = "；;：:"
PAUSES = "，,、—–"
"""What ends a sentence or a clause, or pauses inside one."""

AMBIGUOUS_WIDTH = frozenset("“”‘’…—·")
"""As wide as the characters around them: full in Chinese, narrow in English."""

FULL_WIDTH = frozenset("，。！？；：、（）《》〈〉「」『』【】〔〕")
"""Signs that bring their own space."""

CJK = (
    r"\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3040-\u30ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""A class for regular expressions: scripts written without spaces, Chinese and Japanese."""


def is_han(char: str) -> bool:
    """Whether *char* is a Chinese character, as Japanese writes them too.

    >>> is_han("中"), is_han("〇"), is_han("あ"), is_han("🎉"), is_han("")
    (True, True, False, False, False)
    """
    return (
        "\u4e00" <= char <= "\u9fff"
        or char in {"〇", "々"}
        or "\u3400" <= char <= "\u4dbf"
        or "\uf900" <= char <= "\ufaff"
        or "\U00020000" <= char <= "\U0003ffff"
    )


def chinese_variety(text: str) -> str:
    """How the Chinese of *text* is written: ``zh-Hant``, or ``zh`` for simplified characters.

    GB 2312 holds the characters of simplified Chinese and Big5 those of traditional Chinese; what
    only one of these standards has is a sign of its script. Without any sign it is ``zh``.

    >>> chinese_variety("台積電宣布擴產"), chinese_variety("台积电扩产 🎉"), chinese_variety("中文")
    ('zh-Hant', 'zh', 'zh')
    """
    signs = [_has_only(char) for char in text if is_han(char)]
    return "zh-Hant" if signs.count("big5") > signs.count("gb2312") else "zh"


_CHINESE_WORDS = (
    "你",
    "呢",
    "吧",
    "們",
    "這",
    "很",
    "沒",
    "没有",
    "不是",
    "就是",
    "了一",
    "下了",
    "了，",
    "了。",
)
"""Written in characters that Japanese has too, and no words of Japanese."""


def is_surely_chinese(text: str) -> bool:
    """Whether *text* has a word, or a character, that Japanese does not have.

    The characters of Japanese are those of JIS X 0208, which Shift JIS holds.

    >>> (
    ...     is_surely_chinese("没人觉得意外。"),
    ...     is_surely_chinese("下了一夜的雨"),
    ...     is_surely_chinese("目的。🎉"),
    ... )
    (True, True, False)
    """
    strange = any(is_han(char) and not _is_in(char, "shift_jis") for char in text)
    return strange or any(word in text for word in _CHINESE_WORDS)


@cache
def _is_in(char: str, standard: str) -> bool:
    return bool(char.encode(standard, "ignore"))


@cache
def _has_only(char: str) -> str:
    has = [name for name in ("gb2312", "big5") if _is_in(char, name)]
    return has[0] if len(has) == 1 else ""


def is_kana(char: str) -> bool:
    """Whether *char* is a syllable of Japanese, or a sign that stands among them.

    >>> is_kana("あ"), is_kana("カ"), is_kana("ー"), is_kana("中"), is_kana("")
    (True, True, True, False, False)
    """
    return "\u3040" <= char <= "\u30ff"


def is_cjk(char: str) -> bool:
    """Whether *char* is written without spaces around it: `is_han` or `is_kana`.

    >>> is_cjk("芯"), is_cjk("カ"), is_cjk("a"), is_cjk("。"), is_cjk("")
    (True, True, False, False, False)
    """
    return is_han(char) or is_kana(char)


def is_wide(char: str) -> bool:
    """Whether *char* takes the room of a Chinese one: signs, Hangul and emoji as well (UAX #11).

    >>> is_wide("芯"), is_wide("。"), is_wide("한"), is_wide("🎉"), is_wide("“"), is_wide("")
    (True, True, True, True, False, False)
    """
    return bool(char) and unicodedata.east_asian_width(char) in {"W", "F"}


def columns(text: str) -> int:
    """How wide *text* is where all letters are as wide: a Chinese character or an emoji takes two.

    >>> columns("芯片🎉 ab")
    9
    """
    return sum(1 + is_wide(char) for char in text)


def needs_no_space(char: str) -> bool:
    """Whether a line that ends or begins with *char* joins another one without a space.

    `is_cjk`, what stands among such characters (radicals, signs, full-width forms) and the quotes
    that they share with Latin letters.

    >>> needs_no_space("芯"), needs_no_space("。"), needs_no_space("”"), needs_no_space("a")
    (True, True, True, False)
    """
    return (
        "\u2e80" <= char <= "\u9fff"
        or is_cjk(char)
        or "\uff00" <= char <= "\uffef"
        or char in {"“", "”"}
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
