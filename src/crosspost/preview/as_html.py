"""The HTML form: drafts as their channels would show them, in one HTML file that asks no network.

A projection of the drafts and of nothing else: whatever stands in a message's picture comes from
its payload, so that the page cannot differ from what is sent.

- `page` is a whole document, for a file;
- `gallery` is what stands in its ``main`` element, for a page of somebody else's, which brings
  `style` and `SCRIPT` with it; `section` is one draft of it.

The page's policy lets it run and load nothing but its own.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path

from markupsafe import Markup
from msgspec import UNSET

from .. import adapters, looks
from ..errors import ChannelError, ChannelSpecError, CrosspostError, Rejected
from ..looks import (
    SCRIPT,
    DrawContext,
    Look,
    PictureAddress,
    found_at,
    found_elsewhere,
    named,
    widgets,
)
from ..looks.elements import element, styles
from ..looks.toolbar import button, listed, toolbar
from ..looks.widgets import PLAIN, channel_mark, sprite, unseen
from ..model.channel_spec import ChannelSpec
from ..model.draft import Draft, Message, Picture, option_texts, told_once
from ..model.findings import Finding
from ..model.post import Post
from ..registry import load_channel, place_on_page
from ..translations import Words, known_language, texts

__all__ = ["SCRIPT", "embedded", "gallery", "in_order", "page", "section", "style"]


def embedded(base: str | Path) -> PictureAddress:
    """Pictures from the folder *base*, and those that are drawn, as ``data:`` addresses."""
    return widgets.embedded(base, partial(_drawn, Path(base)))


def _drawn(base: Path, picture: Picture) -> bytes:
    try:  # Pillow is an extra: only where something is drawn
        sources = import_module("crosspost.images.sources")
        data = bytes(sources.picture_data(picture, base))
        if picture.kind == "video":
            return bytes(import_module("crosspost.images.videos").poster(data))
    except (ModuleNotFoundError, Rejected):  # `check` and `publish` say why
        return b""
    return data


def gallery(drafts: Sequence[Draft], *, language: str = "en", show: PictureAddress = unseen) -> str:
    """*drafts* as their channels would show them: what belongs into a page's ``main`` element.

    Args:
        drafts: what will be sent; nothing else is looked at.
        language: a BCP 47 tag: in which language the page itself speaks, Chinese or English.
        show: where the page finds a picture (see `embedded`); without it, boxes stand for them.

    >>> from crosspost import Post, render
    >>> html = gallery([render(Post(title={"zh": "芯片之战 🎉"}), "x")], language="zh")
    >>> "芯片之战 🎉" in html, "11 / 280 加权字符" in html
    (True, True)
    """
    said = _words(language)
    shared, alone = told_once(drafts)
    sections = (
        _section(DrawContext(draft=draft, words=said, show=show, name=f"d{at}"))
        for at, draft in enumerate(alone, 1)
    )
    whole = element("div.drafts", Markup("\n").join(sections))
    return str(sprite() + whole + _shared(shared, said))


def in_order(drafts: Sequence[Draft], language: str = "en") -> list[Draft]:
    """*drafts* as a page has them: accounts first, then channels as readers use them.

    Args:
        drafts: of one post.
        language: whose readers, of a post in several languages.

    >>> from crosspost import Post, render
    >>> post = Post(title={"zh": "芯片之战 🎉"})
    >>> drafts = [render(post, name) for name in ("bluesky", "x", "wechat-article")]
    >>> [draft.channel for draft in in_order(drafts)]
    ['wechat-article', 'x', 'bluesky']
    """
    read = [tag.partition("-")[0] for draft in drafts for tag in draft.languages]
    reader = language if language in read or not read else Counter(read).most_common(1)[0][0]

    def place(draft: Draft) -> tuple[bool, int]:
        return draft.account == draft.channel, place_on_page(draft.channel, reader)

    return sorted(drafts, key=place)


def _spec(channel: str) -> ChannelSpec | None:
    """The channel's entry; none where it is gone, of a draft that was kept."""
    try:
        return load_channel(channel)
    except ChannelSpecError:
        return None


