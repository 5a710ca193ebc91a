r"""Inline marks: what an author writes inside a paragraph, read into `Rich`.

The parser is ``markdown_parser``'s; ``marked_words`` makes text, marks and pictures of its tokens.
Bare addresses, mentions, hashtags and cashtags are recognised too. A line break is the author's.
Of HTML harmless tags are marks or line breaks, comments say nothing, and what cannot be said in
words is noted. Whatever is not plainly a mark stays to the letter: ``2*3*4``, ``snake_case``, an
unclosed ``**``.

Lines of a paragraph may be a list all the same, as people write one: ``1、``, ``A.``, ``•``, ``-``
before Chinese.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby, pairwise
from typing import TYPE_CHECKING

from msgspec import structs

from .._lazy_re import later
from .blocks import Block, Item, List, Paragraph
from .entities import masked, named
from .html_tags import LOST, tag_name
from .marked_words import MarkedLine, read_line
from .richtext import Mark, Rich, join

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["captioned", "inline", "marked_lines", "masked", "parted", "read_lines"]

_SIGNS = later(r"[\\`*_~\[\]<&]")
"""A text without any of these has no marks."""
_LEAD = later(
    r"[^\S\n]*(?:[-+*][^\S\n]+|-(?=[^\x00-\x7f])|•[^\S\n]*"
    r"|(?:[0-9]{1,3}|[A-Ha-h])(?:[.)](?:[^\S\n]+|(?=[^\x00-\x7f]))|[、）][^\S\n]*))(?=\S)"
)
"""What an item of a list begins with: a bullet, a number or a letter."""
_LETTER = later(r"[^\S\n]*[A-Za-z]")
_BREAKS = frozenset({"softbreak", "hardbreak"})
_ASIDE = _BREAKS | {"link_open", "link_close"}


def inline(text: str) -> Rich:
    """Read the marks of *text*, one paragraph, in time that grows as its length does.

    Nothing is an error: what is unclosed is literal. Pictures are left out.

    >>> rich = inline("**“算力”**之争：见[报告](https://example.com/a)。🎉")
    >>> rich.text
    '“算力”之争：见报告。🎉'
    >>> [(mark.kind, rich.text[mark.start : mark.end]) for mark in rich.marks]
    [('strong', '“算力”'), ('link', '报告')]
    >>> inline("长 2*3*4 米 **未完").text
    '长 2*3*4 米 **未完'
    """
    if not _SIGNS.search(text):
        return named(Rich(text=text))
    return join([line.words for line in marked_lines(text) if line.words], "\n")


def marked_lines(text: str) -> Iterator[MarkedLine]:
    """The lines of *text*, one paragraph, its marks read, as `read_lines` parts them."""
    from .markdown_parser import parser  # noqa: PLC0415 - plain words do without

    return read_lines(parser().parseInline(text, {})[0].children or ())


def read_lines(tokens: Sequence["Token"]) -> Iterator[MarkedLine]:
    r"""The *tokens* of one paragraph as words, parted where a line holds nothing but pictures.

    >>> from crosspost.text.markdown_parser import parser
    >>> tokens = parser().parseInline("看：\n![芯片](a.png)\n很小 🎉", {})[0].children
    >>> [(line.words.text, [one.path for one in line.pictures]) for line in read_lines(tokens)]
    [('看：', []), ('', ['a.png']), ('很小 🎉', [])]
    """
    if not any(map(_is_picture, tokens)):
        yield read_line(tokens)
        return
    lines: list[list[Token]] = [[]]
    for token in tokens:
        lines[-1].append(token)
        if token.type in _BREAKS and token.level == 0:
            lines.append([])
    for _, group in groupby(lines, _only_pictures):
        yield read_line([token for line in group for token in line])


def _only_pictures(line: Sequence["Token"]) -> bool:
    return any(map(_is_picture, line)) and all(
        _is_picture(token)
        or token.type in _ASIDE
        or (token.type == "html_inline" and tag_name(token.content) not in LOST)
        or (token.type == "text" and not token.content.strip())
        for token in line
    )


def _is_picture(token: "Token") -> bool:
    return token.type == "image" or (
        token.type == "html_inline" and tag_name(token.content) == "img"
    )


def captioned(lines: Iterable[MarkedLine]) -> list[MarkedLine]:
    """*lines*, of which one that is all in italics and right under a picture is its caption."""
    made: list[MarkedLine] = []
    for line in lines:
        above = made[-1] if made else None
        marks = [mark for mark in line.words.marks if mark.kind == "emphasis"]
        slanted = any(mark.start == 0 and mark.end == len(line.words) for mark in marks)
        if slanted and not line.pictures and above and above.pictures and not above.words:
            rest = tuple(mark for mark in line.words.marks if mark not in marks)
            caption = Rich(text=line.words.text, marks=rest)
            last = structs.replace(above.pictures[-1], caption=caption)
            dropped = (*above.dropped, *line.dropped)
            made[-1] = above._replace(pictures=(*above.pictures[:-1], last), dropped=dropped)
        else:
            made.append(line)
    return made


def parted(words: Rich, typed: str, source: str, *, tight: bool) -> Iterator[Block]:
    """The paragraphs and lists that the lines of *words* make.

    Where a mark runs from one into the other it is one paragraph all the same.

    Args:
        words: what a paragraph says.
        typed: its lines as the author typed them.
        source: the same, with what stands before its lines in a quotation or a list.
        tight: of the first block.
    """
    lines = typed.split("\n")
    runs = list(_runs(lines))
    parts = _by_line(words, runs) if any(listed for listed, _ in runs) else None
    if parts is None:
        yield Paragraph(text=words, source=source, tight=tight)
        return
    sources = source.split("\n")
    for listed, (start, end) in runs:
        own = "\n".join(sources[start:end]) if len(sources) == len(lines) else source
        source = source if len(sources) == len(lines) else ""
        if listed:
            items = tuple(_led(next(parts)) for _ in range(start, end))
            ordered = items[0].lead.strip(" \t-+*•") != ""
            yield List(items=items, source=own, tight=tight, ordered=ordered)
        else:
            yield Paragraph(text=next(parts), source=own, tight=tight)
        tight = True


def _runs(lines: Sequence[str]) -> Iterator[tuple[bool, tuple[int, int]]]:
    """Lines in a row that are items, or are not: the first, and the one after the last."""
    at = 0
    for listed, group in groupby(lines, lambda line: _LEAD.match(line) is not None):
        end = at + sum(1 for _ in group)
        lone = end - at == 1 and _LETTER.match(lines[at]) is not None  # "A. Turing", no item
        yield listed and not lone, (at, end)
        at = end


def _by_line(rich: Rich, runs: Sequence[tuple[bool, tuple[int, int]]]) -> Iterator[Rich] | None:
    """A part of *rich* for each item and each other run; nothing where a mark joins two parts."""
    begins = [0, *accumulate(len(line) + 1 for line in rich.text.split("\n"))]
    if len(begins) != runs[-1][1][1] + 1:  # code has taken in a line's end
        return None
    parts: list[Rich] = []
    at = 0
    for listed, lines in runs:
        for first, after in pairwise(range(lines[0], lines[1] + 1)) if listed else (lines,):
            start, end = begins[first], begins[after] - 1
            own: list[Mark] = []
            while at < len(rich.marks) and rich.marks[at].start < end:
                mark = rich.marks[at]
                if mark.start < start or mark.end > end:
                    return None
                own.append(structs.replace(mark, start=mark.start - start, end=mark.end - start))
                at += 1
            parts.append(Rich(text=rich.text[start:end], marks=tuple(own)))
    return iter(parts) if at == len(rich.marks) else None


def _led(line: Rich) -> Item:
    """*line* with what it begins with told apart."""
    found = _LEAD.match(line.text)
    end = found.end() if found else 0
    return Item(lead=line.text[:end], text=line[end:])
