"""WeCom: a robot in a group's chat; its Markdown is read back as the app shows it."""

from collections.abc import Sequence
from functools import cache

from ...looks.elements import element
from ...looks.look import DrawContext, Drawn, Found, Look, sent, style_sheet
from ...looks.widgets import bubble, pictures
from ...model.draft import Message


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One message of the robot."""
    text, paste = sent(message, context, found)
    shown = text + pictures(message, context)
    tag = element("span", "机器人", {"class": "robot", "lang": "zh"})
    name = element("bdi", context.speaker) + tag
    return Drawn(shown=bubble(shown, context, name), paste=paste)


@cache
def load_look() -> Look:
    """A robot's bubbles in a group."""
    return Look(name="wecom", draw=draw, family="chats", css=style_sheet(__package__, "look.css"))
