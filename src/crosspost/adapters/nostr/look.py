"""Nostr: notes of plain text, as clients show them in a thread."""

from collections.abc import Sequence
from functools import cache
from typing import cast

from ...looks.elements import element
from ...looks.look import DrawContext, Drawn, Found, Look, sent, style_sheet
from ...looks.widgets import byline, post
from ...model.draft import Message

ACTIONS = ("reply", "repost", "like", "share", "more")


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One note of the thread; a warning stands before its text."""
    body, paste = sent(message, context, found)
    tags = cast("list[list[str]]", message.payload.get("tags") or [])
    for name, *said in tags:
        if name == "content-warning":
            body = element("p", said[0], {"class": "warning", "dir": "auto"}) + body
    return Drawn(shown=post(message, context, byline(context, ""), body, ACTIONS), paste=paste)


@cache
def load_look() -> Look:
    """A thread of notes."""
    return Look(name="nostr", draw=draw, family="posts", css=style_sheet(__package__, "look.css"))
