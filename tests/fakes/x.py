"""X on loopback: bodies are checked by X's own OpenAPI document, where it lies beside the repository.

What the document does not say is written here: https://docs.x.com/x-api/posts/create-post for what
a post may hold, https://docs.x.com/fundamentals/counting-characters for how it is counted (by plain
rules; the official counter judges the same texts in ``tests/senders``).
"""

import base64
import datetime as dt
import functools
import html
import json
import re
import time
import unicodedata
from functools import partial
from pathlib import Path
from typing import Any

import emoji
import jsonschema

from crosspost.testing.server import Answer, Fake, Request, main

DOCUMENT = Path(__file__).parents[2] / "../shared/conformance/x-openapi/specs-openapi.json"
FIRST = 1_990_000_000_000_000_000
"""The id before the first post's."""
ADDRESS = re.compile(r"https?://[!-~]+[/\w]", re.ASCII)
CASHTAG = re.compile(r"(?<![\w$])\$[A-Za-z]{1,6}(?!\w)")
LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
PARTS = re.compile(r"POST /2/media/upload/(\d+)/(append|finalize)")
MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"RIFF")
SAYS = {
    "400": "One or more parameters to your request was invalid.",
    "401": "Unauthorized",
    "402": "Your enrolled account does not have any credits to fulfill this request.",
    "403": "You are not permitted to perform this action.",
    "403 duplicate": "You are not allowed to create a Tweet with duplicate content.",
    "403 reply": "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of the post you are replying to.",
    "403 unseen": "You attempted to reply to a Tweet that is deleted or not visible to you.",
    "403 suspended": "Your account is suspended and is not permitted to access this feature.",
    "403 locked": "To protect our users from spam, this account is temporarily locked.",
    "409": "Conflict",
    "429": "Too Many Requests",
    "429 cap": "Usage cap exceeded: Monthly product cap",
    "500": "Internal Server Error",
    "502": "Bad Gateway",
    "503": "Service Unavailable",
}


WORK = {"done": "succeeded", "fails": "failed", "never": "in_progress"}
"""What X tells of a film, after it was ``pending``."""


