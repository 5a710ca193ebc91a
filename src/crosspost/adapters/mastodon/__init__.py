"""Mastodon: statuses of plain text, threads by reply, one language a status.

``POST /api/v1/statuses``: https://docs.joinmastodon.org/methods/statuses/#create. How a status is
written is in its entry; another server's limits are an entry of one's own.
"""

from typing import TYPE_CHECKING

from ...compose.plain_text import write_plain as write
from ..base import Connection, Destination

if TYPE_CHECKING:
    from ...looks.look import Look

__all__ = ["connect", "load_look", "write"]


def connect(destination: Destination) -> Connection:
    """Prepare the account for sending."""
    from . import client as sender  # noqa: PLC0415 - SDKs are for sending only

    return sender.connect(destination)


def load_look() -> "Look":
    """A thread of statuses."""
    from .look import LOOK  # noqa: PLC0415 - whoever only writes draws nothing

    return LOOK
