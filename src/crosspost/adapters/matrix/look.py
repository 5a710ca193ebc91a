"""Matrix: messages in a room, their HTML as Element shows it."""

from collections.abc import Sequence
from functools import cache

import nh3
from markupsafe import Markup

from ...looks.elements import element
from ...looks.look import DrawContext, Drawn, Found, Look, style_sheet
from ...looks.widgets import avatar, pictures
from ...model.draft import Message

KEPT = {tag: set[str]() for tag in ("blockquote", "br", "del", "em", "pre", "strong")}
KEPT |= {"a": {"href"}, "code": {"class"}}


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One message of the room: who, and its HTML; what is copied is its text."""
    del found  # each is listed under the message
    said = str(message.payload.get("formatted_body") or "")
    safe = nh3.clean(said, tags=set(KEPT), attributes=KEPT, link_rel="noreferrer")
    lang = {"lang": context.draft.languages[0]} if context.draft.languages else {}
    text = element(
        "div",
        Markup(safe),  # noqa: S704 - cleaned the line before
        {"class": "text", "dir": "auto", "data-text": "", **lang},
    )
    name = element("bdi", context.speaker, {"class": "name"})
    now = element("span", context.words["now"], {"class": "when"})
    top = element("p", name + Markup(" ") + now, {"class": "top-line"})
    body = element("div", top + pictures(message, context) + text, {"class": "said"})
    shown = element("div", avatar(context.speaker) + body, {"class": "chat row"})
    return Drawn(shown=shown, paste=str(message.payload.get("body") or message.text))


@cache
def load_look() -> Look:
    """Messages in a room."""
    return Look(name="matrix", draw=draw, css=style_sheet(__package__, "look.css"))
