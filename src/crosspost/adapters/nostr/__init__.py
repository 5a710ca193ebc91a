"""Nostr: signed notes of plain text to several relays, threads by reply.

Kind 1 (https://github.com/nostr-protocol/nips/blob/master/01.md), replies by NIP-10, hashtags as
``t`` tags, a content warning as NIP-36 has it. How a note is written is in its entry; it is signed
when it is sent.
"""

from collections.abc import Sequence
from typing import cast

from msgspec import structs

from ...compose.plain_text import write_plain
from ...counting import links
from ...looks import DrawContext, Drawn, Found, sent
from ...looks.elements import element
from ...looks.widgets import byline, post
from ...model.channel_spec import Account
from ...model.draft import Json, Message, Written
from ...model.post import Post

__all__ = ["connect", "draw", "extra", "family", "write"]

connect = f"{__name__}.client:Nostr"
family = "posts"
extra = "nostr"
"""What is to be installed where its library is missing; of the other channels it is ``publish``."""

ACTIONS = ("reply", "repost", "like", "share", "more")


def write(post: Post, account: Account) -> Written:
    """Notes, each with its hashtags, and what readers are warned of, as tags."""
    written = write_plain(post, account)
    return structs.replace(written, messages=tuple(map(_tagged, written.messages)))


def _tagged(message: Message) -> Message:
    """*message* with a ``t`` tag for each hashtag, in small letters (NIP-24), and its warning."""
    payload = dict(message.payload)
    warning = payload.pop("content_warning", "")
    named = (message.text[start + 1 : end].lower() for start, end in links.hashtags(message.text))
    tags: list[Json] = [["t", name] for name in dict.fromkeys(named)]
    tags += [["content-warning", warning]] if warning else []
    return structs.replace(message, payload={**payload, "tags": tags})


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One note of the thread; a warning stands before its text."""
    body, paste = sent(message, context, found)
    tags = cast("list[list[str]]", message.payload.get("tags") or [])
    for name, *said in tags:
        if name == "content-warning":
            body = element("p.warning", said[0], {"dir": "auto"}) + body
    return Drawn(shown=post(message, context, byline(context, ""), body, ACTIONS), paste=paste)
