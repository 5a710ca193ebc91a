"""Domains: where a run of text holds a name that X would link, in linear time.

What X's library finds with one large pattern is found here by its structure. A *run* is text
without spaces and punctuation, other than ``-``, ``_`` and ``.``. Its dots part it into labels;
a domain is a row of good labels and a top-level domain behind the last dot. What may follow a
dot does not depend on where the domain began, so it is worked out once, from the right.

A `Grammar` says what may stand around a domain in a link.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple, cast

from .._lazy_re import later
from .characters import charset, from_surrogates
from .x_tables import ASCII_DOMAINS, ASCII_HOST, NOT_HOST, OTHER_DOMAINS, PATH, PATH_END, PATH_INNER

HOST = f"[^{charset(NOT_HOST)}]"
"""A pattern for one character of a run."""
_RUN = later(f"{HOST}+")

ASCII_NAMES = frozenset(ASCII_DOMAINS.split())
_LONGEST = 63
"""Octets in a label of a domain name: https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4."""
_LETTERS = later("[A-Za-z]+")
_PUNYCODE = later("[Xx][Nn]--[-0-9A-Za-z]+")
_START = later("(?<![A-Za-z0-9＠＃])[^-_]")
_ASCII_ROW = later(f"(?:[{charset(ASCII_HOST)}]++\\.)+")
_PLAIN = later("[-A-Za-z0-9.]+")


def run_end(text: str, at: int = 0) -> int:
    """The end of the run that begins at *at*.

    >>> run_end("看example.com，好"), run_end("see a.cn", 4)
    (14, 8)
    """
    found = _RUN.match(text, at)
    return found.end() if found else at


def run_start(text: str, at: int, low: int) -> int:
    """The beginning of the run that reaches to *at*, not before *low*.

    Looked for backwards in growing steps, so that it costs what the run is long.
    """
    size = 64
    while True:
        first = max(low, at - size)
        length = run_end(text[first:at][::-1])
        if length < at - first or first == low:
            return at - length
        size *= 4


def _upper(text: str) -> str:
    """Capitals as a pattern of JavaScript compares them: one for one, and none becomes ASCII."""
    return "".join(
        big if len(big := char.upper()) == 1 and (char < "\x80" or big > "\x7f") else char
        for char in text
    )


@cache
def _other_names() -> dict[str, list[str]]:
    """Top-level domains in other letters than a to z, by their first."""
    names: dict[str, list[str]] = {}
    for name in OTHER_DOMAINS.split():
        names.setdefault(_upper(name[0]), []).append(_upper(name))
    return names


_CANDIDATES = later(r"\.([A-Za-z]+|[^\0-\x7f])")


@cache
def _beginnings() -> frozenset[str]:
    """Whole names in ASCII, and what others begin with: xn--…, vermögensberater, 中国."""
    latin = {re.split("[^a-z]", name)[0] for name in OTHER_DOMAINS.split()} - {""}
    other = {char for name in _other_names() for char in (name, name.lower()) if char > "\x7f"}
    return ASCII_NAMES | {"xn"} | latin | other


def candidate_dots(text: str) -> Iterator[int]:
    """Dots that a top-level domain might follow."""
    for found in _CANDIDATES.finditer(text):
        word = found[1]
        if (word if word > "\x7f" else word.lower()) in _beginnings():
            yield found.start()


def top_level_end(text: str, at: int, after: str = "") -> int:
    """The end of the top-level domain that begins at *at*; 0 if none does.

    *after* is what follows *text*, where that is only a part.

    >>> top_level_end("例子.中国人", 3), top_level_end("v1.2", 3), top_level_end("main.pyc", 5)
    (5, 0, 0)
    """
    if found := _LETTERS.match(text, at):
        end = found.end()
        if _ends(text, end, after) and found[0].lower() in ASCII_NAMES:
            return end
        if text[end : end + 2] == "--" and (found := _PUNYCODE.match(text, at)):
            return found.end()
    for name in _other_names().get(_upper(text[at : at + 1]), ()):
        end = at + len(name)
        if _upper(text[at:end]) == name and _ends(text, end, after):
            return end
    return 0


def _ends(text: str, at: int, after: str) -> bool:
    """Whether a top-level domain may end at *at*."""
    char = text[at] if at < len(text) else after
    return not (char in {"@", "+", "-"} or (char.isalnum() and char.isascii()))


_MEMORABLE = 64
"""Longest run worth keeping: the same hosts come again, and every text is measured often."""


@lru_cache(maxsize=4096)
def _read(text: str, after: str) -> tuple[list[str], list[int], list[int]]:
    """A run's labels; and behind each dot, where a domain ends (0 for nowhere).

    First the end of a top-level domain right there, then that of a domain which goes on through
    more labels: the last that can be reached.
    """
    labels = text.split(".")
    here: list[int] = []
    at = 0
    for label in labels[:-1]:
        at += len(label) + 1
        here.append(top_level_end(text, at, after))
    beyond = [0] * len(here)
    for dot in range(len(here) - 2, -1, -1):
        label = labels[dot + 1]
        if label and label[0] not in "-_" and label[-1] not in "-_":
            beyond[dot] = beyond[dot + 1] or ("_" not in label and here[dot + 1])
    return labels, here, beyond


class Labels:
    """The labels of a run, and the domains in it from left to right.

    *after* is the character behind the run, or nothing at the end of the text.
    """

    def __init__(self, text: str, after: str) -> None:
        read = _read if len(text) <= _MEMORABLE else _read.__wrapped__
        self.text = text
        self.labels, self._here, self._beyond = read(text, after)
        self._label = self._at = 0

    def anchored(self) -> int:
        """The end of the domain that begins at the run's first character; 0 if none does."""
        label = self.labels[0]
        if not self._here or not label or label[0] in "-_" or label[-1] in "-_":
            return 0
        return self._beyond[0] or ("_" not in label and self._here[0])

    def leftmost(self, low: int) -> tuple[int, int] | None:
        """The first domain that begins at *low* or later, where a word begins.

        *low* only grows from call to call, so that many domains in one run cost no more.
        """
        while self._label < len(self._here):
            at, label = self._at, self.labels[self._label]
            dot = at + len(label)
            here, beyond = self._here[self._label], self._beyond[self._label]
            if dot > low and (beyond or here) and label and label[-1] not in "-_":
                first = max(at, low)
                if not beyond:
                    first = max(first, self.text.rfind("_", at, dot) + 1)
                if found := _START.search(self.text, first, dot):
                    return found.start(), beyond or here
            self._label += 1
            self._at = dot + 1
        return None


