"""Ellipses and dashes: ``……`` and ``——`` in Chinese (GB/T 15834, 4.11 and 4.13), ``—`` in English.

Options of commands (``--help``), single hyphens and what stands between Latin words of a Chinese
text stay as typed.
"""

from collections.abc import Iterator

from .._lazy_re import later
from ..text.cjk import is_han, primary_language
from ..text.richtext import Edit, Protected
from .punctuation import Sentences, is_chinese

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
