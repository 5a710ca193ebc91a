"""Quotes: straight ones made curly, where it is plain which way they turn.

``isn"t`` and ``it's`` get an apostrophe; a pair of straight double quotes opens and closes. A line
on which the quotes do not pair is left alone: it may hold inches, minutes or code.
"""

import re
from collections.abc import Iterator

from ..patterns import later
from .kept import Edit, Kept, primary

APOSTROPHE = "’"
LATIN = "[A-Za-z\u00c0-\u024f]"
TYPOS = (
    later(rf"(?<={LATIN}n)(?P<sign>\")t(?!{LATIN})", re.IGNORECASE),
    later(rf"(?<![\"\w’'])\w*{LATIN}(?P<sign>\")(?:s|re|ve|ll|d|m)(?!{LATIN})", re.IGNORECASE),
)
"""A double quote where an apostrophe belongs: ``isn"t``, ``it"s``, a key away on the keyboard."""
SINGLE = later(rf"(?<={LATIN})(?P<sign>')(?={LATIN})")
PAIRS = {"en": "“”", "zh": "“”"}
TRADITIONAL = later(r"zh-(?:.*-)?(?:Hant|TW|HK|MO)\b", re.IGNORECASE)
ELIDING = frozenset({"en", "fr", "it", "ca", "zh"})
"""Languages written with apostrophes, or that quote such words."""


def quotes(text: str, kept: Kept, language: str) -> Iterator[Edit]:
    """Apostrophes first; then, line by line, the double quotes that are left.

    >>> [new for *_, new in quotes('它isn"t "开源"。', Kept([]), "zh")]
    ['’', '“', '”']
    >>> list(quotes('宽 5" 的屏幕 🎉', Kept([]), "zh"))
    []
    """
    own = primary(language)
    edits: list[Edit] = []
    if own in ELIDING:
        edits += ((at, at + 1, APOSTROPHE) for at in _apostrophes(text) if at not in kept)
    pair = "「」" if TRADITIONAL.match(language) else PAIRS.get(own, "")
    if pair:
        done = {start for start, _, _ in edits}
        offset = 0
        for line in text.splitlines(keepends=True):
            edits += _paired(text, (offset, offset + len(line)), pair, done, kept)
            offset += len(line)
    yield from sorted(edits)


def _apostrophes(text: str) -> Iterator[int]:
    for pattern in (*TYPOS, SINGLE):
        for found in pattern.finditer(text):
            yield found.start("sign")


def _paired(text: str, line: tuple[int, int], pair: str, done: set[int], kept: Kept) -> list[Edit]:
    """The line's double quotes as pairs, or nothing where one stands as no quote would."""
    places = [at for at in range(*line) if text[at] == '"' and at not in done and at not in kept]
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
