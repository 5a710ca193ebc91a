"""Slack: an application's bot that posts into one channel, a thread by replies.

``chat.postMessage`` with ``markdown_text``: https://docs.slack.dev/reference/methods/chat.postMessage.
How a message is written is in its entry; the signs of mentions (``<!channel>``, ``<@U…>``) are
escaped, so that nobody is called.
"""

from ...compose.plain_text import write_plain as write

__all__ = ["connect", "delete", "edit", "load_look", "write"]

connect = f"{__name__}.client:connect"
edit = f"{__name__}.client:Slack.edit"
delete = f"{__name__}.client:Slack.delete"
load_look = f"{__name__}.look:load_look"
