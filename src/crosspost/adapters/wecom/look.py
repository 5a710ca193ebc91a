"""WeCom: a robot in a group's chat; its Markdown is read back as the app shows it."""

from collections.abc import Sequence
from functools import cache

from ...looks.elements import element
from ...looks.findings import Found
from ...looks.images import pictures
from ...looks.scene import Drawn, Look, Scene, style_sheet
from ...looks.text import sent
from ...looks.widgets import bubble
from ...model.draft import Message


def draw(message: Message, scene: Scene, found: Sequence[Found]) -> Drawn:
    """One message of the robot."""
    text, paste = sent(message, scene, found)
    shown = text + pictures(message, scene)
    tag = element("span", "机器人", {"class": "robot", "lang": "zh"})
    name = element("bdi", scene.speaker) + tag
    return Drawn(shown=bubble(shown, scene, name), paste=paste)


@cache
def load_look() -> Look:
    """A robot's bubbles in a group."""
    return Look(name="wecom", draw=draw, family="chats", css=style_sheet(__package__, "look.css"))
