"""Slack: messages of an application in a channel, their Markdown as the app shows it."""

from collections.abc import Sequence
from functools import cache

from ...looks.look import DrawContext, Drawn, Found, Look, sent, style_sheet
from ...looks.widgets import chat_row, pictures
from ...model.draft import Message


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One message of the bot, its pictures under it."""
    text, paste = sent(message, context, found)
    shown = text + pictures(message, context)
    return Drawn(shown=chat_row(shown, context, "APP"), paste=paste)


@cache
def load_look() -> Look:
    """Messages in a channel of a workspace."""
    return Look(name="slack", draw=draw, css=style_sheet(__package__, "look.css"))