class XFake(Fake):
    """One account on X, signed in with OAuth 1.0a or 2.0."""

    NAME = "x"
    film_ends = "done"

    def __init__(self, port: int = 0, delay: float = 0.0) -> None:
        super().__init__(port, delay)
        self.pictures: dict[str, dict[str, Any]] = {}
        self.plan = "None"
        self._made = 0
        self.refresh = "refresh-1"
        """The one refresh token that is good; each is good once."""
        self.token = "token-0"  # noqa: S105 - it opens nothing

    def answer(self, request: Request) -> Answer:
        where = f"{request.method} {request.path}"
        if where == "POST /2/oauth2/token":
            return self._renew(request)
        if not self._known(request):
            return self.refusal("401")
        if request.path.startswith("/2/users/") and request.path.endswith("/tweets"):
            return self._timeline(request)
        routes = {
            "GET /2/users/me": self._me,
            "POST /2/tweets": self._create,
            "POST /2/media/upload": self._upload,
            "POST /2/media/metadata": self._describe,
            "POST /2/media/upload/initialize": self._initialize,
            "GET /2/media/upload": self._status,
        }
        for post in self.posts:
            routes[f"DELETE /2/tweets/{post['id']}"] = partial(self._delete, post)
        if found := PARTS.fullmatch(where):
            return {"append": self._append, "finalize": self._finalize}[found[2]](request, found[1])
        return routes[where](request) if where in routes else self.refusal("404")

    def _delete(self, post: dict[str, Any], request: Request) -> Answer:
        del request
        self.posts.remove(post)
        return Answer({"data": {"deleted": True}})

    def refusal(self, kind: str, said: str = "") -> Answer:
        problem = {
            "detail": said or SAYS.get(kind, kind),
            "title": kind,
            "status": int(kind[:3]),
            "type": "about:blank",
        }
        headers = _quota(0) if kind == "429" else {}
        return Answer(problem, int(kind[:3]), headers)

    def _known(self, request: Request) -> bool:
        said = request.headers.get("authorization", "")
        signed = ("oauth_consumer_key=", "oauth_token=", "oauth_signature=")
        return said == f"Bearer {self.token}" or (
            said.startswith("OAuth ") and all(part in said for part in signed)
        )

    def _renew(self, request: Request) -> Answer:
        form, _ = request.form()
        if form.get("grant_type") != "refresh_token" or form.get("refresh_token") != self.refresh:
            return Answer({"error": "invalid_request"}, 400)
        number = int(self.refresh.rpartition("-")[2])
        self.refresh, self.token = f"refresh-{number + 1}", f"token-{number}"
        pair = {"access_token": self.token, "refresh_token": self.refresh}
        return Answer({**pair, "expires_in": 7200, "token_type": "bearer"})

    def _me(self, request: Request) -> Answer:
        user = {"id": "42", "name": "跨界", "username": "kuajie", "subscription_type": self.plan}
        asked = {"id", "name", "username", *request.query.get("user.fields", "").split(",")}
        return Answer({"data": {key: user[key] for key in user if key in asked}})

    def _create(self, request: Request) -> Answer:
        body = request.json()
        if wrong := invalid(body, "CreatePostsRequest"):
            return self.refusal("400", wrong)
        text = body.get("text", "")
        parent = body.get("reply", {}).get("in_reply_to_tweet_id")
        media = body.get("media", {}).get("media_ids", [])
        if kind := self._fault_of(text, parent, media):
            return self.refusal(kind)
        if (media and "poll" in body) or not (text.strip() or media):
            return self.refusal("400")
        self._made = max(self._made, len(self.posts)) + 1
        post = {
            "id": str(FIRST + self._made),
            "text": text,
            "parent": parent,
            "media": [self.pictures[one] for one in media],
            "poll": body.get("poll"),
            "created_at": dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds"),
        }
        self.posts.append(post)
        said = {"id": post["id"], "text": shown(post)["text"]}
        return Answer({"data": said}, 201, _quota(99))

    def _fault_of(self, text: str, parent: str | None, media: list[str]) -> str:
        """Which refusal a post of this text deserves, if any."""
        if parent and parent not in {post["id"] for post in self.posts}:
            return "403 unseen"
        if any(unicodedata.normalize("NFC", text) == post["text"] for post in self.posts):
            return "403 duplicate"
        if len(CASHTAG.findall(text)) > 1 or weight(text) > (280 if self.plan == "None" else 25000):
            return "403"
        if not set(media) <= set(self.pictures):
            return "400"
        shown = [self.pictures[one] for one in media]
        ready = all((one.get("work") or ["succeeded"])[0] == "succeeded" for one in shown)
        alone = all(one["category"] == "tweet_image" for one in shown) or len(shown) == 1
        return "" if ready and alone and len(shown) <= 4 else "400"

    def _upload(self, request: Request) -> Answer:
        body = request.json()
        if wrong := invalid(body, "MediaUploadRequest"):
            return self.refusal("400", wrong)
        data = base64.b64decode(body["media"], validate=True)
        if not data.startswith(MAGIC) or len(data) > 5_000_000:
            return self.refusal("400", "unsupported media")
        number = str(FIRST - 1000 + len(self.pictures))
        self.pictures[number] = {"category": body["media_category"], "bytes": len(data), "alt": ""}
        return Answer({"data": {"id": number, "media_key": f"3_{number}", "size": len(data)}})

    def _initialize(self, request: Request) -> Answer:
        body = request.json()
        if wrong := invalid(body, "InitializeMediaUploadRequest"):
            return self.refusal("400", wrong)
        number = str(FIRST - 1000 + len(self.pictures))
        self.pictures[number] = {"category": body["media_category"], "alt": "", "parts": {}}
        self.pictures[number] |= {"bytes": body["total_bytes"], "work": None}
        return Answer({"data": {"id": number, "expires_after_secs": 86_400}})

    def _append(self, request: Request, number: str) -> Answer:
        body = request.json()
        film = self.pictures.get(number)
        if film is None or film["work"] is not None:
            return self.refusal("400", "no such upload")
        if wrong := invalid(body, "AppendMediaUploadRequest"):
            return self.refusal("400", wrong)
        part = base64.b64decode(body["media"], validate=True)
        if len(part) > 5_000_000:
            return self.refusal("400", "a part is too large")
        film["parts"][body["segment_index"]] = part
        return Answer({"data": {"expires_at": 4_000_000_000}})

    def _finalize(self, request: Request, number: str) -> Answer:
        del request
        film = self.pictures.get(number)
        if film is None or film["work"] is not None:
            return self.refusal("400", "no such upload")
        whole = b"".join(film["parts"][at] for at in sorted(film["parts"]))
        if len(whole) != film["bytes"] or sorted(film["parts"]) != list(range(len(film["parts"]))):
            return self.refusal("400", "parts are missing")
        film |= {"data": whole, "asked": 0}
        return self._told(number)

    def _status(self, request: Request) -> Answer:
        number = request.query.get("media_id", "")
        film = self.pictures.get(number)
        if request.query.get("command") != "STATUS" or film is None or "asked" not in film:
            return self.refusal("404", "no such upload")
        return self._told(number)

    def _told(self, number: str) -> Answer:
        """How far X is with a film; each answer is a step further."""
        film = self.pictures[number]
        data: dict[str, Any] = {"id": number, "media_key": f"13_{number}"}
        state = WORK[self.film_ends] if film["asked"] else "pending"
        film["asked"] += 1
        data["processing_info"] = {"state": state, "check_after_secs": 1}
        return Answer({"data": data})

    def _describe(self, request: Request) -> Answer:
        body = request.json()
        wrong = invalid(body, "CreateMediaMetadataRequest")
        if wrong or body["id"] not in self.pictures:
            return self.refusal("400", wrong or "no such media")
        about = body["metadata"]
        self.pictures[body["id"]]["alt"] = about.get("alt_text", {}).get("text", "")
        self.pictures[body["id"]]["warning"] = about.get("sensitive_media_warning", {})
        return Answer({"data": {"id": body["id"]}})

    def _timeline(self, request: Request) -> Answer:
        asked = request.query
        size = int(asked.get("max_results", "10"))
        if request.path != "/2/users/42/tweets" or not 5 <= size <= 100:
            return self.refusal("400")
        since = dt.datetime.fromisoformat(asked.get("start_time", "2010-11-06T00:00:00Z"))
        out = [one for one in self.posts if not one.get("draft")]
        late = [one for one in out if dt.datetime.fromisoformat(one["created_at"]) >= since]
        start = int(asked.get("pagination_token", "0"))
        page = late[::-1][start : start + size]
        fields = {"id", "text", *asked.get("tweet.fields", "").split(",")}
        posts = [{key: value for key, value in shown(one).items() if key in fields} for one in page]
        meta: dict[str, Any] = {"result_count": len(posts)}
        if start + size < len(late):
            meta["next_token"] = str(start + size)
        return Answer({**({"data": posts} if posts else {}), "meta": meta})


