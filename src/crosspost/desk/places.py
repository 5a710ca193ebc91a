"""Places: where in an author's text a finding or an error is about.

A draft is not the source: quotes are curled, spaces set, lines joined. So letters and digits alone
are compared, which all of that leaves as they are.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any

from ..draft import Draft
from ..post import Post
from ..record import Record

_STEP = re.compile(r"(?P<key>[A-Za-z_]+)|\[(?P<at>[0-9]+)\]")
_MESSAGE = re.compile(r"message (?P<index>[0-9]+)")
_LINE = re.compile(r":(?P<line>[0-9]+):(?P<column>[0-9]+)$")
_ENOUGH = 4
"""Letters that tell one place from another; Chinese says a lot with four."""


class Place(Record):
    """Part of a text, as a browser counts it (UTF-16), and its first and last line from 1."""

    start: int
    end: int
    line: int
    last: int


class Source:
    r"""An author's text, searchable by its letters and digits.

    >>> source = Source("# 芯片\n\n他说:“好 🎉 吗”?\n")
    >>> source.place('他说："好 🎉 吗"？')
    Place(start=6, end=16, line=3, last=3)
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._where = [at for at, char in enumerate(text) if char.isalnum()]
        self._letters = "".join(text[at] for at in self._where)
        self._lines = [0, *(at + 1 for at, char in enumerate(text) if char == "\n")]
        self._wide = [at for at, char in enumerate(text) if ord(char) > 0xFFFF]  # noqa: PLR2004

    def place(self, words: str, after: int = 0) -> Place | None:
        """Where *words* stand, or their longest beginning that does; *after* so many letters."""
        letters = "".join(filter(str.isalnum, words))
        for length in (len(letters), 60, 24, 12):
            part = letters[:length]
            if length > len(letters) or len(part) < min(_ENOUGH, len(letters)) or not part:
                continue
            found = self._letters.find(part, after)
            if found >= 0:
                return self._place(self._where[found], self._where[found + len(part) - 1] + 1)
        return None

    def line(self, number: int, column: int) -> Place | None:
        """The rest of a line from a column on, both from 1, as errors count."""
        if not 0 < number <= len(self._lines):
            return None
        start = self._lines[number - 1]
        following = self.text.find("\n", start)
        end = len(self.text) if following < 0 else following
        start = min(start + column - 1, max(start, end - 1))
        return self._place(start, end)

    def spanning(self, lines: Iterable[str]) -> Place | None:
        """From the first of *lines* that is found to the last."""
        found = [place for line in lines if (place := self.place(line)) is not None]
        if not found:
            return None
        first = found[0]
        last = max((one for one in found if one.start >= first.start), key=lambda one: one.end)
        return Place(start=first.start, end=last.end, line=first.line, last=last.last)

    def _place(self, start: int, end: int) -> Place:
        line, last = (
            bisect_right(self._lines, start),
            bisect_right(self._lines, max(start, end - 1)),
        )
        return Place(start=self._utf16(start), end=self._utf16(end), line=line, last=last)

    def _utf16(self, at: int) -> int:
        return at + bisect_right(self._wide, at - 1)


def of_error(source: Source, at: str) -> Place | None:
    """Where the error *at* ``post.md:12:3`` stands."""
    found = _LINE.search(at)
    return source.line(int(found["line"]), int(found["column"])) if found else None


def of_finding(source: Source, where: str, post: Post, draft: Draft) -> Place | None:
    """Where the author wrote what *where* names: a path in the post, or a message of the draft."""
    if message := _MESSAGE.fullmatch(where):
        index = int(message["index"])
        lines = [one.text for one in draft.messages if one.index == index]
        return source.spanning(line for text in lines for line in text.split("\n"))
    return source.spanning(words for text in _said(post, where) for words in text.split("\n\n"))


def _said(post: Post, where: str) -> Iterator[str]:
    """The texts at a path: ``matters.points[0].text``."""
    value: Any = post
    for step in _STEP.finditer(where):
        try:
            value = value[int(step["at"])] if step["at"] else getattr(value, step["key"])
        except (AttributeError, IndexError, TypeError):
            return
    yield from _texts(value)


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - any part of a post
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, Record):
        for name in value.__struct_fields__:
            yield from _texts(getattr(value, name))
