"""Feishu: a robot's cards in a group, their Markdown as the app shows it."""

from functools import cache

from ...looks.look import Look, style_sheet
from ...looks.widgets import draw_robot


@cache
def load_look() -> Look:
    """A robot's cards in a group."""
    css = style_sheet(__package__, "look.css")
    return Look(name="feishu", draw=draw_robot, family="chats", css=css)
