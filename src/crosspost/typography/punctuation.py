"""Punctuation: full-width beside Chinese characters, as GB/T 15834 prints it.

Half-width stays between Latin letters and digits (times, ratios, figures, ``Osterneck, 2024``),
and around brackets that hold no Chinese (``亚马逊 (AWS)``).
"""

from bisect import bisect_left
from collections.abc import Iterator

from .._lazy_re import later
from ..text.cjk import is_han, primary_language
from .protected import Edit, Protected

WIDE = dict(zip(",:;?!()", "，：；？！（）", strict=True))
SIGNS = later(r"(?:(?<! ) +)?(?P<sign>[,:;?!.]) *")
BRACKETS = later(r"[()\n]")
FACE = later(r"[:;]-?\)")
"""A smile, not a colon."""


def punctuation(text: str, protected: Protected, language: str) -> Iterator[Edit]:
    """Make half-width signs that touch Chinese full-width, without the spaces around them.

    >>> found = punctuation("转变:从 GPU 起,(见下)。🎉", Protected([]), "zh")
    >>> [(start, new) for start, _, new in found]
    [(2, '：'), (10, '，'), (11, '（'), (14, '）')]
    """
    if primary_language(language) != "zh":
        return
    yield from sorted((*_signs(text, protected), *_brackets(text, protected)))


def _signs(text: str, protected: Protected) -> Iterator[Edit]:
    for found in SIGNS.finditer(text):
        at = found.start("sign")
        if at in protected or FACE.match(text, at):
            continue
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        sign = found["sign"]
        if sign == ".":
            if _full_stop(before, after, ends=found.end() > at + 1 or not after):
                yield at, found.end() if after not in {"", "\n"} else at + 1, "。"
        elif is_han(before) or is_han(after):
            yield found.start() if before else at, found.end() if after else at + 1, WIDE[sign]


def _full_stop(before: str, after: str, *, ends: bool) -> bool:
    """A full stop ends a Chinese sentence; ``第3.5版`` and ``说明.txt`` have none."""
    return is_han(before) and (ends or is_han(after) or after == "\n")


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
