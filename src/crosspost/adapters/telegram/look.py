"""Telegram: messages of a channel, drawn from the text and its entities in UTF-16 units."""

import re
from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Any, cast

import nh3
from markupsafe import Markup

from ...counting import links
from ...looks import DrawContext, Drawn, Found, link, shown_text, styled
from ...looks.elements import TaggedSpan, element
from ...looks.widgets import folding, icon, pictures
from ...markup.marks import code_points
from ...model.draft import Message
from .rich import RICH_TAGS

TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "code",
}
HOST = re.compile(r"[a-z]+://(?:www\.)?(?P<name>[^/?#]+)", re.IGNORECASE)
LINKS = {"mention", "hashtag", "cashtag", "bot_command", "email", "phone_number", "text_mention"}


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One message: under a picture its caption, under a text its link preview; or a page."""
    if "rich_message" in message.payload:
        return _draw_rich(message, context)
    key = "caption" if "caption" in message.payload else "text"
    text = str(message.payload.get(key, ""))
    named = "caption_entities" if key == "caption" else "entities"
    entities = cast("list[dict[str, Any]]", message.payload.get(named) or [])
    spans = [*_spans(text, entities, context), *_detected(text)]
    name = element("p.name", element("bdi", context.speaker))
    body = shown_text(text, context, spans, found)
    said = element("div.inner", name + body + _preview(message) + _foot(context))
    bubble = element("div.bubble", pictures(message, context) + said)
    return Drawn(shown=bubble, paste=text)


KEPT = MappingProxyType(
    {tag: set[str]() for tag in RICH_TAGS} | {"a": {"href"}, "code": {"class"}, "ol": {"start"}}
)


def _draw_rich(message: Message, context: DrawContext) -> Drawn:
    """A rich message: the page as Telegram sets it, a folded language as it folds."""
    said = cast("dict[str, Any]", message.payload["rich_message"])
    safe = nh3.clean(str(said["html"]), tags=set(KEPT), attributes=dict(KEPT), link_rel=None)
    attributes = {"class": "rich", "dir": "auto", "data-text": ""}
    page = element("div", Markup(safe), attributes)  # noqa: S704 - cleaned the line before
    name = element("p.name", element("bdi", context.speaker))
    inner = element("div.inner", name + page + _foot(context))
    return Drawn(shown=element("div.bubble", inner), paste=message.text)


def _spans(text: str, entities: list[dict[str, Any]], context: DrawContext) -> Iterator[TaggedSpan]:
    at = code_points(text)
    for entity in entities:
        kind = entity["type"]
        start, end = at(entity["offset"]), at(entity["offset"] + entity["length"])
        if kind == "expandable_blockquote":
            yield folding(start, _line_end(text, end), context.words["expand"])
        elif kind == "blockquote":
            yield TaggedSpan(start=start, end=_line_end(text, end), tag="blockquote")
        elif kind in {"text_link", "url"}:
            yield link(start, end, entity.get("url") or text[start:end])
        elif kind == "spoiler":
            yield _spoiler(start, end, context)
        elif kind in TAGS:
            yield TaggedSpan(start=start, end=end, tag=TAGS[kind])
        elif kind in LINKS:
            yield styled(start, end, "link")


def _detected(text: str) -> Iterator[TaggedSpan]:
    """What Telegram finds by itself, since entities name it only on the way back."""
    for finder in (links.hashtags, links.cashtags, links.mentions):
        for start, end in finder(text):
            yield styled(start, end, "link")


def _spoiler(start: int, end: int, context: DrawContext) -> TaggedSpan:
    attributes = {"class": "spoiler", "tabindex": "0", "role": "note"}
    attributes["aria-label"] = context.words["spoiler"]
    return TaggedSpan(start=start, end=end, tag="span", attributes=attributes)


def _line_end(text: str, end: int) -> int:
    """A quote is a block: the line end behind it is its own, or an empty line would follow."""
    return end + 1 if text[end : end + 1] == "\n" else end


def _preview(message: Message) -> Markup:
    """The page that Telegram will look up under the text: nobody knows yet what it says."""
    options = cast("dict[str, Any]", message.payload.get("link_preview_options") or {})
    address = str(options.get("url") or "")
    if not address or options.get("is_disabled"):
        return Markup()
    host = HOST.match(address)
    name = element("b", host["name"] if host else address)
    return element("div.link-preview", name + element("span", address))


def _foot(context: DrawContext) -> Markup:
    views = icon("eye") + element("span", context.words["now"])
    return element("p.foot", views)
