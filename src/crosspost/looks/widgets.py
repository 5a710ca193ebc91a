"""Parts that several channels' looks share: posts with a byline, chat bubbles, folded text.

What a channel hides until a reader taps works here without a script as well. Icons are a few
strokes of our own, drawn once a page and used by name.
"""

import zlib
from collections.abc import Iterable

from markupsafe import Markup
from msgspec import UNSET

from ..model.draft import Message
from .elements import Span, element
from .images import pictures
from .scene import Scene

PATHS = {
    "reply": "M4 12a8 7 0 1 1 4 6l-4 2 1-4a7 7 0 0 1-1-4z",
    "repost": "M4 10V8a3 3 0 0 1 3-3h10m-3-3 3 3-3 3M20 14v2a3 3 0 0 1-3 3H7m3 3-3-3 3-3",
    "like": "M12 20C4 14 3 11 3 8.5a4.5 4.5 0 0 1 9-1 4.5 4.5 0 0 1 9 1C21 11 20 14 12 20z",
    "views": "M4 20v-6m5 6V4m6 16v-9m5 9V7",
    "share": "M12 15V3m-4 4 4-4 4 4M5 13v5a3 3 0 0 0 3 3h8a3 3 0 0 0 3-3v-5",
    "star": "m12 3 3 6 6 .7-4.600 4.300 1.300 6L12 17l-5.700 3 1.300-6L3 9.700 9 9z",
    "more": "M5 12h.01M12 12h.01M19 12h.01",
    "globe": "M3 12a9 9 0 1 0 18 0 9 9 0 0 0-18 0h18M12 3c5 5 5 13 0 18-5-5-5-13 0-18",
    "eye": "M2 12c3-5 6-7 10-7s7 2 10 7c-3 5-6 7-10 7s-7-2-10-7zm7 0a3 3 0 1 0 6 0 3 3 0 0 0-6 0",
    "bubble": "M4 5h16v11h-9l-5 4v-4H4z",
}


def sprite() -> Markup:
    """Every icon, unseen, for `icon` to use."""
    symbols = Markup().join(
        Markup('<symbol id="i-{}" viewBox="0 0 24 24"><path d="{}"/></symbol>').format(name, path)
        for name, path in PATHS.items()
    )
    return element("svg", symbols, {"class": "sprite", "aria-hidden": "true"})


def icon(name: str) -> Markup:
    """One icon; a voice passes over it."""
    use = Markup('<use href="#i-{}"/>').format(name)
    return element("svg", use, {"class": "icon", "aria-hidden": "true"})


SHADES = 6
"""Colours that an avatar may have."""


def avatar(speaker: str) -> Markup:
    """A disc with the speaker's first letter, in a colour that stays theirs."""
    shade = zlib.crc32(speaker.encode("utf-8", "replace")) % SHADES
    first = next((char for char in speaker if char.isalnum()), "·").upper()
    attributes = {"class": f"avatar shade-{shade}", "aria-hidden": "true"}
    return element("span", first, attributes)


def byline(scene: Scene, handle: str, extra: Markup | str = "") -> Markup:
    """Name, handle and time."""
    name = element("bdi", scene.speaker, {"class": "name"})
    at = element("bdi", handle, {"class": "handle"})
    now = element("span", Markup("· ") + scene.words["now"], {"class": "when"})
    return element("p", Markup(" ").join((name, at, now, extra)), {"class": "byline"})


def reply_line(message: Message, scene: Scene) -> Markup:
    """To which message this one replies, where that is not the one above it."""
    if message.after is UNSET:
        return Markup()
    said = scene.words["replies"].format(after=message.after)
    return element("p", icon("reply") + said, {"class": "reply"})


def post(message: Message, scene: Scene, top: Markup, body: Markup, icons: Iterable[str]) -> Markup:
    """A post: avatar and thread line, who and when, what, and what readers may do with it."""
    line = (
        Markup('<span class="line" aria-hidden="true"></span>') if _goes_on(message, scene) else ""
    )
    side = element("div", avatar(scene.speaker) + line, {"class": "side"})
    actions = Markup().join(element("span", icon(name)) for name in icons)
    row = element("div", actions, {"class": "actions", "aria-hidden": "true"})
    said = reply_line(message, scene) + body + pictures(message, scene)
    return element(
        "div", side + top + element("div", said + row, {"class": "said"}), {"class": "post"}
    )


def _goes_on(message: Message, scene: Scene) -> bool:
    """Whether the next message replies to this one."""
    following = scene.draft.messages[message.index : message.index + 1]
    return any(one.after is UNSET or one.after == message.index for one in following)


def bubble(body: Markup, scene: Scene, name: Markup | str = "") -> Markup:
    """One message in a chat of WeChat's or WeCom's, from somebody else."""
    inner = element("div", body, {"class": "bubble"})
    said = element("p", name, {"class": "name"}) + inner if name else inner
    return element(
        "div", avatar(scene.speaker) + element("div", said, {"class": "said"}), {"class": "chat"}
    )


def fold(body: Markup, label: str, more: str, less: str) -> Markup:
    """*body* cut off after so many lines as the style says, with the channel's own words under it.

    The script marks a fold that hides nothing, and its words disappear.
    """
    control = Markup('<input type="checkbox" aria-label="{}">').format(label)
    shown = element("span", more, {"class": "more"}) + element("span", less, {"class": "less"})
    words = element("span", shown, {"aria-hidden": "true"})
    switch = element("label", control + words, {"class": "switch"})
    return element("div", body + switch, {"class": "fold", "data-fold": ""})


def folding(start: int, end: int, label: str) -> Span:
    """A part of a text that folds: its control is an arrow, so that no word is added."""
    control = Markup(
        '<label class="switch"><input type="checkbox" aria-label="{}"></label>'
    ).format(label)
    attributes = {"class": "fold", "data-fold": ""}
    return Span(start=start, end=end, tag="blockquote", attributes=attributes, inner=control)
