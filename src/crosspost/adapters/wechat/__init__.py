"""WeChat: customer-service messages: plain text to someone who wrote to the account.

``POST /cgi-bin/message/custom/send``:
https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage.html. How a
message is written is in its entry: the text alone; whom it is for, and the body around it, come
with the sending.
"""

from ...compose.plain_text import write_plain as write

__all__ = ["connect", "draw", "family", "write"]

connect = f"{__package__}.client:Answers"
draw = f"{__package__}.looks:draw_message"
family = "chats"
