"""Whether a post that X shows is the one we sent: X writes texts a little differently."""

import html
import unicodedata
from collections.abc import Mapping
from typing import Any

from ..counting import links


def same(ours: str, post: Mapping[str, Any]) -> bool:
    """Tell whether *post*, as X gives it, has the text *ours*.

    X shortens every address to one of its own and names the real one among the entities, escapes
    ``&``, ``<`` and ``>``, and puts an address behind the text for the pictures.

    >>> shown = {
    ...     "text": "天气 &amp; 地图 https://t.co/a1 https://t.co/b2",
    ...     "entities": {
    ...         "urls": [
    ...             {"url": "https://t.co/a1", "expanded_url": "https://example.com/图"},
    ...             {"url": "https://t.co/b2", "media_key": "3_1"},
    ...         ]
    ...     },
    ... }
    >>> same("天气 & 地图 https://example.com/图", shown), same("天气", shown)
    (True, False)
    """
    whole = post.get("note_tweet") or post.get("note_post") or post  # a long post's text is a note
    return _essence(ours) == _essence(_expanded(whole))


def _expanded(post: Mapping[str, Any]) -> str:
    text = html.unescape(str(post.get("text", "")))
    for link in (post.get("entities") or {}).get("urls") or ():
        short = link.get("url") or ""
        text = text.replace(short, "" if link.get("media_key") else link.get("expanded_url") or "")
    return text


def _essence(text: str) -> str:
    """*text* without what X may change: its form of Unicode, white space, how an address begins."""
    text = unicodedata.normalize("NFC", text)
    for start, end in reversed(links.urls(text)):
        address = text[start:end].lower().rstrip("/")
        bare = address.removeprefix("https://").removeprefix("http://")
        text = text[:start] + bare + text[end:]
    return " ".join(text.split())
