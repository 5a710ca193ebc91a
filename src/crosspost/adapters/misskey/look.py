"""Misskey: notes of an account, MFM as its page shows it."""

from collections.abc import Sequence
from functools import cache

from markupsafe import Markup

from ...looks.elements import element
from ...looks.look import DrawContext, Drawn, Found, Look, sent, style_sheet
from ...looks.widgets import byline, icon, post
from ...model.draft import Message

ACTIONS = ("reply", "repost", "plus", "more")
AUDIENCE = {"home": "home", "followers": "lock"}


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One note of the thread; a warning stands before its text."""
    body, paste = sent(message, context, found)
    sign = AUDIENCE.get(str(message.payload.get("visibility") or ""))
    extra = element("span", icon(sign), {"class": "audience"}) if sign else Markup()
    warning = str(message.payload.get("cw") or "")
    shown = element("p", warning, {"class": "warning", "dir": "auto"}) + body if warning else body
    top = byline(context, f"@{context.handle}", extra)
    return Drawn(shown=post(message, context, top, shown, ACTIONS), paste=paste)


@cache
def load_look() -> Look:
    """A thread of notes."""
    return Look(name="misskey", draw=draw, family="posts", css=style_sheet(__package__, "look.css"))
