"""Places: where in an author's text a finding or an error is about.

A draft is not the source: quotes are curled, spaces set, lines joined. So letters and digits alone
are compared, which all of that leaves as they are.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .._record import Record
from ..errors import CrosspostError
from ..model.draft import Draft, Message
from ..model.findings import Finding, Location, MessagePart, PathStep, PostPath
from ..model.post import Post, Text
from ..text.cjk import CLAUSE_ENDS, SENTENCE_ENDS

_CLAUSE = re.compile(f'[{re.escape(SENTENCE_ENDS + CLAUSE_ENDS)}()（）“”"\n]')
WHOLE, CLAUSE = 4, 8
"""Letters that tell a text, or a clause, from any other; a Chinese character counts as two."""


class EditorRange(Record):
    """Part of a text, as a browser counts it (UTF-16), and its first and last line from 1."""

    start: int
    end: int
    line: int
    last: int


CharRange = tuple[int, int]
"""Part of a text, in code points."""


class SearchableText:
    r"""An author's text, searchable by its letters and digits.

    >>> source = SearchableText("# 芯片\n\n他说:“好 🎉 吗”?\n")
    >>> source.placed(source.span('他说："好 🎉 吗"？'))
    EditorRange(start=6, end=16, line=3, last=3)
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._where = [at for at, char in enumerate(text) if char.isalnum()]
        self._letters = "".join(text[at] for at in self._where)
        self._lines = [0, *(at + 1 for at, char in enumerate(text) if char == "\n")]
        self._wide = [at for at, char in enumerate(text) if ord(char) > 0xFFFF]  # noqa: PLR2004

    def span(self, words: str) -> CharRange | None:
        """Where *words* stand, or their longest beginning that does."""
        letters = "".join(filter(str.isalnum, words))
        for length in (len(letters), 60, 24, 12):
            part = letters[:length]
            if not part or length > len(letters):
                continue
            found = self._letters.find(part)
            if found >= 0:
                return self._where[found], self._where[found + len(part) - 1] + 1
        return None

    def spanning(self, texts: Iterable[str]) -> CharRange | None:
        """From the first of *texts* that is found, or of their clauses, to the end of the last."""
        found = [span for text in texts for span in self.spans_of(text)]
        if not found:
            return None
        start = found[0][0]
        return start, max(end for begin, end in found if begin >= start)

    def spans_of(self, text: str) -> list[CharRange]:
        """Where *text* stands, or, where it is put together anew in a draft, its clauses."""
        whole = self.span(text) if _letters(text) >= WHOLE else None
        if whole is not None:
            return [whole]
        clauses = (
            self.span(clause) for clause in _CLAUSE.split(text) if _letters(clause) >= CLAUSE
        )
        return [span for span in clauses if span is not None]

    def exactly(self, words: Iterable[str], near: CharRange | None) -> CharRange | None:
        """The first of *words*, letter by letter: near a place, or anywhere."""
        start = near[0] if near else 0
        for one in words:
            at = self.text.find(one, start)
            at = self.text.find(one) if at < 0 else at
            if at >= 0:
                return at, at + len(one)
        return None

    def line(self, number: int, column: int) -> CharRange | None:
        """The rest of a line from a column on, both from 1, as errors count."""
        if not 0 < number <= len(self._lines):
            return None
        start = self._lines[number - 1]
        following = self.text.find("\n", start)
        end = len(self.text) if following < 0 else following
        return min(start + column - 1, max(start, end - 1)), end

    def position(self, at: int) -> tuple[int, int]:
        """The line and column, both from 1, of the character at *at*."""
        line = bisect_right(self._lines, at)
        return line, at - self._lines[line - 1] + 1

    def placed(self, span: CharRange | None) -> EditorRange | None:
        """*span* as a browser counts it."""
        if span is None:
            return None
        start, end = span
        line, last = (bisect_right(self._lines, at) for at in (start, max(start, end - 1)))
        return EditorRange(start=self._utf16(start), end=self._utf16(end), line=line, last=last)

    def line_start(self, at: int) -> int:
        """*at*, or the beginning of its line where only signs stand before it."""
        start = self._lines[bisect_right(self._lines, at) - 1]
        return at if any(map(str.isalnum, self.text[start:at])) else start

    def grown(self, span: CharRange, starts: Sequence[int]) -> CharRange:
        """*span* with the rest of its paragraph and the blank after it, up to one of *starts*."""
        start = self.line_start(span[0])
        blank = self.text.find("\n\n", span[1])
        blank = len(self.text) if blank < 0 else blank
        letters = self._where[(letter := bisect_left(self._where, blank)) : letter + 1]
        ends = [self.line_start(one) for one in letters] or [len(self.text) + 1]
        following = bisect_right(starts, start)
        return start, min(ends + list(starts[following : following + 1]))

    def _utf16(self, at: int) -> int:
        return at + bisect_right(self._wide, at - 1)


