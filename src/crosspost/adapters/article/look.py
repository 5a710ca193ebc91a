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

from ...looks.elements import element, escaped
from ...looks.look import DrawContext, Drawn, Found, Look, style_sheet
from ...looks.widgets import picture
from ...model.draft import Message, Picture

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
    safe = nh3.clean(content, tags=set(KEPT), attributes=dict(KEPT), link_rel=None)
    own = {} if message.media is UNSET else {one.path or one.url: one for one in message.media}

    def shown(path: str) -> str:
        return str(picture(own.get(path, Picture(url=path)), context))

    def copied(path: str) -> str:
        one = own.get(path, Picture(url=path))
        return f'<img src="{escaped(context.show(one) or path)}" alt="{escaped(one.alt)}">'

    lang = {"lang": context.draft.languages[0]} if context.draft.languages else {}
    title = str(message.payload.get("title") or "")
    head = element("h3", title, {"class": "title", "dir": "auto", "data-text": ""})
    body = element(
        "div",
        Markup(_with_pictures(safe, shown)),  # noqa: S704 - cleaned above
        {"class": "content", "dir": "auto", "data-text": "", **lang},
    )
    page = element("div", head + body, {"class": "page"})
    rich = "" if source else _with_pictures(content, copied)
    return Drawn(shown=page, paste=source or content, rich=rich)


def _content(message: Message) -> tuple[str, str]:
    """The Markdown that is sent, if it is any, and the HTML that readers see."""
    if html := message.payload.get("html"):
        return "", str(html)
    source = str(message.payload.get("markdown") or "")
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return source, reader.render(source)


def _with_pictures(html: str, shown: Callable[[str], str]) -> str:
    """*html* with every picture as *shown* has it by its address."""
    return _PICTURE.sub(lambda found: shown(unescape(found[1])), html)


@cache
def load_look() -> Look:
    """An article's page."""
    return Look(name="article", draw=draw, css=style_sheet(__package__, "look.css"))
