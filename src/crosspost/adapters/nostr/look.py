"""Nostr: notes of plain text, as clients show them in a thread; an article on its own page."""

from collections.abc import Sequence
from functools import cache
from typing import cast

from msgspec import structs

from ...looks.elements import element
from ...looks.look import DrawContext, Drawn, Found, Look, sent, style_sheet
from ...looks.widgets import byline, post
from ...model.draft import Message
from ..article.look import draw_under

ACTIONS = ("reply", "repost", "like", "share", "more")


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One note of the thread; a warning stands before its text."""
    body, paste = sent(message, context, found)
    tags = cast("list[list[str]]", message.payload.get("tags") or [])
    for name, *said in tags:
        if name == "content-warning":
            body = element("p", said[0], {"class": "warning", "dir": "auto"}) + body
    return Drawn(shown=post(message, context, byline(context, ""), body, ACTIONS), paste=paste)


@cache
def load_look() -> Look:
    """A thread of notes."""
    return Look(name="nostr", draw=draw, family="posts", css=style_sheet(__package__, "look.css"))


def draw_article(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """An article with its summary, its author and its topics."""
    del found  # each is listed under the article
    tags = cast("list[list[str]]", message.payload.get("tags") or [])
    topics = [said[0] for name, *said in tags if name == "t"]
    shown = structs.replace(message, payload={**message.payload, "tags": list(topics)})
    return draw_under(shown, context, byline(context, ""))


@cache
def load_article_look() -> Look:
    """An article's page."""
    css = style_sheet("crosspost.adapters.article", "look.css")
    css += style_sheet(__package__, "look.css")
    return Look(name="nostr_article", draw=draw_article, family="article", css=css)
