"""Mastodon: statuses of plain text; the server links full addresses, mentions and tags."""

from collections.abc import Sequence

from ...draft import Message
from ..assets import style_sheet
from ..found import Found
from ..icons import icon
from ..scene import Drawn, Look, Scene
from ..sent import sent
from ..spans import element
from .posts import byline, post

ACTIONS = ("reply", "repost", "star", "share", "more")


def draw(message: Message, scene: Scene, found: Sequence[Found]) -> Drawn:
    """One status of the thread, with the language it is sent as."""
    body, paste = sent(message, scene, found)
    language = str(message.payload.get("language") or "")
    extra = element("span", icon("globe") + language, {"class": "language"})
    top = byline(scene, f"@{scene.handle}", extra)
    return Drawn(shown=post(message, scene, top, body, ACTIONS), paste=paste)


LOOK = Look(
    name="mastodon", draw=draw, family="posts", css=style_sheet(__package__, "mastodon.css")
)
