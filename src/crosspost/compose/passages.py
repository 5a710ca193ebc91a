"""Passage: the smallest thing that adapters arrange: a heading, a paragraph, a point, a source.

Its text is finished: inline marks are read, typography is repaired.
"""

from typing import Literal

import msgspec

from .._record import Record
from ..model.findings import PathStep
from ..model.layout import Section
from ..text.richtext import Rich
from ..typography import Repair


class Passage(Record):
    """One thing to say, in one language."""

    section: Section
    kind: Literal["title", "heading", "paragraph", "point", "source", "tags"]
    language: str
    text: Rich
    lead: str = ""
    """What stands before it: a heading's emoji, a point's or a source's number (``1.``)."""
    label: Rich = Rich(text="")
    """A point's or a story's label, without its colon."""
    sure: str = ""
    """How sure the author is: on a prediction's heading, or its first paragraph without one."""
    level: int = 0
    """How deep a point lies under other points."""
    second: bool = False
    """Says again, in another language, what stands before it."""
    force: bool = False
    """The author wants a new message from here on."""
    path: tuple[PathStep, ...] = ()
    """Where the post has it; empty for what a channel adds, such as a heading."""
    repairs: tuple[Repair, ...] = ()
    """What was set right in it."""


def carried(passages: list[Passage]) -> list[Passage]:
    """*passages* without empty ones; a break that stood on one moves to the next passage.

    >>> empty = Passage(
    ...     section="happened", kind="paragraph", language="zh", text=Rich(text=""), force=True
    ... )
    >>> after = Passage(section="matters", kind="heading", language="zh", text=Rich(text="为何"))
    >>> [passage.force for passage in carried([empty, after])]
    [True]
    """
    kept: list[Passage] = []
    force = False
    for passage in passages:
        if not passage.text and not passage.label:
            force = force or passage.force
            continue
        if force and not passage.force:
            passage = msgspec.structs.replace(passage, force=True)  # noqa: PLW2901 - the same passage
        kept.append(passage)
        force = False
    return kept
