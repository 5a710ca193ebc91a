"""WeChat customer-service messages: plain text to someone who wrote to the account.

``POST /cgi-bin/message/custom/send``:
https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage.html.
The payload is the text alone; whom it is for, and the body around it, come with the sending.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..connections import Connection, Destination
from ..draft import Finding, Json, Message
from ..markup.lost import lost
from ..markup.plain import flatten
from ..outline import Strand, outline
from ..pictures import with_pictures
from ..post import Post
from ..profile import Account
from ..rich import Rich
from ..threads import thread_messages
from . import Written

if TYPE_CHECKING:
    from ..page.scene import Look


def write(post: Post, account: Account) -> Written:
    """Messages one after another, each inside the channel's bytes."""
    made = outline(post, account.layout)
    messages, cuts = thread_messages(made, account, _payload, prepare=flatten)
    messages, pictures = with_pictures(messages, post, account, made.languages)
    findings = (*made.findings, *lost(made, account.profile.title), *cuts, *pictures)
    return messages, (*findings, *_too_many(messages, account))


def connect(destination: Destination) -> Connection:
    """Prepare the account, to answer one follower for sending."""
    from ..senders import wechat_message as sender  # noqa: PLC0415 - SDKs are for sending only

    return sender.connect(destination)


def load_look() -> "Look":
    """Bubbles of a chat."""
    from ..page.looks.wechat_message import LOOK  # noqa: PLC0415 - whoever only writes draws nothing

    return LOOK


def _too_many(messages: Sequence[Message], account: Account) -> Iterator[Finding]:
    """WeChat takes so many answers to one message of the reader's, and refuses the rest."""
    most = account.profile.thread.max_messages
    if most is not None and len(messages) > most:
        message = f"{len(messages)} messages: WeChat takes {most} until the reader writes again"
        yield Finding(level="warning", code="wechat.too-many", where="thread", message=message)


def _payload(text: Rich, strand: Strand) -> dict[str, Json]:
    del strand
    return {"text": text.text}
