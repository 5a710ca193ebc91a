"""WeCom group robot: a webhook that posts into one chat, as plain text or as its own Markdown.

``POST /cgi-bin/webhook/send``: https://developer.work.weixin.qq.com/document/path/99110. Both forms
are in its entry. Limits count the bytes of the content as it is sent, marks included.
"""

from typing import TYPE_CHECKING

from ...compose.plain_text import write_plain as write
from ..base import Connection, Destination

if TYPE_CHECKING:
    from ...looks.look import Look

__all__ = ["connect", "load_look", "write"]


def connect(destination: Destination) -> Connection:
    """Prepare the robot for sending."""
    from . import client as sender  # noqa: PLC0415 - SDKs are for sending only

    return sender.connect(destination)


def load_look() -> "Look":
    """A robot's bubbles in a group."""
    from .look import LOOK  # noqa: PLC0415 - whoever only writes draws nothing

    return LOOK
