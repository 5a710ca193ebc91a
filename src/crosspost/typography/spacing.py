"""What stands between words: spaces, dashes and ellipses.

One space between Chinese characters and Latin letters or digits, none beside full-width punctuation
and none before ``%`` or ``℃``. A capital that is one word with the character behind it (``A股``,
``B站``: `ONE_WORD`) has none on either side; any other has both (``在 X 上``). A sign that belongs
to a word stays with it: ``C++``, ``$8``, ``15%``, ``AT&T``. In English: one space after a sentence,
none before a comma.

``……`` and ``——`` in Chinese (GB/T 15834, 4.11 and 4.13), ``—`` in English. Options of commands
(``--help``), single hyphens and what stands between Latin words of a Chinese text stay as typed.
"""

from collections.abc import Iterator

from .._lazy_re import later
from ..text.cjk import FULL_WIDTH, is_han, primary_language
from ..text.richtext import Edit, Protected
from .punctuation import Sentences, is_chinese

GAP = later(r" +")
BEFORE = frozenset("$€£¥")
"""Signs that stand before a figure."""
AFTER = frozenset('"+#%‰°℃℉′″²³₀₁₂₃₄₅₆₇₈₉⁺⁻™®©')
"""Signs that a word or a figure may end with."""
_ONE_WORD = """
A股 B股 H股 N股 A轮 B轮 C轮 D轮 E轮 A輪 B輪 C輪 K线 K線 W底 B端 C端 G端 E租宝 Q币 Q幣 U盾
A站 B站 C站 N站 P站 V站 Q群 Q版 P图 P圖 C位 T台 K歌 C罗 J罗 D罗 Q弹 Q彈 X档案 X战警 O记
I人 E人 J人 P人
T恤 V领 V領 V脸 V臉 U盘 U盤 C盘 C盤 D盘 D盤 E盘 N卡 A卡 K金 K书 K書 L本
X光 B超 A肝 B肝 T细胞 B细胞 T細胞 B細胞 X射线 X射線 T检验 F检验 T檢驗 F檢驗 F值 P值 G点 H肩
A面 B面 A级 B级 S级 A級 B級 S級 A区 B区 C区 D区 A座 B座 C座 D座 A队 B队 A柱 B柱 C柱 A货 S弯 T字 V字
U形 U型 T形 T型 S形 S型 V形 V型 Y形 Z形 O型 O形 L型 L形 X型 H型 M型
X轴 Y轴 Z轴 X軸 Y軸 Z軸 C语言 R语言 D语言 C語言 R語言 X世代 Y世代 Z世代
"""
ONE_WORD = frozenset(_ONE_WORD.split())
"""Words of a capital and Chinese characters that Chinese writes without a space."""
_LONGEST_WORD = max(map(len, ONE_WORD))
DOUBLE = later(r"(?<=[^\s])  (?=[^\s|])")
BEFORE_COMMA = later(r"(?<=[A-Za-z0-9)\"”’]) +(?=[,;:?!.](?:\s|\Z))")


def spacing(text: str, protected: Protected, language: str) -> Iterator[Edit]:
    """Set the missing spaces, and take out those that full-width punctuation brings itself.

    >>> list(spacing("用GPU ，2026年。🎉", Protected([]), "zh"))
    [(1, 1, ' '), (4, 5, ''), (10, 10, ' ')]
    >>> list(spacing("Yes , no.", Protected([]), "en"))
    [(3, 4, '')]
    """
    own = primary_language(language)
    if own == "zh":
        yield from sorted({*_missing(text, protected), *_needless(text, protected)})
    elif own == "en":
        gaps = (
            *((*found.span(), " ") for found in DOUBLE.finditer(text)),
            *((*found.span(), "") for found in BEFORE_COMMA.finditer(text)),
        )
        at = 0
        for start, end, new in sorted(gaps):
            if start >= at and start not in protected:
                yield start, end, new
                at = end


def tightened(text: str) -> str:
    """*text* for a field that lacks room: no spaces between Chinese and Latin, dots in one ``…``.

    So no repair makes a Chinese text longer than its author wrote it.

    >>> tightened("用 GPU 的 2026 年…… 🎉")
    '用GPU的2026年… 🎉'
    """
    text = text.replace("……", "…")
    return GAP.sub(lambda gap: "" if _optional(text, *gap.span()) else gap[0], text)


