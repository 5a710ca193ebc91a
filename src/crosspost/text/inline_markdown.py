r"""Inline marks: what an author writes inside a paragraph, read into `Rich`.

The parser is ``markdown_parser``'s; ``marked_words`` makes text, marks and pictures of its tokens.
Bare addresses, mentions, hashtags and cashtags are recognised too. A line break is the author's.
Of HTML harmless tags are marks or line breaks, comments say nothing, and what cannot be said in
words is noted. Whatever is not plainly a mark stays to the letter: ``2*3*4``, ``snake_case``, an
unclosed ``**``.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from .._lazy_re import later
from .entities import masked, named
from .html_tags import LOST, tag_name
from .marked_words import MarkedLine, read_line
from .richtext import Rich, join

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["inline", "masked", "read_lines"]

_SIGNS = later(r"[\\`*_~\[\]<&]")
"""A text without any of these has no marks."""
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
    from .markdown_parser import parser  # noqa: PLC0415 - plain words do without

    tokens = parser().parseInline(text, {})[0].children or []
    return join([line.words for line in read_lines(tokens) if line.words], "\n")


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
