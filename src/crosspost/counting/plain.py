"""Plain links: the short way to what most links are, short and in plain letters.

What is not plain takes the long way round, `scanner`; both find the same.
"""

import re

from ..patterns import later
from .domains import ASCII_NAMES, HOST, run_end, run_start
from .grammar import LINKLESS, LONGEST, Grammar

_LABEL = 63
_SHORT = LONGEST - len("https://")
_HOST = r"((?:[A-Za-z0-9]++(?:-++[A-Za-z0-9]++)*+\.)++([A-Za-z]++))"
# Nothing may stand behind that belongs to the host or makes it a mail address.
_ADDRESS = later(rf"https?://{_HOST}(?!{HOST}|[@+])")
_NAME = later(_HOST)

Span = tuple[int, int]


def address(text: str, dot: int, at: int, rules: Grammar) -> Span | None:
    """Where an address with a scheme stands around a *dot*, behind *at*.

    >>> from .grammar import X
    >>> address("见 https://a.cn/b。", 11, 0, X)
    (2, 16)
    """
    colon = text.rfind("://", max(at, dot - _LABEL), dot)
    if colon < 0:
        return None
    start = colon - (5 if text[colon - 1] == "s" else 4)
    found = _ADDRESS.match(text, start) if start > at or start == 0 else None
    if not found or found.end() < dot or (start and text[start - 1] in LINKLESS):
        return None
    if not _is_host(found) or found[1].lower() == "t.co":
        return None
    end = rules.tail(text, found.end()).end()
    return (start, end) if end - start < _SHORT else None


def name(text: str, dot: int, at: int, rules: Grammar) -> tuple[Span, int] | None:
    """Where a name without a scheme stands, and where the match ends that found it.

    >>> from .grammar import X
    >>> name("跑 main.py:80，", 6, 0, X)
    ((2, 9), 12)
    """
    start = run_start(text, dot, at)
    if start and (start <= at or text[start - 1] == "/" or text[start - 1] in LINKLESS):
        return None
    end = run_end(text, dot)
    found = _NAME.fullmatch(text, start, end)
    if not found or not _is_host(found) or text[end : end + 1] in {"@", "+"}:
        return None
    rest = rules.tail(text, end)
    stop = rest.end()
    return ((start, stop if rest[1] else end), stop) if stop - start < _SHORT else None


def _is_host(found: re.Match[str]) -> bool:
    return len(found[1]) <= _LABEL and found[2].lower() in ASCII_NAMES
