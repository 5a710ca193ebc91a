"""Nostr: notes of plain text, as clients show them in a thread."""

from collections.abc import Sequence
from functools import cache

from ...looks.look import DrawContext, Drawn, Found, Look, sent, style_sheet
from ...looks.widgets import byline, post
from ...model.draft import Message

ACTIONS = ("reply", "repost", "like", "share", "more")


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One note of the thread."""
    body, paste = sent(message, context, found)
    return Drawn(shown=post(message, context, byline(context, ""), body, ACTIONS), paste=paste)


@cache
def load_look() -> Look:
    """A thread of notes."""
    return Look(name="nostr", draw=draw, family="posts", css=style_sheet(__package__, "look.css"))
