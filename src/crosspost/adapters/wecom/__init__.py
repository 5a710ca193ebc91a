"""WeCom group robot: a webhook that posts into one chat, as plain text or as its own Markdown.

``POST /cgi-bin/webhook/send``: https://developer.work.weixin.qq.com/document/path/99110. Both forms
are in its entry. Limits count the bytes of the content as it is sent, marks included.
"""

from ...compose.plain_text import write_plain as write

__all__ = ["connect", "draw", "family", "write"]

connect = f"{__name__}.client:connect"
draw = "crosspost.looks.widgets:draw_robot"
family = "chats"
