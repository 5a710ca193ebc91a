"""Punctuation: full-width in Chinese sentences, half-width in all others.

Chinese as GB/T 15834 prints it. Half-width stays between Latin letters and digits (times, ratios,
figures, ``Osterneck, 2024``), and around brackets that hold no Chinese (``亚马逊 (AWS)``). Which
language a sign belongs to is decided by its sentence: ``换成了 Bun.`` ends a Chinese one.
"""

from bisect import bisect_left
from collections.abc import Iterator

from .._lazy_re import later
from ..text.cjk import FULL_WIDTH, is_cjk, is_han, primary_language
from ..text.richtext import Edit, Protected

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
SIGNS = later(r"(?:(?<! ) +)?(?P<signs>[?!]+|[,:;]+|(?<!\.)\.(?!\.)) *")
BRACKETS = later(r"[()\n]")
NO_ENDS = frozenset("，、；：")
"""A sign right after one of these ends nothing: it is what the text is about."""
NUMERAL = later(r"[ \t]*[一二三四五六七八九十]{1,3}")
FACE = later(r"[:;]-?[()DPp>/|](?![A-Za-z0-9/])")
"""A smile, not a colon."""
ENDS = later(r"[。！？!?…\n]|\.(?=\s)")
"""What ends a sentence."""
DOTS = later(r" *(?:\.{3,}|。{2,}|…+) *")
DASHES = later(r" *(?:--|——+) *")
WORD = later(r"[A-Za-z][A-Za-z.]*\Z|(?<![0-9.])[0-9]{1,2}\Z")
SHORT = frozenset(
    {
        "al",
        "approx",
        "ave",
        "bros",
        "ca",
        "cf",
        "co",
        "corp",
        "dept",
        "dr",
        "ed",
        "eds",
        "eq",
        "est",
        "etc",
        "fig",
        "figs",
        "hon",
        "inc",
        "jr",
        "ltd",
        "mr",
        "mrs",
        "ms",
        "no",
        "nos",
        "op",
        "pp",
        "prof",
        "rev",
        "sec",
        "sr",
        "st",
        "vol",
        "vols",
        "vs",
    }
)
"""Words that a full stop may belong to."""


def punctuation(text: str, protected: Protected, language: str) -> Iterator[Edit]:
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
        sentences = _Sentences(text)
        yield from sorted(
            (
                *_signs(text, protected, sentences),
                *_brackets(text, protected),
                *_ellipses(text, protected),
                *_dashes(text, protected),
            )
        )
    elif own not in WITHOUT_CHINESE_SIGNS and not FULL_WIDTH.isdisjoint(text):
        yield from _narrowed(text, protected)


class _Sentences:
    """Which sentences of a text are Chinese, asked by offset."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in ENDS.finditer(text))]
        self._chinese = [at for at, char in enumerate(text) if is_cjk(char)]

    def chinese(self, at: int) -> bool:
        """Whether there is Chinese in the sentence that the sign at *at* stands in, before it."""
        start = self._starts[bisect_left(self._starts, at + 1) - 1]
        return bisect_left(self._chinese, start) < bisect_left(self._chinese, at)


def _signs(text: str, protected: Protected, sentences: _Sentences) -> Iterator[Edit]:
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
            ends = last or found.end() > end
            if ends and _ends_sentence(text, at, before, after, sentences):
                yield at, end if last else found.end(), "。"
        elif (
            _is_chinese(before)
            or _is_chinese(after)
            or (last and signs != "," and sentences.chinese(at))
        ):
            wide = "".join(WIDE[sign] for sign in signs)
            yield found.start() if before else at, found.end() if after else end, wide


def _is_chinese(char: str) -> bool:
    return is_han(char) or char in FULL_WIDTH


def _ends_sentence(text: str, at: int, before: str, after: str, sentences: _Sentences) -> bool:
    """Whether the full stop at *at*, which white space follows, ends a Chinese sentence.

    After a Latin word it may belong to that (``Inc.``, ``J. 史密斯``), after a small number to a
    list (``2. 香蕉``, ``一. 背景``).
    """
    if _is_chinese(before):
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


def _brackets(text: str, protected: Protected) -> Iterator[Edit]:
    """Brackets around Chinese, as pairs; never across a line."""
    chinese = [at for at, char in enumerate(text) if is_han(char)]
    waiting: list[int] = []
    for found in BRACKETS.finditer(text):
        at = found.start()
        if found[0] == "\n":
            waiting.clear()
        elif at in protected:
            continue
        elif found[0] == "(":
            waiting.append(at)
        elif waiting:
            start = waiting.pop()
            if bisect_left(chinese, start) < bisect_left(chinese, at):
                yield start, start + 1, WIDE["("]
                yield at, at + 1, WIDE[")"]


def _ellipses(text: str, protected: Protected) -> Iterator[Edit]:
    """Six dots beside Chinese, without spaces (GB/T 15834, 4.11)."""
    for found in DOTS.finditer(text):
        start, end = found.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        beside = _is_chinese(before) or (_is_chinese(after) and not before.strip())
        if start not in protected and beside and found[0] != "……":
            yield start, end if after.strip() else end - _blanks(found[0]), "……"


def _blanks(text: str) -> int:
    return len(text) - len(text.rstrip(" "))


def _dashes(text: str, protected: Protected) -> Iterator[Edit]:
    """A dash as long as two characters between Chinese, without spaces (GB/T 15834, 4.12)."""
    for found in DASHES.finditer(text):
        start, end = found.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        joins = _ends_words(before) and (is_han(after) or after in {"“", "「", "《"})
        if joins and start not in protected and found[0] != "——":
            yield start, end, "——"


def _ends_words(char: str) -> bool:
    return is_han(char) or char in {"”", "」", "》", "）"}


def _narrowed(text: str, protected: Protected) -> Iterator[Edit]:
    """Full-width signs in sentences that are not Chinese."""
    sentences = _Sentences(text)
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
