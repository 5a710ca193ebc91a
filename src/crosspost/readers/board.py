"""Board: a text of headed sections, as it is posted on a board or written in Markdown.

An opening (a score, the title, perhaps a first paragraph), then one section a heading, in any
order. Every line goes to exactly one of them.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from ..headings import names
from ..post import Media, Story, Texts
from .cited import sources
from .halves import together
from .headline import Heading, Headline, headline
from .page import Line, Page
from .points import matters
from .prose import is_break, prose
from .sure import prediction
from .title import opening

Fields = dict[str, Any]

_IMAGE = re.compile(r"!\[(?P<alt>[^\[\]]*)\]\((?P<path>[^()\s]+)\)")
_TAG = re.compile(r"[#＃](?P<tag>[^\s#＃,，、]+)")
_TAGS = re.compile(r"(?:[#＃][^\s#＃,，、]+[\s,，、]*)+")
_COUNT = re.compile(r"[0-9]{1,9}")


_WITHOUT_BREAKS = frozenset({"title", "sources", "tags", "comments"})


class Chunk(NamedTuple):
    """One section's lines, under the line that heads it."""

    head: Line
    said: Headline
    lines: list[Line]


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
    start, chunks = _chunks(lines, page)
    start, chunks = _carried(start, chunks, page)
    found: Fields = opening(start, page, titled=titled)
    for chunk in chunks:
        for name, value in _READERS[chunk.said.heading or "title"](chunk, page).items():
            _add(name, value, found, chunk, page)
    if media:
        found["media"] = media
    if tags:
        found["tags"] = tuple(dict.fromkeys((*found.get("tags", ()), *tags)))
    return found


def _chunks(lines: list[Line], page: Page) -> tuple[list[Line], list[Chunk]]:
    """The lines before the first heading, and each section with its own."""
    start: list[Line] = []
    chunks: list[Chunk] = []
    into = start
    for at, line in enumerate(lines):
        alone = at == 0 or not lines[at - 1].text
        said = None if line.raw or not line.text else headline(line, alone=alone)
        if said and said.heading is None and _is_title(line, said, chunks, page):
            line = line._replace(text=said.name, level=1)  # noqa: PLW2901
            said = said._replace(heading="title", rest=said.name) if chunks else None
        elif said and said.heading is None:
            into.append(_labelling(line, said, chunks, page))
            continue
        if said is None:
            into.append(line)
        else:
            rest = line._replace(text=said.rest, column=said.column, indent=0)
            chunks.append(Chunk(line, said, [rest]))
            into = chunks[-1].lines
    return start, chunks


def _is_title(line: Line, said: Headline, chunks: list[Chunk], page: Page) -> bool:
    """A heading that names no section is the title: the first of all, or one of ``#``."""
    if said.level != 1 and (chunks or not said.level):
        return False
    return not _close(said.name) or bool(page.wrapped and not chunks and line.number == 1)


def _labelling(line: Line, said: Headline, chunks: list[Chunk], page: Page) -> Line:
    """A heading below that of why it matters: a point's label.

    Raises:
        PostError: no section is called so.
    """
    above = chunks[-1].said if chunks else None
    close = _close(said.name)
    if above and above.heading == "matters" and said.level > above.level > 0 and not close:
        return line._replace(text=said.name, level=said.level)
    known = close or "What happened, Why it matters, A story, My prediction, Discussion, Sources"
    raise page.error(line, f'unknown heading "{said.name}"', known)


def _carried(start: list[Line], chunks: list[Chunk], page: Page) -> tuple[list[Line], list[Chunk]]:
    """Breaks that stand beside no text (after a title, under the sources) go to the next text.

    Raises:
        PostError: none follows.
    """
    last = next(
        (
            at
            for at in range(len(start), 0, -1)
            if start[at - 1].text and not is_break(start[at - 1])
        ),
        0,
    )
    waiting = [line for line in start[last:] if is_break(line)]
    for chunk in chunks:
        breaks = [line for line in chunk.lines if is_break(line)]
        text = any(line.text for line in chunk.lines if line not in breaks)
        if chunk.said.heading in _WITHOUT_BREAKS or not text:
            waiting += breaks
            chunk.lines[:] = [line for line in chunk.lines if line not in breaks]
        else:
            chunk.lines[:0] = waiting
            waiting = []
    if waiting:
        raise page.error(waiting[0], "a new message without any text", "it before a text")
    return start[:last], chunks


