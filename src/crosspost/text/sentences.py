"""Sentences: where one ends, in Chinese and in English.

Chinese ends at 。！？ and what closes after them. English ends at a full stop before white space
and a capital, unless the stop belongs to an abbreviation, an initial or a list number.
"""

from typing import Literal

from .cjk import CLOSERS, is_cjk

STOPS = "。．｡！!？?…."
SEPARATORS = "；;，,、—–"

StopKind = Literal[
    "stop", "dot", "mark", "ellipsis", "semicolon", "comma", "and", "clause", "dash", "none"
]
"""What punctuation is by itself: 。 or . or ?! or … or ； or ， or 、 or ,; or a dash."""

_LAST: dict[str, StopKind] = {
    "；": "semicolon",
    "，": "comma",
    "、": "and",
    ",": "clause",
    ";": "clause",
    "—": "dash",
    "–": "dash",
}

_KNOWN = """
mr mrs ms dr prof sr jr st gen col sgt capt lt rev hon pres gov sen
vs cf al ed eds trans e.g i.e viz approx est fig figs eq sec ch vol vols pp op
inc ltd co corp dept univ assn bros jan feb mar apr jun jul aug sep sept oct nov dec
tue tues thu thurs a.m p.m ph.d u.s u.k u.n e.u d.c
"""
ABBREVIATIONS = frozenset(_KNOWN.split())
NUMBERED = frozenset({"no", "nos", "p", "pp", "fig", "vol", "ch", "sec", "art", "eq"})
"""Abbreviations only before a figure: ``No. 5``, but ``I said no. Then``."""

_BULLETS = " \t•☐☑"
"""What an item begins with, before a number that its words begin with: ``• 7. Seven``."""

_LONGEST = 24
"""Code points looked at before a full stop: no abbreviation or list number is longer."""


_LONGEST_WORD = max(map(len, ABBREVIATIONS))


def stop_kind(run: str) -> StopKind:
    """What a run of punctuation is, closing marks and all, before its context is known.

    >>> [stop_kind(run) for run in ("。”", "？！", "，", "……", ".)", "...", "——", "；")]
    ['stop', 'stop', 'comma', 'stop', 'dot', 'ellipsis', 'dash', 'semicolon']
    """
    marks = run.rstrip(CLOSERS)
    last = marks[-1:]
    if last in _LAST:
        return _LAST[last]
    if "……" in marks or any(stop in marks for stop in "。．｡！？"):
        return "stop"
    if "…" in marks or ".." in marks:
        return "ellipsis"
    if last == ".":
        return "dot"
    return "mark" if last in {"!", "?"} else "none"


def abbreviated(before: str, after: str) -> bool:
    """Whether the full stop between *before* and *after* ends no sentence.

    Args:
        before: what stands before the stop, as far back as its line goes (at most 24 code points).
        after: the first character after the white space.

    >>> abbreviated("(Osterneck et al", "T"), abbreviated("in the U.S", "G")
    (True, True)
    >>> abbreviated("We won", "W"), abbreviated("1", "T"), abbreviated("到 70 W", "中")
    (False, True, False)
    >>> abbreviated("• 274", "快"), abbreviated("在 2026", "快")
    (True, False)
    """
    if after.islower():
        return True
    line = before.rpartition("\n")[2]
    earlier, _, word = line.rpartition(" ")
    if len(word) > _LONGEST_WORD and word.isalpha():
        return False
    word = word.lstrip("(（\"'“‘[")
    if line.strip(_BULLETS) == word and (word.isdigit() or (len(word) == 1 and word.isalpha())):
        return True
    lower = word.lower()
    if lower in NUMBERED:
        return after.isdigit()
    if len(word) == 1 and word.isalpha() and not is_cjk(word):
        return word != "I" and not earlier[-1:].isdigit()  # 70 W. ends, J. Li goes on
    return lower in ABBREVIATIONS or _dotted(word)


def _dotted(word: str) -> bool:
    """Single letters with stops between them: ``U.S``, ``J.R.R``."""
    parts = word.split(".")
    return len(parts) > 1 and all(len(part) == 1 and part.isalpha() for part in parts)


def ends_sentence(text: str, start: int, after: int, what: StopKind, *, spaced: bool) -> bool:
    """Whether the Latin punctuation at ``text[start]`` ends a sentence.

    Args:
        text: the whole text.
        start: where the punctuation begins.
        after: where the next word begins.
        what: a full stop (``dot``), or ``?`` or ``!`` (``mark``).
        spaced: whether white space stands between.

    >>> text = "成本下降了。By 3.5 times. 真的"
    >>> ends_sentence(text, 10, 11, "dot", spaced=False)
    False
    >>> ends_sentence(text, 18, 20, "dot", spaced=True)
    True
    """
    following = text[after : after + 1]
    if not spaced:  # only Chinese can do without white space
        return is_cjk(text[start - 1 : start]) and (what == "mark" or is_cjk(following))
    if what == "mark":
        return not following.islower()
    return not abbreviated(text[max(0, start - _LONGEST) : start], following)
