"""Board: a text of headed sections, as it is posted on a board or written in Markdown.

An opening (a score, the title, perhaps a first paragraph), then one section a heading, in any
order. Every line goes to exactly one of them.
"""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from .._lazy_re import later
from ..model.post import Media, Story
from ..text.texts import Markdown
from .bilingual import spoken
from .lines import Line, Page
from .merge_languages import together
from .paragraphs import blocks_of, prose
from .points import matters
from .prediction import prediction
from .section_heading import Heading
from .sections import SectionChunk, headed_chunks
from .source_blocks import SourceBlock, SourceHeading
from .sources import sources
from .title import opening

Fields = dict[str, Any]

_MOST = 8
"""How often one section may come: once in each language."""
_IMAGE = later(r"!\[(?P<alt>[^\[\]]*)\]\((?P<path>[^()\s]+)\)")
_TAG = later(r"[#＃](?P<tag>[^\s#＃,，、]+)")
_TAGS = later(r"(?:[#＃][^\s#＃,，、]+[\s,，、]*)+")
_COUNT = later(r"[0-9]{1,9}")


def fields(text: str, page: Page, first: int = 1, *, titled: bool = False) -> Fields:
    r"""The fields of the post that *text* is, by name.

    Args:
        text: the sections, without front matter.
        page: what holds for every line.
        first: the line of its file on which *text* begins.
        titled: the title is known, so that the first line is none unless it is marked as one.

    Raises:
        PostError: an unknown heading, a section that is there twice, a line that fits nowhere.

    >>> found = fields("芯片之战 🎉\n\n讨论:\n怎么看?", Page("post.txt"))
    >>> found["title"], found["discussion"]
    ({'zh': '芯片之战 🎉'}, {'zh': '怎么看?'})
    """
    lines, media = _media(page.lines(text, first), page)
    lines, tags = _last_tags(lines)
    start, chunks = headed_chunks(lines, page, titled=titled)
    page = page._replace(among=spoken(_said(start, chunks, page), page.among).tags)
    found: Fields = opening(start, page, titled=titled)
    times = Counter(chunk.said.heading for chunk in chunks)
    for chunk in chunks:
        if times[chunk.said.heading] > _MOST:
            raise page.error(
                chunk.head,
                "post.too-many-sections",
                heading=chunk.said.name,
                count=times[chunk.said.heading],
            )
        for name, value in _READERS[chunk.said.heading or "title"](chunk, page).items():
            _add(name, value, found, chunk, page)
    if media:
        found["media"] = media
    if tags:
        found["tags"] = tuple(dict.fromkeys((*found.get("tags", ()), *tags)))
    return found


def _said(
    start: list[Line], chunks: list[SectionChunk], page: Page
) -> list[list[SourceBlock | SourceHeading]]:
    """All that is said in some language: the opening, and each section under its heading."""
    opening: list[SourceBlock | SourceHeading] = []
    for block in blocks_of(start, page):
        first = SourceHeading(block.source, 1, block.line)
        opening.append(block if opening else first)
    sections: list[list[SourceBlock | SourceHeading]] = [
        [SourceHeading(chunk.said.name, 2, chunk.head.number), *blocks_of(chunk.lines, page)]
        for chunk in chunks
        if chunk.said.heading not in {"sources", "tags", "comments"}
    ]
    return [opening, *sections]


def _add(name: str, value: Any, found: Fields, chunk: SectionChunk, page: Page) -> None:  # noqa: ANN401
    """Keep *value*; beside another language's, if that is there already.

    Raises:
        PostError: the section is there twice in one language.
    """
    before = found.get(name)
    whole = together(before, value) if before else value
    if whole is None:
        raise page.error(chunk.head, "post.section-twice", heading=chunk.said.name)
    found[name] = whole


