"""Passage: the smallest thing that adapters arrange: a heading, a paragraph, a point, a source.

Its text is finished: inline marks are read, typography is repaired.
"""

from collections.abc import Iterable
from typing import Literal

import msgspec

from .._record import Record
from ..model.draft import Carried
from ..model.findings import PathStep
from ..model.layout import Section, SectionName
from ..text.blocks import Block, Picture, Rule
from ..text.richtext import Rich
from ..typography import Repair

BETWEEN = " / "
"""What stands between a heading's words in one language and in the next."""


class Passage(Record):
    """One thing to say, in one language."""

    section: Section
    kind: Literal["title", "heading", "paragraph", "block", "point", "source", "tags"]
    """``block``: a list, a quotation, code, a table…; *block* says which."""
    language: str
    text: Rich
    lead: str = ""
    """What stands before it: a heading's emoji, a point's or a source's number (``1.``)."""
    label: Rich = Rich(text="")
    """A point's or a story's label, without its colon."""
    others: int = 0
    """Where a heading says itself again in other languages, after `BETWEEN`; 0: it does not."""
    sure: str = ""
    """How sure the author is: on a prediction's heading, or its first paragraph without one."""
    level: int = 0
    """How deep a point lies under other points; how deep a heading lies under the title, from 2."""
    second: bool = False
    """Says again, in another language, what stands before it."""
    force: bool = False
    """The author wants a new message from here on."""
    path: tuple[PathStep, ...] = ()
    """Where the post has it; empty for what a channel adds, such as a heading."""
    repairs: tuple[Repair, ...] = ()
    """What was set right in it."""
    block: Block | None = None
    """Of a ``block``, for channels that have a better form for it than *text*."""
    tight: bool = False
    """Begins on the line after what stands before it."""
    part: SectionName = ""
    """Of one of the author's own sections, how layouts and findings name it: ``# 背景``."""

    @property
    def name(self) -> SectionName:
        """How layouts and findings name its section."""
        return self.part or self.section

    def __bool__(self) -> bool:
        """Whether it says or shows anything; one that does not may still force a break."""
        return bool(self.text or self.label or isinstance(self.block, Picture | Rule))


def carry_breaks(passages: list[Passage]) -> list[Passage]:
    """*passages* without empty ones; a break that stood on one moves to the next passage.

    >>> empty = Passage(
    ...     section="happened", kind="paragraph", language="zh", text=Rich(text=""), force=True
    ... )
    >>> after = Passage(section="matters", kind="heading", language="zh", text=Rich(text="为何"))
    >>> [passage.force for passage in carry_breaks([empty, after])]
    [True]
    """
    kept: list[Passage] = []
    force = False
    for passage in passages:
        if not passage:
            force = force or passage.force
            continue
        if force and not passage.force:
            passage = msgspec.structs.replace(passage, force=True)  # noqa: PLW2901 - the same passage
        kept.append(passage)
        force = False
    return kept


SectionLanguage = tuple[SectionName, str]
"""A section and a language."""


def said_by(passage: Passage) -> tuple[SectionLanguage, ...]:
    """What *passage* says of the post; a heading alone says nothing of it."""
    return () if passage.kind == "heading" else ((passage.name, passage.language),)


def carried_by(told: Iterable[tuple[int, SectionLanguage]]) -> tuple[Carried, ...]:
    """Each section once, from which message says what.

    >>> carried_by([(1, ("title", "zh")), (1, ("happened", "zh")), (2, ("happened", "en"))])[1]
    Carried(section='happened', languages=('zh', 'en'), messages=(1, 2))
    """
    languages: dict[SectionName, dict[str, None]] = {}
    messages: dict[SectionName, dict[int, None]] = {}
    for index, (section, language) in told:
        languages.setdefault(section, {})[language] = None
        messages.setdefault(section, {})[index] = None
    return tuple(
        Carried(
            section=section,
            languages=() if section in {"sources", "tags"} else tuple(languages[section]),
            messages=tuple(every),
        )
        for section, every in messages.items()
    )
