"""WeCom's group robot: a webhook with a secret key; it takes messages and tells nothing.

https://developer.work.weixin.qq.com/document/path/99110.
"""

from urllib.parse import parse_qs, urlsplit

from ...errors import Retryable, UnknownOutcome
from ...model.draft import Message
from ..base import Connection, Destination
from ..chat_robot import ChatRobot
from ..web_api import WebApi, as_json
from ..wechat.client import read_answer

MINUTE = 60.0
"""Seconds until a robot that has said its 20 messages may speak again."""


def connect(destination: Destination) -> Connection:
    """The robot of *destination*."""
    key = webhook_key(destination.credentials.get("key"))
    api = WebApi(destination.settings["api"], query={"key": key})

    def say(message: Message) -> None:
        try:
            body = as_json(message.payload)
            said = api.post("/cgi-bin/webhook/send", UnknownOutcome, **body)
            read_answer(said, UnknownOutcome)
        except Retryable as error:
            error.after = MINUTE if error.after is None else error.after
            raise

    return ChatRobot(destination, key, api, say)


def webhook_key(said: str) -> str:
    """The key in a webhook's address; people keep either.

    >>> webhook_key("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6")
    '693a91f6'
    >>> webhook_key("693a91f6")
    '693a91f6'
    """
    return parse_qs(urlsplit(said).query).get("key", [said])[0].strip()
