"""WeCom group robot: a webhook that posts into one chat, as plain text or as its own Markdown.

``POST /cgi-bin/webhook/send``: https://developer.work.weixin.qq.com/document/path/99110. Both forms
are in its entry. Limits count the bytes of the content as it is sent, marks included.
"""

from typing import TYPE_CHECKING

from ..connections import Connection, Destination
from ..plain_text import write_plain as write

if TYPE_CHECKING:
    from ..page.scene import Look

__all__ = ["connect", "load_look", "write"]


def connect(destination: Destination) -> Connection:
    """Prepare the robot for sending."""
    from ..senders import wecom as sender  # noqa: PLC0415 - SDKs are for sending only

    return sender.connect(destination)


def load_look() -> "Look":
    """A robot's bubbles in a group."""
    from ..page.looks.wecom import LOOK  # noqa: PLC0415 - whoever only writes draws nothing

    return LOOK
