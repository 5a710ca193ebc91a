"""Mastodon: statuses of plain text; the server links full addresses, mentions and tags."""

from collections.abc import Sequence
from functools import cache

from ...looks.elements import element
from ...looks.findings import Found
from ...looks.scene import Drawn, Look, Scene, style_sheet
from ...looks.text import sent
from ...looks.widgets import byline, icon, post
from ...model.draft import Message

ACTIONS = ("reply", "repost", "star", "share", "more")


def draw(message: Message, scene: Scene, found: Sequence[Found]) -> Drawn:
    """One status of the thread, with the language it is sent as."""
    body, paste = sent(message, scene, found)
    language = str(message.payload.get("language") or "")
    extra = element("span", icon("globe") + language, {"class": "language"})
    top = byline(scene, f"@{scene.handle}", extra)
    return Drawn(shown=post(message, scene, top, body, ACTIONS), paste=paste)


@cache
def load_look() -> Look:
    """A thread of statuses."""
    return Look(
        name="mastodon", draw=draw, family="posts", css=style_sheet(__package__, "look.css")
    )
