"""Mastodon: statuses of plain text, threads by reply, one language a status.

``POST /api/v1/statuses``: https://docs.joinmastodon.org/methods/statuses/#create. How a status is
written is in its entry; another server's limits are an entry of one's own.
"""

from collections.abc import Sequence

from ...compose.plain_text import write_plain as write
from ...looks import DrawContext, Drawn, Found, sent
from ...looks.elements import element
from ...looks.widgets import byline, icon, post
from ...model.draft import Message

__all__ = ["connect", "draw", "family", "write"]

connect = f"{__name__}.client:Mastodon"
family = "posts"

ACTIONS = ("reply", "repost", "star", "share", "more")


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One status of the thread, with the language it is sent as, under its content warning."""
    body, paste = sent(message, context, found)
    if warning := str(message.payload.get("spoiler_text") or ""):
        body = element("p.warning", warning, {"dir": "auto"}) + body
    language = str(message.payload.get("language") or "")
    extra = element("span.language", icon("globe") + language)
    top = byline(context, f"@{context.handle}", extra)
    return Drawn(shown=post(message, context, top, body, ACTIONS), paste=paste)
