"""Bluesky: posts whose links and tags are facets, counted in bytes."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, cast

from ...looks.elements import TaggedSpan
from ...looks.look import DrawContext, Drawn, Found, Look, link, shown_text, style_sheet, styled
from ...looks.widgets import byline, post
from ...model.draft import Message
from . import LINK

ACTIONS = ("reply", "repost", "like", "share", "more")
HOST = ".bsky.social"
"""What follows a name, where its owner has no domain of their own."""


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One post of the thread."""
    text = str(message.payload.get("text", ""))
    facets = cast("list[dict[str, Any]]", message.payload.get("facets") or [])
    body = shown_text(text, context, _links(text, facets), found)
    handle = f"@{context.handle}" + ("" if "." in context.handle else HOST)
    return Drawn(shown=post(message, context, byline(context, handle), body, ACTIONS), paste=text)


def _links(text: str, facets: list[dict[str, Any]]) -> Iterator[TaggedSpan]:
    data = text.encode("utf-8", "surrogatepass")
    for facet in facets:
        start, end = (
            len(data[: facet["index"][edge]].decode("utf-8", "ignore"))
            for edge in ("byteStart", "byteEnd")
        )
        for feature in facet["features"]:
            if feature["$type"] == LINK:
                yield link(start, end, feature["uri"])
            else:
                yield styled(start, end, "link")


@cache
def load_look() -> Look:
    """A thread of posts with their facets."""
    return Look(name="bluesky", draw=draw, family="posts", css=style_sheet(__package__, "look.css"))
