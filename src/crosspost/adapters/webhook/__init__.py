"""Webhook: messages as JSON to an address of one's own. How a body is written is in its entry."""

from ...compose.plain_text import write_plain as write

__all__ = ["connect", "write"]

connect = f"{__name__}.client:Webhook"
