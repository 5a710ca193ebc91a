"""Shorten: the part of a text that fits, cut where a reader would stop."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable

from ..counting import Ruler, boundaries
from ..cutting import first_sentence
from ..profile import Limit

CLAUSES = "，；：、。,;:—"

Fits = Callable[[str], bool]


def sentences(text: str, fits: Fits) -> str:
    """As many whole sentences from the start of *text* as fit, or none.

    Twice as many are tried each time, so that a long text is measured a few times only.

    >>> sentences("成本下降了。行业在变。🎉", lambda part: len(part) <= 10)
    '成本下降了。'
    """
    ends = [0]
    while ends[-1] < len(text) and fits(text[: ends[-1]].rstrip()):
        for _ in range(len(ends)):
            if ends[-1] < len(text):
                ends.append(sentence_end(text, ends[-1]))
    fitting = bisect_left(ends, 1, key=lambda end: 0 if fits(text[:end].rstrip()) else 1)
    return text[: ends[max(0, fitting - 1)]].rstrip()


def sentence_end(text: str, start: int) -> int:
    """Where the sentence that begins at *start* ends; further than *start* in any case.

    >>> sentence_end("成本下降了。行业在变。🎉", 6)
    11
    """
    return start + max(1, first_sentence(text[start:]))


def shortened(text: str, limit: Limit) -> str:
    """*text*, or as much of it as *limit* has room for, with ``…`` where it was cut.

    The cut is after a clause if that keeps half of the room; never inside a grapheme cluster or
    a Latin word that could be spared.

    >>> shortened("垂类芯片之战：Trainium 的突破", Limit(max=10, unit="code points"))
    '垂类芯片之战…'
    """
    ruler = Ruler(limit.unit)
    if ruler.size(text) <= limit.max:
        return text
    room = limit.max - ruler.size("…")
    ends = boundaries(text)
    at = bisect_right(ends, room, key=lambda end: ruler.size(text[:end])) - 1
    kept = text[: ends[max(at, 0)]]
    for places in (CLAUSES, " "):
        place = max(kept.rfind(mark) for mark in places)
        if 2 * place >= len(kept) and (places == CLAUSES or _inside_word(text, len(kept))):
            kept = kept[:place]
    return kept.rstrip(CLAUSES + " ") + "…"


def _inside_word(text: str, at: int) -> bool:
    around = text[at - 1 : at + 1]
    return around.isascii() and around.isalnum()


def one_line(text: str) -> str:
    r"""*text* on one line; lines of Chinese join without a space.

    >>> one_line("垂类芯片\n之战  Trainium\nwins")
    '垂类芯片之战 Trainium wins'
    """
    line = ""
    for word in text.split():
        wide = line[-1:] > "\u2e80" and word > "\u2e80" and "\n" in text
        line += word if wide or not line else f" {word}"
    return line
