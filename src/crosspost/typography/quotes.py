"""Quotes: straight ones made curly, where it is plain which way they turn.

``isn"t`` and ``it's`` get an apostrophe; a pair of straight double quotes opens and closes. A line
on which the quotes do not pair is left alone: it may hold inches, minutes or code.
"""

import re
from collections.abc import Iterator

from .._lazy_re import later
from ..text.cjk import primary_language
from .protected import Edit, Protected

APOSTROPHE = "’"
STRAIGHT = later("[\"']")
ENDINGS = later("(?:s|re|ve|ll|d|m)", re.IGNORECASE)
"""What follows an apostrophe; ``t`` as well, behind an n."""
PAIRS = {"en": "“”", "zh": "“”"}
TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})
ELIDING = frozenset({"en", "fr", "it", "ca", "zh"})
"""Languages written with apostrophes, or that quote such words."""


def quotes(text: str, protected: Protected, language: str) -> Iterator[Edit]:
    """Apostrophes first; then, line by line, the double quotes that are left.

    >>> [new for *_, new in quotes('它isn"t "开源"。', Protected([]), "zh")]
    ['’', '“', '”']
    >>> list(quotes('宽 5" 的屏幕 🎉', Protected([]), "zh"))
    []
    """
    own = primary_language(language)
    edits: list[Edit] = []
    if own in ELIDING:
        edits += ((at, at + 1, APOSTROPHE) for at in _apostrophes(text) if at not in protected)
    traditional = own == "zh" and not TRADITIONAL.isdisjoint(language.lower().split("-"))
    pair = "「」" if traditional else PAIRS.get(own, "")
    if pair:
        done = {start for start, _, _ in edits}
        offset = 0
        for line in text.splitlines(keepends=True):
            edits += _paired(text, (offset, offset + len(line)), pair, done, protected)
            offset += len(line)
    yield from sorted(edits)


def _apostrophes(text: str) -> Iterator[int]:
    for found in STRAIGHT.finditer(text):
        at = found.start()
        if found[0] == '"':
            meant = _slipped(text, at)
        else:
            meant = _letter(text[at - 1 : at]) and _letter(text[at + 1 : at + 2])
        if meant:
            yield at


def _slipped(text: str, at: int) -> bool:
    """Whether the double quote belongs where an apostrophe does, a key away on the keyboard.

    ``isn"t``, ``it"s``; not behind a quote that the word may be quoted by.
    """
    if text[at - 1 : at] in {"n", "N"} and text[at + 1 : at + 2] in {"t", "T"}:
        return _letter(text[at - 2 : at - 1]) and not _letter(text[at + 2 : at + 3])
    ending = ENDINGS.match(text, at + 1)
    if not ending or _letter(text[ending.end() : ending.end() + 1]):
        return False
    word = at
    while word and (text[word - 1].isalnum() or text[word - 1] == "_"):
        word -= 1
    return word < at and _letter(text[at - 1]) and text[word - 1 : word] not in {'"', "’", "'"}


def _letter(char: str) -> bool:
    return "A" <= char <= "Z" or "a" <= char <= "z" or "\u00c0" <= char <= "\u024f"


def _paired(
    text: str, line: tuple[int, int], pair: str, done: set[int], protected: Protected
) -> list[Edit]:
    """The line's double quotes as pairs, or nothing where one stands as no quote would."""
    places = [
        at for at in range(*line) if text[at] == '"' and at not in done and at not in protected
    ]
    if len(places) % 2:
        return []
    for index, at in enumerate(places):
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        inner, outer = (before, after) if index % 2 else (after, before)
        if not inner.strip() or inner == '"' or (_latin(outer) and _latin(inner)):
            return []
    return [(at, at + 1, pair[index % 2]) for index, at in enumerate(places)]


def _latin(char: str) -> bool:
    return char.isalnum() and char < "\u0250"
