"""WeChat's customer-service messages: answers to a follower who has written to the account.

https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage.html.
"""

import datetime as dt
from collections.abc import Sequence
from typing import NoReturn

from ..connections import Destination, Identity, Upload
from ..draft import Message
from ..errors import Unverifiable
from ..receipts import Receipt, Sent
from .wechat import Platform

SEND = "/cgi-bin/message/custom/send"


def connect(destination: Destination) -> "Answers":
    """The official account of *destination*, answering one follower."""
    return Answers(destination)


class Answers:
    """A chat of an official account with one follower."""

    def __init__(self, destination: Destination) -> None:
        self._platform = Platform(destination)
        self._name = destination.account.name
        self._to = destination.settings["to"]

    def whoami(self) -> Identity:
        """Signed in, and how many answers are left; whom they may go to cannot be asked."""
        answer = self._platform.ask("/cgi-bin/openapi/quota/get", {"cgi_path": SEND})
        left = answer.get("quota", {}).get("remain", "?")
        notes = (f"{left} answers left today",)
        return Identity(name=self._name, notes=notes, ends=self._platform.ends, renews=True)

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Send *message*; WeChat gives no id, so it goes by its key."""
        del above, uploads
        text = {"content": message.payload["text"]}
        body = {"touser": self._to, "msgtype": "text", "text": text}
        self._platform.do(SEND, body)
        return Sent(id=key)

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> NoReturn:
        """WeChat shows no message again.

        Raises:
            Unverifiable: always.
        """
        del message, key, above, since
        found = "WeChat does not say what an account has answered"
        raise Unverifiable(found, hint="look in 客服 of mp.weixin.qq.com, or ask the follower")

    def close(self) -> None:
        """Let go of the network."""
        self._platform.close()
