"""Threads: posts of plain text; links, names and the topic are found by the app."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, cast

from markupsafe import Markup

from ...counting import links
from ...looks.elements import TaggedSpan, element
from ...looks.look import DrawContext, Drawn, Found, Look, link, sent, shown_text, style_sheet
from ...looks.widgets import folding, icon, post
from ...markup.marks import code_points
from ...model.draft import Message

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
    name = element("bdi", context.handle, {"class": "name"})
    now = element("span", context.words["now"], {"class": "when"})
    more = element("span", icon("more"), {"class": "more"})
    top = element("p", Markup(" ").join((name, now, more)), {"class": "byline"})
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


@cache
def load_look() -> Look:
    """A thread of posts."""
    return Look(name="threads", draw=draw, family="posts", css=style_sheet(__package__, "look.css"))


@cache
def load_attachment_look() -> Look:
    """One post with an attachment."""
    css = style_sheet(__package__, "look.css")
    return Look(name="threads_attachment", draw=draw_attachment, family="posts", css=css)
