"""Matrix: messages in one room, as text and as HTML; a thread hangs under the first one.

``PUT /rooms/{room}/send/m.room.message/{transaction}`` of the client-server API:
https://spec.matrix.org/latest/client-server-api/. How a message is written is in its entry. Rooms
that are encrypted are refused: nothing here keeps keys.
"""

from collections.abc import Sequence

import nh3
from markupsafe import Markup

from ...compose.plain_text import write_plain as write
from ...looks import DrawContext, Drawn, Found
from ...looks.elements import element
from ...looks.widgets import avatar, pictures
from ...model.draft import Message

__all__ = ["connect", "draw", "write"]

connect = f"{__name__}.client:Matrix"

KEPT = {tag: set[str]() for tag in ("blockquote", "br", "del", "em", "pre", "strong")}
KEPT |= {"a": {"href"}, "code": {"class"}}


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One message of the room: who, and its HTML; what is copied is its text."""
    del found  # each is listed under the message
    said = str(message.payload.get("formatted_body") or "")
    safe = nh3.clean(said, tags=set(KEPT), attributes=KEPT, link_rel="noreferrer")
    lang = {"lang": context.draft.languages[0]} if context.draft.languages else {}
    text = element(
        "div.text",
        Markup(safe),  # noqa: S704 - cleaned the line before
        {"dir": "auto", "data-text": "", **lang},
    )
    name = element("bdi.name", context.speaker)
    now = element("span.when", context.words["now"])
    top = element("p.top-line", name + Markup(" ") + now)
    body = element("div.said", top + pictures(message, context) + text)
    shown = element("div.chat.row", avatar(context.speaker) + body)
    return Drawn(shown=shown, paste=str(message.payload.get("body") or message.text))
