"""Mastodon: statuses of plain text; the server links full addresses, mentions and tags."""

from collections.abc import Iterator, Sequence

from ...counting import links
from ...draft import Message
from ..assets import style_sheet
from ..found import Found
from ..icons import icon
from ..scene import Drawn, Look, Scene
from ..spans import Span, element
from ..texts import link, shown_text, styled
from .posts import byline, post

ACTIONS = ("reply", "repost", "star", "share", "more")


def draw(message: Message, scene: Scene, found: Sequence[Found]) -> Drawn:
    """One status of the thread, with the language it is sent as."""
    text = str(message.payload.get("status", ""))
    body = shown_text(text, scene, _links(text), found)
    language = str(message.payload.get("language") or "")
    extra = element("span", icon("globe") + language, {"class": "language"})
    top = byline(scene, f"@{scene.handle}", extra)
    return Drawn(shown=post(message, scene, top, body, ACTIONS), paste=text)


def _links(text: str) -> Iterator[Span]:
    for start, end in links.urls(text, bare=False):
        yield link(start, end, text[start:end])
    for finder in (links.hashtags, links.mentions):
        for start, end in finder(text):
            yield styled(start, end, "link")


LOOK = Look(
    name="mastodon", draw=draw, family="posts", css=style_sheet(__package__, "mastodon.css")
)
