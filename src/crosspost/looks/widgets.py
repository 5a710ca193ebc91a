"""Parts that several channels' looks share: posts with a byline, chat bubbles, folded text.

And the whole look of a channel that nobody drew. What a channel hides until a reader taps works
here without a script as well.
"""

import zlib
from collections.abc import Iterable, Sequence

import msgspec
from markupsafe import Markup
from msgspec import UNSET

from ..model.draft import Message
from .elements import TaggedSpan, element
from .look import DrawContext, Drawn, Found, Look
from .pictures import icon, pictures
from .text import sent


def draw_plain(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """The text as the draft has it; the payload stands under it, folded."""
    text, paste = sent(message, context, found)
    body = text + pictures(message, context)
    call = msgspec.json.format(msgspec.json.encode(message.payload), indent=2).decode()
    code = element("pre", element("code", call), {"tabindex": "0"})
    details = element("details", element("summary", context.words["payload"]) + code)
    return Drawn(shown=element("div", body + details, {"class": "note"}), paste=paste)


PLAIN = Look(name="plain", draw=draw_plain)


def load_plain_look() -> Look:
    """The same, for a channel that has none of its own."""
    return PLAIN


SHADES = 6
"""Colours that an avatar may have."""


def avatar(speaker: str) -> Markup:
    """A disc with the speaker's first letter, in a colour that stays theirs."""
    first = next((char for char in speaker if char.isalnum()), "·").upper()
    attributes = {"class": f"avatar shade-{_shade(speaker)}", "aria-hidden": "true"}
    return element("span", first, attributes)


def channel_mark(channel: str, title: str) -> Markup:
    """A square with the first letter of what a channel is called, in a colour that stays its own.

    >>> channel_mark("telegram", "Telegram")
    Markup('<span class="mark shade-2" aria-hidden="true">T</span>')
    """
    attributes = {"class": f"mark shade-{_shade(channel)}", "aria-hidden": "true"}
    return element("span", title[:1].upper(), attributes)


def _shade(name: str) -> int:
    return zlib.crc32(name.encode("utf-8", "replace")) % SHADES


def byline(context: DrawContext, handle: str, extra: Markup | str = "") -> Markup:
    """Name, handle and time."""
    name = element("bdi", context.speaker, {"class": "name"})
    at = element("bdi", handle, {"class": "handle"})
    now = element("span", Markup("· ") + context.words["now"], {"class": "when"})
    return element("p", Markup(" ").join((name, at, now, extra)), {"class": "byline"})


def reply_line(message: Message, context: DrawContext) -> Markup:
    """To which message this one replies, where that is not the one above it."""
    if message.after is UNSET:
        return Markup()
    said = context.words["replies"].format(after=message.after)
    return element("p", icon("reply") + said, {"class": "reply"})


def post(
    message: Message, context: DrawContext, top: Markup, body: Markup, icons: Iterable[str]
) -> Markup:
    """A post: avatar and thread line, who and when, what, and what readers may do with it."""
    line = (
        Markup('<span class="line" aria-hidden="true"></span>')
        if _goes_on(message, context)
        else ""
    )
    side = element("div", avatar(context.speaker) + line, {"class": "side"})
    actions = Markup().join(element("span", icon(name)) for name in icons)
    row = element("div", actions, {"class": "actions", "aria-hidden": "true"})
    said = reply_line(message, context) + body + pictures(message, context)
    return element(
        "div", side + top + element("div", said + row, {"class": "said"}), {"class": "post"}
    )


def _goes_on(message: Message, context: DrawContext) -> bool:
    """Whether the next message replies to this one."""
    following = context.draft.messages[message.index : message.index + 1]
    return any(one.after is UNSET or one.after == message.index for one in following)


def bubble(body: Markup, context: DrawContext, name: Markup | str = "") -> Markup:
    """One message in a chat of WeChat's or WeCom's, from somebody else."""
    inner = element("div", body, {"class": "bubble"})
    said = element("p", name, {"class": "name"}) + inner if name else inner
    return element(
        "div", avatar(context.speaker) + element("div", said, {"class": "said"}), {"class": "chat"}
    )


def chat_row(body: Markup, context: DrawContext, badge: str) -> Markup:
    """One message of an application in a channel, as Discord and Slack show it: no bubble."""
    name = element("bdi", context.speaker, {"class": "name"})
    kind = element("span", badge, {"class": "badge", "aria-hidden": "true"})
    now = element("span", context.words["now"], {"class": "when"})
    top = element("p", Markup(" ").join((name, kind, now)), {"class": "top-line"})
    said = element("div", top + body, {"class": "said"})
    return element("div", avatar(context.speaker) + said, {"class": "chat row"})


def fold(body: Markup, label: str, more: str, less: str) -> Markup:
    """*body* cut off after so many lines as the style says, with the channel's own words under it.

    The script marks a fold that hides nothing, and its words disappear.
    """
    control = Markup('<input type="checkbox" aria-label="{}">').format(label)
    shown = element("span", more, {"class": "more"}) + element("span", less, {"class": "less"})
    words = element("span", shown, {"aria-hidden": "true"})
    switch = element("label", control + words, {"class": "switch"})
    return element("div", body + switch, {"class": "fold", "data-fold": ""})


def folding(start: int, end: int, label: str) -> TaggedSpan:
    """A part of a text that folds: its control is an arrow, so that no word is added."""
    control = Markup(
        '<label class="switch"><input type="checkbox" aria-label="{}"></label>'
    ).format(label)
    attributes = {"class": "fold", "data-fold": ""}
    return TaggedSpan(start=start, end=end, tag="blockquote", attributes=attributes, inner=control)
