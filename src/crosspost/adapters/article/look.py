"""How an article stands on its service's page: the title, and the text as it is set there."""

from collections.abc import Sequence
from types import MappingProxyType

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from ..._record import Record
from ...looks import DrawContext, Drawn, Found
from ...looks.elements import element, opening
from ...looks.widgets import avatar, icon, picture
from ...model.draft import Message, Picture
from .html import visible, with_pictures

_PLAIN = (
    "blockquote br em figcaption figure h2 h3 h4 h5 h6 hr li p pre s strong sup table tbody td th"
    " thead tr ul"
)
KEPT = MappingProxyType(
    {tag: set[str]() for tag in _PLAIN.split()}
    | {
        "*": {"lang", "dir"},
        "a": {"href"},
        "code": {"class"},
        "img": {"src", "alt"},
        "ol": {"start"},
    }
)


class ServicePage(Record):
    """What a service that people paste into has around an article, in its own words."""

    follow: str
    actions: tuple[tuple[str, str], ...]
    """Signs and words under the text."""
    cover_above: bool = False
    """The cover stands over the title."""
    digest_below: bool = False
    """Readers of the article see no digest: it is for lists, and stands under the text here."""
    language: str = "zh"


SERVICES = {
    "zhihu": ServicePage(
        follow="+ 关注",
        actions=(
            ("up", "赞同"),
            ("bubble", "添加评论"),
            ("share", "分享"),
            ("star", "收藏"),
            ("like", "喜欢"),
        ),
        cover_above=True,
    ),
    "juejin": ServicePage(
        follow="+ 关注",
        actions=(("thumb", "点赞"), ("bubble", "评论"), ("star", "收藏"), ("share", "分享")),
        digest_below=True,
    ),
    "toutiao": ServicePage(
        follow="关注",
        actions=(("thumb", "赞"), ("bubble", "评论"), ("star", "收藏"), ("share", "分享")),
    ),
    "bilibili": ServicePage(
        follow="+ 关注",
        actions=(("thumb", "点赞"), ("coin", "投币"), ("star", "收藏"), ("share", "转发")),
        cover_above=True,
    ),
    "substack": ServicePage(
        follow="Subscribe",
        actions=(("like", ""), ("bubble", ""), ("repost", ""), ("share", "Share")),
        language="en",
    ),
}


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """The article as its readers see it; what is copied is its Markdown, or rich text."""
    del found  # each is listed under the article
    return draw_under(message, context, Markup())


def draw_under(message: Message, context: DrawContext, byline: Markup) -> Drawn:
    """The same, with a *byline* under its title."""
    cover, body = _shown(message, context)
    said = str(message.payload.get("digest") or "")
    excerpt = element("p.excerpt", said, {"dir": "auto"}) if said else Markup()
    channel = context.draft.channel
    if service := SERVICES.get(channel):
        under, below = (Markup(), excerpt) if service.digest_below else (excerpt, Markup())
        head = _title(message) + under + _writer(context, _follow(service))
        parts = (cover + head if service.cover_above else head + cover) + body + below
        parts += _tags(message) + _actions(service)
        return _drawn(message, context, element("div", parts, {"class": f"page on-{channel}"}))
    parts = cover + _title(message) + excerpt + byline + _tags(message) + body
    return _drawn(message, context, element("div.page", parts))


