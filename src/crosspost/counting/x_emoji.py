"""Emoji: which sequences of characters X's library counts as one.

It knows those of 2018. A newer sequence is counted in its parts, as the library does: more than
the two that X documents, never less, so that no post is refused for it.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from .._lazy_re import later
from .characters import Span, charset
from .x_tables import (
    ANY_EMOJI,
    FLAGS,
    GENDERED,
    GENDERED_TONED,
    SELECTED,
    TONED,
    WORK,
    WORK_SELECTED,
    WRITTEN,
)

if TYPE_CHECKING:
    import regex


_TONES = "1f3fb-1f3ff"
_KEYCAP = "\u20e3"
_TYING = frozenset(
    {"\u200d", "\ufe0f"} | set(map(chr, (*range(0x1F1E6, 0x1F200), *range(0x1F3FB, 0x1F400))))
)
"""Every sequence but those of `_TAGS` has one: a joiner, a selector, a flag's letter, a tone."""
_TAGS = "\U000e0000"


def _in_bmp(ranges: str) -> str:
    """Those up to U+FFFF: of four digits."""
    return charset(" ".join(re.findall(r"\b[0-9a-f]{1,4}\b(?:-[0-9a-f]{1,4}\b)?", ranges)))


_TIES = later("[\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
"""A flag's letter, a tone, a tag: with `_KEYCAP`, a joiner or a selector in every sequence."""


@cache
def _runs() -> Callable[[str], Iterator[re.Match[str]]]:
    """What sequences are made of, digits apart.

    And much that they are not, for speed: each range beyond U+FFFF makes the search slower.
    """
    bmp = "".join(map(_in_bmp, (ANY_EMOJI, SELECTED, WORK_SELECTED)))
    made_of = f"[{bmp}\u200d\U0001f000-\U000e007f]"
    return re.compile(f"{made_of}{made_of}+").finditer


def sequences(text: str) -> list[Span]:
    """Where two and more code points are one emoji; a single one weighs the same anyway.

    >>> sequences("👨‍👩‍👧，🇨🇳，1️⃣，🐦‍🔥")
    [(0, 5), (6, 8), (9, 12)]
    """
    if not ("\u200d" in text or "\ufe0f" in text or _TIES.search(text)):
        return list(_keycaps(text)) if _KEYCAP in text else []
    found = [
        (run.start() + start, run.start() + end)
        for run in _runs()(text)
        for start, end in _in_run(run[0])
    ]
    if _KEYCAP in text:
        found = sorted([*found, *_keycaps(text)])
    return found


def all_emoji(text: str) -> Iterator[Span]:
    """Every emoji that a reader sees, whatever it is made of: UTS 51, as ``regex`` knows it.

    >>> ["🐦‍🔥，❤️中©1️⃣"[start:end] for start, end in all_emoji("🐦‍🔥，❤️中©1️⃣")]
    ['🐦‍🔥', '❤️', '1️⃣']
    """
    return (found.span() for found in _all_emoji()(text)) if not text.isascii() else iter(())


@cache
def _all_emoji() -> Callable[[str], Iterator["regex.Match[str]"]]:
    import regex  # noqa: PLC0415 - only for channels that count emoji so

    style = r"(?:\ufe0f|\p{Emoji_Modifier})?"
    return regex.compile(
        r"\p{RI}\p{RI}|[0-9#*]\ufe0f?\u20e3"
        r"|(?:\p{Emoji_Presentation}"
        r"|\p{Extended_Pictographic}(?=[\ufe0f\u200d\p{Emoji_Modifier}]))"
        rf"{style}(?:[\U000e0020-\U000e007e]+\U000e007f)?"
        rf"(?:\u200d\p{{Extended_Pictographic}}{style})*+"
    ).finditer


def is_emoji(char: str) -> bool:
    """Whether a code point is an emoji by itself.

    >>> is_emoji("🎉"), is_emoji("©")
    (True, False)
    """
    return _singles()(char) is not None


@cache
def _singles() -> Callable[[str], re.Match[str] | None]:
    return re.compile(f"[{charset(ANY_EMOJI)}]").fullmatch


@lru_cache(maxsize=4096)
def _in_run(run: str) -> tuple[Span, ...]:
    if _TYING.isdisjoint(run) and max(run) < _TAGS:
        return ()
    return tuple(found.span() for found in _sequences()(run))


def _keycaps(text: str) -> Iterator[Span]:
    """Keycaps begin with a plain digit: found by their end, for digits are everywhere."""
    for found in re.finditer(f"{_KEYCAP}(?<=[#*0-9]\ufe0f{_KEYCAP})", text):
        yield found.end() - 3, found.end()
    for found in re.finditer(f"{_KEYCAP}(?<=[#*0-9]{_KEYCAP})", text):
        yield found.end() - 2, found.end()


@cache
def _sequences() -> Callable[[str], Iterator[re.Match[str]]]:
    """What the library takes as one emoji; where several fit, the first."""
    tone = f"[{charset(_TONES)}]"
    gender = "\u200d[♀♂]\ufe0f"
    selectable, tonable = _set(SELECTED), _set(TONED)
    gendered, after_tone = _set(GENDERED), _set(GENDERED_TONED)
    return re.compile(
        "|".join(
            [
                f"[👨👩]{tone}?\u200d(?:[{charset(WORK_SELECTED)}]\ufe0f|[{charset(WORK)}])",
                f"[{_join(after_tone - gendered)}](?:{tone}|\ufe0f){gender}",
                f"[{_join(after_tone & gendered)}]{tone}?{gender}",
                *(
                    "".join(chr(int(code, 16)) for code in one.split())
                    for one in WRITTEN.split(",")
                ),
                f"[{_join(selectable & tonable)}](?:\ufe0f{tone}?|{tone})",
                f"[{_join(tonable - selectable)}]{tone}",
                f"[{_join(selectable - tonable)}]\ufe0f",
                *(f"{_letter(row[0])}[{''.join(map(_letter, row[2:]))}]" for row in FLAGS.split()),
            ]
        )
    ).finditer


def _set(ranges: str) -> set[str]:
    ends = [[int(end, 16) for end in part.split("-")] for part in ranges.split()]
    return {chr(code) for pair in ends for code in range(pair[0], pair[-1] + 1)}


def _join(chars: set[str]) -> str:
    return "".join(map(re.escape, sorted(chars)))


def _letter(capital: str) -> str:
    """The regional indicator of a letter: 🇨 for C."""
    return chr(0x1F1E6 + ord(capital) - ord("A"))
