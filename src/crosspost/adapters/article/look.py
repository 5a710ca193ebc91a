"""How an article stands on its service's page: the title, and the text as it is set there."""

from collections.abc import Sequence
from functools import cache
from types import MappingProxyType

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup
from msgspec import UNSET

from ...looks.elements import element, opening
from ...looks.look import DrawContext, Drawn, Found, Look, style_sheet
from ...looks.widgets import picture
from ...model.draft import Message, Picture
from .html import visible, with_pictures

_PLAIN = (
    "blockquote br em figcaption figure h2 h3 h4 h5 h6 hr li p pre s strong sup table tbody td th"
    " thead tr ul"
)
KEPT = MappingProxyType(
    {tag: set[str]() for tag in _PLAIN.split()}
    | {"a": {"href"}, "code": {"class"}, "img": {"src", "alt"}, "ol": {"start"}}
)


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """The article as its readers see it; what is copied is its Markdown, or rich text."""
    del found  # each is listed under the article
    source, content = _content(message)
    media = () if message.media is UNSET else message.media
    own = {one.path or one.url: one for one in media}
    safe = nh3.clean(content, tags=set(KEPT), attributes=dict(KEPT), link_rel=None)

    def shown(path: str, alt: str) -> str:
        if address := context.show(own.get(path, Picture(url=path))):
            return str(opening("img", {"src": address, "alt": alt}))
        return str(element("span", "", {"class": "unseen", "role": "img", "aria-label": alt}))

    def copied(path: str, alt: str) -> str:
        address = context.show(own.get(path, Picture(url=path)))
        return str(opening("img", {"src": address or path, "alt": alt}))

    over = str(message.payload.get("cover") or "")
    covers = [own.get(over, Picture(url=over))] if over else []
    cover = element("div", picture(covers[0], context), {"class": "cover"}) if covers else Markup()
    lang = {"lang": context.draft.languages[0]} if context.draft.languages else {}
    title = str(message.payload.get("title") or "")
    head = element("h3", title, {"class": "title", "dir": "auto", "data-text": ""})
    body = element(
        "div",
        Markup(with_pictures(safe, shown)),  # noqa: S704 - cleaned above
        {"class": "content", "dir": "auto", "data-text": "", **lang},
    )
    beside = Markup("").join(
        element(tag, said, {"class": name, "dir": "auto"})
        for name, tag, said in (
            ("excerpt", "p", str(message.payload.get("digest") or "")),
            ("tags", "p", _tags(message)),
        )
        if said
    )
    page = element("div", cover + head + beside + body, {"class": "page"})
    rich = "" if source else with_pictures(content, copied)
    return Drawn(shown=page, paste=source or visible(content), rich=rich)


def _tags(message: Message) -> Markup:
    said = message.payload.get("tags")
    tags = said if isinstance(said, list) else []
    return Markup(" ").join(element("span", str(tag), {"class": "tag"}) for tag in tags)


def _content(message: Message) -> tuple[str, str]:
    """The Markdown that is sent, if it is any, and the HTML that readers see."""
    if html := message.payload.get("html"):
        return "", str(html)
    source = str(message.payload.get("markdown") or "")
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    reader.add_render_rule("hardbreak", lambda *_: "<br>")
    return source, reader.render(source)


@cache
def load_look() -> Look:
    """An article's page."""
    return Look(name="article", draw=draw, css=style_sheet(__package__, "look.css"))


def look_of(package: str) -> Look:
    """An article's page as the service of *package* has it: its style sheet lies there."""
    css = style_sheet(__package__, "look.css") + style_sheet(package, "look.css")
    return Look(name=package.rpartition(".")[2], draw=draw, family="article", css=css)