def draw_signed(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """The same as a site shows it that says who wrote it."""
    del found  # each is listed under the article
    return draw_under(message, context, _writer(context))


def draw_mail(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """The same as a mail program shows it: in its list, then opened."""
    del found
    row = element("b", context.speaker) + element("span", str(message.payload.get("title") or ""))
    row += element("i", str(message.payload.get("digest") or ""))
    inbox = element("div.inbox", row, {"aria-hidden": "true", "dir": "auto"})
    cover, body = _shown(message, context)
    badge = element("span.avatar", context.speaker[:1].upper(), {"aria-hidden": "true"})
    name = element("bdi.speaker", context.speaker)
    sender = element("div.sender", badge + name)
    parts = inbox + _title(message) + sender + cover + body
    return _drawn(message, context, element("div.page.mail", parts))


def draw_entry(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """The same as a feed reader shows it: the title as a link, which feed, the tags under it."""
    del found
    cover, body = _shown(message, context)
    name = element("bdi.speaker", context.speaker)
    author = str(message.payload.get("author") or "")
    by = element("bdi", f" · {author}") if author else Markup()
    feed = element("div.sender", name + by)
    parts = _title(message) + feed + cover + body + _tags(message)
    return _drawn(message, context, element("div.page.entry", parts))


def _writer(context: DrawContext, follow: Markup = Markup()) -> Markup:  # noqa: B008 - no words
    """Who wrote it, and what asks for more of that."""
    name = element("bdi.speaker", context.speaker)
    now = element("span.when", context.words["now"])
    who = element("div.who", name + now)
    return element("div.writer", avatar(context.speaker) + who + follow)


def _follow(service: ServicePage) -> Markup:
    about = {"class": "follow", "aria-hidden": "true", "lang": service.language}
    return element("span", service.follow, about)


def _actions(service: ServicePage) -> Markup:
    row = Markup().join(element("span", icon(sign) + words) for sign, words in service.actions)
    about = {"class": "actions", "aria-hidden": "true", "lang": service.language}
    return element("div", row, about)


def _title(message: Message) -> Markup:
    said = str(message.payload.get("title") or "")
    return element("h3.title", said, {"dir": "auto", "data-text": ""})


def _tags(message: Message) -> Markup:
    said = message.payload.get("tags")
    tags = said if isinstance(said, list) else []
    each = Markup(" ").join(element("span.tag", str(tag)) for tag in tags)
    return element("p.tags", each, {"dir": "auto"}) if each else Markup()


def _shown(message: Message, context: DrawContext) -> tuple[Markup, Markup]:
    """The cover, and the text as readers see it."""
    own = _by_name(message)
    _, content = _content(message)
    safe = nh3.clean(content, tags=set(KEPT) - {"*"}, attributes=dict(KEPT), link_rel=None)

    def shown(path: str, alt: str) -> str:
        if address := context.show(own.get(path, Picture(url=path))):
            return str(opening("img", {"src": address, "alt": alt}))
        return str(element("span.unseen", "", {"role": "img", "aria-label": alt}))

    over = str(message.payload.get("cover") or "")
    first = own.get(over, Picture(url=over))
    cover = element("div.cover", picture(first, context)) if over else Markup()
    lang = {"lang": context.draft.languages[0]} if context.draft.languages else {}
    body = element(
        "div.content",
        Markup(with_pictures(safe, shown)),  # noqa: S704 - cleaned above
        {"dir": "auto", "data-text": "", **lang},
    )
    return cover, body


def _drawn(message: Message, context: DrawContext, page: Markup) -> Drawn:
    """*page*, and what is copied of the article."""
    source, content = _content(message)
    own = _by_name(message)

    def copied(path: str, alt: str) -> str:
        address = context.show(own.get(path, Picture(url=path)))
        return str(opening("img", {"src": address or path, "alt": alt}))

    rich = "" if source else with_pictures(content, copied)
    return Drawn(shown=page, paste=source or visible(content), rich=rich)


def _by_name(message: Message) -> dict[str, Picture]:
    media = message.media or ()
    return {one.path or one.url: one for one in media}


def _content(message: Message) -> tuple[str, str]:
    """The Markdown that is sent, if it is any, and the HTML that readers see."""
    if html := message.payload.get("html"):
        return "", str(html)
    source = str(message.payload.get("markdown") or "")
    return source, html_of(source)


def html_of(source: str) -> str:
    """What readers see of Markdown."""
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    reader.add_render_rule("hardbreak", lambda *_: "<br>")
    return str(reader.render(source))