def _media(lines: list[Line], page: Page) -> tuple[list[Line], tuple[Media, ...]]:
    """Pictures on lines of their own, taken out of the text."""
    media: list[Media] = []
    kept: list[Line] = []
    for line in lines:
        shown = line.text.startswith("![") and not line.raw
        image = _IMAGE.fullmatch(line.text) if shown else None
        if not image:
            kept.append(line)
            continue
        where = "url" if image["path"].startswith(("http://", "https://")) else "path"
        alt = prose([line._replace(text=image["alt"])], page)
        media.append(Media(**{where: image["path"]}, alt=alt))
        kept.append(line._replace(text=""))
    return kept, tuple(media)


def tag_list(text: str) -> tuple[str, ...]:
    """The hashtags of *text*, or its parts between commas.

    >>> tag_list("#AI #芯片"), tag_list("AI, 芯片、云计算")
    (('AI', '芯片'), ('AI', '芯片', '云计算'))
    """
    if _all_tags(text.strip()):
        return tuple(match["tag"] for match in _TAG.finditer(text))
    parts = (part.strip().lstrip("#＃") for part in re.split(r"[,，、;；\n]", text))
    return tuple(part for part in parts if part)


def _last_tags(lines: list[Line]) -> tuple[list[Line], tuple[str, ...]]:
    """A post's last line, if it is nothing but hashtags."""
    last = next((at for at in range(len(lines) - 1, -1, -1) if lines[at].text), None)
    if last is None or lines[last].raw or not _all_tags(lines[last].text):
        return lines, ()
    return lines[:last], tag_list(lines[last].text)


def _all_tags(text: str) -> bool:
    return text.startswith(("#", "＃")) and _TAGS.fullmatch(text) is not None


def _text(chunk: SectionChunk, page: Page) -> Markdown:
    """Prose under a heading that has no notes.

    Raises:
        PostError: the heading has some.
    """
    _no_notes(chunk, page)
    return prose(chunk.lines, page)


def _no_notes(chunk: SectionChunk, page: Page) -> None:
    if chunk.said.notes:
        raise page.error(
            chunk.head,
            "post.note-in-heading",
            heading=chunk.said.name,
            note=", ".join(chunk.said.notes),
        )


def _matters(chunk: SectionChunk, page: Page) -> Fields:
    _no_notes(chunk, page)
    said, story = matters(chunk.lines, page)
    return {"matters": said} | ({"story": story} if story else {})


def _story(chunk: SectionChunk, page: Page) -> Fields:
    return {"story": Story(text=_text(chunk, page))}


def _sources(chunk: SectionChunk, page: Page) -> Fields:
    """The list; a heading may count it."""
    said = sources(chunk.lines, page)
    if chunk.said.notes != (str(len(said)),):
        _no_notes(chunk, page)
    return {"sources": said}


def _tags(chunk: SectionChunk, page: Page) -> Fields:
    _no_notes(chunk, page)
    lines = [re.sub(r"^[-*•][ \t]+", "", line.text) for line in chunk.lines]
    return {"tags": tuple(tag for line in lines for tag in tag_list(line))}


def _comments(chunk: SectionChunk, page: Page) -> Fields:
    """Their number; what they say is no part of the post."""
    said = [*chunk.said.notes, *(line.text for line in chunk.lines if line.text)]
    if len(said) > 1 or (said and not _COUNT.fullmatch(said[0])):
        line = next((line for line in chunk.lines if line.text), chunk.head)
        raise page.error(line, "post.comments")
    return {"comments": int(said[0])} if said else {}


_READERS: dict[Heading, Callable[[SectionChunk, Page], Fields]] = {
    "title": lambda chunk, page: opening(chunk.lines, page),
    "happened": lambda chunk, page: {"happened": _text(chunk, page)},
    "matters": _matters,
    "story": _story,
    "prediction": lambda chunk, page: {
        "prediction": prediction(chunk.lines, chunk.said.notes, chunk.head, page)
    },
    "discussion": lambda chunk, page: {"discussion": _text(chunk, page)},
    "sources": _sources,
    "tags": _tags,
    "comments": _comments,
}
