"""WeCom group robot: a webhook that posts into one chat, as plain text or as its own Markdown.

``POST /cgi-bin/webhook/send``: https://developer.work.weixin.qq.com/document/path/99110. Limits
count the bytes of the content as it is sent, marks of the Markdown included.
"""

from typing import TYPE_CHECKING, cast

from msgspec import structs

from ..connections import Connection, Destination
from ..draft import Json, Message
from ..markup.lost import lost
from ..markup.plain import flatten
from ..markup.wecom import seen, wecom_markdown
from ..outline import Strand, outline
from ..pictures import with_pictures
from ..post import Post
from ..profile import Account
from ..rich import Kind, Rich
from ..threads import thread_messages
from . import Written

if TYPE_CHECKING:
    from ..page.scene import Look

LOST: tuple[Kind, ...] = ("emphasis",)
"""What the robot's Markdown has no sign for."""


def write(post: Post, account: Account) -> Written:
    """Messages one after another, in the form that the account or the post has chosen."""
    made = outline(post, account.layout)
    form = str(account.option("form"))
    rule = account.profile.forms[form]
    if form == "markdown":
        messages, cuts = thread_messages(
            made, account, _markdown, prepare=_whole, rule=rule, project=wecom_markdown
        )
        messages = tuple(structs.replace(one, text=_seen(one)) for one in messages)
        gone = lost(made, account.profile.title, LOST)
    else:
        messages, cuts = thread_messages(made, account, _text, prepare=flatten, rule=rule)
        gone = lost(made, account.profile.title)
    messages, pictures = with_pictures(messages, post, account, made.languages)
    return messages, (*made.findings, *gone, *cuts, *pictures)


def connect(destination: Destination) -> Connection:
    """Prepare the robot for sending."""
    from ..senders import wecom as sender  # noqa: PLC0415 - SDKs are for sending only

    return sender.connect(destination)


def load_look() -> "Look":
    """A robot's bubbles in a group."""
    from ..page.looks.wecom import LOOK  # noqa: PLC0415 - whoever only writes draws nothing

    return LOOK


def _whole(text: Rich) -> Rich:
    return text


def _markdown(text: Rich, strand: Strand) -> dict[str, Json]:
    del strand
    return {"msgtype": "markdown", "markdown": {"content": wecom_markdown(text)}}


def _seen(message: Message) -> str:
    """What the group reads: signs that would be marks are full-width twins by now."""
    content = cast("dict[str, str]", message.payload["markdown"])["content"]
    return seen(content).text


def _text(text: Rich, strand: Strand) -> dict[str, Json]:
    del strand
    return {"msgtype": "text", "text": {"content": text.text}}
