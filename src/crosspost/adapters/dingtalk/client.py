"""DingTalk's custom robot: the address is secret and signed, errors come as HTTP 200.

https://open.dingtalk.com/document/orgapp/custom-robot-access.
"""

import base64
import hashlib
import hmac
import time
from urllib.parse import parse_qs, urlsplit

from ...errors import Rejected, Retryable, UnknownOutcome
from ...model.draft import Message
from ..base import Connection, Destination
from ..chat_robot import ChatRobot, RobotCodes
from ..web_api import WebApi, as_json

CODES = RobotCodes(
    key="errcode",
    said="errmsg",
    rows={
        -1: (Retryable, "robot.busy"),
        130101: (Retryable, "robot.too-many-calls"),
        300001: (Rejected, "robot.not-there"),
        310000: (Rejected, "robot.security"),
        400013: (Rejected, "robot.not-there"),
        400101: (Rejected, "robot.not-there"),
        400102: (Rejected, "robot.not-there"),
        400106: (Rejected, "robot.not-there"),
        410100: (Retryable, "robot.too-many-calls"),
        430101: (Rejected, "robot.content"),
        430102: (Rejected, "robot.content"),
        430103: (Rejected, "robot.content"),
        430104: (Rejected, "robot.content"),
        460101: (Rejected, "robot.not-as-wanted"),
    },
    account=frozenset({300001, 310000, 400013, 400101, 400102, 400106}),
    wait=600.0,  # it is held back for ten minutes
)


def connect(destination: Destination) -> Connection:
    """The robot of *destination*."""
    token = token_in(destination.credentials.get("access_token"))
    signing_key = destination.credentials.find("signing_key") or ""
    api = WebApi(destination.settings["api"], query={"access_token": token})

    def say(message: Message) -> None:
        if signing_key:
            now = str(round(time.time() * 1000))
            api.query.update(timestamp=now, sign=signature(now, signing_key))
        answer = api.post("/robot/send", UnknownOutcome, **as_json(message.payload))
        CODES.check(answer)

    return ChatRobot(destination, token, api, say)


def token_in(said: str) -> str:
    """The token in a webhook's address; people keep either.

    >>> token_in("https://oapi.dingtalk.com/robot/send?access_token=机器人1"), token_in("机器人1")
    ('机器人1', '机器人1')
    """
    return parse_qs(urlsplit(said).query).get("access_token", [said])[0].strip()


def signature(timestamp: str, key: str) -> str:
    """What proves at *timestamp* (milliseconds) that whoever calls knows *key*.

    >>> signature("1599360473000", "密钥🎉")
    'ioibDvsxgI7k4jqDfEq7qj6LJgsiOmApVxAsFcyByU4='
    """
    both = f"{timestamp}\n{key}".encode()
    return base64.b64encode(hmac.new(key.encode(), both, hashlib.sha256).digest()).decode()
