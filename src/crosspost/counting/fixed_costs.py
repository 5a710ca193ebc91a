"""Fixed costs: addresses, mentions and emoji that count otherwise than by their characters.

What X links is found in ``links``. What Mastodon does, here: its server counts the text after it
has put a placeholder for each URL with a scheme and the short name for each mention
(``app/validators/status_length_validator.rb`` of https://github.com/mastodon/mastodon). Its
patterns for path and query (``config/initializers/twitter_regex.rb``) take Chinese that follows a
path into the link.

X's library knows which sequences of characters were one emoji in 2018. A newer one is counted in
its parts, as the library does: more than the two that X documents, never less, so that no post is
refused for it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from .._lazy_re import later
from .characters import LENGTHS, Span, charset
from .domains import Grammar, bracketed, grammar
from .links import addresses, find_links
from .rules import CountRule
from .x_tables import (
    ACCENT,
    ANY_EMOJI,
    FLAGS,
    GENDERED,
    GENDERED_TONED,
    PATH,
    SELECTED,
    TONED,
    WORK,
    WORK_SELECTED,
    WRITTEN,
)

if TYPE_CHECKING:
    import regex

_SCHEMES = (
    *("https://", "http://", "dat://", "dweb://", "ipfs://"),
    *("ipns://", "ssb://", "gopher://", "gemini://"),
)
_SPACE = r"\t-\r\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_PATH = rf"^{_SPACE}<>()?"
_PATH_END = rf"[^{_SPACE}()?!*\"'「」<>;:=,.$%\[\]~&|@]"
_BEYOND_ASCII = r"\xa0-\ufdcf\ufdf0-\uffef\U00010000-\U000dfffd\U000e1000-\U0010fffd"
_QUERY = rf"-A-Za-z0-9!?*'();:&=+$/%#\[\]_.,~|@^{_BEYOND_ASCII}"
_QUERY_END = rf"[-A-Za-z0-9_&=#/{_BEYOND_ASCII}]"
_NAME = r"[A-Za-z0-9_]++(?:[.-]++[A-Za-z0-9_]++)*+"
_WORD = r"\w\u0300-\u036f"


def mastodon_urls(text: str) -> Iterator[tuple[int, int]]:
    """Addresses as the server finds them: with a scheme, Chinese behind a path taken along.

    >>> list(mastodon_urls("见https://a.cn/b。c.cn"))
    [(1, 20)]
    """
    links = find_links(text, _grammar()) if "://" in text else ()
    return ((link.start, link.end) for link in links if not link.bare)


def mastodon_mentions(text: str) -> Iterator[tuple[int, int, int]]:
    """Accounts: where they stand, and how long they are without their server.

    >>> list(mastodon_mentions("问 @alice@remote.example"))
    [(2, 23, 6)]
    """
    found = _mentions()(text)
    return ((*match.span(), len(match[1]) + 1) for match in found if match["after"] is None)


@cache
def _grammar() -> Grammar:
    return grammar(_SCHEMES, _path(), _QUERY, _QUERY_END)


def _path() -> str:
    """Unlike on X, brackets may end a path anywhere, but only with X's characters in them.

    ``/苹果_(公司)`` ends before its bracket.
    """
    last = bracketed(charset(PATH))
    inner = rf"(?!{_PATH_END})[{_PATH}]|(?!{last}){bracketed(_PATH)}"
    return rf"{_PATH_END}++|{last}|(?:{inner})++(?:{_PATH_END}|{last})"


@cache
def _mentions() -> Callable[[str], Iterator[re.Match[str]]]:
    """Accounts; the short name is group 1."""
    return re.compile(
        rf"(?<![=/{_WORD}])@({_NAME})(?:@[{_WORD}]++(?:[.-]++[{_WORD}]++)*+)?"
        rf"(?=(?P<after>[@＠{charset(ACCENT)}]|://)?)"
    ).finditer


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


def x_emoji(text: str) -> list[Span]:
    """Where two and more code points are one emoji to X; a single one weighs the same anyway.

    >>> x_emoji("👨‍👩‍👧，🇨🇳，1️⃣，🐦‍🔥")
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


class FixedCost(NamedTuple):
    """``text[start:end]`` counts as *cost* characters."""

    start: int
    end: int
    cost: int
    kind: Literal["links", "mentions", "emoji"]


def fixed_costs(text: str, rule: CountRule) -> list[FixedCost]:
    """What counts as a whole by *rule*, from left to right; of two that overlap, the first.

    >>> from .rules import X_COUNT
    >>> [cost[:3] for cost in fixed_costs("👩‍💻看a.cn", X_COUNT)]
    [(0, 3, 2), (4, 8, 23)]
    """
    found: list[FixedCost] = []
    if isinstance(url := rule.url, int):
        found += (FixedCost(start, end, url, "links") for start, end in _URLS[rule.found_by](text))
    if rule.mention == "name" and "@" in text:
        found += (
            FixedCost(start, end, cost, "mentions") for start, end, cost in mastodon_mentions(text)
        )
    if rule.emoji != "parts" and not text.isascii():
        found += _emoji(text, rule)
    kept: list[FixedCost] = []
    for one in sorted(found):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _emoji(text: str, rule: CountRule) -> Iterable[FixedCost]:
    cost = rule.emoji
    for start, end in (x_emoji if rule.found_by == "x" else all_emoji)(text):
        if isinstance(cost, int):
            yield FixedCost(start, end, cost, "emoji")
        elif cost != "parts":
            yield FixedCost(start, end, LENGTHS[cost].size(text[start:end]), "emoji")


def _as_x_links(text: str) -> Iterable[Span]:
    return ((link.start, link.covered) for link in find_links(text))


_URLS: dict[str, Callable[[str], Iterable[Span]]] = {
    "plain": addresses,
    "x": _as_x_links,
    "mastodon": mastodon_urls,
}
"""Where addresses stand, by ``found_by``."""
