"""WeChat's platform and WeCom's robots, as their pages describe them.

https://developers.weixin.qq.com/doc/service/api/: every answer is HTTP 200, with an ``errcode``
inside where it is a no. Limits are counted here, by characters and bytes, not by the package.
"""

import json
import time
from collections.abc import Callable
from typing import Any

from crosspost.testing.server import Answer, Fake, Request, main

APP_ID, APP_SECRET, ROBOT, FOLLOWER = "wx1f", "s3cret-of-wechat", "693a91f6-robot", "oNLsG5"
SAYS = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40003: "invalid openid",
    40005: "invalid file type",
    40007: "invalid media_id",
    40009: "invalid image size",
    40013: "invalid appid",
    40033: "invalid charset",
    40058: "content exceed max length",
    40125: "invalid appsecret",
    40164: "invalid ip 127.0.0.1, not in whitelist",
    42001: "access_token expired",
    44003: "empty news data",
    45002: "content size out of limit",
    45003: "title size out of limit",
    45004: "description size out of limit",
    45009: "reach max api daily quota limit",
    45047: "out of response count limit",
    48001: "api unauthorized",
    87014: "risky content",
    93000: "invalid webhook url",
}


class No(Exception):  # noqa: N818 - it is what WeChat says
    """An errcode."""


