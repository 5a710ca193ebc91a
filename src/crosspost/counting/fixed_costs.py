"""Fixed costs: addresses, mentions and emoji that count otherwise than by their characters."""

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from . import mastodon_links, x_emoji
from .characters import Span
from .lengths import LENGTHS
from .links import addresses
from .rules import CountRule
from .x_links import find_links


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
            FixedCost(start, end, cost, "mentions")
            for start, end, cost in mastodon_links.mentions(text)
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
    for start, end in (x_emoji.sequences if rule.found_by == "x" else x_emoji.all_emoji)(text):
        if isinstance(cost, int):
            yield FixedCost(start, end, cost, "emoji")
        elif cost != "parts":
            yield FixedCost(start, end, LENGTHS[cost].size(text[start:end]), "emoji")


def _as_x_links(text: str) -> Iterable[Span]:
    return ((link.start, link.covered) for link in find_links(text))


_URLS: dict[str, Callable[[str], Iterable[Span]]] = {
    "plain": addresses,
    "x": _as_x_links,
    "mastodon": mastodon_links.urls,
}
"""Where addresses stand, by ``found_by``."""
