"""WeCom: a robot in a group's chat; its Markdown is read back as the app shows it."""

from collections.abc import Sequence

from ...draft import Message
from ..assets import style_sheet
from ..found import Found
from ..pictures import pictures
from ..scene import Drawn, Look, Scene
from ..sent import sent
from ..spans import element
from .bubbles import bubble


def draw(message: Message, scene: Scene, found: Sequence[Found]) -> Drawn:
    """One message of the robot."""
    text, paste = sent(message, scene, found)
    shown = text + pictures(message, scene)
    tag = element("span", "机器人", {"class": "robot", "lang": "zh"})
    name = element("bdi", scene.speaker) + tag
    return Drawn(shown=bubble(shown, scene, name), paste=paste)


LOOK = Look(name="wecom", draw=draw, family="chats", css=style_sheet(__package__, "wecom.css"))
