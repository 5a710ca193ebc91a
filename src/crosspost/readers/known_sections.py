"""Known sections: what stands under a heading that has a meaning, as fields of the post.

What a section cannot hold is no error: `read` says why, and the section is the author's own.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from .._lazy_re import later
from ..errors import PostError
from ..model.post import Matters, Story
from ..text.texts import Markdown
from .lines import Line, Page
from .merge_languages import together
from .paragraphs import texts_of
from .points import matters
from .prediction import prediction
from .section_heading import Heading
from .sections import WrittenSection
from .source_blocks import SourceBlock
from .sources import are_sources, sources
from .tags import are_tags, tag_list

Fields = dict[str, Any]

_COUNT = later(r"[0-9]{1,9}")
_ONLY_PROSE = frozenset({"table", "quote", "html", "note", "picture"})
"""Blocks that do not stand between points."""


class Refused(NamedTuple):
    """Why a section is the author's own, though its heading names a known one."""

    reason: str


def read(section: WrittenSection, page: Page, found: Fields) -> Refused | None:
    """Put what *section* says into *found*, beside what another language said there.

    >>> from crosspost.readers.section_heading import Headline
    >>> from crosspost.readers.source_blocks import SourceHeading
    >>> section = WrittenSection(SourceHeading("讨论", 2, 1), Headline("discussion", "讨论"))
    >>> section.blocks.append(SourceBlock("paragraph", "怎么看？🎉", 3))
    >>> found = {}
    >>> read(section, Page("post.md"), found), found
    (None, {'discussion': {'zh': '怎么看？🎉'}})
    >>> read(section, Page("post.md"), found)
    Refused(reason='twice')
    """
    if section.role is None:
        return Refused("own")
    try:
        said = _READERS[section.role](section, page)
    except PostError as error:
        return Refused("figures" if error.code.startswith("post.sure") else "shape")
    if said is None:
        return Refused("shape")
    whole: Fields = {}
    for name, value in said.items():
        before = found.get(name)
        whole[name] = together(before, value) if before else value
        if whole[name] is None:
            return Refused("twice")
    found.update(whole)
    return None


def lines_of(blocks: Sequence[SourceBlock], page: Page) -> list[Line]:
    """The lines of *blocks*, with an empty one between two."""
    lines: list[Line] = []
    for block in blocks:
        if lines and block.line != lines[-1].number + 1:
            lines.append(Line(block.line - 1, 0, ""))
        if block.kind == "label":
            level = len(block.source) - len(block.source.lstrip("#"))
            lines.append(Line(block.line, 0, block.source.lstrip("# "), level=level))
        else:
            lines += page.lines(block.source, block.line)
    return lines


def _text(section: WrittenSection, page: Page) -> Markdown | None:
    """Prose under a heading without figures."""
    return None if section.said.notes else texts_of(section.blocks, page)


def _prose(name: str) -> Callable[[WrittenSection, Page], Fields | None]:
    def read_prose(section: WrittenSection, page: Page) -> Fields | None:
        said = _text(section, page)
        return None if said is None else {name: said}

    return read_prose


def _matters(section: WrittenSection, page: Page) -> Fields | None:
    if section.said.notes:
        return None
    if any(block.kind in _ONLY_PROSE for block in section.blocks):
        plain = [block for block in section.blocks if block.kind != "label"]
        if len(plain) < len(section.blocks):
            return None
        return {"matters": Matters(text=texts_of(plain, page))}
    said, story = matters(lines_of(section.blocks, page), page)
    return {"matters": said} | ({"story": story} if story else {})


def _story(section: WrittenSection, page: Page) -> Fields | None:
    said = _text(section, page)
    return None if said is None else {"story": Story(text=said)}


def _prediction(section: WrittenSection, page: Page) -> Fields:
    heading = section.heading
    head = Line(heading.line, 0, heading.text, heading.column)
    return {
        "prediction": prediction(lines_of(section.blocks, page), section.said.notes, head, page)
    }


def _sources(section: WrittenSection, page: Page) -> Fields | None:
    """The list; a heading may count it."""
    if not are_sources(section.blocks):
        return None
    said = sources(lines_of(section.blocks, page), page)
    return {"sources": said} if section.said.notes in {(), (str(len(said)),)} else None


def _tags(section: WrittenSection, _: Page) -> Fields | None:
    if section.said.notes or not are_tags(section.blocks):
        return None
    return {"tags": tuple(tag for block in section.blocks for tag in tag_list(block.source))}


def _comments(section: WrittenSection, _: Page) -> Fields | None:
    """Their number; what they say is no part of the post."""
    said = [*section.said.notes, *(block.source for block in section.blocks)]
    if len(said) > 1 or (said and not _COUNT.fullmatch(said[0])):
        return None
    return {"comments": int(said[0])} if said else {}


_READERS: dict[Heading, Callable[[WrittenSection, Page], Fields | None]] = {
    "happened": _prose("happened"),
    "matters": _matters,
    "story": _story,
    "prediction": _prediction,
    "discussion": _prose("discussion"),
    "sources": _sources,
    "tags": _tags,
    "comments": _comments,
}
