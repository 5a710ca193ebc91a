"""Text blocks: what stands together in a thread, joined as one text, and breaks between them."""

from collections.abc import Sequence
from itertools import accumulate

from .._record import Record
from ..counting.characters import Span
from ..model.findings import PathStep
from ..model.layout import SectionName
from ..text.blocks import Picture
from ..text.richtext import Rich, join
from .break_opportunities import HELD, Breakpoint, Inside, Level, scan

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


def block_breaks(
    source: str, blocks: Sequence[TextBlock], starts: Sequence[int], kept: Sequence[Span] = ()
) -> list[Breakpoint]:
    """The good places of a text made of *blocks*: between them and, but for headings, inside.

    Args:
        source: the whole text.
        blocks: what it is made of.
        starts: where each of them begins.
        kept: what is not cut inside: spans of whole blocks, in order.
    """
    breaks: list[Breakpoint] = []
    held = Inside(found.span() for found in HELD.finditer(source))
    whole = Inside(kept)
    for index, (block, begin) in enumerate(zip(blocks, starts, strict=True)):
        end = begin + len(block.text)
        if not block.glue and not whole(begin + 1):
            breaks += scan(source, begin, end, held)
        if index + 1 < len(blocks) and not whole(end):
            after = blocks[index + 1]
            if not block.glue or after.force:
                breaks.append(Breakpoint(end, starts[index + 1], _edge(block, after)))
    return breaks


def _edge(before: TextBlock, after: TextBlock) -> Level:
    if after.force:
        return Level.FORCED
    if after.unit != before.unit:
        return Level.UNIT
    if belongs_to(after, before):
        return Level.SEMICOLON
    lines = after.gap.count("\n")
    return Level.PARAGRAPH if lines > 1 else Level.LINE if lines else Level.SENTENCE


def belongs_to(address: TextBlock, before: TextBlock) -> bool:
    """Whether a block is an address alone that says where the words *before* it are from."""
    return _is_address(address) and not _is_address(before) and not address.force


def _is_address(block: TextBlock) -> bool:
    """Whether it is an address and nothing else."""
    whole = 0, len(block.text)
    return any(mark.kind == "url" and (mark.start, mark.end) == whole for mark in block.text.marks)
