"""Mastodon: graphemes, but a URL costs 23 and ``@user@host`` only ``@user``.

The server counts the text after it has put a placeholder for each URL with a scheme and the
short name for each mention: ``app/validators/status_length_validator.rb`` of
https://github.com/mastodon/mastodon. Its patterns for path and query
(``config/initializers/twitter_regex.rb``) take Chinese that follows a path into the link.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from .characters import charset
from .x_links import Grammar, bracketed, find_links, grammar
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


def urls(text: str) -> Iterator[tuple[int, int]]:
    """Addresses as the server finds them: with a scheme, Chinese behind a path taken along.

    >>> list(urls("见https://a.cn/b。c.cn"))
    [(1, 20)]
    """
    links = find_links(text, _grammar()) if "://" in text else ()
    return ((link.start, link.end) for link in links if not link.bare)


def mentions(text: str) -> Iterator[tuple[int, int, int]]:
    """Accounts: where they stand, and how long they are without their server.

    >>> list(mentions("问 @alice@remote.example"))
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
