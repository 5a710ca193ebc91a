"""Bubbles: what chats have in common: a column of messages beside somebody's picture."""

from markupsafe import Markup

from ..scene import Scene
from ..spans import element
from .posts import avatar


def bubble(body: Markup, scene: Scene, name: Markup | str = "") -> Markup:
    """One message in a chat of WeChat's or WeCom's, from somebody else."""
    inner = element("div", body, {"class": "bubble"})
    said = element("p", name, {"class": "name"}) + inner if name else inner
    return element(
        "div", avatar(scene.speaker) + element("div", said, {"class": "said"}), {"class": "chat"}
    )
