"""A custom robot of DingTalk's on loopback, as its page describes it.

https://open.dingtalk.com/document/orgapp/custom-robot-access for the call and its codes,
https://open.dingtalk.com/document/orgapp/customize-robot-security-settings for the signature. The
size is what others were refused with: 460101.
"""

import base64
import hashlib
import hmac

from crosspost.testing.server import Answer, Fake, Request, main

TOKEN, SIGNING_KEY = "566cc69da782ec-s3cret-of-dingtalk", "SEC签名-key-🎉"
LARGEST = 20_000
SAYS = {
    -1: "系统繁忙",
    130101: "send too fast, exceed 20 times per minute",
    300001: "token is not exist",
    310000: "sign not match",
    400102: "机器人已停用",
    400105: "unsupported msgtype",
    410100: "发送速度太快而限流",
    430101: "含有不安全的外链",
    430102: "含有不合适的文本",
    460101: "message too long, exceed 20000 bytes",
}


class DingTalkFake(Fake):
    """One robot, which wants signatures."""

    NAME = "dingtalk"

    def refusal(self, kind: str) -> Answer:
        """A code; a status, three digits, is that of somebody who stands before DingTalk."""
        return (
            super().refusal(kind)
            if len(kind.split(maxsplit=1)[0]) == len("503")
            else _no(int(kind))
        )

    def answer(self, request: Request) -> Answer:
        asked = request.query
        if request.path != "/robot/send" or asked.get("access_token") != TOKEN:
            return _no(300001)
        now = asked.get("timestamp", "")
        both = f"{now}\n{SIGNING_KEY}".encode()
        made = hmac.new(SIGNING_KEY.encode(), both, hashlib.sha256).digest()
        if len(now) != len("1599360473000") or asked["sign"] != base64.b64encode(made).decode():
            return _no(310000)
        if len(request.body) > LARGEST:
            return _no(460101)
        body = request.json()
        if body.keys() != {"msgtype", "markdown", "at"} or body["msgtype"] != "markdown":
            return _no(400105)
        said = body["markdown"]
        if said.keys() != {"title", "text"} or not said["title"].strip() or not said["text"]:
            return _no(400105)
        assert body["at"] == {"isAtAll": False}, "somebody is called"
        self.posts.append(
            {
                "id": f"D{len(self.posts) + 1}",
                "text": said["text"],
                "parent": None,
                "media": [],
                "body": body,
            }
        )
        return Answer({"errcode": 0, "errmsg": "ok"})


def _no(code: int) -> Answer:
    return Answer({"errcode": code, "errmsg": SAYS.get(code, "error")})


if __name__ == "__main__":
    main(DingTalkFake)