def _optional(text: str, start: int, end: int) -> bool:
    """Whether the gap parts Chinese from a Latin word, or from a sign that belongs to one."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if not (before and after) or is_han(before) == is_han(after):
        return False
    other = after if is_han(before) else before
    return _spaced(other) or other in BEFORE or other in AFTER or other in "()"


def _missing(text: str, protected: Protected) -> Iterator[Edit]:
    """Where Chinese and Latin touch; the edge of a name or an address counts as Latin."""
    for at in range(1, len(text)):
        before, after = text[at - 1], text[at]
        if is_han(before) == is_han(after) or (
            at - 1 in protected and at in protected and at not in protected.edges
        ):
            continue
        other = at if is_han(before) else at - 1
        edge = other in protected and text[other] not in FULL_WIDTH and not text[other].isspace()
        wanted = edge or _spaced(text[other]) or _bracket(text, other) or _sign(text, other, at)
        if wanted and (edge or not _one_word(text, other)):
            yield at, at, " "


def _spaced(char: str) -> bool:
    """Latin letters (accents too), Greek ones and digits."""
    return char.isalnum() and (char < "\u0400" or "\u1e00" <= char < "\u2000")


def _bracket(text: str, at: int) -> bool:
    """A half-width bracket on its outer side: it holds no Chinese, so it stands as a word does."""
    if text[at] == "(":
        return text[at + 1 : at + 2].isalnum() and not is_han(text[at + 1])
    return text[at] == ")" and text[at - 1 : at].isalnum() and not is_han(text[at - 1])


def _sign(text: str, other: int, at: int) -> bool:
    """A sign that is part of the word on its far side: ``C++``, ``15%``, ``$8``."""
    if other == at:
        return text[other] in BEFORE and text[other + 1 : other + 2].isdigit()
    start = other
    while start and text[start] in AFTER:
        start -= 1
    return start < other and _spaced(text[start])


def _one_word(text: str, at: int) -> bool:
    """Whether the capital at *at* is one word with the Chinese behind it: ``A股``."""
    if not ("A" <= text[at] <= "Z" or text[at] == "Γ"):
        return False
    before = text[at - 1 : at] if at else ""
    if before and (_spaced(before) or before in AFTER or before in "&/-+.@"):
        return False
    start = at + 1
    word = text[at] + text[start : start + _LONGEST_WORD].lstrip(" ")
    return any(word[:size] in ONE_WORD for size in range(2, _LONGEST_WORD + 1))


def _needless(text: str, protected: Protected) -> Iterator[Edit]:
    for gap in GAP.finditer(text):
        start, end = gap.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        if not before or not after or "\n" in before + after or start in protected:
            continue
        if _at_quote(before, after):
            yield start, end, ""
            continue
        wide = before in FULL_WIDTH or after in FULL_WIDTH
        if wide and all(_wordy(char) or char in FULL_WIDTH for char in (before, after)):
            yield start, end, ""
        elif {is_han(before), is_han(after)} == {True, False} and _wordy(before + after):
            other = start - 1 if is_han(after) else end
            wanted = "" if other not in protected and _one_word(text, other) else " "
            if text[start:end] != wanted:
                yield start, end, wanted


def _at_quote(before: str, after: str) -> bool:
    """Whether a gap is inside a quotation's edge, or between its quotes and Chinese."""
    inside = before == "“" or after == "”"
    return inside or (is_han(before) and after == "“") or (before == "”" and is_han(after))


def _wordy(chars: str) -> bool:
    return all(is_han(char) or _spaced(char) for char in chars)


DOTS = later(r" *(?:\.{3,}|\.(?: \.){2,}|。{2,}|…+) *")
DASHES = later(r"( *)(?:-{2,3}(?![->])|—+|(?<= )–(?= )) *")
ENGLISH_DASHES = later(r"(?<=[^\s-])( ?)-{2,3}(?! ?-)( ?)(?=[^\s>-])")
_OPENS = frozenset("“「『《（")
_CLOSES = frozenset("”」』》）")


def ellipses(text: str, protected: Protected, language: str) -> Iterator[Edit]:
    """Six dots in a Chinese sentence, without spaces.

    >>> list(ellipses("等等... 好🎉", Protected([]), "zh"))
    [(2, 6, '……')]
    """
    if primary_language(language) != "zh":
        return
    sentences = Sentences(text)
    for found in DOTS.finditer(text):
        start, end = found.span()
        before, after = text[start - 1 : start] if start else "", text[end : end + 1]
        beside = is_chinese(before) or (is_chinese(after) and not before.strip())
        ends = after in {"", "\n"} and before.isalnum() and sentences.chinese(start)
        if start in protected or end - 1 in protected or not (beside or ends):
            continue
        blanks = 0 if after.strip() else len(found[0]) - len(found[0].rstrip(" "))
        if text[start : end - blanks] != "……":
            yield start, end - blanks, "……"


def dashes(text: str, protected: Protected, language: str) -> Iterator[Edit]:
    """A dash two characters long between Chinese words; one of its own for ``--`` in English.

    >>> list(dashes("门--开着 🎉", Protected([]), "zh"))
    [(1, 3, '——')]
    >>> list(dashes("It fell--twice.", Protected([]), "en"))
    [(7, 9, '—')]
    """
    own = primary_language(language)
    if own == "zh":
        yield from _chinese(text, protected)
    elif own == "en":
        for found in ENGLISH_DASHES.finditer(text):
            start, end = found.span()
            if start in protected or end - 1 in protected or found[1] != found[2]:
                continue
            before, after = text[start - 1], text[end]
            if before.isdigit() and after.isdigit() and not found[1]:
                yield start, end, "–"
            elif (before.isalnum() or before in ")”’\"'") and (
                after.isalnum() or after in "(“‘\"'"
            ):
                yield start, end, f"{found[1]}—{found[2]}"


def _chinese(text: str, protected: Protected) -> Iterator[Edit]:
    for found in DASHES.finditer(text):
        start, end = found.span()
        if start in protected or found[0] in {"——", "—", "–"} or not start:
            continue  # one dash without spaces may be a range: 北京—上海
        before, after = text[start - 1], text[end : end + 1]
        joins = is_han(before) or before in _CLOSES
        goes_on = is_han(after) or after in _OPENS
        if joins and (goes_on or after.isdigit() or "A" <= after <= "Z"):
            even = bool(found[1]) == found[0].endswith(" ")
            if even or goes_on:
                yield start, end, "——"
        elif goes_on and before.isalnum() and bool(found[1]) == found[0].endswith(" "):
            yield start, end, "——"
