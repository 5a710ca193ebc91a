"""Punctuation: full-width beside Chinese characters, as GB/T 15834 prints it.

Half-width stays between Latin letters and digits (times, ratios, figures, ``Osterneck, 2024``),
and around brackets that hold no Chinese (``亚马逊 (AWS)``).
"""

from bisect import bisect_left
from collections.abc import Iterator

from .._lazy_re import later
from ..text.cjk import Edit, Kept, han, primary

WIDE = dict(zip(",:;?!()", "，：；？！（）", strict=True))
SIGNS = later(r"(?:(?<! ) +)?(?P<sign>[,:;?!.]) *")
BRACKETS = later(r"[()\n]")
FACE = later(r"[:;]-?\)")
"""A smile, not a colon."""


def punctuation(text: str, kept: Kept, language: str) -> Iterator[Edit]:
    """Make half-width signs that touch Chinese full-width, without the spaces around them.

    >>> [(start, new) for start, _, new in punctuation("转变:从 GPU 起,(见下)。🎉", Kept([]), "zh")]
    [(2, '：'), (10, '，'), (11, '（'), (14, '）')]
    """
    if primary(language) != "zh":
        return
    yield from sorted((*_signs(text, kept), *_brackets(text, kept)))


def _signs(text: str, kept: Kept) -> Iterator[Edit]:
    for found in SIGNS.finditer(text):
        at = found.start("sign")
        if at in kept or FACE.match(text, at):
            continue
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        sign = found["sign"]
        if sign == ".":
            if _full_stop(before, after, ends=found.end() > at + 1 or not after):
                yield at, found.end() if after not in {"", "\n"} else at + 1, "。"
        elif han(before) or han(after):
            yield found.start() if before else at, found.end() if after else at + 1, WIDE[sign]


def _full_stop(before: str, after: str, *, ends: bool) -> bool:
    """A full stop ends a Chinese sentence; ``第3.5版`` and ``说明.txt`` have none."""
    return han(before) and (ends or han(after) or after == "\n")


def _brackets(text: str, kept: Kept) -> Iterator[Edit]:
    """Brackets around Chinese, as pairs; never across a line."""
    chinese = [at for at, char in enumerate(text) if han(char)]
    waiting: list[int] = []
    for found in BRACKETS.finditer(text):
        at = found.start()
        if found[0] == "\n":
            waiting.clear()
        elif at in kept:
            continue
        elif found[0] == "(":
            waiting.append(at)
        elif waiting:
            start = waiting.pop()
            if bisect_left(chinese, start) < bisect_left(chinese, at):
                yield start, start + 1, WIDE["("]
                yield at, at + 1, WIDE[")"]
