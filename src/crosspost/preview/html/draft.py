"""Drafts: each as a section of the page, its messages on the screen of their channel."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup
from msgspec import UNSET

from ... import adapters
from ...errors import ChannelError, CrosspostError
from ...findings import Finding
from ...looks import scene as assets
from ...looks.elements import element
from ...looks.findings import found_at, found_elsewhere, named
from ...looks.images import unseen
from ...looks.scene import Look, Scene, Show
from ...looks.text import PLAIN
from ...looks.tools import button, listed, tools
from ...looks.translations import Words, words
from ...looks.widgets import sprite
from ...model.draft import Draft, Message, option_texts, told_once


def gallery(drafts: Sequence[Draft], *, language: str = "en", show: Show = unseen) -> str:
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
    said = words(language)
    shared, alone = told_once(drafts)
    sections = (
        _section(Scene(draft=draft, words=said, show=show, name=f"d{at}"))
        for at, draft in enumerate(alone, 1)
    )
    whole = element("div", Markup("\n").join(sections), {"class": "drafts"})
    return str(sprite() + whole + _shared(shared, said))


def _shared(findings: Sequence[Finding], said: Words) -> Markup:
    """What holds for the post, wherever its text is shown."""
    if not findings:
        return Markup()
    heading = element("h2", said["shared"], {"id": "shared-h"})
    attributes = {"class": "shared", "aria-labelledby": "shared-h"}
    return element("section", heading + listed(named(findings, "shared"), said), attributes)


def section(draft: Draft, name: str, *, language: str = "en", show: Show = unseen) -> str:
    """One draft, as `gallery` shows it, for a page on which drafts change one by one.

    Args:
        draft: what will be sent.
        name: what its ids begin with, its own on that page.
        language: as for `gallery`.
        show: as for `gallery`.
    """
    return str(_section(Scene(draft=draft, words=words(language), show=show, name=name)))


def style(channels: Iterable[str]) -> str:
    """The CSS of a page that shows drafts of *channels*, whether or not they are there."""
    return assets.style(map(look_of, dict.fromkeys(channels)))


def look_of(channel: str) -> Look:
    """How *channel* looks; plain where nobody drew it, where it is gone, or its code is broken.

    >>> look_of("telegram-caption").name, look_of("公告").name
    ('telegram', 'plain')
    """
    try:
        return adapters.channel(channel).look
    except CrosspostError:  # of a draft that was kept, or told where it is drawn
        return PLAIN


def _section(scene: Scene) -> Markup:
    draft = scene.draft
    try:
        screen = _screen(scene, adapters.channel(draft.channel).look)
    except ChannelError as error:  # its code cannot draw; the text is shown all the same
        failed = element("p", str(error), {"class": "failed", "role": "note"})
        screen = failed + _screen(scene, PLAIN)
    except CrosspostError:  # an entry that is gone, of a draft that was kept
        screen = _screen(scene, PLAIN)
    attributes = {
        "class": "draft",
        "id": scene.name,
        "aria-labelledby": f"{scene.name}-h",
        "data-channel": draft.channel,
        "data-account": draft.account,
        "data-digest": draft.digest,
    }
    rest = listed(found_elsewhere(draft, scene.name), scene.words)
    return element("section", _heading(scene) + screen + rest, attributes)


def _screen(scene: Scene, look: Look) -> Markup:
    """Every message, as *look* has it."""
    messages = Markup("\n").join(_message(message, look, scene) for message in scene.draft.messages)
    return element("div", messages, {"class": f"screen {look.classes}"}) if messages else Markup()


def _heading(scene: Scene) -> Markup:
    draft, said = scene.draft, scene.words
    title = element("h2", element("bdi", draft.account), {"id": f"{scene.name}-h"})
    facts = [draft.channel] if draft.account != draft.channel else []
    facts += [", ".join(draft.languages), counted(len(draft.messages), said)]
    facts += option_texts(draft)
    about = element("p", element("bdi", " · ".join(filter(None, facts))), {"class": "about"})
    digest = element("code", draft.digest, {"title": said["digest"]})
    copying = button(said["copy-digest"], draft.digest, said, {})
    return element("header", title + about + element("p", digest + copying, {"class": "digest"}))


def counted(count: int, said: Words) -> str:
    """How many messages."""
    return (
        said["messages"].format(count=count) if count > 1 else said["message" if count else "none"]
    )


def _message(message: Message, look: Look, scene: Scene) -> Markup:
    name = f"{scene.name}-m{message.index}"
    found = found_at(message, scene.draft, name)
    drawn = look.draw(message, scene, found)
    label = scene.words["of"].format(index=message.index, of=message.of)
    attributes = {
        "class": "message",
        "id": name,
        "aria-label": label,
        "data-index": str(message.index),
    }
    if message.after is not UNSET:
        attributes["data-after"] = str(message.after)
    return element("article", drawn.shown + tools(message, drawn, found, scene), attributes)
