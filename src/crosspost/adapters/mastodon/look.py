"""Mastodon: statuses of plain text; the server links full addresses, mentions and tags."""

from collections.abc import Sequence
from functools import cache

from ...looks.elements import element
from ...looks.look import DrawContext, Drawn, Found, Look, sent, style_sheet
from ...looks.widgets import byline, icon, post
from ...model.draft import Message

ACTIONS = ("reply", "repost", "star", "share", "more")


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One status of the thread, with the language it is sent as, under its content warning."""
    body, paste = sent(message, context, found)
    if warning := str(message.payload.get("spoiler_text") or ""):
        body = element("p", warning, {"class": "warning", "dir": "auto"}) + body
    language = str(message.payload.get("language") or "")
    extra = element("span", icon("globe") + language, {"class": "language"})
    top = byline(context, f"@{context.handle}", extra)
    return Drawn(shown=post(message, context, top, body, ACTIONS), paste=paste)


@cache
def load_look() -> Look:
    """A thread of statuses."""
    return Look(
        name="mastodon", draw=draw, family="posts", css=style_sheet(__package__, "look.css")
    )
