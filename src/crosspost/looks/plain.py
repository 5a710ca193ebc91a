"""Plain: a channel that nobody drew: its text, and the call as it will be made."""

from collections.abc import Sequence

import msgspec

from ..model.draft import Message
from .elements import element
from .findings import Found
from .look import DrawContext, Drawn, Look
from .pictures import pictures
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
