"""DingTalk's custom robot: the address is secret and signed, errors come as HTTP 200.

https://open.dingtalk.com/document/orgapp/custom-robot-access.
"""

import base64
import hashlib
import hmac
import time
from urllib.parse import parse_qs, urlsplit

from ...errors import UnknownOutcome
from ...model.draft import Message
from ..base import Connection, Destination
from ..chat_robot import ChatRobot, RobotAnswers
from ..outcomes import Noes
from ..web_api import WebApi, as_json

ANSWERS = RobotAnswers(
    code="errcode",
    said="errmsg",
    noes=Noes(
        account={
            310000: "robot.security",
            **dict.fromkeys((300001, 400013, 400101, 400102, 400106), "robot.not-there"),
        },
        message={
            460101: "robot.not-as-wanted",
            **dict.fromkeys((430101, 430102, 430103, 430104), "robot.content"),
        },
        later={
            -1: "robot.busy",
            **dict.fromkeys((130101, 410100), "robot.too-many-calls"),
        },
    ),
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
        ANSWERS.check(answer)

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
