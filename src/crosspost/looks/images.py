"""Pictures: what goes with a message, from beside the post; nothing is fetched."""

import base64
from pathlib import Path

from markupsafe import Markup
from msgspec import UNSET

from ..model.draft import Message, Picture
from .elements import element, escaped
from .scene import Scene, Show

LARGEST = 20_000_000
"""Bytes of a picture that a page carries at most."""
SIGNS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
}
"""How files of each kind begin: an ending says nothing about what a file holds."""


def embedded(base: str | Path) -> Show:
    """Pictures whose paths start from the folder *base*, as ``data:`` addresses."""
    known: dict[str, str] = {}

    def show(picture: Picture) -> str:
        if picture.path and picture.path not in known:
            known[picture.path] = _data(Path(base) / picture.path)
        return known.get(picture.path, "")

    return show


def unseen(_picture: Picture) -> str:
    """No address: a box stands for every picture."""
    return ""


def pictures(message: Message, scene: Scene) -> Markup:
    """The pictures that go with *message*, side by side, with the alt text each will have."""
    if message.media is UNSET or not message.media:
        return Markup()
    shown = Markup().join(picture(one, scene) for one in message.media)
    return element("div", shown, {"class": f"pictures of-{min(len(message.media), 4)}"})


def picture(one: Picture, scene: Scene) -> Markup:
    """One picture, or a box that names it where it cannot be shown."""
    alt = one.alt or scene.words["no-alt"]
    badge = element("span", "ALT", {"class": "alt", "title": one.alt}) if one.alt else Markup()
    source = scene.show(one)
    if source:
        shown = Markup('<img src="{}" alt="{}">').format(escaped(source), escaped(alt))
    else:
        where = element("bdi", one.path or one.url, {"aria-hidden": "true"})
        shown = element("span", where, {"class": "unseen", "role": "img", "aria-label": alt})
    return element("span", shown + badge, {"class": "picture"})


def _data(path: Path) -> str:
    """The file as an address, if it is a picture: a post's path may name anything."""
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return ""
        data = path.read_bytes()
    except (OSError, ValueError):  # gone, not ours to read, or no path at all
        return ""
    mime = next((mime for sign, mime in SIGNS.items() if data.startswith(sign)), "")
    return f"data:{mime};base64,{base64.b64encode(data).decode()}" if mime else ""
