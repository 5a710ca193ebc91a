"""Robots in a chat that take messages at a secret address and tell nothing.

They have no name that one could ask for, give a message no id and never show it again. What differs
between them is the call, and what each of their noes means.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import NoReturn

from ..errors import Unverifiable
from ..model.draft import Message
from ..model.receipts import Receipt, Sent
from ..translations import translate
from .base import Destination, Identity, Upload
from .web_api import WebApi, fingerprint


class ChatRobot:
    """One robot in one chat.

    Args:
        destination: its account; the account's name is all that it is called.
        key: what is secret of its address, which tells it from other robots.
        api: where it listens; closed with it.
        say: makes the call for one message, or raises what its failure comes to.
    """

    def __init__(
        self, destination: Destination, key: str, api: WebApi, say: Callable[[Message], None]
    ) -> None:
        self._name, self._id = destination.account.name, fingerprint(key)
        self._api, self._say = api, say

    def whoami(self) -> Identity:
        """Its name here: a robot answers no question."""
        note = translate("channels", "robot.note")
        return Identity(name=self._name, id=self._id, notes=(note,))

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Say *message*; the robot gives no id, so the message goes by its key."""
        del above, uploads
        self._say(message)
        return Sent(id=key)

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> NoReturn:
        """A robot cannot read.

        Raises:
            Unverifiable: always.
        """
        del message, key, above, since
        raise Unverifiable("robot.cannot-look")

    def close(self) -> None:
        """Let go of the network."""
        self._api.close()


def end_of_address(said: str, behind: str) -> str:
    """What is secret of an address: what stands *behind* its public part; people keep either.

    >>> end_of_address("https://open.feishu.cn/open-apis/bot/v2/hook/机器人-1?a=b", "/hook/")
    '机器人-1'
    >>> end_of_address(" 机器人-1 ", "/hook/")
    '机器人-1'
    """
    _, found, end = said.strip().rpartition(behind)
    return end.partition("?")[0].strip("/") if found else said.strip()