def of_messages(source: SearchableText, messages: Sequence[Message]) -> list[list[EditorRange]]:
    r"""Of each of *messages*, the parts of the text whose words stand in it.

    What a reader does not see, such as a link's address, goes with the words before it, up to the
    end of the paragraph; so do the blank lines after it, where the next words will be typed.

    >>> def message(index: int, text: str) -> Message:
    ...     return Message(
    ...         index=index, of=2, text=text, size=0, limit=280, unit="weighted", payload={}
    ...     )
    >>> source = SearchableText("芯片**涨价**了。🎉\n\nWho pays for it?\n")
    >>> some = of_messages(source, [message(1, "芯片涨价了。🎉"), message(2, "Who pays for it?")])
    >>> [[(one.start, one.end) for one in every] for every in some]
    [[(0, 14)], [(14, 32)]]
    """
    found = [
        [span for line in _lines(one.text) for span in source.spans_of(line)] for one in messages
    ]
    starts = sorted({source.line_start(start) for spans in found for start, _ in spans})
    return [
        [placed for span in spans if (placed := source.placed(source.grown(span, starts)))]
        for spans in found
    ]


def _letters(text: str) -> int:
    return sum(1 if char.isascii() else 2 for char in text if char.isalnum())


def of_error(source: SearchableText, error: CrosspostError) -> EditorRange | None:
    """Where *error* stands, if it says a line and a column."""
    at = error.position
    return source.placed(source.line(at.line, at.column)) if at else None


def of_finding(
    source: SearchableText, finding: Finding, post: Post, draft: Draft
) -> EditorRange | None:
    """Where the author wrote what *finding* is about: words, a part of the post, or a message."""
    return source.placed(span_of_finding(source, finding, post, draft))


def span_of_finding(
    source: SearchableText, finding: Finding, post: Post, draft: Draft
) -> CharRange | None:
    """As `of_finding`, in code points."""
    near = source.spanning(_about(finding.location, post, draft))
    return source.exactly(finding.words, near) or near


def _about(location: Location, post: Post, draft: Draft) -> list[str]:
    """The texts that are meant, line by line."""
    match location:
        case PostPath(path=path):
            return [part for text in _said(post, path) for part in text.split("\n\n")]
        case MessagePart(index=index, field=""):
            return [
                line for one in draft.messages if one.index == index for line in _lines(one.text)
            ]
        case MessagePart(index=index, field=field):  # only a field that a reader sees
            parts = [(str(one.payload.get(field)), one) for one in draft.messages]
            return [part for part, one in parts if one.index == index and part in one.text]
        case _:
            return []


def _lines(text: str) -> list[str]:
    return text.split("\n")


def _said(post: Post, path: Sequence[PathStep]) -> Iterator[str]:
    """The texts at a path; none for the post as a whole."""
    value: Any = post if path else ()
    for step in path:
        try:
            inside = isinstance(value, Mapping | tuple)
            value = value[step] if inside else getattr(value, str(step))
        except (AttributeError, LookupError, TypeError):
            return
    yield from _texts(value)


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - any part of a post
    if isinstance(value, str):
        yield value
    elif isinstance(value, Text):
        yield value.markdown
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, Record):
        for name in value.__struct_fields__:
            yield from _texts(getattr(value, name))
