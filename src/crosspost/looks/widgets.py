"""Parts that several channels' looks share: posts, bubbles, folded text, pictures and icons.

And the whole look of a channel that nobody drew. What a channel hides until a reader taps works
here without a script as well. Pictures are those from beside the post; nothing is fetched.
"""

import base64
import zlib
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

import msgspec
from markupsafe import Markup
from msgspec import UNSET

from ..model.channel_spec import MarkRule
from ..model.draft import Message, Picture
from . import DrawContext, Drawn, Found, Look, PictureAddress, sent
from .elements import TaggedSpan, element, escaped

LARGEST = 20_000_000
"""Bytes of a picture that a page carries at most."""
SIGNS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
}
"""How files of each kind begin: an ending says nothing about what a file holds."""


def picture_type(data: bytes) -> str:
    """The media type of a picture that a channel may show; nothing where *data* is none.

    >>> picture_type(b"GIF89a..."), picture_type(b"RIFF....WAVE"), picture_type("图".encode())
    ('image/gif', '', '')
    """
    found = next((mime for sign, mime in SIGNS.items() if data.startswith(sign)), "")
    return "" if found == "image/webp" and data[8:12] != b"WEBP" else found


def embedded(base: str | Path, draw: Callable[[Picture], bytes] = lambda _: b"") -> PictureAddress:
    """Pictures whose paths start from the folder *base*, as ``data:`` addresses.

    Args:
        base: a folder.
        draw: makes the pictures that no file has, and posters of films; nothing where that is not
            possible here.
    """
    known: dict[str, str] = {}

    def show(picture: Picture) -> str:
        if picture.path and picture.path not in known:
            made = picture.drawn is not UNSET or picture.kind == "video"
            data = draw(picture) if made else _read(Path(base) / picture.path)
            known[picture.path] = _address(data)
        return known.get(picture.path, "")

    return show


def unseen(_picture: Picture) -> str:
    """No address: a box stands for every picture."""
    return ""


def pictures(message: Message, context: DrawContext) -> Markup:
    """The pictures that go with *message*, side by side, with the alt text each will have."""
    if message.media is UNSET or not message.media:
        return Markup()
    shown = Markup().join(picture(one, context) for one in message.media)
    return element("div", shown, {"class": f"pictures of-{min(len(message.media), 4)}"})


def picture(one: Picture, context: DrawContext) -> Markup:
    """One picture, or a box that names it where it cannot be shown."""
    alt = one.alt or context.words["no-alt"]
    badge = element("span.alt", "ALT", {"title": one.alt}) if one.alt else Markup()
    source = context.show(one)
    if source:
        shown = Markup('<img src="{}" alt="{}">').format(escaped(source), escaped(alt))
    else:
        sign = "▶ " if one.kind == "video" else ""
        where = element("bdi", f"{sign}{one.path or one.url}", {"aria-hidden": "true"})
        shown = element("span.unseen", where, {"role": "img", "aria-label": alt})
    return element("span.picture", shown + badge)


def _read(path: Path) -> bytes:
    try:
        known = path.is_file() and path.stat().st_size <= LARGEST
        return path.read_bytes() if known else b""
    except (OSError, ValueError):  # gone, not ours to read, or no path at all
        return b""


def _address(data: bytes) -> str:
    """*data* as an address, if it is a picture: a post's path may name anything."""
    mime = picture_type(data)
    return f"data:{mime};base64,{base64.b64encode(data).decode()}" if mime else ""


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
    "plus": "M12 5v14M5 12h14",
    "home": "m3 11 9-8 9 8M6 9v11h12V9",
    "thumb": "M7 11v9H3v-9zm0 0 4-8a2 2 0 0 1 2.500 3L13 9h6a2 2 0 0 1 2 2l-1 7a2 2 0 0 1-2 2H7",
    "up": "M12 6 4 17h16z",
    "coin": "M3 12a9 9 0 1 0 18 0 9 9 0 0 0-18 0m6-4h6m-3 0v9m-3.500-4.500c0 3 7 3 7 0",
    "send": "M21 3 3 10l7 3 3 7zm-11 10 5-5",
    "lock": "M6 11h12v9H6zm2.500 0V8a3.500 3.500 0 0 1 7 0v3",
}


def sprite() -> Markup:
    """Every icon, unseen, for `icon` to use."""
    symbols = Markup().join(
        Markup('<symbol id="i-{}" viewBox="0 0 24 24"><path d="{}"/></symbol>').format(name, path)
        for name, path in PATHS.items()
    )
    return element("svg.sprite", symbols, {"aria-hidden": "true"})


@cache
def icon(name: str) -> Markup:
    """One icon; a voice passes over it."""
    use = Markup('<use href="#i-{}"/>').format(name)
    return element("svg.icon", use, {"aria-hidden": "true"})