def _close(name: str) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only for a heading nobody knows

    parts = [part.strip().casefold() for part in re.split(r"[/／|]", name[:80])]
    found = [match for part in parts for match in get_close_matches(part, names(), 1, 0.7)]
    return " / ".join(f'"{match}"' for match in found)


def _add(name: str, value: Any, found: Fields, chunk: Chunk, page: Page) -> None:  # noqa: ANN401
    """Keep *value*; beside another language's, if that is there already.

    Raises:
        PostError: the section is there twice in one language.
    """
    before = found.get(name)
    whole = together(before, value) if before else value
    if whole is None:
        said = f'"{chunk.said.name}": the {name} is there already'
        raise page.error(chunk.head, said, "all of it under one heading")
    found[name] = whole


def _media(lines: list[Line], page: Page) -> tuple[list[Line], tuple[Media, ...]]:
    """Pictures on lines of their own, taken out of the text."""
    media: list[Media] = []
    kept: list[Line] = []
    for line in lines:
        image = None if line.raw else _IMAGE.fullmatch(line.text)
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
    if _TAGS.fullmatch(text.strip()):
        return tuple(match["tag"] for match in _TAG.finditer(text))
    parts = (part.strip().lstrip("#＃") for part in re.split(r"[,，、;；\n]", text))
    return tuple(part for part in parts if part)


def _last_tags(lines: list[Line]) -> tuple[list[Line], tuple[str, ...]]:
    """A post's last line, if it is nothing but hashtags."""
    last = next((at for at in range(len(lines) - 1, -1, -1) if lines[at].text), None)
    if last is None or lines[last].raw or not _TAGS.fullmatch(lines[last].text):
        return lines, ()
    return lines[:last], tag_list(lines[last].text)


def _text(chunk: Chunk, page: Page) -> Texts:
    """Prose under a heading that has no notes.

    Raises:
        PostError: the heading has some.
    """
    _no_notes(chunk, page)
    return prose(chunk.lines, page)


def _no_notes(chunk: Chunk, page: Page) -> None:
    if chunk.said.notes:
        found = f'"({", ".join(chunk.said.notes)})" in the heading of {chunk.said.name}'
        raise page.error(chunk.head, found, f'"{chunk.said.name}:"')


def _matters(chunk: Chunk, page: Page) -> Fields:
    _no_notes(chunk, page)
    said, story = matters(chunk.lines, page)
    return {"matters": said} | ({"story": story} if story else {})


def _story(chunk: Chunk, page: Page) -> Fields:
    return {"story": Story(text=_text(chunk, page))}


def _tags(chunk: Chunk, page: Page) -> Fields:
    _no_notes(chunk, page)
    lines = [re.sub(r"^[-*•][ \t]+", "", line.text) for line in chunk.lines]
    return {"tags": tuple(tag for line in lines for tag in tag_list(line))}


def _comments(chunk: Chunk, page: Page) -> Fields:
    """Their number; what they say is no part of the post."""
    said = [*chunk.said.notes, *(line.text for line in chunk.lines if line.text)]
    if len(said) > 1 or (said and not _COUNT.fullmatch(said[0])):
        line = next((line for line in chunk.lines if line.text), chunk.head)
        raise page.error(line, "comments are no part of the post", "their number alone")
    return {"comments": int(said[0])} if said else {}


_READERS: dict[Heading, Callable[[Chunk, Page], Fields]] = {
    "title": lambda chunk, page: {"title": _text(chunk, page)},
    "happened": lambda chunk, page: {"happened": _text(chunk, page)},
    "matters": _matters,
    "story": _story,
    "prediction": lambda chunk, page: {
        "prediction": prediction(chunk.lines, chunk.said.notes, chunk.head, page)
    },
    "discussion": lambda chunk, page: {"discussion": _text(chunk, page)},
    "sources": lambda chunk, page: {"sources": sources(chunk.lines, page)},
    "tags": _tags,
    "comments": _comments,
}
