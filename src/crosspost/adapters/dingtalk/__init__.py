"""DingTalk: a custom robot that posts into one group, in DingTalk's part of Markdown.

``POST /robot/send``: https://open.dingtalk.com/document/orgapp/custom-robot-access. How a message
is written is in its entry. Nobody is called: that takes a field of the call, ``at``.
"""

from ...compose.plain_text import write_plain as write

__all__ = ["connect", "draw", "family", "write"]

connect = f"{__name__}.client:connect"
draw = "crosspost.looks.widgets:draw_robot"
family = "chats"
