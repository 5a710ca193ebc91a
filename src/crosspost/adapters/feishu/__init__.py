"""Feishu and Lark: a custom robot that posts cards into one group.

``POST /open-apis/bot/v2/hook/{end}``:
https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot. A message is a card (JSON 2.0)
of one ``markdown`` element: https://open.feishu.cn/document/feishu-cards/card-json-v2-structure.
How it is written is in its entry; its signs of mentions are escaped, so that nobody is called.
"""

from ...compose.plain_text import write_plain as write

__all__ = ["connect", "draw", "family", "write"]

connect = f"{__name__}.client:connect"
draw = "crosspost.looks.widgets:draw_robot"
family = "chats"
