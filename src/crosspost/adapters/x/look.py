"""X: a thread of posts, or an article.

X itself finds links, mentions and tags in the text of a post.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, cast

from markupsafe import Markup
from msgspec import structs

from ...counting import links
from ...looks import DrawContext, Drawn, Found, link, shown_text, styled
from ...looks.elements import TaggedSpan, element, opening
from ...looks.widgets import byline, icon, post
from ...markup.marks import code_points
from ...model.draft import Json, Message
from ...text.richtext import Mark, MarkKind, Rich
from ...translations import Words
from ..article.html import inline
from ..article.look import draw_under, html_of

ACTIONS = ("reply", "repost", "like", "views", "share")


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One post of the thread."""
    text = str(message.payload.get("text", ""))
    body = shown_text(text, context, _links(text), found)
    top = byline(context, f"@{context.handle}", element("span.more", icon("more")))
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
    return element("div.poll", element("ul", items, {"aria-label": words["poll"]}) + left)


BLOCKS = {"header-one": "h2", "header-two": "h3", "header-three": "h4", "unstyled": "p"}
LISTS = {"unordered-list-item": "ul", "ordered-list-item": "ol"}
MARKS: dict[str, MarkKind] = {"bold": "strong", "italic": "emphasis", "strikethrough": "strike"}


def draw_article(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """An article as X shows it; what is copied is rich text, which its editor takes."""
    del found  # each is listed under the article
    state = cast("dict[str, Any]", message.payload.get("content_state") or {})
    made = structs.replace(message, payload={**message.payload, "html": article_html(state)})
    top = byline(context, f"@{context.handle}", element("span.more", icon("more")))
    actions = element("p.actions", Markup().join(map(icon, ACTIONS)))
    return draw_under(made, context, top + actions)


def article_html(state: Mapping[str, Any]) -> str:
    """A content state as HTML.

    >>> article_html({"blocks": [{"text": "为何 🎉", "type": "header-one"}], "entities": []})
    '<h2>为何 🎉</h2>'
    """
    entities = [one["value"] for one in state.get("entities", ())]
    made: list[str] = []
    for kind, group in groupby(state.get("blocks", ()), key=lambda one: one["type"]):
        each = [_block(one, entities) for one in group]
        if kind in LISTS:
            made.append(f"<{LISTS[kind]}>{''.join(each)}</{LISTS[kind]}>")
        elif kind == "blockquote":
            made.append(f"<blockquote>{''.join(each)}</blockquote>")
        else:
            made += each
    return "\n".join(made)


def _block(block: Mapping[str, Any], entities: Sequence[Mapping[str, Any]]) -> str:
    if block["type"] == "atomic":
        return _entity(entities[block["entity_ranges"][0]["key"]])
    at = code_points(block["text"])
    marks = [
        _mark(at, one, MARKS[one["style"]]) for one in block.get("inline_style_ranges", ())
    ] + [
        _mark(at, one, "link", entities[one["key"]]["data"]["url"])
        for one in block.get("entity_ranges", ())
    ]
    words = inline(Rich(text=block["text"], marks=tuple(marks)))
    tag = "li" if block["type"] in LISTS else BLOCKS.get(block["type"], "p")
    return f"<{tag}>{words}</{tag}>"


def _mark(
    at: Callable[[int], int], span: Mapping[str, Any], kind: MarkKind, href: str = ""
) -> Mark:
    start, end = at(span["offset"]), at(span["offset"] + span["length"])
    return Mark(start=start, end=end, kind=kind, href=href)


def _entity(entity: Mapping[str, Any]) -> str:
    data = entity["data"]
    if entity["type"] == "markdown":
        return html_of(data["markdown"]).strip()
    if entity["type"] != "image":
        return "<hr>"
    under = data.get("caption", "")
    caption = element("figcaption", under) if under else ""
    shown = opening("img", {"src": data["media_items"][0]["media_id"], "alt": ""})
    return str(element("figure", shown + caption))
