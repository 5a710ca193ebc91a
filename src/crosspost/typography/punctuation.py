"""Punctuation: full-width in Chinese sentences, half-width in all others.

Chinese as GB/T 15834 prints it. Half-width stays between Latin letters and digits (times, ratios,
figures, ``Osterneck, 2024``), and around brackets that hold no Chinese (``亚马逊 (AWS)``). Which
language a sign belongs to is decided by its sentence: ``换成了 Bun.`` ends a Chinese one.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator

from .._lazy_re import later
from ..model.layout import Brackets
from ..text.cjk import FULL_WIDTH, is_cjk, is_han, is_kana, primary_language
from ..text.richtext import Edit, Protected
from ..text.sentences import ABBREVIATIONS, NUMBERED

WIDE = dict(zip(",:;?!()", "，：；？！（）", strict=True))
NARROW = {
    "，": ",",
    "。": ".",
    "：": ":",
    "；": ";",
    "？": "?",
    "！": "!",
    "（": "(",
    "）": ")",
}
WITHOUT_CHINESE_SIGNS = frozenset({"zh", "ja", "ko", "yue"})
"""Languages that have full-width signs of their own, or mix them."""
SIGNS = later(r"(?:(?<! ) +)?(?P<signs>[?!？！]*[?!][?!？！]*|[,:;]+|(?<!\.)\.(?!\.)) *")
BRACKETS = later(r"[()（）\n]")
NO_ENDS = frozenset("，、；：")
"""A sign right after one of these ends nothing: it is what the text is about."""
NUMERAL = later(r"[ \t]*[一二三四五六七八九十]{1,3}")
FACE = later(r"[:;]-?[()DPp>/|](?![A-Za-z0-9/])")
"""A smile, not a colon."""
ENDS = later(r"[。！？!?…\n]|\.(?=\s)")
"""What ends a sentence."""
RUNS_ON = later(r"[\u4e00-\u9fff] ?[A-Za-z][A-Za-z0-9+#-]+\Z")
FAR_NAME = later(r"\.(?:中国|中國|公司|网络|網路|网址|香港|台湾|台灣)")
"""What may stand behind a dot in the name of a site."""
TOKEN_BEFORE = later(r"(?:[A-Z][A-Za-z0-9+#-]*|[0-9.]+[A-Za-z]+|[0-9][%‰℃℉°])\Z")
TOKEN_AFTER = later(r"[A-Z][A-Za-z0-9+#-]*|[0-9.]+(?:[A-Za-z]|[%‰℃℉°])")
NAME_DOT = later(r"(?<=[\u4e00-\u9fff])[・‧](?=[\u4e00-\u9fff])")
FIGURES = later(r"[-+−]?[0-9.]+(?:, ?[-+−]?[0-9.]+)+")
WORD = later(r"[A-Za-z][A-Za-z.]*\Z|(?<![0-9.])[0-9]{1,2}\Z")
SHORT = ABBREVIATIONS | NUMBERED | {"etc", "ave", "ca", "cf"}
"""Words that a full stop may belong to."""


def punctuation(
    text: str, protected: Protected, language: str, brackets: Brackets = "full"
) -> Iterator[Edit]:
    """Make signs of Chinese sentences full-width, and full-width signs of other ones half-width.

    The spaces around a full-width sign go with it.

    >>> found = punctuation("转变:从 GPU 起,(见下)。🎉", Protected([]), "zh")
    >>> [(start, new) for start, _, new in found]
    [(2, '：'), (10, '，'), (11, '（'), (14, '）')]
    >>> list(punctuation("It fell，twice。🎉", Protected([]), "en"))
    [(7, 8, ', '), (13, 14, '.')]
    """
    own = primary_language(language)
    if own == "zh":
        sentences = Sentences(text)
        signs = _signs(text, protected, sentences)
        pairs = _brackets(text, protected, sentences, brackets)
        yield from _apart(sorted((*signs, *pairs, *_dots_in_names(text, protected))))
    elif own not in WITHOUT_CHINESE_SIGNS and not FULL_WIDTH.isdisjoint(text):
        yield from _narrowed(text, protected)


def _apart(edits: list[Edit]) -> Iterator[Edit]:
    """*edits* without those that begin inside the one before; the next round finds them again."""
    at = 0
    for start, end, new in edits:
        if start >= at:
            yield start, end, new
            at = end


class Sentences:
    """Which sentences of a text are Chinese, asked by offset."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in ENDS.finditer(text))]
        self._length = len(text)
        self._chinese = [at for at, char in enumerate(text) if is_cjk(char)]

    def chinese(self, at: int) -> bool:
        """Whether there is Chinese in the sentence that the sign at *at* stands in, before it."""
        start = self._starts[bisect_left(self._starts, at + 1) - 1]
        return bisect_left(self._chinese, start) < bisect_left(self._chinese, at)

    def partly_chinese(self, at: int) -> bool:
        """Whether there is Chinese anywhere in that sentence."""
        index = bisect_left(self._starts, at + 1)
        ends = self._starts[index] if index < len(self._starts) else self._length
        start = self._starts[index - 1]
        return bisect_left(self._chinese, start) < bisect_left(self._chinese, ends)


