r"""Characters: ranges of them as patterns, and lengths that need no rule.

Those are code points, graphemes, UTF-16 units and bytes. JavaScript's patterns see a text in
UTF-16: there each character beyond U+FFFF is two halves.

Graphemes are what a reader calls characters (extended grapheme clusters):
https://unicode.org/reports/tr29/. The regular expression ``\X`` of the package ``regex`` decides;
it is asked only about stretches where a cluster can be longer than one code point.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple

Span = tuple[int, int]
"""A part of a text: where it begins and ends, in code points."""


def to_surrogates(text: str) -> str:
    """Each character beyond U+FFFF as its two halves.

    >>> len(to_surrogates("中🎉"))
    3
    """
    if text.isascii() or len(data := text.encode("utf-16-le", "surrogatepass")) == 2 * len(text):
        return text
    return "".join(chr(low | high << 8) for low, high in zip(data[::2], data[1::2], strict=True))


def from_surrogates(halves: str) -> str:
    """The characters again; a half without its other half stays one.

    >>> from_surrogates(to_surrogates("中🎉"))
    '中🎉'
    """
    return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def charset(ranges: str) -> str:
    """The inside of a regular expression's ``[…]`` for ``0-8 e-1f 22``.

    >>> re.findall(f"[{charset('4e00-9fff 1f600')}]", "好a😀")
    ['好', '😀']
    """
    return "".join("-".join(map(_literal, part.split("-"))) for part in ranges.split())


def _literal(code: str) -> str:
    """The character itself, which is read faster than its number, or escaped in ASCII."""
    char = chr(int(code, 16))
    return f"\\x{ord(char):02x}" if char < "\x80" else char


Base = Literal["code points", "graphemes", "utf-16", "utf-8"]
"""Lengths that need no rule: a Python string's; what readers call characters; a JavaScript
string's; bytes."""

# All characters but letters of the Latin, Greek and Cyrillic alphabets, Hangul syllables, kana,
# Han, and most symbols: those are a cluster each, unless a mark follows or a joiner stands before,
# and always will be.
_MARKED = (
    r"\u0300-\u036f\u0483-\u0489\u0530-\u1dff\u200c\u200d\u20d0-\u20ff\u2cef-\u2dff\u302a-\u302f"
    r"\u3099\u309a\u3130-\u318f\ua4d0-\uabff\ud7a4-\udfff\ufb00-\ufe2f\ufe70-\uff00\uff9e-\uffdf"
    r"\U00010000-\U0001efff\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\U0001fb00-\U0001ffff"
    r"\U00040000-\U0010ffff"
)
# Of these, what never ties the character behind it.
_LOOSE = r"\u0300-\u036f\u3099\u309a\ufe00-\ufe0f\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff"
_TIED = f"(?:(?<![{_LOOSE}]).)?"
_MEMORABLE = 32
"""Longest stretch that is worth keeping: emoji, not whole paragraphs of Thai."""


def graphemes(text: str) -> int:
    """How many grapheme clusters *text* has.

    >>> graphemes("中文👨‍👩‍👧🇨🇳é")
    5
    """
    spare = text.count("\r\n")
    if not text.isascii():
        spare += sum(end - start - len(inside) for start, end, inside in _clusters(text))
    return len(text) - spare


def boundaries(text: str) -> list[int]:
    """Where clusters begin and end, in code points: 0, each between, and the length.

    >>> boundaries("a👍🏽文")
    [0, 1, 3, 4]
    """
    if not text:
        return [0]
    offsets: list[int] = []
    at = 0
    for start, end, inside in _clusters(text):
        offsets += range(at, start)
        offsets += (start + offset for offset in inside)
        at = end
    offsets += range(at, len(text) + 1)
    return _without_line_ends(text, offsets)


def _without_line_ends(text: str, offsets: list[int]) -> list[int]:
    """Without the places between the two characters of a Windows line end."""
    if "\r\n" not in text:
        return offsets
    within = {found.start() + 1 for found in re.finditer("\r\n", text)}
    return [offset for offset in offsets if offset not in within]


def _clusters(text: str) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    r"""Stretches that ``\X`` must judge: where, and the offsets in them where clusters begin."""
    for found in _stretches()(text):
        start = max(0, found.start() - 1)  # what a mark is set on
        part = text[start : found.end()]
        split = _split if len(part) <= _MEMORABLE else _split.__wrapped__
        yield start, found.end(), split(part)


@cache
def _stretches() -> Callable[[str], Iterator[re.Match[str]]]:
    # Begins with a class, as a search for anything else is much slower.
    return re.compile(rf"[{_MARKED}](?:{_TIED}[{_MARKED}]++)*+{_TIED}", re.DOTALL).finditer


@lru_cache(maxsize=4096)
def _split(part: str) -> tuple[int, ...]:
    import regex  # noqa: PLC0415 - most texts need no more than the pattern above

    found: list[int] = []
    at = 0
    for end in [*(flags.end() for flags in re.finditer(_MANY_FLAGS, part)), len(part)]:
        found += (at + cluster.start() for cluster in regex.finditer(r"\X", part[at:end]))
        at = end
    return tuple(found)


# For each of many flags in a row \X looks back to the first: a row is parted between two flags.
_MANY_FLAGS = "[🇦-🇿]{32}(?=[🇦-🇿])"


class Length(NamedTuple):
    """One way to measure a text."""

    size: Callable[[str], int]
    """How long a text is."""
    widths: Callable[[str], Sequence[int]]
    """What each code point adds; what counts as one adds all of it at its last code point."""


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _utf8(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _clusters_at_their_ends(text: str) -> Sequence[int]:
    each = bytearray(len(text))
    for end in boundaries(text)[1:]:
        each[end - 1] = 1
    return each


LENGTHS: dict[Base, Length] = {
    "code points": Length(len, lambda text: b"\x01" * len(text)),
    "graphemes": Length(graphemes, _clusters_at_their_ends),
    "utf-16": Length(_utf16, lambda text: [1 + (char > "\uffff") for char in text]),
    "utf-8": Length(_utf8, lambda text: [_utf8(char) for char in text]),
}
"""By the name that ``of`` of a count rule and limits give them."""
