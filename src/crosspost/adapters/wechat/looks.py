"""How WeChat shows an article, a customer-service message and a Moments text.

An article is the page a reader opens and the card that leads there from a chat: the title stands
above the text on the page, the digest shows in the card alone. A message is plain text in the chat
with an official account. A Moments text of more than six lines folds behind 全文.
"""

from collections.abc import Sequence
from html.parser import HTMLParser

import nh3
from markupsafe import Markup

from ...looks import DrawContext, Drawn, Found, sent, shown_text
from ...looks.elements import element, escaped
from ...looks.widgets import avatar, bubble, fold, picture, pictures
from ...model.draft import Message, Picture
from .article_lint import ATTRIBUTES, EMPTY, HtmlAttributes, declarations, troubles, visible
from .themes import NIGHT, Colour, by_night


def draw_article(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """Card and reading view; what is copied is the article itself, as rich text."""
    del found  # each concerns a field, and is listed under the article
    content = str(message.payload.get("content", ""))
    shown = _card(message, context) + _page(message, content, context)
    return Drawn(shown=shown, paste=visible(content), rich=content)


def _field(message: Message, key: str) -> str:
    return str(message.payload.get(key) or "")


def _card(message: Message, context: DrawContext) -> Markup:
    """What a chat shows of it: title, digest and a square of the cover."""
    title = element("p.title", _field(message, "title"), {"dir": "auto"})
    digest = element("p.digest", _field(message, "digest"), {"dir": "auto"})
    cover = element("span.thumb", _cover(message, context))
    account = element("bdi", _field(message, "author") or context.speaker)
    foot = element("p.foot", avatar(context.speaker) + account)
    inner = title + element("div.row", digest + cover) + foot
    label = {"class": "card", "role": "group", "aria-label": context.words["card"]}
    return element("div.in-chat", element("div", inner, label))


def _cover(message: Message, context: DrawContext) -> Markup:
    if not message.media:
        return element("span.unseen", context.words["cover"])
    return picture(message.media[0], context)


def _page(message: Message, content: str, context: DrawContext) -> Markup:
    title = element("h3.title", _field(message, "title"), {"dir": "auto", "data-text": ""})
    names = [element("span.author", author)] if (author := _field(message, "author")) else []
    names.append(element("bdi.account", context.speaker))
    names.append(element("span", context.words["now"]))
    meta = element("p.meta", Markup(" ").join(names))
    lang = {"lang": context.draft.languages[0]} if context.draft.languages else {}
    media = message.media or ()
    body = element("div.content", article(content, media, context), {"data-text": "", **lang})
    label = {"class": "page", "role": "group", "aria-label": context.words["article"]}
    return element("div", title + meta + body + _foot(message), label)


def _foot(message: Message) -> Markup:
    """The one link to the outside, and room for comments where the draft opens it."""
    link = element("span.source", "阅读原文") if _field(message, "content_source_url") else ""
    count = element("span", "阅读")
    foot = element("p.foot", Markup(" ").join((link, count)), {"lang": "zh"})
    comments = element("p.comments", "写留言", {"lang": "zh"})
    return foot + (comments if message.payload.get("need_open_comment") else "")


def draw_message(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One bubble."""
    text, paste = sent(message, context, found)
    return Drawn(shown=bubble(text + pictures(message, context), context), paste=paste)


def draw_moments(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One entry of the feed."""
    text = str(message.payload.get("text", ""))
    name = element("p.name", element("bdi", context.speaker))
    body = fold(shown_text(text, context, (), found), "全文", "全文", "收起")
    more = Markup('<span class="dots" aria-hidden="true"></span>')
    foot = element("p.foot", element("span", context.words["now"]) + more)
    said = element("div.said", name + body + pictures(message, context) + foot)
    return Drawn(shown=element("div.moment", avatar(context.speaker) + said), paste=text)


def article(html: str, media: Sequence[Picture], context: DrawContext) -> Markup:
    """*html* with the elements and styles that WeChat keeps, and nothing else in it.

    Args:
        html: an article's content.
        media: the message's pictures; those behind the first stand in the text as ``picture-2``…
        context: where pictures are found.
    """
    known = {tag: set(names) for tag, names in ATTRIBUTES.items()}
    safe = nh3.clean(html, tags=set(known), attributes=known, link_rel=None)
    dresser = _Dresser(media, context)
    dresser.feed(safe)
    dresser.close()
    return Markup("").join(dresser.out)


class _Dresser(HTMLParser):
    """Writes clean HTML again, with the styles that survive and pictures in their places."""

    def __init__(self, media: Sequence[Picture], context: DrawContext) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[Markup] = []
        self.grounds: list[Colour] = [NIGHT]
        self.places = {f"picture-{at}": one for at, one in enumerate(media, 1)}
        self.context = context

    def handle_starttag(self, tag: str, attrs: HtmlAttributes) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "img":
            one = self.places.get(said.get("src", ""), Picture(url=said.get("src", "")))
            self.out.append(picture(one, self.context))
            return
        style, ground = by_night(_kept(said.get("style", "")), self.grounds[-1])
        dressed = Markup(' style="{}"').format(escaped(style)) if style else ""
        self.out.append(Markup("<{}{}>").format(Markup(tag), dressed))  # noqa: S704 - a tag we know
        if tag not in EMPTY:
            self.grounds.append(ground)

    def handle_endtag(self, tag: str) -> None:
        self.grounds.pop()
        self.out.append(Markup(f"</{tag}>"))  # noqa: S704 - a tag we know

    def handle_data(self, data: str) -> None:
        self.out.append(escaped(data))


def _kept(style: str) -> dict[str, str]:
    """The declarations that the editor would leave, by property.

    >>> _kept("position:fixed;color:#333;background-image:url(//芯)")
    {'color': '#333'}
    """
    return {one.name: one.value for one in declarations(style) if not troubles(one.name, one.value)}