def _signs(text: str, protected: Protected, sentences: Sentences) -> Iterator[Edit]:
    for found in SIGNS.finditer(text):
        at = found.start("signs")
        if at in protected or FACE.match(text, at):
            continue
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        if before and before in NO_ENDS:
            continue
        signs, end = found["signs"], found.end("signs")
        last = after in {"", "\n"}
        if signs == ".":
            ends = last or found.end() > end or _runs_on(text, at)
            if ends and _ends_sentence(text, at, before, after, sentences):
                yield at, end if last else found.end(), "。"
        elif (
            is_chinese(before)
            or (is_chinese(after) and not _ends_english(found, sentences))
            or (last and signs != "," and sentences.chinese(at))
            or (signs == "," and _between_figures(text, found) and sentences.partly_chinese(at))
        ):
            wide = "".join(WIDE.get(sign, sign) for sign in signs)
            if wide != signs:
                yield found.start() if before else at, found.end() if after else end, wide


def _ends_english(found: re.Match[str], sentences: Sentences) -> bool:
    """Whether a sentence without Chinese ends there, and a space parts it from the next one."""
    ends = found["signs"][0] in "?!" and found.end() > found.end("signs")
    return ends and not sentences.chinese(found.start("signs"))


def _runs_on(text: str, at: int) -> bool:
    """Whether a sentence begins right behind the full stop: ``换成了 Bun.它很快``."""
    return (
        RUNS_ON.search(text, max(0, at - 24), at) is not None and FAR_NAME.match(text, at) is None
    )


def _between_figures(text: str, comma: re.Match[str]) -> bool:
    """Whether the comma, without a space, parts names or figures with units: ``25℃,40%``."""
    left = TOKEN_BEFORE.search(text, max(0, comma.start() - 12), comma.start())
    right = TOKEN_AFTER.match(text, comma.end())
    return comma.end() == comma.end("signs") and left is not None and right is not None


def is_chinese(char: str) -> bool:
    """Whether *char* is a Chinese character or a full-width sign."""
    return is_han(char) or char in FULL_WIDTH


def _ends_sentence(text: str, at: int, before: str, after: str, sentences: Sentences) -> bool:
    """Whether the full stop at *at*, which white space follows, ends a Chinese sentence.

    After a Latin word it may belong to that (``Inc.``, ``J. 史密斯``), after a small number to a
    list (``2. 香蕉``, ``一. 背景``).
    """
    if is_chinese(before):
        return not _is_numeral(text, at)
    if not sentences.chinese(at) or (after.isascii() and after not in {"", "\n"}):
        return False
    word = WORD.search(text[max(0, at - 12) : at])
    if word is None:
        return True
    short = len(word[0]) == 1 or "." in word[0] or word[0].lower() in SHORT
    return not (word[0].isdigit() or short) or after in {"", "\n"}


def _is_numeral(text: str, at: int) -> bool:
    """Whether a Chinese numeral stands before *at*, alone in its line: ``一. 背景``."""
    start = max(0, at - 12)
    head, line_end, line = text[start:at].rpartition("\n")
    return bool(line_end or (not start and not head)) and NUMERAL.fullmatch(line) is not None


def _brackets(
    text: str, protected: Protected, sentences: Sentences, brackets: Brackets
) -> Iterator[Edit]:
    """Brackets of Chinese sentences, as pairs; never across a line."""
    waiting: list[int] = []
    for found in BRACKETS.finditer(text):
        at = found.start()
        if found[0] == "\n":
            waiting.clear()
        elif at in protected:
            continue
        elif found[0] in "(（":
            waiting.append(at)
        elif waiting:
            start = waiting.pop()
            full = _is_full(text, start, at, sentences, brackets)
            for place, wide in ((start, "（"), (at, "）")):
                if full and text[place] != wide:
                    before, after = _gap(text, place) if brackets == "full" else (place, place + 1)
                    yield before, after, wide


def _is_full(text: str, start: int, end: int, sentences: Sentences, brackets: Brackets) -> bool:
    """Whether the brackets at *start* and *end* are full-width ones."""
    inside = text[start + 1 : end]
    if any(map(is_han, inside)) or (text[start] == "（") != (text[end] == "）"):
        return True
    if brackets == "by-content" or not inside.strip() or text[start] == "（":
        return False
    before, after = text[start - 1 : start], text[end + 1 : end + 2]
    if FIGURES.fullmatch(inside):
        return False  # a point, a range: (0, 1)
    if before and before.isalnum() and not is_han(before):
        return False  # f(x), iPhone(2024)
    line = text.rfind("\n", 0, start) + 1
    if not text[line:start].strip(" -•>#*"):
        return False  # what a line begins with may be its number: (1)
    return is_han(before) or is_han(after) or is_chinese(after) or sentences.chinese(start)


def _gap(text: str, at: int) -> tuple[int, int]:
    """The bracket at *at* with the spaces beside it: a full-width one brings its own."""
    start, end = at, at + 1
    while start and text[start - 1] == " " and text[start - 2 : start - 1].strip():
        start -= 1
    while text[end : end + 1] == " " and text[end + 1 : end + 2].strip():
        end += 1
    return start, end


def _dots_in_names(text: str, protected: Protected) -> Iterator[Edit]:
    """The dot between the parts of a foreign name is ``·`` in Chinese, not Japanese ``・``."""
    if any(map(is_kana, text.replace("・", ""))):
        return
    for found in NAME_DOT.finditer(text):
        if found.start() not in protected:
            yield found.start(), found.end(), "·"


def _narrowed(text: str, protected: Protected) -> Iterator[Edit]:
    """Full-width signs in sentences that are not Chinese."""
    sentences = Sentences(text)
    for at, char in enumerate(text):
        if char not in NARROW or at in protected:
            continue
        before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
        if is_cjk(after) or sentences.chinese(at):
            continue
        sign = NARROW[char]
        opens = sign == "("
        left = " " if opens and before.isalnum() else ""
        right = "" if opens or not after or after.isspace() or not after.isalnum() else " "
        yield at, at + 1, left + sign + right
