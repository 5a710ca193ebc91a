"""Webhook: messages as JSON to an address of one's own. How a body is written is in its entry."""

from ...compose.plain_text import write_plain as write
from ..base import Connection, Destination

__all__ = ["connect", "write"]


def connect(destination: Destination) -> Connection:
    """Prepare the address; nothing is asked before the first message."""
    from . import client  # noqa: PLC0415 - the network is for sending only

    return client.Webhook(destination)
