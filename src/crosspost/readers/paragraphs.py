"""Prose: lines of one or several languages become a text in each.

Paragraphs alternate by language, follow each other without a blank line, or share one line;
``[zh]`` says a language where the script cannot.
"""

import re
from collections.abc import Iterable

from .._lazy_re import later
from ..text.blocks import BREAK
from ..text.texts import Markdown
from .bilingual import Languages, parted, spoken
from .lines import Line, Page
from .source_blocks import SourceBlock, joined_lines

_ITEM = later(r"(?:[-*+•]|[0-9]{1,3}[.)、])[ \t]")
_BREAK = later(r"<!--[ \t]*thread[ \t]*-->", re.IGNORECASE)


def is_break(line: Line) -> bool:
    """Whether *line* asks for a new message: ``<!-- thread -->``."""
    comment = line.text.startswith("<!--") and not line.raw
    return comment and _BREAK.fullmatch(line.text) is not None


def prose(lines: Iterable[Line], page: Page) -> Markdown:
    r"""What *lines* say in each language.

    Where the page does not say which languages these are, they are told from the lines alone.

    Raises:
        PostError: an HTML comment other than ``<!-- thread -->``.

    >>> page = Page("post.txt")
    >>> prose(page.lines("It began.\n开始了。🎉\n\nWhy? 为什么?"), page)
    {'en': 'It began.\n\nWhy?', 'zh': '开始了。🎉\n\n为什么?'}
    """
    blocks = blocks_of(lines, page)
    return parted(blocks, Languages(page.among) if page.among else spoken([blocks]))


def blocks_of(lines: Iterable[Line], page: Page) -> list[SourceBlock]:
    r"""*lines* as blocks: code whole, every other line one, or a paragraph where lines are wrapped.

    Raises:
        PostError: an HTML comment other than ``<!-- thread -->``.

    >>> [
    ...     block.tight
    ...     for block in blocks_of(Page("post.txt").lines("床前\n明月\n\n光 🎉"), Page(""))
    ... ]
    [False, True, False]
    """
    made: list[SourceBlock] = []
    group: list[Line] = []
    tight = False
    for line in lines:
        code = line.raw and group and group[-1].raw
        wrapped = group and page.wrapped and not (line.raw or group[-1].raw or _is_apart(line))
        if group and not (line.text or line.raw):
            made.append(_block(group, page, tight=tight))
            group, tight = [], False
        elif code or (wrapped and not _is_apart(group[0], items=False)):
            group.append(line)
        elif line.text or line.raw:
            if group:
                made.append(_block(group, page, tight=tight))
                tight = True
            group = [line]
    return [*made, _block(group, page, tight=tight)] if group else made


def _is_apart(line: Line, *, items: bool = True) -> bool:
    """Whether *line* never goes on with the one above: a comment, a row, an item of a list."""
    other = items and _ITEM.match(line.text) is not None
    return other or line.text.startswith(("<!--", ">", "|"))


def _block(group: list[Line], page: Page, *, tight: bool) -> SourceBlock:
    first = group[0]
    if first.raw:
        lines = [" " * line.indent + line.text for line in group]
        return SourceBlock("code", "\n".join(lines), first.number, tight)
    if first.text.startswith("<!--"):
        if not is_break(first):
            raise page.error(first, "post.comment", comment=first.text[:60], mark=BREAK)
        return SourceBlock("break", BREAK, first.number)
    text = joined_lines("\n".join(line.text for line in group))
    if _ITEM.match(first.text):
        text = " " * first.indent * tight + text
        return SourceBlock("list", text, first.number, tight)
    return SourceBlock("quote" if text.startswith(">") else "paragraph", text, first.number, tight)
