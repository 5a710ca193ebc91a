"""DingTalk: a robot in a group's chat, its Markdown as the app shows it."""

from functools import cache

from ...looks.look import Look, style_sheet
from ...looks.widgets import draw_robot


@cache
def load_look() -> Look:
    """A robot's bubbles in a group."""
    css = style_sheet(__package__, "look.css")
    return Look(name="dingtalk", draw=draw_robot, family="chats", css=css)
