"""LinkedIn: a post that shows its first lines, and comments under it."""

from collections.abc import Sequence
from functools import cache

from markupsafe import Markup

from ...looks.elements import element
from ...looks.look import DrawContext, Drawn, Found, Look, sent, style_sheet
from ...looks.widgets import avatar, fold, icon, pictures
from ...model.draft import Message

ACTIONS = (("thumb", "like"), ("bubble", "comment"), ("repost", "repost"), ("send", "send"))
"""Signs, and the page's words for them."""


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """The post, or a comment."""
    text, paste = sent(message, context, found)
    name = element("bdi", context.speaker, {"class": "name"})
    now = element("span", context.words["now"] + " · ", {"class": "when"}) + icon("globe")
    who = element("div", element("p", name) + element("p", now), {"class": "who"})
    head = element("div", avatar(context.speaker) + who, {"class": "head"})
    if "comment" in message.payload:
        return Drawn(shown=element("div", head + text, {"class": "comment"}), paste=paste)
    body = fold(text, context.words["expand"], context.words["more"], "")
    row = Markup().join(
        element("span", icon(sign) + context.words[words]) for sign, words in ACTIONS
    )
    actions = element("div", row, {"class": "actions", "aria-hidden": "true"})
    shown = head + body + pictures(message, context) + actions
    return Drawn(shown=element("div", shown, {"class": "update"}), paste=paste)


@cache
def load_look() -> Look:
    """A post in the feed."""
    return Look(name="linkedin", draw=draw, css=style_sheet(__package__, "look.css"))
