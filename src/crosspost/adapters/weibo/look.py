"""Weibo: a post in the feed, its topics and names as links; a long one folds behind 展开."""

from collections.abc import Sequence
from functools import cache

from markupsafe import Markup

from ...looks.elements import element
from ...looks.look import DrawContext, Drawn, Found, Look, sent, style_sheet
from ...looks.widgets import avatar, fold, icon, pictures
from ...model.draft import Message

ACTIONS = (("repost", "转发"), ("bubble", "评论"), ("like", "赞"))

SHORT = 140
"""Characters that the feed shows whole."""


def draw(message: Message, context: DrawContext, found: Sequence[Found]) -> Drawn:
    """One post of the feed."""
    text, paste = sent(message, context, found)
    name = element("p", element("bdi", context.speaker), {"class": "name"})
    when = element("p", context.words["now"], {"class": "when"})
    head = element("div", avatar(context.speaker) + element("div", name + when), {"class": "head"})
    long = message.size > SHORT
    body = fold(text, "全文", "展开", "收起") if long else text
    actions = Markup().join(element("span", icon(sign) + words) for sign, words in ACTIONS)
    foot = element("div", actions, {"class": "actions", "aria-hidden": "true", "lang": "zh"})
    said = head + body + pictures(message, context) + foot
    return Drawn(shown=element("div", said, {"class": "weibo-post"}), paste=paste)


@cache
def load_look() -> Look:
    """A post of the feed."""
    return Look(name="weibo", draw=draw, css=style_sheet(__package__, "look.css"))
