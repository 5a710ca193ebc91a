"""Threads: short posts, threads by reply, by Meta's Threads API.

A message is a container first, and then its publication:
https://developers.facebook.com/documentation/threads/posts. How a message is written is in its
entry. Pictures are fetched by Meta from public addresses: what lies on this computer stays here,
and is told.
"""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from markupsafe import Markup

from ...compose.plain_text import write_plain as write
from ...counting import links
from ...looks import DrawContext, Drawn, Found, link, sent, shown_text
from ...looks.elements import TaggedSpan, element
from ...looks.widgets import folding, icon, post
from ...markup.marks import code_points
from ...model.draft import Message

__all__ = ["connect", "draw", "family", "write"]

connect = f"{__name__}.client:Threads"
family = "posts"

ACTIONS = ("like", "reply", "repost", "share")
TAGS = {"bold": "b", "italic": "i", "strikethrough": "s"}


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One post of the thread."""
    body, paste = sent(message, context, found)
    return Drawn(shown=_post(message, context, body), paste=paste)


def draw_attachment(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """A post with its text attached, as a card that opens."""
    attachment = cast("dict[str, Any]", message.payload.get("text_attachment") or {})
    spans = _attached(message.text, attachment, context.words["expand"]) if attachment else ()
    body = shown_text(message.text, context, spans, found)
    return Drawn(shown=_post(message, context, body), paste=message.text)


def _post(message: Message, context: DrawContext, body: Markup) -> Markup:
    """A post under its writer's name, which has no sign before it."""
    name = element("bdi.name", context.handle)
    now = element("span.when", context.words["now"])
    more = element("span.more", icon("more"))
    top = element("p.byline", Markup(" ").join((name, now, more)))
    return post(message, context, top, body, ACTIONS)


def _attached(text: str, attachment: dict[str, Any], label: str) -> Iterator[TaggedSpan]:
    """The attachment's card, its styles and its links."""
    start = len(text) - len(attachment["plaintext"])
    yield folding(start, len(text), label)
    at = code_points(attachment["plaintext"])
    for one in attachment.get("text_with_styling_info") or ():
        begin, end = (start + at(units) for units in (one["offset"], one["offset"] + one["length"]))
        for style in one["styling_info"]:
            if style in TAGS:
                yield TaggedSpan(start=begin, end=end, tag=TAGS[style])
    for begin, end in links.urls(text, bare=False):
        yield link(begin, end, text[begin:end])
