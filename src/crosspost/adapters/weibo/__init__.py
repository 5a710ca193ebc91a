"""Weibo: one post, in 140 characters or long, for a person to paste.

How it is written is in its entry. Weibo's open platform has an API for posts again, with a program
of its own (https://open.weibo.com/cli/index), whose calls are not public; the older one
(https://open.weibo.com/wiki/2/statuses/share) takes no topics and wants a link to one's own site.
So nothing is sent from here.
"""

from collections.abc import Sequence

from markupsafe import Markup

from ...compose.plain_text import write_plain as write
from ...looks import DrawContext, Drawn, Found, sent
from ...looks.elements import element
from ...looks.widgets import avatar, fold, icon, pictures
from ...model.draft import Message

__all__ = ["draw", "write"]

ACTIONS = (("repost", "转发"), ("bubble", "评论"), ("like", "赞"))

SHORT = 140
"""Characters that the feed shows whole."""


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One post of the feed."""
    text, paste = sent(message, context, found)
    name = element("p.name", element("bdi", context.speaker))
    when = element("p.when", context.words["now"])
    head = element("div.head", avatar(context.speaker) + element("div", name + when))
    long = message.size > SHORT
    body = fold(text, "全文", "展开", "收起") if long else text
    actions = Markup().join(element("span", icon(sign) + words) for sign, words in ACTIONS)
    foot = element("div.actions", actions, {"aria-hidden": "true", "lang": "zh"})
    said = head + body + pictures(message, context) + foot
    return Drawn(shown=element("div.weibo-post", said), paste=paste)
