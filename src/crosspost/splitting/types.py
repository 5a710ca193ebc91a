"""Blocks go in, chunks come out: the records of splitting."""

from collections.abc import Sequence
from itertools import accumulate

from .._record import Record
from ..model.findings import Finding, PathStep
from ..model.layout import SectionName
from ..text.blocks import Picture
from ..text.richtext import Rich, join

Unit = tuple[PathStep, ...]
"""One idea, by where the post has it: ``("matters", "points", 1)``."""


class TextBlock(Record):
    """What stands together: a heading, a paragraph, a point. One that fits a message is not cut."""

    text: Rich
    gap: str = "\n\n"
    """White space between it and the block before."""
    glue: bool = False
    """Must not be the last of its message: a heading."""
    unit: Unit = ()
    """Which idea it is a part of: neighbours of one unit belong in one message."""
    running: bool = True
    """Running text, of which the first sentences may stand alone; a list is not."""
    number: tuple[int, int] = (0, 0)
    """Where in *text* a point's own number stands, with the space behind it."""
    force: bool = False
    """A new message must begin here."""
    with_next: bool = False
    """Wanted in one message with the block after it, if one has room for both."""
    pictures: tuple[Picture, ...] = ()
    """They go with the message that its end is in."""
    says: tuple[tuple[SectionName, str], ...] = ()
    """Which sections of a post it says, each in which language."""


class Chunk(Record):
    """One message's share of the text; ``source[start:end]`` is its *text*."""

    text: Rich
    """Without the number."""
    shown: Rich
    """With it: what is sent."""
    number: str
    start: int
    end: int
    size: int
    """Of what is sent, in the *unit* of the limit that it comes closest to."""
    limit: int
    unit: str


class Split(Record):
    """A text, the chunks it was cut into, and what the author should know about the cuts."""

    source: Rich
    chunks: tuple[Chunk, ...]
    findings: tuple[Finding, ...]


def joined(blocks: Sequence[TextBlock]) -> tuple[Rich, list[int]]:
    r"""All *blocks* with their gaps as one text, and where in it each begins (code points).

    >>> text, starts = joined(
    ...     [TextBlock(text=Rich(text="标题")), TextBlock(text=Rich(text="正文🎉"))]
    ... )
    >>> text.text, starts
    ('标题\n\n正文🎉', [0, 4])
    """
    gaps = ["", *(block.gap for block in blocks[1:])]
    pairs = list(zip(gaps, blocks, strict=False))
    ends = accumulate(len(gap) + len(block.text) for gap, block in pairs)
    starts = [end - len(block.text) for end, block in zip(ends, blocks, strict=True)]
    return join(part for gap, block in pairs for part in (Rich(text=gap), block.text)), starts
