"""Robots in a chat that take messages at a secret address and tell nothing.

They have no name that one could ask for, give a message no id and never show it again. What differs
between them is the call, and what each of their noes means.
"""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx

from .._record import Record
from ..errors import Rejected, SendError, UnknownOutcome
from ..model.draft import Message
from ..model.receipts import Receipt, Sent
from ..translations import translate
from .base import CannotLook, Destination, Identity, Upload
from .outcomes import Noes
from .web_api import ApiConnection, WebApi, fingerprint, json_of, read_json


class ChatRobot(CannotLook, ApiConnection):
    """One robot in one chat.

    Args:
        destination: its account; the account's name is all that it is called.
        key: what is secret of its address, which tells it from other robots.
        api: where it listens; closed with it.
        say: makes the call for one message, or raises what its failure comes to.
    """

    cannot_look = "robot.cannot-look"
    """A robot cannot read."""

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


class RobotAnswers(Record):
    """How a robot's platform answers: HTTP 200 with a code inside, of which 0 is a yes."""

    code: str
    """Where an answer has its code."""
    said: str
    """Where it has its words."""
    noes: Noes
    wait: float | None = None
    """Seconds until the robot speaks again once it has said too much."""

    def check(self, response: httpx.Response) -> None:
        """Nothing, where *response* is a yes.

        Raises:
            Rejected: the platform said no.
            Retryable: it cannot take it now.
            UnknownOutcome: nobody can read what it said.
        """
        answer = read_json(response, UnknownOutcome)
        code = answer.get(self.code)
        if not isinstance(code, int):
            raise UnknownOutcome("web.unreadable")
        if code:
            no = Rejected("robot.refused", account_level=False, **self._words(answer))
            raise self._known(answer) or no

    def refusal(self, response: httpx.Response) -> SendError | None:
        """What another status than 200 comes to, where a code that is known stands in its body."""
        return self._known(json_of(response))

    def _known(self, answer: dict[str, Any]) -> SendError | None:
        code = answer.get(self.code)
        if not isinstance(code, int):
            return None
        return self.noes.outcome(code, after=self.wait, **self._words(answer))

    def _words(self, answer: dict[str, Any]) -> dict[str, str]:
        return {"errcode": str(answer[self.code]), "said": str(answer.get(self.said, ""))}


def host_of(destination: Destination, said: str) -> str:
    """Where the robot at the address *said* listens: there, unless the account names a place."""
    named, rule = destination.settings["api"], destination.account.spec.account.settings["api"]
    parts = urlsplit(said.strip())
    own = f"{parts.scheme}://{parts.netloc}" if parts.scheme == "https" and parts.netloc else ""
    return own if own and named == rule.default else named


def end_of_address(said: str, behind: str) -> str:
    """What is secret of an address: what stands *behind* its public part; people keep either.

    >>> end_of_address("https://open.feishu.cn/open-apis/bot/v2/hook/机器人-1?a=b", "/hook/")
    '机器人-1'
    >>> end_of_address(" 机器人-1 ", "/hook/")
    '机器人-1'
    """
    _, found, end = said.strip().rpartition(behind)
    return end.partition("?")[0].strip("/") if found else said.strip()
