"""Feishu's custom robot: an address with a secret end, signed calls, errors as HTTP 200.

https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot.
"""

import base64
import hashlib
import hmac
import time

import httpx

from ...errors import Rejected, Retryable, UnknownOutcome
from ...model.draft import Message
from ..base import Connection, Destination
from ..chat_robot import ChatRobot, RobotCodes, end_of_address, host_of
from ..web_api import WebApi, as_json

CODES = RobotCodes(
    key="code",
    said="msg",
    rows={
        9499: (Rejected, "robot.not-as-wanted"),
        11232: (Retryable, "robot.too-many-calls"),
        19001: (Rejected, "robot.not-there"),
        19021: (Rejected, "robot.signature"),
        19022: (Rejected, "robot.address-not-listed"),
        19024: (Rejected, "robot.keyword"),
        19036: (Rejected, "robot.not-as-wanted"),
    },
    account=frozenset({19001, 19021, 19022}),
)


def connect(destination: Destination) -> Connection:
    """The robot of *destination*."""
    address = destination.credentials.get("webhook")
    end, host = end_of_address(address, "/hook/"), host_of(destination, address)
    signing_key = destination.credentials.find("signing_key") or ""
    hook = f"{host.rstrip('/')}/open-apis/bot/v2/hook"
    api = WebApi(hook, secret_path=end, refusal=CODES.refusal)

    def say(message: Message) -> None:
        body = dict(message.payload)
        if signing_key:
            now = str(int(time.time()))
            body |= {"timestamp": now, "sign": signature(now, signing_key)}
        answer: httpx.Response = api.post("", UnknownOutcome, **as_json(body))
        CODES.check(answer)

    return ChatRobot(destination, end, api, say)


def signature(timestamp: str, key: str) -> str:
    """What proves at *timestamp* (seconds) that whoever calls knows *key*.

    An HMAC of nothing, whose key is both.

    >>> signature("1599360473", "密钥🎉")
    'L9OCqW5t+ptWlea7kLT0oLwnvg74b7/TlYnCBFRN0zI='
    """
    both = f"{timestamp}\n{key}".encode()
    return base64.b64encode(hmac.new(both, b"", hashlib.sha256).digest()).decode()
