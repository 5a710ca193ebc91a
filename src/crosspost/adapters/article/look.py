"""How an article stands on its service's page: the title, and the text as it is set there."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from html import unescape
from types import MappingProxyType

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup
from msgspec import UNSET

from ...looks.elements import element, opening
from ...looks.look import DrawContext, Drawn, Found, Look, style_sheet
from ...looks.widgets import picture
from ...model.draft import Message, Picture
from .html import visible

_PLAIN = (
    "blockquote br em figcaption figure h2 h3 h4 h5 h6 hr li p pre s strong sup table tbody td th"
    " thead tr ul"
)
KEPT = MappingProxyType(
    {tag: set[str]() for tag in _PLAIN.split()}
    | {"a": {"href"}, "code": {"class"}, "img": {"src", "alt"}, "ol": {"start"}}
)
_PICTURE = re.compile(r'<img [^>]*?src="([^"]*)"[^>]*>')


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """The article as its readers see it; what is copied is its Markdown, or rich text."""
    del found  # each is listed under the article
    source, content = _content(message)
    media = () if message.media is UNSET else message.media
    own = {one.path or one.url: one for one in media}
    safe = nh3.clean(content, tags=set(KEPT), attributes=dict(KEPT), link_rel=None)

    def shown(path: str) -> str:
        one = own.get(path, Picture(url=path))
        if address := context.show(one):
            return str(opening("img", {"src": address, "alt": one.alt}))
        return str(element("span", "", {"class": "unseen", "role": "img", "aria-label": one.alt}))

    def copied(path: str) -> str:
        one = own.get(path, Picture(url=path))
        return str(opening("img", {"src": context.show(one) or path, "alt": one.alt}))

    inside = {unescape(one) for one in _PICTURE.findall(content)}
    covers = [one for one in media[:1] if (one.path or one.url) not in inside]
    cover = element("div", picture(covers[0], context), {"class": "cover"}) if covers else Markup()
    lang = {"lang": context.draft.languages[0]} if context.draft.languages else {}
    title = str(message.payload.get("title") or "")
    head = element("h3", title, {"class": "title", "dir": "auto", "data-text": ""})
    body = element(
        "div",
        Markup(_with_pictures(safe, shown)),  # noqa: S704 - cleaned above
        {"class": "content", "dir": "auto", "data-text": "", **lang},
    )
    page = element("div", cover + head + body, {"class": "page"})
    rich = "" if source else _with_pictures(content, copied)
    return Drawn(shown=page, paste=source or visible(content), rich=rich)


def _content(message: Message) -> tuple[str, str]:
    """The Markdown that is sent, if it is any, and the HTML that readers see."""
    if html := message.payload.get("html"):
        return "", str(html)
    source = str(message.payload.get("markdown") or "")
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    reader.add_render_rule("hardbreak", lambda *_: "<br>")
    return source, reader.render(source)


def _with_pictures(html: str, shown: Callable[[str], str]) -> str:
    """*html* with every picture as *shown* has it by its address."""
    return _PICTURE.sub(lambda found: shown(unescape(found[1])), html)


@cache
def load_look() -> Look:
    """An article's page."""
    return Look(name="article", draw=draw, css=style_sheet(__package__, "look.css"))
