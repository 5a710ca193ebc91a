"""Discord: messages of an application in a channel, its Markdown as the app shows it."""

from functools import cache

from ...looks.look import Look, style_sheet
from ...looks.widgets import draw_application


@cache
def load_look() -> Look:
    """Messages in a channel of a server."""
    return Look(name="discord", draw=draw_application, css=style_sheet(__package__, "look.css"))
