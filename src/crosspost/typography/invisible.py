"""Removes characters that nobody sees, yet that count, break words and defeat searches.

Zero-width joiners stay where they join (emoji, Arabic, Indic scripts), ZWNJ in Persian, variation
selectors after anything, tags in flags, and balanced direction marks in text that runs from the
right. https://www.unicode.org/reports/tr36/ tells what the others are misused for. A letter and its
accent become one character (NFC), as every channel counts and compares them.
"""

import unicodedata
from collections.abc import Iterator

from .._lazy_re import later
from ..text.cjk import is_han
from ..text.richtext import Edit, Protected

JOINERS = frozenset("\u200c\u200d")
MARKS = frozenset("\u200e\u200f\u061c")
LINES = frozenset("\u2028\u2029\x0b\x0c\x85")
OPENS = {
    "\u202a": "\u202c",
    "\u202b": "\u202c",
    "\u202d": "\u202c",
    "\u202e": "\u202c",
} | dict.fromkeys("\u2066\u2067\u2068", "\u2069")
DIRECTIONS = frozenset((*OPENS, *OPENS.values()))
RUN = later(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]+"
)
FLAG = later("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")


def invisible(text: str, protected: Protected) -> Iterator[Edit]:
    r"""Take out what cannot be seen and does nothing; a line separator becomes a line break.

    Where it parts an address from the next word, a space does so.

    >>> list(invisible("芯\u200b片\ufeff 👩\u200d💻", Protected([])))
    [(1, 2, ''), (3, 4, '')]
    """
    if text.replace("\n", "").isprintable() or not RUN.search(text):
        return
    directed = _directed(text)
    flags = {at for found in FLAG.finditer(text) for at in range(found.start() + 1, found.end())}
    for run in RUN.finditer(text):
        before, after = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
        joined = not (_plain(before) and _plain(after))
        for at in range(run.start(), run.end()):
            char = text[at]
            stays = (
                (char in JOINERS and joined)
                or (char in MARKS and directed)
                or (char in DIRECTIONS and directed)
                or at in flags
                or at in protected
            )
            if not stays:
                kept = "\n" if char in LINES else ""
                parts = at == run.start() and at in protected.edges and bool(after.strip())
                yield at, at + 1, kept or (" " if parts else "")


def _plain(char: str) -> bool:
    """Whether nothing joins to *char*: an end, a space, punctuation, Latin or Chinese."""
    if not char or char.isspace() or char < "\u0250" or is_han(char):
        return True
    return unicodedata.category(char).startswith("P")


def _directed(text: str) -> bool:
    """Whether *text* runs from the right somewhere, and what turns it is turned back."""
    if not any(unicodedata.bidirectional(char) in {"R", "AL"} for char in text):
        return False
    waiting: list[str] = []
    for char in text:
        if char in OPENS:
            waiting.append(OPENS[char])
        elif char in DIRECTIONS and (not waiting or waiting.pop() != char):
            return False
    return not waiting


def nfc(text: str, protected: Protected) -> Iterator[Edit]:
    r"""Compose each cluster that is not in normal form (https://www.unicode.org/reports/tr15/).

    >>> list(nfc("cafe\u0301 中文 🎉", Protected([])))
    [(3, 5, 'é')]
    """
    if unicodedata.is_normalized("NFC", text):
        return
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and _continues(text[end]):
            continue
        cluster = text[start:end]
        composed = unicodedata.normalize("NFC", cluster)
        if composed != cluster and not any(at in protected for at in (start, end - 1)):
            yield start, end, composed
        start = end


def _continues(char: str) -> bool:
    """Whether *char* may compose with what stands before it: marks; Hangul's vowels, finals."""
    return unicodedata.category(char).startswith("M") or "\u1160" <= char <= "\u11ff"
