"""Discord: a webhook that posts into one channel, or into one thread of it.

``POST /webhooks/{id}/{token}?wait=true``:
https://docs.discord.com/developers/resources/webhook#execute-webhook. How a message is written is
in its entry. Nothing in a post calls anybody: ``allowed_mentions`` holds nobody, and the signs of
mentions are escaped.
"""

from ...compose.plain_text import write_plain as write

__all__ = ["connect", "draw", "write"]

connect = f"{__name__}.client:Webhook"
draw = "crosspost.looks.widgets:draw_application"
