"""WeCom's group robot: a webhook with a secret key; it takes messages and tells nothing.

https://developer.work.weixin.qq.com/document/path/99110.
"""

import datetime as dt
from collections.abc import Sequence
from typing import NoReturn
from urllib.parse import parse_qs, urlsplit

from ...errors import Retryable, UnknownOutcome, Unverifiable
from ...model.draft import Message
from ...model.receipts import Receipt, Sent
from ...translations import translate
from .. import base
from ..base import Destination, Identity, Upload
from ..web_api import WebApi, as_json, fingerprint
from ..wechat.client import read_answer

MINUTE = 60.0
"""Seconds until a robot that has said its 20 messages may speak again."""


def connect(destination: Destination) -> "Robot":
    """The robot of *destination*."""
    return Robot(destination)


class Robot:
    """One robot in one chat."""

    def __init__(self, destination: Destination) -> None:
        self._name = destination.account.name
        address = destination.settings["api"]
        key = webhook_key(destination.credentials.get("key"))
        self._id = fingerprint(key)
        self._api = WebApi(address, base.TIMEOUT, query={"key": key})

    def whoami(self) -> Identity:
        """Its name here: a robot answers no question."""
        note = translate("channels", "wecom.note")
        return Identity(name=self._name, id=self._id, notes=(note,))

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Say *message*; the robot gives no id, so the message goes by its key."""
        del above, uploads
        try:
            said = self._api.post(
                "/cgi-bin/webhook/send", UnknownOutcome, **as_json(message.payload)
            )
            read_answer(said, UnknownOutcome)
        except Retryable as error:
            wait = MINUTE if error.after is None else error.after
            error.after = wait
            raise
        return Sent(id=key)

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> NoReturn:
        """A robot cannot read.

        Raises:
            Unverifiable: always.
        """
        del message, key, above, since
        raise Unverifiable("wecom.cannot-look")

    def close(self) -> None:
        """Let go of the network."""
        self._api.close()


def webhook_key(said: str) -> str:
    """The key in a webhook's address; people keep either.

    >>> webhook_key("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6")
    '693a91f6'
    >>> webhook_key("693a91f6")
    '693a91f6'
    """
    return parse_qs(urlsplit(said).query).get("key", [said])[0].strip()
