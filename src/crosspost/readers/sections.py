"""Chunks: a text parted at its headings, every line in exactly one part."""

import re
from difflib import get_close_matches
from typing import NamedTuple

from .._lazy_re import later
from ..model.section_names import label, names, section
from ..text.languages import tell
from .lines import Line, Page
from .paragraphs import is_break
from .section_heading import Headline, headline, unhashed, unnumbered
from .title import is_score

_WITHOUT_BREAKS = frozenset({"title", "sources", "tags", "comments"})
_RULES = tuple("-*_=—")
_RULE = later(r"[-*_=—][-*_=— ]{2,}")
_KNOWN = '"What happened", "Why it matters", "My prediction", "Discussion", "Sources" or "Tags"'


class SectionChunk(NamedTuple):
    """One section's lines, under the line that heads it."""

    head: Line
    said: Headline
    lines: list[Line]


def headed_chunks(
    lines: list[Line], page: Page, *, titled: bool
) -> tuple[list[Line], list[SectionChunk]]:
    r"""The lines before the first heading, and each section with its own.

    Args:
        lines: the whole text.
        page: what holds for every line.
        titled: the title is known already.

    Raises:
        PostError: no section is called as a heading says, or a break has no text to stand before.

    >>> page = Page("post.txt")
    >>> start, chunks = headed_chunks(
    ...     page.lines("芯片之战 🎉\n\n讨论：怎么看？"), page, titled=False
    ... )
    >>> start[0].text, chunks[0].said.heading, chunks[0].lines[0].text
    ('芯片之战 🎉', 'discussion', '怎么看？')
    """
    start: list[Line] = []
    chunks: list[SectionChunk] = []
    into = start
    for at, line in enumerate(lines):
        alone = at == 0 or not lines[at - 1].text
        said = None if line.raw or not line.text else headline(line, alone=alone)
        if said is None:
            into.append(line)
            titled = titled or bool(line.text and not is_score(line))
        elif said.heading:
            rest = line._replace(text=said.rest, column=said.column, indent=0)
            chunks.append(SectionChunk(line, said, [rest]))
            into = chunks[-1].lines
            titled = True
        elif said.level and (not titled or (said.level == 1 and not _meant(said.name))):
            title = line._replace(text=unhashed(line.text), level=1)
            titled = True
            if chunks:
                chunks.append(SectionChunk(line, said._replace(heading="title"), [title]))
                into = chunks[-1].lines
            else:
                start.append(title)
        else:
            into.append(_labelling(line, said, chunks, page))
    for part in (start, *(chunk.lines for chunk in chunks)):
        _without_rules(part)
    return _carried(start, chunks, page)


def _without_rules(lines: list[Line]) -> None:
    """Take the rules away (``---``, ``***``) that only part one section from the next."""
    while lines and (not lines[-1].text or _is_rule(lines[-1])):
        lines.pop()


def _is_rule(line: Line) -> bool:
    may = line.text.startswith(_RULES) and not line.raw
    return may and _RULE.fullmatch(line.text) is not None


def _labelling(line: Line, said: Headline, chunks: list[SectionChunk], page: Page) -> Line:
    """A heading below that of why it matters: a point's label.

    Raises:
        PostError: no section is called so.
    """
    above = chunks[-1].said if chunks else None
    meant = _meant(said.name)
    if above and above.heading == "matters" and said.level > above.level > 0 and not meant:
        label = unnumbered(unhashed(line.text)).strip(" \t*_:：")
        return line._replace(text=label, level=said.level)
    raise page.error(line, "post.unknown-heading", heading=said.name, choices=meant or _KNOWN)


def _meant(name: str) -> str:
    """The heading that an unknown one is close to, if any: for each of its languages."""
    found: dict[str, None] = {}
    for part in re.split(r"[/／|]", name[:80]):
        for close in get_close_matches(part.strip().casefold(), names(), 1, 0.7):
            if known := section(close):
                found[label(known, tell(close))] = None
    return f'"{" / ".join(found)}"' if found else ""


def _carried(
    start: list[Line], chunks: list[SectionChunk], page: Page
) -> tuple[list[Line], list[SectionChunk]]:
    """Breaks that stand beside no text (after a title, under the sources) go to the next text.

    Raises:
        PostError: none follows.
    """
    last = len(start)
    while last and (not start[last - 1].text or is_break(start[last - 1])):
        last -= 1
    waiting = [line for line in start[last:] if is_break(line)]
    for chunk in chunks:
        others = [line for line in chunk.lines if not is_break(line)]
        if chunk.said.heading in _WITHOUT_BREAKS or not any(line.text for line in others):
            waiting += [line for line in chunk.lines if is_break(line)]
            chunk.lines[:] = others
        else:
            chunk.lines[:0] = waiting
            waiting = []
    if waiting:
        raise page.error(waiting[0], "post.empty-message")
    return start[:last], chunks
