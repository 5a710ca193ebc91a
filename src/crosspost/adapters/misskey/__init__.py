"""Misskey: notes in its own Markdown (MFM), threads by reply, one language a note.

``POST /api/notes/create``: https://misskey-hub.net/docs/for-developers/api/. How a note is written
is in its entry: MFM (https://misskey-hub.net/docs/for-users/features/mfm/) has no escapes, but
``<plain>`` around a sign. Sharkey, CherryPick and other forks speak the same API.
"""

from collections.abc import Sequence

from markupsafe import Markup

from ...compose.plain_text import write_plain as write
from ...looks import DrawContext, Drawn, Found, sent
from ...looks.elements import element
from ...looks.widgets import byline, icon, post
from ...model.draft import Message

__all__ = ["connect", "draw", "family", "write"]

connect = f"{__name__}.client:Misskey"
family = "posts"

ACTIONS = ("reply", "repost", "plus", "more")
AUDIENCE = {"home": "home", "followers": "lock"}


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One note of the thread; a warning stands before its text."""
    body, paste = sent(message, context, found)
    sign = AUDIENCE.get(str(message.payload.get("visibility") or ""))
    extra = element("span.audience", icon(sign)) if sign else Markup()
    warning = str(message.payload.get("cw") or "")
    shown = element("p.warning", warning, {"dir": "auto"}) + body if warning else body
    top = byline(context, f"@{context.handle}", extra)
    return Drawn(shown=post(message, context, top, shown, ACTIONS), paste=paste)
