"""Shorter: less and less of a text that a card has no room for, cut where a reader would stop."""

from ..cutting.breaks import Inside, Level, scan
from ..cutting.clauses import clauses
from ..cutting.refine import characters, words

ENOUGH = 8
"""Code points of which nothing more is cut."""
STEP = 10
SENTENCES, WORDS = 200, 40
"""A text longer than this (code points) loses a tenth at a time: each step is a whole layout."""
LOOSE = "，、；：,;:—– \n"


def without_last_sentence(text: str) -> str:
    """*text* but for its last sentence, or "" where it is a single one.

    Of a long text more than one goes, a tenth of it at least.

    >>> without_last_sentence("🎉成本下降了。行业在变。"), without_last_sentence("行业在变。")
    ('🎉成本下降了。', '')
    """
    ends = [at.stop for at in scan(text, 0, len(text), Inside([])) if at.level <= Level.SENTENCE]
    most = len(text.rstrip()) - _step(text, SENTENCES)
    kept = [text[:end].rstrip() for end in ends if end <= most]
    return kept[-1] if kept and len(kept[-1]) < len(text.rstrip()) else ""


def shorter(text: str) -> str:
    """*text* up to its last clause but one, or its last word, with ``…``.

    The same text where nothing is left to cut.

    >>> shorter("成本下降了，但行业在变。"), shorter("成本下降了…"), shorter("马拉松🎉")
    ('成本下降了…', '成本下降了…', '马拉松🎉')
    """
    kept = text.removesuffix("…")
    if len(kept) <= ENOUGH:
        return text
    end = len(kept) - _step(kept, WORDS)
    stops = [at.stop for at in clauses(kept, 0, end, [], []) if at.stop >= end / 2]
    if not stops:
        found = words(kept, 0, end, [], [])
        stops = [at.stop for at in found if at.level < Level.CHARACTER and at.stop >= end / 2]
    if not stops:
        fine = characters(kept, 0, end, [], [])
        stops = [at.stop for at in fine if at.level <= Level.LETTER and at.stop >= ENOUGH / 2]
    short = kept[: stops[-1] if stops else 0].rstrip(LOOSE)
    return f"{short}…" if short else text


def _step(text: str, long: int) -> int:
    return len(text) // STEP if len(text) > long else 0