class WeChat(Fake):
    """One official account with its follower, and one robot."""

    NAME = "wechat"
    certified = False
    """Whether it may publish by API."""
    slow_publishing = 0
    """How many questions an article stays on its way for."""

    def __init__(self, port: int = 0, delay: float = 0.0) -> None:
        super().__init__(port, delay)
        self.token = "T0"  # noqa: S105 - nobody's
        self.renewals: list[bool] = []
        """Every token that was asked for: whether by force."""
        self.materials: dict[str, bytes] = {}
        self.drafts: list[dict[str, Any]] = []
        self.published: list[dict[str, Any]] = []
        self._made = 0
        self.allowed = True
        """Whether this computer's address is on the account's list."""

    def refusal(self, kind: str) -> Answer:
        """An errcode; a status, three digits, is that of somebody who stands before WeChat."""
        return super().refusal(kind) if len(kind) == len("503") else _no(int(kind))

    def answer(self, request: Request) -> Answer:
        calls: dict[str, Callable[[Request], object]] = {
            "/cgi-bin/stable_token": self._stable_token,
            "/cgi-bin/media/uploadimg": self._uploadimg,
            "/cgi-bin/material/add_material": self._add_material,
            "/cgi-bin/draft/add": self._draft_add,
            "/cgi-bin/draft/update": self._draft_update,
            "/cgi-bin/draft/delete": self._draft_delete,
            "/cgi-bin/draft/batchget": lambda asked: _listed(asked, self.drafts),
            "/cgi-bin/freepublish/batchget": self._published,
            "/cgi-bin/freepublish/submit": self._submit,
            "/cgi-bin/freepublish/get": self._state,
            "/cgi-bin/message/custom/send": self._custom,
            "/cgi-bin/openapi/quota/get": self._quota,
            "/cgi-bin/webhook/send": self._robot,
        }
        try:
            if request.path not in calls:
                raise No(40066)
            if request.path not in {"/cgi-bin/stable_token", "/cgi-bin/webhook/send"}:
                self._signed(request)
            return Answer(calls[request.path](request))
        except No as no:
            return _no(no.args[0])

    def expire(self) -> None:
        """The token is over: whoever asks gets the next one."""
        self.token = f"T{int(self.token[1:]) + 1}"

    def _stable_token(self, request: Request) -> object:
        asked = request.json()
        if not self.allowed:
            raise No(40164)
        if asked["appid"] != APP_ID or asked["grant_type"] != "client_credential":
            raise No(40013)
        if asked["secret"] != APP_SECRET:
            raise No(40125)
        self.renewals.append(asked.get("force_refresh", False))
        if self.renewals[-1]:
            self.expire()
        return {"access_token": self.token, "expires_in": 7200}

    def _signed(self, request: Request) -> None:
        if request.query.get("access_token") != self.token:
            raise No(42001)

    def _picture(self, request: Request, most: int) -> bytes:
        _, files = request.form()
        data = files["media"]
        if not data.startswith((b"\xff\xd8\xff", b"\x89PNG")):
            raise No(40005)
        if len(data) > most:
            raise No(40009)
        return data

    def _uploadimg(self, request: Request) -> object:
        self._picture(request, 1024 * 1024 - 1)
        return {"url": f"http://mmbiz.qpic.cn/mmbiz_png/{len(self.requests):0>90}/0?wx_fmt=png"}

    def _add_material(self, request: Request) -> object:
        if request.query.get("type") != "image":
            raise No(40004)
        name = f"M{len(self.materials) + 1}"
        self.materials[name] = self._picture(request, 10 * 1024 * 1024)
        return {"media_id": name, "url": f"http://mmbiz.qpic.cn/{name}"}

    def _draft_add(self, request: Request) -> object:
        if b"\\u" in request.body:
            raise No(40033)
        articles = request.json()["articles"]
        for one in articles:
            self._check_article(one)
        self._made = max(self._made, len(self.posts)) + 1
        media_id = f"D{self._made}"
        self.drafts.insert(0, _item(media_id=media_id, articles=articles))
        self._stands(media_id, articles[0]["title"], [articles[0]["thumb_media_id"]])
        return {"media_id": media_id}

    def _check_article(self, one: dict[str, Any]) -> None:
        for code, wrong in (
            (44003, not one["title"] or not one["content"]),
            (45003, len(one["title"]) > 32),
            (45004, len(one.get("digest", "")) > 128),
            (45002, len(one["content"]) >= 20_000),
            (45002, len(one["content"].encode()) >= 1024 * 1024),
            (40007, one["thumb_media_id"] not in self.materials),
        ):
            if wrong:
                raise No(code)

    def _in_the_box(self, wanted: str) -> dict[str, Any]:
        for draft in self.drafts:
            if draft["media_id"] == wanted:
                return draft
        raise No(40007)

    def _draft_update(self, request: Request) -> object:
        if b"\\u" in request.body:
            raise No(40033)
        asked = request.json()
        draft, article = self._in_the_box(asked["media_id"]), asked["articles"]
        self._check_article(article)
        draft |= _item(media_id=asked["media_id"], articles=[article])
        [post] = [one for one in self.posts if one["id"] == asked["media_id"]]
        post |= {"text": article["title"], "media": [article["thumb_media_id"]]}
        return {"errcode": 0, "errmsg": "ok"}

    def _draft_delete(self, request: Request) -> object:
        wanted = request.json()["media_id"]
        self.drafts.remove(self._in_the_box(wanted))
        self.posts = [one for one in self.posts if one["id"] != wanted]
        return {"errcode": 0, "errmsg": "ok"}

    def _published(self, request: Request) -> object:
        if not self.certified:
            raise No(48001)
        return _listed(request, self.published)

    def _submit(self, request: Request) -> object:
        if not self.certified:
            raise No(48001)
        wanted = request.json()["media_id"]
        draft = next((one for one in self.drafts if one["media_id"] == wanted), None)
        if draft is None:
            raise No(40007)
        self.drafts.remove(draft)
        articles = draft["content"]["news_item"]
        url = f"https://mp.weixin.qq.com/s/{wanted}"
        shown = _item(article_id=f"A{wanted}", articles=[{**one, "url": url} for one in articles])
        self.published.insert(0, shown)
        return {"errcode": 0, "errmsg": "ok", "publish_id": f"P{wanted}", "msg_data_id": "1"}

    def _state(self, request: Request) -> object:
        job = request.json()["publish_id"]
        if self.slow_publishing:
            self.slow_publishing -= 1
            return {"publish_id": job, "publish_status": 1, "fail_idx": []}
        shown = next(one for one in self.published if one["article_id"] == f"A{job[1:]}")
        address = {"idx": 1, "article_url": shown["content"]["news_item"][0]["url"]}
        return {
            "publish_id": job,
            "publish_status": 0,
            "article_id": shown["article_id"],
            "article_detail": {"count": 1, "item": [address]},
        }

    def _quota(self, request: Request) -> object:
        used = len(self.posts)
        assert request.json()["cgi_path"] == "/cgi-bin/message/custom/send"
        quota = {"daily_limit": 500, "used": used, "remain": 500 - used}
        return {"errcode": 0, "errmsg": "ok", "quota": quota}

    def _custom(self, request: Request) -> object:
        asked = request.json()
        if asked["touser"] != FOLLOWER:
            raise No(40003)
        text = asked["text"]["content"]
        if len(text.encode()) > 2048:
            raise No(45002)
        if len(self.posts) >= 5:
            raise No(45047)
        self._stands(f"C{len(self.posts) + 1}", text, [])
        return {"errcode": 0, "errmsg": "ok"}

    def _robot(self, request: Request) -> object:
        if request.query.get("key") != ROBOT:
            raise No(93000)
        asked = request.json()
        text = asked[asked["msgtype"]]["content"]
        if len(text.encode()) > {"text": 2048, "markdown": 4096}[asked["msgtype"]]:
            raise No(40058)
        self._stands(f"R{len(self.posts) + 1}", text, [])
        return {"errcode": 0, "errmsg": "ok"}

    def _stands(self, name: str, text: str, media: list[str]) -> None:
        self.posts.append({"id": name, "text": text, "parent": None, "media": media})


def _item(articles: list[dict[str, Any]], **names: str) -> dict[str, Any]:
    return {**names, "content": {"news_item": articles}, "update_time": int(time.time())}


def _listed(request: Request, items: list[dict[str, Any]]) -> object:
    asked = request.json()
    if not 1 <= asked["count"] <= 20:
        raise No(40097)
    shown = json.loads(json.dumps(items[asked["offset"] :][: asked["count"]]))
    for article in (one for item in shown for one in item["content"]["news_item"]):
        if asked.get("no_content"):
            del article["content"]
    return {"total_count": len(items), "item_count": len(shown), "item": shown}


def _no(code: int) -> Answer:
    return Answer({"errcode": code, "errmsg": f"{SAYS.get(code, 'error')} rid: 6584fd9e-56fb"})


if __name__ == "__main__":
    main(WeChat)