def draw_plain(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """The text as the draft has it; the payload stands under it, folded."""
    text, paste = sent(message, context, found)
    body = text + pictures(message, context)
    call = msgspec.json.format(msgspec.json.encode(message.payload), indent=2).decode()
    code = element("pre", element("code", call), {"tabindex": "0"})
    details = element("details", element("summary", context.words["payload"]) + code)
    return Drawn(shown=element("div.note", body + details), paste=paste)


PLAIN = Look(draw=draw_plain, classes="plain")


SHADES = 6
"""Colours that an avatar may have."""


def avatar(speaker: str) -> Markup:
    """A disc with the speaker's first letter, in a colour that stays theirs."""
    first = next((char for char in speaker if char.isalnum()), "·").upper()
    attributes = {"class": f"avatar shade-{_shade(speaker)}", "aria-hidden": "true"}
    return element("span", first, attributes)


def channel_mark(channel: str, title: str, rule: MarkRule | None = None) -> Markup:
    """The square that a channel is known by: its drawing, or the first letter of what it is called.

    >>> channel_mark("公告", "公告")
    Markup('<span class="mark shade-3" aria-hidden="true">公</span>')
    """
    if rule:
        square = {"width": "24", "height": "24", "rx": "6", "fill": rule.colour}
        ground = element("rect", "", square)
        drawn = element("path", "", {"d": rule.path})
        attributes = {"class": "mark", "viewBox": "0 0 24 24", "aria-hidden": "true"}
        return element("svg", ground + drawn, attributes)
    attributes = {"class": f"mark shade-{_shade(channel)}", "aria-hidden": "true"}
    return element("span", title[:1].upper(), attributes)


def _shade(name: str) -> int:
    return zlib.crc32(name.encode("utf-8", "replace")) % SHADES


def byline(context: DrawContext, handle: str, extra: Markup | str = "") -> Markup:
    """Name, handle and time."""
    name = element("bdi.name", context.speaker)
    at = element("bdi.handle", handle)
    now = element("span.when", Markup("· ") + context.words["now"])
    return element("p.byline", Markup(" ").join((name, at, now, extra)))


def reply_line(message: Message, context: DrawContext) -> Markup:
    """To which message this one replies, where that is not the one above it."""
    if message.after is UNSET:
        return Markup()
    said = context.words["replies"].format(after=message.after)
    return element("p.reply", icon("reply") + said)


def post(
    message: Message, context: DrawContext, top: Markup, body: Markup, icons: Iterable[str]
) -> Markup:
    """A post: avatar and thread line, who and when, what, and what readers may do with it."""
    line = (
        Markup('<span class="line" aria-hidden="true"></span>')
        if _goes_on(message, context)
        else ""
    )
    side = element("div.side", avatar(context.speaker) + line)
    actions = Markup().join(element("span", icon(name)) for name in icons)
    row = element("div.actions", actions, {"aria-hidden": "true"})
    said = reply_line(message, context) + body + pictures(message, context)
    return element("div.post", side + top + element("div.said", said + row))


def _goes_on(message: Message, context: DrawContext) -> bool:
    """Whether the next message replies to this one."""
    following = context.draft.messages[message.index : message.index + 1]
    return any(one.after is UNSET or one.after == message.index for one in following)


def bubble(body: Markup, context: DrawContext, name: Markup | str = "") -> Markup:
    """One message in a chat of WeChat's or WeCom's, from somebody else."""
    inner = element("div.bubble", body)
    said = element("p.name", name) + inner if name else inner
    return element("div.chat", avatar(context.speaker) + element("div.said", said))


def draw_robot(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One message of a robot in a group's chat, as WeCom, Feishu and DingTalk show it."""
    text, paste = sent(message, context, found)
    tag = element("span.robot", "机器人", {"lang": "zh"})
    name = element("bdi", context.speaker) + tag
    return Drawn(shown=bubble(text + pictures(message, context), context, name), paste=paste)


def draw_application(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One message of an application in a channel, as Discord and Slack show it: no bubble."""
    text, paste = sent(message, context, found)
    name = element("bdi.name", context.speaker)
    kind = element("span.badge", "APP", {"aria-hidden": "true"})
    now = element("span.when", context.words["now"])
    top = element("p.top-line", Markup(" ").join((name, kind, now)))
    said = element("div.said", top + text + pictures(message, context))
    shown = element("div.chat.row", avatar(context.speaker) + said)
    return Drawn(shown=shown, paste=paste)


def fold(body: Markup, label: str, more: str, less: str) -> Markup:
    """*body* cut off after so many lines as the style says, with the channel's own words under it.

    The script marks a fold that hides nothing, and its words disappear.
    """
    control = Markup('<input type="checkbox" aria-label="{}">').format(label)
    shown = element("span.more", more) + element("span.less", less)
    words = element("span", shown, {"aria-hidden": "true"})
    switch = element("label.switch", control + words)
    return element("div.fold", body + switch, {"data-fold": ""})


def folding(start: int, end: int, label: str) -> TaggedSpan:
    """A part of a text that folds: its control is an arrow, so that no word is added."""
    control = Markup(
        '<label class="switch"><input type="checkbox" aria-label="{}"></label>'
    ).format(label)
    attributes = {"class": "fold", "data-fold": ""}
    return TaggedSpan(start=start, end=end, tag="blockquote", attributes=attributes, inner=control)