def _name(draft: Draft, language: str) -> str:
    """Whose draft it is: the account, or the channel as people call it."""
    spec = _spec(draft.channel)
    own = draft.account != draft.channel
    return draft.account if own or not spec else spec.title_in(language)


def _shared(findings: Sequence[Finding], said: Words) -> Markup:
    """What holds for the post, wherever its text is shown."""
    if not findings:
        return Markup()
    heading = element("h2", said["shared"], {"id": "shared-h"})
    attributes = {"class": "shared", "aria-labelledby": "shared-h"}
    return element("section", heading + listed(named(findings, "shared"), said), attributes)


def section(
    draft: Draft, name: str, *, language: str = "en", show: PictureAddress = unseen
) -> Markup:
    """One draft, as `gallery` shows it, for a page on which drafts change one by one.

    Args:
        draft: what will be sent.
        name: what its ids begin with, its own on that page.
        language: as for `gallery`.
        show: as for `gallery`.
    """
    return _section(DrawContext(draft=draft, words=_words(language), show=show, name=name))


def style(channels: Iterable[str]) -> str:
    """The CSS of a page that shows drafts of *channels*, whether or not they are there."""
    return looks.style(map(look_of, dict.fromkeys(channels)))


def look_of(channel: str) -> Look:
    """How *channel* looks; plain where nobody drew it, where it is gone, or its code is broken.

    >>> look_of("telegram").classes, look_of("公告").classes
    ('telegram', 'plain')
    """
    try:
        return _look(channel)
    except CrosspostError:  # of a draft that was kept, or told where it is drawn
        return PLAIN


def _look(channel: str) -> Look:
    found = adapters.channel(channel)
    return Look(draw=found.draw, classes=found.css_classes, css=found.css)


def _section(context: DrawContext) -> Markup:
    draft = context.draft
    try:
        screen = _screen(context, _look(draft.channel))
    except ChannelError as error:  # its code cannot draw; the text is shown all the same
        failed = element("p.failed", str(error), {"role": "note"})
        screen = failed + _screen(context, PLAIN)
    except CrosspostError:  # an entry that is gone, of a draft that was kept
        screen = _screen(context, PLAIN)
    attributes = {
        "class": "draft",
        "id": context.name,
        "aria-labelledby": f"{context.name}-h",
        "data-channel": draft.channel,
        "data-account": draft.account,
        "data-digest": draft.digest,
    }
    rest = listed(found_elsewhere(draft, context.name), context.words)
    return element("section", _heading(context) + screen + rest + _details(context), attributes)


def _screen(context: DrawContext, look: Look) -> Markup:
    """Every message, as *look* has it."""
    messages = Markup("\n").join(
        _message(message, look, context) for message in context.draft.messages
    )
    return element("div", messages, {"class": f"screen {look.classes}"}) if messages else Markup()


def _heading(context: DrawContext) -> Markup:
    draft, said = context.draft, context.words
    spec = _spec(draft.channel)
    title, drawn = (spec.title_in(said["lang"]), spec.mark) if spec else (draft.channel, None)
    mark = channel_mark(draft.channel, title, drawn)
    named = element(
        "h2", mark + element("bdi", _name(draft, said["lang"])), {"id": f"{context.name}-h"}
    )
    facts = [title] if draft.account != draft.channel else []
    facts += [", ".join(draft.languages), counted(len(draft.messages), said)]
    facts += option_texts(draft)
    about = element("p.about", element("bdi", " · ".join(filter(None, facts))))
    return element("header", named + about)


def _details(context: DrawContext) -> Markup:
    """What few people ask for: the digest of what is sent."""
    draft, said = context.draft, context.words
    approved = draft.approval or draft.digest
    label = element("span", said["digest"])
    copying = button(said["copy-digest"], approved, said, {})
    digest = element("p.digest", label + element("code", approved) + copying)
    return element("details.details", element("summary", said["details"]) + digest)


def _words(language: str) -> Words:
    """What the page says to a reader of *language*: Chinese, or else English."""
    return texts("page")[known_language(language) or "en"]


def counted(count: int, said: Words) -> str:
    """How many messages."""
    return (
        said["messages"].format(count=count) if count > 1 else said["message" if count else "none"]
    )


