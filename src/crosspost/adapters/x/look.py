"""X: a thread of posts; X itself finds links, mentions and tags in the text it gets."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import cast

from markupsafe import Markup

from ...counting import links
from ...looks.elements import TaggedSpan, element
from ...looks.look import DrawContext, Drawn, Found, Look, link, shown_text, style_sheet, styled
from ...looks.widgets import byline, icon, post
from ...model.draft import Json, Message
from ...translations import Words

ACTIONS = ("reply", "repost", "like", "views", "share")


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One post of the thread."""
    text = str(message.payload.get("text", ""))
    body = shown_text(text, context, _links(text), found)
    top = byline(context, f"@{context.handle}", element("span", icon("more"), {"class": "more"}))
    shown = post(message, context, top, body + poll(message, context.words), ACTIONS)
    return Drawn(shown=shown, paste=text)


def _links(text: str) -> Iterator[TaggedSpan]:
    for start, end in links.urls(text):
        address = text[start:end]
        yield link(start, end, address if "://" in address else f"https://{address}")
    for finder in (links.hashtags, links.cashtags, links.mentions):
        for start, end in finder(text):
            yield styled(start, end, "link")


def poll(message: Message, words: Words) -> Markup:
    """The options of a poll, as a reader finds them before anybody has voted."""
    asked = cast("dict[str, Json]", message.payload.get("poll") or {})
    options = cast("list[str]", asked.get("options") or [])
    if not options:
        return Markup()
    items = Markup().join(element("li", option, {"dir": "auto"}) for option in options)
    hours = int(cast("int", asked.get("duration_minutes") or 0)) // 60
    left = element("p", words["hours"].format(hours=hours))
    return element(
        "div", element("ul", items, {"aria-label": words["poll"]}) + left, {"class": "poll"}
    )


@cache
def load_look() -> Look:
    """A thread of posts."""
    return Look(name="x", draw=draw, family="posts", css=style_sheet(__package__, "look.css"))
