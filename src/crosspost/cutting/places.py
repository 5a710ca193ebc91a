"""Places: the breaks of a whole text that a plan chooses from."""

from collections.abc import Iterable, Sequence

from ..counting.atoms import atoms
from ..rich import Rich
from .blocks import Block
from .breaks import Break, Inside, Level, between
from .gauge import Estimate
from .refine import filled, thinned


def places(
    source: Rich, blocks: Sequence[Block], starts: Sequence[int], estimate: Estimate
) -> list[Break]:
    """The text's start, the breaks in it and its end; neighbours fit into one message.

    Args:
        source: the whole text.
        blocks: what it is made of.
        starts: where each of them begins.
        estimate: how large each part of it is.
    """
    whole = atoms(source.text, source.marks)
    inside = Inside(whole)
    good = (at for at in between(source.text, blocks, starts) if not inside(at.stop))
    breaks = tidied(source.text, good)
    held = [
        (begin + len(block.text) - 1, following + 1)
        for block, begin, following in zip(blocks, starts, starts[1:], strict=False)
        if block.glue
    ]
    breaks = filled(breaks, source.text, (whole, held), estimate.fits, estimate.share)
    return [breaks[0], *thinned(breaks[1:-1], estimate.share), breaks[-1]]


def tidied(text: str, breaks: Iterable[Break]) -> list[Break]:
    """*breaks* with all white space in between, none empty, from the text's start to its end.

    >>> tidied(" 一。 二 ", [Break(2, 3, Level.SENTENCE), Break(5, 6, Level.LINE)])[1:]
    [Break(stop=2, start=3, level=...), Break(stop=5, start=6, level=...)]
    """
    low, high = len(text) - len(text.lstrip()), len(text.rstrip())
    kept = [Break(low, low, Level.FORCED)]
    for stop, start, level in breaks:
        while stop > low and text[stop - 1].isspace():
            stop -= 1
        while start < high and text[start].isspace():
            start += 1
        if start >= high:
            break
        before = kept[-1]
        if stop <= before.start:
            if len(kept) > 1:
                kept[-1] = Break(before.stop, max(start, before.start), min(level, before.level))
            continue
        kept.append(Break(stop, start, level))
    kept.append(Break(high, len(text), Level.FORCED))
    return kept
