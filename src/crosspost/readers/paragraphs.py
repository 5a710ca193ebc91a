"""Prose: lines of one or several languages become a text in each.

Paragraphs alternate by language, follow each other without a blank line, or share one line;
``[zh]`` says a language where the script cannot.
"""

import re
from collections.abc import Iterable, Sequence

from .._lazy_re import later
from ..text.blocks import BREAK
from ..text.texts import Markdown
from .bilingual import Languages, spoken
from .lines import Line, Page
from .parting import parted
from .source_blocks import SourceBlock, SourceKind

_ITEM = later(r"(?:[-*+•]|[0-9]{1,3}[.)、])[ \t]")
_BREAK = later(r"<!--[ \t]*thread[ \t]*-->", re.IGNORECASE)


def is_break(line: Line) -> bool:
    """Whether *line* asks for a new message: ``<!-- thread -->``."""
    comment = line.text.startswith("<!--") and not line.raw
    return comment and _BREAK.fullmatch(line.text) is not None


def prose(lines: Iterable[Line], page: Page) -> Markdown:
    r"""What *lines* say in each language.

    Where the page does not say which languages these are, they are told from the lines alone.

    >>> page = Page("post.txt")
    >>> prose(page.lines("It began.\n开始了。🎉\n\nWhy? 为什么?"), page)
    {'en': 'It began.\n\nWhy?', 'zh': '开始了。🎉\n\n为什么?'}
    """
    return texts_of(blocks_of(lines), page)


def texts_of(blocks: Sequence[SourceBlock], page: Page) -> Markdown:
    r"""What *blocks* say in each language.

    >>> texts_of([SourceBlock("paragraph", "It began.\n开始了。🎉", 1)], Page("post.txt"))
    {'en': 'It began.', 'zh': '开始了。🎉'}
    """
    lines = [line for block in blocks for line in _by_line(block)]
    said = parted(lines, Languages(page.among) if page.among else spoken([lines]))
    return {tag: text.strip() for tag, text in said.items()}


def _by_line(block: SourceBlock) -> list[SourceBlock]:
    """A paragraph as one block a line, each of which may speak another language."""
    if block.kind != "paragraph":
        return [block]
    lines = [line.strip() for line in block.source.split("\n")]
    return [
        block._replace(source=line, tight=at > 0 or block.tight) for at, line in enumerate(lines)
    ]


def blocks_of(lines: Iterable[Line]) -> list[SourceBlock]:
    r"""*lines* as blocks: code whole, every other line one. Comments go, but for a break.

    >>> [block.tight for block in blocks_of(Page("post.txt").lines("床前\n明月\n\n光 🎉"))]
    [False, True, False]
    """
    made: list[SourceBlock] = []
    code: list[Line] = []
    tight = False
    for line in lines:
        if line.raw:
            code.append(line)
            continue
        if code:
            made.append(_code(code, tight=tight))
            code, tight = [], True
        if line.text and (not line.text.startswith("<!--") or is_break(line)):
            made.append(_block(line, tight=tight))
        tight = bool(line.text)
    return [*made, _code(code, tight=tight)] if code else made


def _code(lines: list[Line], *, tight: bool) -> SourceBlock:
    """A fence, however deep in a list it stood."""
    first = lines[0]
    source = "\n".join(" " * max(0, line.indent - first.indent) + line.text for line in lines)
    return SourceBlock("code", source, first.number, tight)


def _block(line: Line, *, tight: bool) -> SourceBlock:
    if line.text.startswith("<!--"):
        return SourceBlock("break", BREAK, line.number)
    if _ITEM.match(line.text):
        return SourceBlock("list", " " * line.indent * tight + line.text, line.number, tight)
    kind: SourceKind = "quote" if line.text.startswith(">") else "paragraph"
    return SourceBlock(kind, line.text, line.number, tight)
