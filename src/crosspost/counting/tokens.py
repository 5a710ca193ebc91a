"""Tokens: addresses, mentions and emoji that count otherwise than by their characters."""

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from . import mastodon_statuses, x_emoji
from .lengths import LENGTHS
from .links import addresses
from .rules import CountRule
from .x_links import find_links

Span = tuple[int, int]


class Token(NamedTuple):
    """``text[start:end]`` counts as *cost* characters."""

    start: int
    end: int
    cost: int
    kind: Literal["links", "mentions", "emoji"]


def tokens(text: str, rule: CountRule) -> list[Token]:
    """What counts as a whole by *rule*, from left to right; of two that overlap, the first.

    >>> from .rules import X_COUNT
    >>> [token[:3] for token in tokens("👩‍💻看a.cn", X_COUNT)]
    [(0, 3, 2), (4, 8, 23)]
    """
    found: list[Token] = []
    if isinstance(url := rule.url, int):
        found += (Token(start, end, url, "links") for start, end in _URLS[rule.found_by](text))
    if rule.mention == "name" and "@" in text:
        found += (
            Token(start, end, cost, "mentions")
            for start, end, cost in mastodon_statuses.mentions(text)
        )
    if rule.emoji != "parts" and not text.isascii():
        found += _emoji(text, rule)
    kept: list[Token] = []
    for one in sorted(found):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _emoji(text: str, rule: CountRule) -> Iterable[Token]:
    cost = rule.emoji
    for start, end in (x_emoji.sequences if rule.found_by == "x" else x_emoji.all_emoji)(text):
        if isinstance(cost, int):
            yield Token(start, end, cost, "emoji")
        elif cost != "parts":
            yield Token(start, end, LENGTHS[cost].size(text[start:end]), "emoji")


def _as_x_links(text: str) -> Iterable[Span]:
    return ((link.start, link.covered) for link in find_links(text))


_URLS: dict[str, Callable[[str], Iterable[Span]]] = {
    "plain": addresses,
    "x": _as_x_links,
    "mastodon": mastodon_statuses.urls,
}
"""Where addresses stand, by ``found_by``."""
