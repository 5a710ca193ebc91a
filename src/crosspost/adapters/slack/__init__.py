"""Slack: an application's bot, with threads by replies, or its webhook that posts into a channel.

``chat.postMessage`` with ``markdown_text``: https://docs.slack.dev/reference/methods/chat.postMessage.
How a message is written is in its entry; the signs of mentions (``<!channel>``, ``<@U…>``) are
escaped, so that nobody is called. A webhook takes no such text, only Slack's own mrkdwn: see the
entry ``slack-webhook``.
"""

from ...compose.plain_text import write_plain as write

__all__ = ["connect", "draw", "write"]

connect = f"{__name__}.client:connect"
draw = "crosspost.looks.widgets:draw_application"
