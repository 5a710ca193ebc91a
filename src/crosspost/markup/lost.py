"""Lost: which marks of an outline a channel cannot carry, as findings."""

from collections.abc import Collection

from ..draft import Finding
from ..outline import Outline
from ..rich import Kind

SAYS: dict[Kind, str] = {
    "strong": "strong words stand as plain text",
    "emphasis": "emphasised words stand as plain text",
    "code": "code stands as plain text",
    "link": "links are written out as addresses",
}


def lost(
    outline: Outline, channel_title: str, kinds: Collection[Kind] = tuple(SAYS)
) -> list[Finding]:
    """One finding for each of *kinds* that the author used, with how many times."""
    marks = [
        mark.kind
        for strand in outline.strands
        for passage in strand.passages
        for rich in (passage.label, passage.text)
        for mark in rich.marks
    ]
    return [
        Finding(
            level="info",
            code=f"markup.{kind}",
            where="text",
            message=f"{channel_title} has no {kind}: {SAYS[kind]} ({marks.count(kind)})",
        )
        for kind in SAYS
        if kind in kinds and kind in marks
    ]
