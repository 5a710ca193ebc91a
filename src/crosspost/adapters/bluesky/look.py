"""Bluesky: posts whose links and tags are facets, counted in bytes."""

from collections.abc import Iterator, Sequence
from typing import Any, cast
from urllib.parse import urlsplit

from markupsafe import Markup

from ...looks import DrawContext, Drawn, Found, link, shown_text, styled
from ...looks.elements import TaggedSpan, element
from ...looks.widgets import byline, post
from ...model.draft import Message
from . import EXTERNAL, LINK

ACTIONS = ("reply", "repost", "like", "share", "more")
HOST = ".bsky.social"
"""What follows a name, where its owner has no domain of their own."""


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One post of the thread."""
    text = str(message.payload.get("text", ""))
    facets = cast("list[dict[str, Any]]", message.payload.get("facets") or [])
    body = shown_text(text, context, _links(text, facets), found)
    handle = f"@{context.handle}" + ("" if "." in context.handle else HOST)
    shown = post(message, context, byline(context, handle), body + _card(message, context), ACTIONS)
    return Drawn(shown=shown, paste=text)


def _card(message: Message, context: DrawContext) -> Markup:
    """The card of a page, as far as it is known before the page is read."""
    embed = cast("dict[str, Any]", message.payload.get("embed") or {})
    if embed.get("$type") != EXTERNAL:
        return Markup()
    said = embed["external"]
    host = urlsplit(said["uri"]).hostname or said["uri"]
    lines = [
        element("bdi", said[name], {"class": name})
        for name in ("title", "description")
        if said[name]
    ]
    lines.append(element("span.host", host))
    note = element("span.when-sent", context.words["card-when-sent"])
    return element("div.link-card", Markup().join([*lines, note]))


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
