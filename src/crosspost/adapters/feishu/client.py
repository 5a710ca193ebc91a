"""Feishu's custom robot: an address with a secret end, signed calls, errors as HTTP 200.

https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot.
"""

import base64
import hashlib
import hmac
import time

from ...errors import UnknownOutcome
from ...model.draft import Message
from ..base import Connection, Destination
from ..chat_robot import ChatRobot, RobotAnswers, end_of_address, host_of
from ..outcomes import Noes
from ..web_api import WebApi, as_json

ANSWERS = RobotAnswers(
    code="code",
    said="msg",
    noes=Noes(
        account={
            19001: "robot.not-there",
            19021: "robot.signature",
            19022: "robot.address-not-listed",
        },
        message={
            9499: "robot.not-as-wanted",
            19024: "robot.keyword",
            19036: "robot.not-as-wanted",
        },
        later={11232: "robot.too-many-calls"},
    ),
)


def connect(destination: Destination) -> Connection:
    """The robot of *destination*."""
    address = destination.credentials.get("webhook")
    end, host = end_of_address(address, "/hook/"), host_of(destination, address)
    signing_key = destination.credentials.find("signing_key") or ""
    hook = f"{host.rstrip('/')}/open-apis/bot/v2/hook"
    api = WebApi(hook, secret_path=end, refusal=ANSWERS.refusal)

    def say(message: Message) -> None:
        body = dict(message.payload)
        if signing_key:
            now = str(int(time.time()))
            body |= {"timestamp": now, "sign": signature(now, signing_key)}
        answer = api.post("", UnknownOutcome, **as_json(body))
        ANSWERS.check(answer)

    return ChatRobot(destination, end, api, say)


def signature(timestamp: str, key: str) -> str:
    """What proves at *timestamp* (seconds) that whoever calls knows *key*.

    An HMAC of nothing, whose key is both.

    >>> signature("1599360473", "密钥🎉")
    'L9OCqW5t+ptWlea7kLT0oLwnvg74b7/TlYnCBFRN0zI='
    """
    both = f"{timestamp}\n{key}".encode()
    return base64.b64encode(hmac.new(both, b"", hashlib.sha256).digest()).decode()