def ascii_domains(domain: str) -> Iterator[tuple[int, int]]:
    """The parts of a *domain* without a scheme that X links: those in Latin letters.

    >>> [tuple("看example.com吧"[a:b] for a, b in ascii_domains("看example.com吧"))]
    [('example.com',)]
    """
    if _PLAIN.fullmatch(domain):
        yield 0, len(domain)
        return
    at = searched = 0
    while row := next(_ASCII_ROW.finditer(domain, searched), None):
        searched = row.end()
        dot = row.end() - 1
        while dot >= row.start():
            if end := top_level_end(domain, dot + 1):
                name = domain[row.start() : end]
                at = domain.index(name, at)  # as the library does: the first such name
                yield at, at + len(name)
                at += len(name)
                searched = end
                break
            dot = domain.rfind(".", row.start(), dot)


def allowed(domain: str) -> bool:
    """Whether every label fits in the domain name system, after punycode.

    >>> allowed("例子.com"), allowed("太" * 60 + ".com")
    (True, False)
    """
    if domain.isascii() and "\x7f" not in domain:
        return len(domain) <= _LONGEST or max(map(len, domain.split("."))) <= _LONGEST
    if domain.startswith("xn--") and not any(ascii_domains(domain)):
        return False
    return all(_encoded(label) <= _LONGEST for label in domain.split("."))


def _encoded(label: str) -> int:
    """Octets of a label in punycode; other full stops part it again, but not for the limit."""
    if len(label) > _LONGEST:
        return len(label)
    parts = re.split("[。．｡]", label)
    return len(parts) - 1 + sum(map(_octets, parts))


def _octets(part: str) -> int:
    if part.isascii() and "\x7f" not in part:
        return len(part)
    return len("xn--") + len(from_surrogates(part).encode("punycode"))


def linkable_parts(domain: str) -> tuple[tuple[int, int], ...]:
    """The parts of a *domain* without a scheme that X links; none if it is not allowed."""
    linked = _linked if len(domain) <= _MEMORABLE else _linked.__wrapped__
    return linked(domain)


@lru_cache(maxsize=4096)
def _linked(domain: str) -> tuple[tuple[int, int], ...]:
    return tuple(ascii_domains(domain)) if allowed(domain) else ()


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
    end, inner = f"[{charset(PATH_END)}]", f"[{charset(PATH_INNER)}]"
    pair = bracketed(charset(PATH))
    return f"{end}++|{pair}|{inner}++(?:{inner}++|{pair})*+{end}"


X = grammar(("https://", "http://"), _path(), QUERY, QUERY_END)
