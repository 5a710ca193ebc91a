"""One server on loopback that speaks for six channels, badly at times."""

import json
import threading
import time
from collections.abc import Callable
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from types import TracebackType
from typing import Any, ClassVar, Self
from urllib.parse import parse_qs, urlsplit

DID = "did:plc:killed"
JWT = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJkaWQ6cGxjOmtpbGxlZCIsImV4cCI6NDAwMDAwMDAwMH0.c2ln"
NOTHING_DONE, CUT, FAILED, LATER = "nothing done", "cut", "failed", "later"
FAULTS = [""] * 32 + [NOTHING_DONE, CUT, CUT, FAILED, LATER]
"""What befalls a call that posts something; mostly nothing."""
SLOWEST = 0.03
"""Seconds before a call is acted on, and again before it is answered."""


class Channels:
    """What stands on each channel: ``stands[channel]`` are the texts, in order."""

    def __init__(self, seed: str) -> None:
        """Draw faults by *seed*."""
        self.stands: dict[str, list[dict[str, Any]]] = {}
        self._random = Random(seed)  # noqa: S311 - nothing is kept secret by it
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        """Serve until left; `url` is the address."""
        outer = self

        class Handler(_Handler):
            pass

        Handler.channels = outer

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End."""
        self._http.shutdown()
        self._http.server_close()

    def drawn(self) -> tuple[str, float, float]:
        """A fault, and two waits in seconds."""
        with self._lock:
            one, other = self._random.uniform(0, SLOWEST), self._random.uniform(0, SLOWEST)
            return self._random.choice(FAULTS), one, other

    def post(self, channel: str, text: str, key: str = "", **more: Any) -> dict[str, Any] | None:
        """Let *text* stand on *channel*; nothing where its *key* is taken."""
        with self._lock:
            posts = self.stands.setdefault(channel, [])
            if key and any(post["key"] == key for post in posts):
                return None
            made = {
                "id": str(7000 + len(posts)),
                "text": text,
                "key": key,
                "at": time.time(),
                **more,
            }
            posts.append(made)
            return made


class _Handler(BaseHTTPRequestHandler):
    channels: ClassVar[Channels]
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        where = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(where.query).items()}
        self._say(*_read(self.channels, where.path, asked))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        path = urlsplit(self.path).path
        reads = (".createSession", ".refreshSession") if path.startswith("/xrpc") else ()
        if path.endswith(reads) or (path.startswith("/bot") and not path.endswith("/sendMessage")):
            self._say(*_read(self.channels, path, {}))
            return
        fault, before, after = self.channels.drawn()
        time.sleep(before)
        if fault == NOTHING_DONE:
            self.close_connection = True
            return
        if fault in {FAILED, LATER}:
            self._say(503 if fault == FAILED else 429, {"error": "x", "message": "x", "ok": False})
            return
        answer = _write(self.channels, path, _fields(self.headers, body), self.headers)
        time.sleep(after)
        if fault == CUT:
            self.close_connection = True
            return
        self._say(*answer)

    def _say(self, status: int, body: object) -> None:
        raw = json.dumps(body).encode()
        try:
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(raw)))
            if status == 429:
                self.send_header("retry-after", "1")
            self.end_headers()
            self.wfile.write(raw)
        except OSError:
            self.close_connection = True  # whoever asked is dead


def _fields(headers: Message, body: bytes) -> dict[str, Any]:
    if "json" in headers.get("content-type", ""):
        return dict(json.loads(body))
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}


def _write(
    channels: Channels, path: str, given: dict[str, Any], headers: Message
) -> tuple[int, object]:
    """A call that posts something, and what is answered."""
    for end, write in _WRITES.items():
        if path.endswith(end):
            return write(channels, given)
    made = channels.post("webhook", given["text"])
    return 200, {"id": made and made["id"], "seen": headers.get("idempotency-key", "")}


def _telegram(channels: Channels, given: dict[str, Any]) -> tuple[int, object]:
    made = channels.post("telegram", given["text"])
    assert made
    result = {"message_id": int(made["id"]), "date": int(made["at"]), "chat": _CHAT}
    return 200, {"ok": True, "result": result | {"text": given["text"]}}


def _x(channels: Channels, given: dict[str, Any]) -> tuple[int, object]:
    if any(post["text"] == given["text"] for post in channels.stands.get("x", [])):
        return 403, {"title": "Forbidden", "status": 403, "detail": "duplicate content"}
    above = given.get("reply", {}).get("in_reply_to_tweet_id")
    made = channels.post("x", given["text"], above=above)
    assert made
    return 201, {"data": {"id": made["id"], "text": given["text"]}}


def _mastodon(channels: Channels, given: dict[str, Any]) -> tuple[int, object]:
    made = channels.post("mastodon", given["status"], above=given.get("in_reply_to_id"))
    assert made
    return 200, _status(made)


def _bluesky(channels: Channels, given: dict[str, Any]) -> tuple[int, object]:
    record, key = given["record"], given["rkey"]
    if channels.post("bluesky", record["text"], key=key, record=record) is None:
        return 500, {"error": "InternalServerError", "message": "Internal Server Error"}
    return 200, {"uri": _uri(key), "cid": "bafyreib" + key}


def _wecom(channels: Channels, given: dict[str, Any]) -> tuple[int, object]:
    channels.post("wecom", given["markdown"]["content"])
    return 200, {"errcode": 0, "errmsg": "ok"}


_WRITES: dict[str, Callable[[Channels, dict[str, Any]], tuple[int, object]]] = {
    "/sendMessage": _telegram,
    "/2/tweets": _x,
    "/api/v1/statuses": _mastodon,
    "repo.createRecord": _bluesky,
    "/cgi-bin/webhook/send": _wecom,
}


def _read(channels: Channels, path: str, asked: dict[str, str]) -> tuple[int, object]:
    """A call that changes nothing."""
    for part, answer in _ALWAYS.items():
        if part in path:
            return 200, answer
    stands = channels.stands
    if path.startswith("/2/users/"):
        posts = [_tweet(post) for post in reversed(stands.get("x", []))]
        return 200, {"data": posts, "meta": {"result_count": len(posts)}}
    if path.startswith("/api/v1/accounts/"):
        older = int(asked.get("max_id", 10**9))
        found = [post for post in reversed(stands.get("mastodon", [])) if int(post["id"]) < older]
        return 200, [_status(post) for post in found[: int(asked.get("limit", 20))]]
    for post in stands.get("bluesky", []):
        if post["key"] == asked.get("rkey"):
            key = post["key"]
            return 200, {"uri": _uri(key), "cid": "bafyreib" + key, "value": post["record"]}
    return 400, {"error": "RecordNotFound", "message": "Could not locate record"}


_BOT = {"id": 5, "is_bot": True, "first_name": "k", "username": "k_bot"}
_CHAT = {"id": -100, "type": "channel", "title": "k", "username": "killed"}
_ME = {"id": "109", "username": "killed", "acct": "killed", "url": "https://k.example/@killed"}

_SESSION = {
    "did": DID,
    "handle": "killed.test",
    "active": True,
    "accessJwt": JWT,
    "refreshJwt": JWT,
}
_LIMITS = {"statuses": {"max_characters": 500, "max_media_attachments": 4}}
_ALWAYS: dict[str, object] = {
    "/getMe": {"ok": True, "result": _BOT},
    "/getChatMember": {
        "ok": True,
        "result": {"status": "creator", "user": _BOT, "is_anonymous": False},
    },
    "/getChat": {"ok": True, "result": _CHAT | {"accent_color_id": 1, "max_reaction_count": 1}},
    "/2/users/me": {"data": {"id": "42", "name": "k", "username": "killed"}},
    "Session": _SESSION,
    "verify_credentials": _ME,
    "/instance": {"uri": "k", "domain": "k", "version": "4.5.0", "configuration": _LIMITS},
}
"""Parts of a path, and what is always answered there."""


def _iso(at: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at)) + f".{int(at % 1 * 1000):03}Z"


def _uri(key: str) -> str:
    return f"at://{DID}/app.bsky.feed.post/{key}"


def _tweet(post: dict[str, Any]) -> dict[str, Any]:
    above = [{"type": "replied_to", "id": post["above"]}] if post["above"] else []
    more = {"referenced_tweets": above} if above else {}
    return {
        "id": post["id"],
        "text": post["text"],
        "created_at": _iso(post["at"]),
        "author_id": "42",
        **more,
    }


def _status(post: dict[str, Any]) -> dict[str, Any]:
    paragraphs = post["text"].replace("&", "&amp;").replace("<", "&lt;").split("\n\n")
    content = "".join(f"<p>{one}</p>".replace("\n", "<br />") for one in paragraphs)
    return {
        "id": post["id"],
        "created_at": _iso(post["at"]),
        "in_reply_to_id": post["above"],
        "content": content,
        "url": f"https://k.example/@killed/{post['id']}",
        "account": _ME,
        "language": "en",
    }
