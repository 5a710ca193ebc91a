"""Spacing: one space between Chinese characters and Latin letters or digits.

None beside full-width punctuation and none before ``%`` or ``℃``. A single capital may be one word
with the characters around it (``A股``, ``B站``) or not (``在X上``), so that its spaces stay as the
author typed them. A sign that belongs to a word stays with it: ``C++``, ``$8``, ``15%``.
"""

from collections.abc import Iterator

from .._lazy_re import later
from ..text.cjk import FULL_WIDTH, is_han, primary_language
from ..text.richtext import Edit, Protected

GAP = later(r" +")
BEFORE = frozenset("$€£¥")
"""Signs that stand before a figure."""
AFTER = frozenset("+#%‰°℃℉")
"""Signs that a word or a figure may end with."""


def spacing(text: str, protected: Protected, language: str) -> Iterator[Edit]:
    """Set the missing spaces, and take out those that full-width punctuation brings itself.

    >>> list(spacing("用GPU ，2026年。🎉", Protected([]), "zh"))
    [(1, 1, ' '), (4, 5, ''), (10, 10, ' ')]
    """
    if primary_language(language) != "zh":
        return
    yield from sorted((*_missing(text, protected), *_needless(text, protected)))


def without_optional_spaces(text: str) -> str:
    """*text* without the spaces between Chinese and Latin, for a field that lacks room for them.

    >>> without_optional_spaces("用 GPU 的 2026 年 🎉")
    '用GPU的2026年 🎉'
    """
    return GAP.sub(lambda gap: "" if _optional(text, *gap.span()) else gap[0], text)


def _optional(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return is_han(before) != is_han(after) and bool(before and after) and _wordy(before + after)


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
        if wanted and not _lone_capital(text, other):
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


def _lone_capital(text: str, at: int) -> bool:
    """Whether a capital is a word by itself, or with the Chinese beside it: ``A股``, ``方案B``."""
    if not "A" <= text[at] <= "Z":
        return False
    beside = (text[at - 1 : at] if at else "", text[at + 1 : at + 2])
    return not any(_spaced(char) or char in AFTER for char in beside)


def _needless(text: str, protected: Protected) -> Iterator[Edit]:
    for gap in GAP.finditer(text):
        start, end = gap.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        if not before or not after or "\n" in before + after or start in protected:
            continue
        wide = before in FULL_WIDTH or after in FULL_WIDTH
        if wide and all(_wordy(char) or char in FULL_WIDTH for char in (before, after)):
            yield start, end, ""
        elif (
            end - start > 1
            and {is_han(before), is_han(after)} == {True, False}
            and _wordy(before + after)
        ):
            yield start, end, " "


def _wordy(chars: str) -> bool:
    return all(is_han(char) or _spaced(char) for char in chars)