def shown(post: dict[str, Any]) -> dict[str, Any]:
    """*post* as X shows it: its own addresses for ours, ``&`` escaped, one for the pictures."""
    urls: list[dict[str, Any]] = []

    def short(address: str, **more: str) -> str:
        url = f"https://t.co/{post['id'][-6:]}{len(urls):04d}"
        urls.append({"url": url, "expanded_url": address, **more})
        return url

    text = html.escape(ADDRESS.sub(lambda found: short(found[0]), post["text"]), quote=False)
    if post["media"]:
        text += " " + short(f"https://x.com/kuajie/status/{post['id']}/photo/1", media_key="3_1")
    made: dict[str, Any] = {"id": post["id"], "text": text, "created_at": post["created_at"]}
    if urls:
        made["entities"] = {"urls": urls}
    if title := post.get("title"):
        made["article"] = {"title": title}
    if post["parent"]:
        made["referenced_tweets"] = [{"type": "replied_to", "id": post["parent"]}]
    return made


def weight(text: str) -> int:
    """What *text* weighs: an address 23, an emoji 2, light characters 1, all others 2."""
    text = emoji.replace_emoji(unicodedata.normalize("NFC", text), "中")
    text, links = ADDRESS.subn("", text)
    light = (any(low <= ord(char) <= high for low, high in LIGHT) for char in text)
    return links * 23 + sum(1 if one else 2 for one in light)


def _quota(left: int) -> dict[str, str]:
    return {
        "x-rate-limit-limit": "100",
        "x-rate-limit-remaining": str(left),
        "x-rate-limit-reset": str(int(time.time()) + 7),
    }


@functools.cache
def _schemas() -> dict[str, Any] | None:
    if not DOCUMENT.exists():
        return None
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    return {"components": document["components"]}


def invalid(body: Any, name: str) -> str:
    """What X's document has against *body*; nothing if it is not here."""
    schemas = _schemas()
    if schemas is None:
        return ""
    checker = jsonschema.Draft202012Validator({"$ref": f"#/components/schemas/{name}", **schemas})
    return "; ".join(f"{one.json_path}: {one.message}" for one in checker.iter_errors(body))


if __name__ == "__main__":
    main(XFake)
