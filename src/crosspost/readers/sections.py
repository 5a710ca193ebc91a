"""Sections: which blocks stand under which heading, and what each heading means.

Nothing is refused here. A heading that names a known section (`section_heading`) makes one; any
other makes a section of the author's own. Every block ends in the opening or in one section.
"""

from itertools import pairwise
from typing import NamedTuple

from .._lazy_re import later
from ..model.section_names import label
from ..text.languages import tell_language
from ..text.texts import Markdown
from .lines import Page
from .section_heading import Heading, Headline, headline, is_ordinary, similar_names, unnumbered
from .source_blocks import SourceBlock, SourceHeading, SourceParts, joined_lines
from .title import title_of_blocks, title_texts

_NOTE = later(r"[ \t]*[(（\[【][^()（）\[\]【】]*[⭐★🌟☆0-9%％][^()（）\[\]【】]*[)）\]】]")
"""Figures in a heading, where one in another language follows them."""
_SCORE = later(r"[+-]?[0-9]{1,9}")
_CHAPTER = later(r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[.、 ]|第.{1,3}[章节部]")
NOT_SAID = frozenset({"sources", "tags", "comments"})
"""Known sections that are lists, and no part of the body."""
_MOST_LOOKED_AT = 100
"""Headings that are compared with the known ones letter by letter."""


class ReadSection:
    """A heading and what stands under it."""

    def __init__(self, heading: SourceHeading, said: Headline) -> None:
        self.heading = heading
        self.said = said
        self.role: Heading | None = said.heading
        """None: one of the author's own."""
        self.blocks: list[SourceBlock] = []

    @property
    def level(self) -> int:
        """1 to 6; a line that is no heading in Markdown is as one of level 2."""
        return self.heading.level or 2

    @property
    def words(self) -> str:
        """The author's own words: without emoji and figures where the section is a known one."""
        if self.role:
            return _NOTE.sub("", self.said.name).strip()
        text = self.heading.text.removesuffix(self.said.rest) if self.said.rest else ""
        whole = (text or self.heading.text).strip(" \t:：")
        return whole if self.heading.level else whole[whole.find(self.said.name) :].rstrip("*_:：")


class HeadedBody(NamedTuple):
    """A post without its front matter."""

    title: list[str]
    """Its lines, one in each language where it has several; empty where front matter says it."""
    score: int | None
    opening: list[SourceBlock]
    """What stands above the first section."""
    sections: list[ReadSection]


def body_of(parts: SourceParts, page: Page, title: Markdown, *, plain: bool) -> HeadedBody:
    r"""Title, score, opening and sections of *parts*, which is emptied.

    Args:
        parts: the headings and blocks of the whole text.
        page: what holds for all of it.
        title: what the front matter calls the post.
        plain: it is the text of a board, whose first line is the title.

    >>> from crosspost.readers.markdown_blocks import markdown_blocks
    >>> body = body_of(
    ...     markdown_blocks("> 转载。\n\n# 搬家\n\n## 背景\n\n太小。🎉"),
    ...     Page("post.md"),
    ...     {},
    ...     plain=False,
    ... )
    >>> body.title, body.opening[0].source, body.sections[0].words
    (['搬家'], '> 转载。', '背景')
    """
    score = _score(parts)
    known = any(isinstance(part, SourceHeading) and _said(part).heading for part in parts)
    said = _heading_titles(parts, page, title)
    if not said and not title:
        said = title_of_blocks(parts, page, loose=plain and (known or score is not None))
    opening, sections = _parted(parts, page, plain=plain)
    for section in [one for one in sections if one.role == "title"]:
        if (more := _title_below(section)) and not title:
            said.append(more)
        sections.remove(section)
        opening += section.blocks
    _one_paragraph_each(opening, sections)
    _carry_breaks(opening, sections, page)
    return HeadedBody(said, score, opening, sections)


def _score(parts: SourceParts) -> int | None:
    """How a board scored the post: a number and nothing else, above everything."""
    first = parts[0] if parts else None
    if not isinstance(first, SourceBlock) or not _SCORE.fullmatch(first.source.strip()):
        return None
    del parts[0]
    return int(first.source)


def _said(heading: SourceHeading) -> Headline:
    """What *heading* says; of one that names no section, its words."""
    text = f"{'#' * heading.level} {heading.text}" if heading.level else heading.text
    said = headline(text.replace("\n", " "))
    return said or Headline(None, heading.text, level=heading.level)


def _heading_titles(parts: SourceParts, page: Page, title: Markdown) -> list[str]:
    """The title, where a heading says it, taken out of *parts*.

    It is the first heading ``#``; where every other one is in another language, they say it too.
    Where front matter has said it, only the same words again. Without any ``#``, a heading that
    the text begins with, and that no other one equals in rank, is the title.
    """
    headings = [part for part in parts if isinstance(part, SourceHeading) and part.level]
    top = [heading for heading in headings if heading.level == 1]
    named = [heading for heading in top if _said(heading).heading]
    if len(named) > 1 or (named and named[0] is not parts[0]):
        top = [heading for heading in top if heading not in named]
    if len(top) > 1 and all(_CHAPTER.match(heading.text) for heading in top[:2]):
        top = []
    if not top and headings and headings[0] is parts[0] and not _said(headings[0]).heading:
        first, *others = headings
        top = [] if any(other.level <= first.level for other in others) else [first]
    texts = [title_texts(heading.text, page) for heading in top]
    if title:
        again = [at for at, said in enumerate(texts[:1]) if _same(said, title)]
    else:
        apart = len({tag for said in texts for tag in said}) == sum(map(len, texts))
        again = list(range(len(texts) if apart else min(1, len(texts))))
    for at in again:
        parts.remove(top[at])
    return [] if title else [top[at].text for at in again]


def _same(one: Markdown, other: Markdown) -> bool:
    plain = [{"".join(text.split()).casefold() for text in said.values()} for said in (one, other)]
    return plain[0] <= plain[1]


def _title_below(section: ReadSection) -> str:
    """The title that stands beside or under a heading ``Title:``."""
    if not section.said.rest and section.blocks:
        return section.blocks.pop(0).source
    return section.said.rest


def _parted(
    parts: SourceParts, page: Page, *, plain: bool
) -> tuple[list[SourceBlock], list[ReadSection]]:
    """Blocks above the first heading, and sections."""
    opening: list[SourceBlock] = []
    sections: list[ReadSection] = []
    into = opening
    looked_at = 0
    for part in parts:
        if isinstance(part, SourceBlock):
            _append(part, sections[-1] if sections else None, into, plain=plain)
            continue
        section = ReadSection(part, _said(part))
        if section.role is None and _labels(part, sections):
            label_of = unnumbered(part.text).strip(" \t*_:：")
            into.append(SourceBlock("label", f"{'#' * part.level} {label_of}", part.line))
            continue
        if section.role and _is_deeper(section, sections) and is_ordinary(section.said.name):
            section.role = None
        if section.role is None and looked_at < _MOST_LOOKED_AT:
            looked_at += 1
            _tell_near_miss(section, page)
        if section.role and section.said.rest and section.role != "title":
            first = SourceBlock("paragraph", section.said.rest, part.line)
            section.blocks.append(first)
        sections.append(section)
        into = section.blocks
    _without_lists_of_sections(sections)
    return opening, sections


def _append(
    block: SourceBlock, section: ReadSection | None, into: list[SourceBlock], *, plain: bool
) -> None:
    """Put *block* where it stands; where it goes on with a heading's own line, into that."""
    rest = section.said.rest if section else ""
    below = section and block.line == section.heading.line + 1 and block.kind == "paragraph"
    if rest and below and len(into) == 1:
        whole = f"{into[0].source}\n{block.source}"
        into[0] = into[0]._replace(source=whole if plain else joined_lines(whole))
    else:
        into.append(block)


def _labels(heading: SourceHeading, sections: list[ReadSection]) -> bool:
    """Whether *heading* is a point's label: it lies below that of why it matters."""
    above = sections[-1] if sections else None
    return bool(
        above
        and above.role == "matters"
        and heading.level > above.heading.level > 0
        and not similar_names(_said(heading).name)
    )


def _is_deeper(section: ReadSection, sections: list[ReadSection]) -> bool:
    """Whether *section* lies below one of the author's own."""
    return any(above.role is None and above.level < section.level for above in sections[-1:])


def _tell_near_miss(section: ReadSection, page: Page) -> None:
    if known := similar_names(section.said.name):
        names = [label(role, tell_language(name)) for name, role in known]
        page.tell(
            "post.near-miss-heading",
            section.heading.line,
            heading=section.said.name,
            known=" / ".join(dict.fromkeys(names)),
        )


def _without_lists_of_sections(sections: list[ReadSection]) -> None:
    """Sources and tags that have headings below them are the author's own section."""
    for section, below in pairwise(sections):
        deeper = section.heading.level and below.level > section.level
        if section.role in {"sources", "tags"} and deeper and below.role is None:
            section.role = None


def _one_paragraph_each(opening: list[SourceBlock], sections: list[ReadSection]) -> None:
    """``Tags: AI, chips`` and ``Source: …`` end with their paragraph; text goes on after them.

    A source that stands above all text is a byline, and stays where it is.
    """
    kept: list[ReadSection] = []
    for section in sections:
        before = kept[-1].blocks if kept else opening
        if section.role in {"tags", "sources"} and section.said.rest and section.blocks:
            own, after = _first_paragraph(section)
            if section.role == "sources" and not before and after:
                line = section.heading.text
                before.append(SourceBlock("paragraph", line, section.heading.line))
                before += [*own[1:], *after]
                continue
            section.blocks = own
            before += after
        kept.append(section)
    sections[:] = kept


def _first_paragraph(section: ReadSection) -> tuple[list[SourceBlock], list[SourceBlock]]:
    """The blocks on the lines right below the heading, or in a list; and what stands after them."""
    blocks = section.blocks
    end = 1
    line = section.heading.line
    while end < len(blocks) and (blocks[end].line == line + 1 or blocks[end].kind == "list"):
        line = blocks[end].line
        end += 1
    return blocks[:end], blocks[end:]


def _carry_breaks(opening: list[SourceBlock], sections: list[ReadSection], page: Page) -> None:
    """Breaks that stand beside no text (after a title, under the sources) go to the next text.

    Rules that only part one section from the next go.
    """
    waiting = _trailing_breaks(opening)
    for section in sections:
        own = _trailing_breaks(section.blocks) if section.blocks else []
        if section.role in NOT_SAID or not section.blocks:
            waiting += own
            waiting += [block for block in section.blocks if block.kind == "break"]
            section.blocks = [block for block in section.blocks if block.kind != "break"]
            continue
        section.blocks[:0] = waiting
        waiting = own
    if waiting:
        page.tell("post.empty-message", waiting[0].line)


def _trailing_breaks(blocks: list[SourceBlock]) -> list[SourceBlock]:
    """The breaks that *blocks* end with, taken out; rules go with them."""
    found: list[SourceBlock] = []
    while blocks and blocks[-1].kind in {"break", "rule"}:
        last = blocks.pop()
        found[:0] = [last] if last.kind == "break" else []
    return found
