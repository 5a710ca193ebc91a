"""Mastodon: statuses of plain text, threads by reply, one language a status.

``POST /api/v1/statuses``: https://docs.joinmastodon.org/methods/statuses/#create. How a status is
written is in its entry; another server's limits are an entry of one's own.
"""

from ...compose.plain_text import write_plain as write

__all__ = ["connect", "delete", "edit", "load_look", "write"]

connect = f"{__name__}.client:connect"
edit = f"{__name__}.client:Mastodon.edit"
delete = f"{__name__}.client:Mastodon.delete"
load_look = f"{__name__}.look:load_look"
