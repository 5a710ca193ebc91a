"""A custom robot of Feishu's on loopback, as its page describes it.

https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot for the call, the signature and
the codes; https://open.feishu.cn/document/feishu-cards/card-json-v2-structure for the card.
"""

import base64
import hashlib
import hmac
from typing import Any

from crosspost.testing.server import Answer, Fake, Request, main

END, SIGNING_KEY = "693a91f6-7a1b-4c2d-8e3f-s3cret-of-feishu", "签名-key-🎉"
LARGEST = 20_000
SAYS = {
    9499: "Bad Request",
    11232: "create message trigger frequency limit",
    19001: "param invalid: incoming webhook access token invalid",
    19002: "params error, msg_type need",
    19021: "sign match fail or timestamp is not within one hour from current time",
    19022: "Ip Not Allowed",
    19024: "Key Words Not Found",
    19036: "message too large",
}


class FeishuFake(Fake):
    """One robot, which wants signatures."""

    NAME = "feishu"

    def refusal(self, kind: str) -> Answer:
        """A code; a status, three digits, is that of somebody who stands before Feishu."""
        return (
            super().refusal(kind)
            if len(kind.split(maxsplit=1)[0]) == len("503")
            else _no(int(kind))
        )

    def answer(self, request: Request) -> Answer:
        if request.path != f"/open-apis/bot/v2/hook/{END}":
            return _no(19001)
        if len(request.body) > LARGEST or b"\\u" in request.body:
            return _no(9499)
        body = request.json()
        now = body.pop("timestamp", "")
        both = f"{now}\n{SIGNING_KEY}".encode()
        wanted = base64.b64encode(hmac.new(both, digestmod=hashlib.sha256).digest()).decode()
        if not now.isdigit() or len(now) != len("1599360473") or body.pop("sign") != wanted:
            return _no(19021)
        if not _is_card(body):
            return _no(19002)
        [element] = body["card"]["body"]["elements"]
        assert "<at" not in element["content"], "somebody is called"
        self.posts.append(
            {
                "id": f"F{len(self.posts) + 1}",
                "text": element["content"],
                "parent": None,
                "media": [],
                "body": body,
            }
        )
        return Answer({"code": 0, "msg": "success", "data": {}, "StatusCode": 0, "Extra": None})


def _is_card(body: dict[str, Any]) -> bool:
    """Whether *body* is a card of the one element that we use, and of nothing that nobody knows."""
    card = body.get("card", {})
    return (
        body.keys() == {"msg_type", "card"}
        and body["msg_type"] == "interactive"
        and card.keys() == {"schema", "config", "body"}
        and card["schema"] == "2.0"
        and card["config"]["summary"].keys() == {"content"}
        and [one.keys() for one in card["body"]["elements"]] == [{"tag", "content"}]
        and card["body"]["elements"][0]["tag"] == "markdown"
        and bool(card["body"]["elements"][0]["content"])
    )


def _no(code: int) -> Answer:
    return Answer({"code": code, "msg": SAYS.get(code, "error"), "data": {}})


if __name__ == "__main__":
    main(FeishuFake)
