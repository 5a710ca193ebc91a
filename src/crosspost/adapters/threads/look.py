"""Threads: posts of plain text; links, names and the topic are found by the app."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, cast

from markupsafe import Markup

from ...counting import links
from ...looks.elements import TaggedSpan, element
from ...looks.look import DrawContext, Drawn, Found, Look, link, sent, shown_text, style_sheet
from ...looks.widgets import folding, icon, post
from ...model.draft import Message

ACTIONS = ("like", "reply", "repost", "share")
TAGS = {"bold": "b", "italic": "i", "strikethrough": "s"}


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One post of the thread, under its writer's name without a sign before it."""
    if attachment := cast("dict[str, Any]", message.payload.get("text_attachment") or {}):
        spans = _attached(message.text, attachment, context.words["expand"])
        body, paste = shown_text(message.text, context, spans, found), message.text
    else:
        body, paste = sent(message, context, found)
    name = element("bdi", context.handle, {"class": "name"})
    now = element("span", context.words["now"], {"class": "when"})
    more = element("span", icon("more"), {"class": "more"})
    top = element("p", Markup(" ").join((name, now, more)), {"class": "byline"})
    return Drawn(shown=post(message, context, top, body, ACTIONS), paste=paste)


def _attached(text: str, attachment: dict[str, Any], label: str) -> Iterator[TaggedSpan]:
    """The attachment as a card that opens, with its styles and links."""
    start = len(text) - len(attachment["plaintext"])
    yield folding(start, len(text), label)
    for one in attachment.get("text_with_styling_info") or ():
        begin, end = (
            start + _characters(attachment["plaintext"], units)
            for units in (one["offset"], one["offset"] + one["length"])
        )
        for style in one["styling_info"]:
            if style in TAGS:
                yield TaggedSpan(start=begin, end=end, tag=TAGS[style])
    for begin, end in links.urls(text, bare=False):
        yield link(begin, end, text[begin:end])


def _characters(text: str, units: int) -> int:
    """How many characters so many UTF-16 *units* are."""
    return len(
        text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "replace")
    )


@cache
def load_look() -> Look:
    """A thread of posts."""
    return Look(name="threads", draw=draw, family="posts", css=style_sheet(__package__, "look.css"))
