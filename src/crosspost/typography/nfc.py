"""NFC: a letter and its accent as one character, as every channel counts and compares them."""

import unicodedata
from collections.abc import Iterator

from .kept import Edit, Kept


def nfc(text: str, kept: Kept, language: str) -> Iterator[Edit]:
    r"""Compose each cluster that is not in normal form (https://www.unicode.org/reports/tr15/).

    >>> list(nfc("cafe\u0301 中文 🎉", Kept([]), "en"))
    [(3, 5, 'é')]
    """
    del language
    if unicodedata.is_normalized("NFC", text):
        return
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and _continues(text[end]):
            continue
        cluster = text[start:end]
        composed = unicodedata.normalize("NFC", cluster)
        if composed != cluster and not any(at in kept for at in (start, end - 1)):
            yield start, end, composed
        start = end


def _continues(char: str) -> bool:
    """Whether *char* may compose with what stands before it: marks; Hangul's vowels, finals."""
    return unicodedata.category(char).startswith("M") or "\u1160" <= char <= "\u11ff"
