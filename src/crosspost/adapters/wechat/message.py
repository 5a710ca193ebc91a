"""WeChat customer-service messages: plain text to someone who wrote to the account.

``POST /cgi-bin/message/custom/send``:
https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage.html. How a
message is written is in its entry: the text alone; whom it is for, and the body around it, come
with the sending.
"""

from typing import TYPE_CHECKING

from ...compose.plain_text import write_plain as write
from ..base import Connection, Destination

if TYPE_CHECKING:
    from ...looks.look import Look

__all__ = ["connect", "load_look", "write"]


def connect(destination: Destination) -> Connection:
    """Open what sends customer-service messages to one follower."""
    from . import client as sender  # noqa: PLC0415 - SDKs are for sending only

    return sender.connect(destination)


def load_look() -> "Look":
    """Bubbles of a chat."""
    from .looks import MESSAGE  # noqa: PLC0415 - whoever only writes draws nothing

    return MESSAGE