def _message(message: Message, look: Look, context: DrawContext) -> Markup:
    name = f"{context.name}-m{message.index}"
    found = found_at(message, context.draft, name)
    drawn = look.draw(message, context, found)
    label = context.words["of"].format(index=message.index, of=message.of)
    attributes = {
        "class": "message",
        "id": name,
        "aria-label": label,
        "data-index": str(message.index),
    }
    if message.after is not UNSET:
        attributes["data-after"] = str(message.after)
    return element("article", drawn.shown + toolbar(message, drawn, found, context), attributes)


def page(
    drafts: Sequence[Draft],
    post: Post | None = None,
    *,
    language: str = "en",
    show: PictureAddress = unseen,
) -> str:
    r"""*drafts* as one HTML document that needs nothing beside itself.

    Args:
        drafts: what will be sent.
        post: names the page, and nothing else: what is drawn is the drafts'.
        language: in which language the page itself speaks: Chinese or English.
        show: where pictures are found (see `embedded`).

    >>> page([], language="zh")[:33]
    '<!doctype html>\n<html lang="zh">\n'
    """
    said = _words(language)
    inner = gallery(drafts, language=language, show=show)
    title = f"{next(iter(post.title.values())).words} · " if post and post.title else ""
    head = _head(f"{title}{said['preview']} · crosspost", drafts, inner)
    body = Markup("\n").join(
        (
            element("a.skip", said["skip"], {"href": "#drafts"}),
            _top(drafts, title.removesuffix(" · ") or said["preview"], said),
            element("main", Markup(inner), {"id": "drafts", "tabindex": "-1"}),  # noqa: S704 - made
            element("script", Markup(SCRIPT)),  # noqa: S704 - a file of ours
        )
    )
    whole = element("head", head) + Markup("\n") + element("body", body)
    html = element("html", Markup("\n") + whole, {"lang": said["lang"]})
    return f"<!doctype html>\n{html}\n"


def _head(title: str, drafts: Sequence[Draft], inner: str) -> Markup:
    sheet = style(draft.channel for draft in drafts)
    rule = Markup('<meta http-equiv="Content-Security-Policy" content="{}">')
    parts = (
        Markup('<meta charset="utf-8">'),
        rule.format(policy(sheet, styles(inner))),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup('<meta name="color-scheme" content="light dark">'),
        Markup('<meta name="referrer" content="no-referrer">'),
        element("title", title),
        element("style", Markup(sheet)),  # noqa: S704 - files of channels
    )
    return Markup("\n").join(parts)


def policy(sheet: str, inline: Iterable[str] = ()) -> str:
    """A Content-Security-Policy under which nothing runs, loads or is sent but what is ours.

    Args:
        sheet: the page's style.
        inline: the ``style`` attributes of articles that may have an effect, to the letter.

    >>> policy(".x { color: blue }", ["color:red"]).split("; ")[0]
    "default-src 'none'"
    """
    dressed = " ".join(_hashed(style) for style in sorted(set(inline)))
    allowed = f" 'unsafe-hashes' {dressed}" if dressed else ""
    return "; ".join(
        (
            "default-src 'none'",
            "img-src data:",
            f"style-src {_hashed(sheet)}{allowed}",
            f"script-src {_hashed(SCRIPT)}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _top(drafts: Sequence[Draft], title: str, said: Words) -> Markup:
    """The page's own heading: where each channel is, and light or dark."""
    items = Markup().join(
        element("li", element("a", element("bdi", _name(draft, said["lang"])), {"href": f"#d{at}"}))
        for at, draft in enumerate(drafts, 1)
    )
    channels = element("nav", element("ul", items), {"aria-label": said["channels"]})
    choices = Markup().join(_scheme(name, said) for name in ("auto", "light", "dark"))
    legend = element("legend", said["appearance"])
    scheme = element("fieldset.scheme", legend + choices)
    heading = element("h1", title, {"dir": "auto"})
    return element("header.top", heading + channels + scheme)


def _scheme(name: str, said: Words) -> Markup:
    chosen = Markup(" checked") if name == "auto" else Markup()
    control = Markup('<input type="radio" name="scheme" value="{}"{}>').format(name, chosen)
    return element("label", control + element("span", said[name]))
