"""Grammar: what may stand around a domain in a link, on X and elsewhere."""

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple, cast

from .tables import charset
from .tables.characters import PATH, PATH_END, PATH_INNER

LONGEST = 4096
"""No link is longer, its scheme counted twice."""
LINKLESS = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@＠$#＃\ufffe\ufeff\uffff"
)
"""A link cannot begin right behind these."""
QUERY = r"-A-Za-z0-9!?*'@();:&=+$/%#\[\]_.,~|"
QUERY_END = r"[-A-Za-z0-9_&=#/]"


class Grammar(NamedTuple):
    """What differs between networks: schemes, and what may stand behind the domain."""

    schemes: tuple[str, ...]
    tail: Callable[[str, int], re.Match[str]]
    """Port, path (group 1) and query at an offset; matches nothing rather than fail."""


def bracketed(path: str) -> str:
    """A pattern for a pair of brackets around *path* characters, with at most one pair inside."""
    return rf"\([{path}]*+(?:(?<!\()\)|\([{path}]++\)[{path}]*+\))"


def grammar(schemes: tuple[str, ...], path: str, query: str, query_end: str) -> Grammar:
    """A network's rules; every part of an address is read once, so that the time is linear.

    Args:
        schemes: with their ``://``.
        path: a pattern for what may follow a slash, as far as it goes.
        query: characters of a query, as the inside of a class.
        query_end: a class: what it may end with.
    """
    tail = (
        rf"(?::[0-9]+)?(/(?:{path})*+)?"
        rf"(?:\?(?:{query_end}++|(?:(?!{query_end})[{query}])++{query_end})++)?"
    )

    def match(text: str, at: int) -> re.Match[str]:
        return _match(tail)(text, at)  # compiled for the first address, which most texts lack

    return Grammar(schemes, match)


@cache
def _match(tail: str) -> Callable[[str, int], re.Match[str]]:
    return cast("Callable[[str, int], re.Match[str]]", re.compile(tail).match)


def _path() -> str:
    """Characters a path may end with, or brackets right behind those; others if such follow."""
    end, inner, pair = (
        f"[{charset(PATH_END)}]",
        f"[{charset(PATH_INNER)}]",
        bracketed(charset(PATH)),
    )
    return f"{end}++|{pair}|{inner}++(?:{inner}++|{pair})*+{end}"


X = grammar(("https://", "http://"), _path(), QUERY, QUERY_END)
