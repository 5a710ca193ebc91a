"""Spacing: one space between Chinese characters and Latin letters or digits.

None beside full-width punctuation, none before ``%`` or ``℃``, none after a single capital that
is one word with what follows (``A股``, ``T恤``, ``K线``).
"""

from collections.abc import Iterator

from .._lazy_re import later
from ..text.cjk import FULL_WIDTH, is_han, primary_language
from .protected import Edit, Protected

GAP = later(r" +")


def spacing(text: str, protected: Protected, language: str) -> Iterator[Edit]:
    """Set the missing spaces, and take out those that full-width punctuation brings itself.

    >>> list(spacing("用GPU ，2026年。🎉", Protected([]), "zh"))
    [(1, 1, ' '), (4, 5, ''), (10, 10, ' ')]
    """
    if primary_language(language) != "zh":
        return
    yield from sorted((*_missing(text, protected), *_needless(text, protected)))


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
        wanted = edge or _spaced(text[other]) or _bracket(text, other)
        if wanted and not _one_word(text, at):
            yield at, at, " "


def _spaced(char: str) -> bool:
    """Latin letters (accents too), Greek ones and digits."""
    return char.isalnum() and (char < "\u0400" or "\u1e00" <= char < "\u2000")


def _bracket(text: str, at: int) -> bool:
    """A half-width bracket on its outer side: it holds no Chinese, so it stands as a word does."""
    if text[at] == "(":
        return text[at + 1 : at + 2].isalnum() and not is_han(text[at + 1])
    return text[at] == ")" and text[at - 1 : at].isalnum() and not is_han(text[at - 1])


def _one_word(text: str, at: int) -> bool:
    """A lone capital before a Chinese character: ``A股``, ``B站``."""
    before = text[at - 2 : at - 1]
    return "A" <= text[at - 1] <= "Z" and not (before.isalnum() and before < "\u0250")


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
