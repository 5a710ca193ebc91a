"""Fixed costs: addresses, mentions and emoji that count otherwise than by their characters.

What X links is found in ``links``. What Mastodon does, here: its server counts the text after it
has put a placeholder for each URL with a scheme and the short name for each mention
(``app/validators/status_length_validator.rb`` of https://github.com/mastodon/mastodon). Its
patterns for path and query (``config/initializers/twitter_regex.rb``) take Chinese that follows a
path into the link.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Literal, NamedTuple

from . import x_emoji
from .characters import LENGTHS, Span, charset
from .domains import Grammar, bracketed, grammar
from .links import addresses, find_links
from .rules import CountRule
from .x_tables import ACCENT, PATH

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
    "mastodon": mastodon_urls,
}
"""Where addresses stand, by ``found_by``."""
