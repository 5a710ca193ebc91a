"""Xiaohongshu: a note as it opens: the pictures to swipe, the title, the text, its topics blue."""

from collections.abc import Sequence
from functools import cache

from markupsafe import Markup
from msgspec import UNSET

from ...compose.channel_text import read_sent
from ...looks.elements import element
from ...looks.look import (
    DrawContext,
    Drawn,
    Found,
    Look,
    shown_text,
    style_sheet,
    styled,
)
from ...looks.widgets import avatar, icon, pictures
from ...model.draft import Message
from ...registry import load_channel

ACTIONS = (("like", "点赞"), ("star", "收藏"), ("bubble", "评论"))


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One note."""
    title = str(message.payload.get("title") or "")
    sent = read_sent(message.payload, load_channel("xiaohongshu"))
    text = sent.plain if sent else message.text
    marks = sent.shown.marks if sent else ()
    topics = [styled(mark.start, mark.end, "link") for mark in marks]
    head = element("p", avatar(context.speaker) + element("bdi", context.speaker), {"class": "who"})
    named = element("h3", title, {"class": "title", "dir": "auto", "data-text": ""})
    body = shown_text(text, context, topics, found)
    count = 0 if message.media is UNSET else len(message.media)
    dots = Markup("<i></i>") * count if count > 1 else Markup()
    cover = pictures(message, context) + element(
        "p", dots, {"class": "dots", "aria-hidden": "true"}
    )
    actions = Markup().join(element("span", icon(sign) + words) for sign, words in ACTIONS)
    foot = element("p", actions, {"class": "actions", "aria-hidden": "true", "lang": "zh"})
    shown = element("div", head + cover + named + body + foot, {"class": "xhs-note"})
    return Drawn(shown=shown, paste=text)


@cache
def load_look() -> Look:
    """A note, opened."""
    return Look(name="xiaohongshu", draw=draw, css=style_sheet(__package__, "look.css"))
