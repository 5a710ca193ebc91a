"""WeChat article: the page a reader opens, and the card that leads there from a chat.

The title stands above the text on the page; the digest shows in the card alone.
"""

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import UNSET

from ...draft import Message
from ...wechat.lint import visible
from ..assets import style_sheet
from ..found import Found
from ..inline import article
from ..pictures import picture
from ..scene import Drawn, Look, Scene
from ..spans import element
from .posts import avatar


def draw(message: Message, scene: Scene, found: Sequence[Found]) -> Drawn:
    """Card and reading view; what is copied is the article itself, as rich text."""
    del found  # each concerns a field, and is listed under the article
    content = str(message.payload.get("content", ""))
    shown = _card(message, scene) + _page(message, content, scene)
    return Drawn(shown=shown, paste=visible(content), rich=content)


def _field(message: Message, key: str) -> str:
    return str(message.payload.get(key) or "")


def _card(message: Message, scene: Scene) -> Markup:
    """What a chat shows of it: title, digest and a square of the cover."""
    title = element("p", _field(message, "title"), {"class": "title", "dir": "auto"})
    digest = element("p", _field(message, "digest"), {"class": "digest", "dir": "auto"})
    cover = element("span", _cover(message, scene), {"class": "thumb"})
    account = element("bdi", _field(message, "author") or scene.speaker)
    foot = element("p", avatar(scene.speaker) + account, {"class": "foot"})
    inner = title + element("div", digest + cover, {"class": "row"}) + foot
    label = {"class": "card", "role": "group", "aria-label": scene.words["card"]}
    return element("div", element("div", inner, label), {"class": "in-chat"})


def _cover(message: Message, scene: Scene) -> Markup:
    if message.media is UNSET or not message.media:
        return element("span", scene.words["cover"], {"class": "unseen"})
    return picture(message.media[0], scene)


def _page(message: Message, content: str, scene: Scene) -> Markup:
    title = element(
        "h3", _field(message, "title"), {"class": "title", "dir": "auto", "data-text": ""}
    )
    names = (
        [element("span", author, {"class": "author"})]
        if (author := _field(message, "author"))
        else []
    )
    names.append(element("bdi", scene.speaker, {"class": "account"}))
    names.append(element("span", scene.words["now"]))
    meta = element("p", Markup(" ").join(names), {"class": "meta"})
    lang = {"lang": scene.draft.languages[0]} if scene.draft.languages else {}
    media = () if message.media is UNSET else message.media
    body = element(
        "div", article(content, media, scene), {"class": "content", "data-text": "", **lang}
    )
    label = {"class": "page", "role": "group", "aria-label": scene.words["article"]}
    return element("div", title + meta + body + _foot(message), label)


def _foot(message: Message) -> Markup:
    """The one link to the outside, and room for comments where the draft opens it."""
    link = (
        element("span", "阅读原文", {"class": "source"})
        if _field(message, "content_source_url")
        else ""
    )
    count = element("span", "阅读")
    foot = element("p", Markup(" ").join((link, count)), {"class": "foot", "lang": "zh"})
    comments = element("p", "写留言", {"class": "comments", "lang": "zh"})
    return foot + (comments if message.payload.get("need_open_comment") else "")


LOOK = Look(name="wechat_article", draw=draw, css=style_sheet(__package__, "wechat_article.css"))
