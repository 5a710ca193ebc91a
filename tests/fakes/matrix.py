"""A Matrix homeserver on loopback: the client-server API, version 1.18, as far as we speak it.

https://spec.matrix.org/v1.18/client-server-api/. A transaction ID gives the event that it gave
before, to the same session; the event tells it that session alone (``unsigned``). What a real
Synapse does is tested in ``tests/live/test_matrix.py``.
"""

import datetime as dt
import json
import time
from collections.abc import Callable
from email.utils import format_datetime
from typing import Any
from urllib.parse import unquote

from crosspost.testing.server import Answer, Fake, Request, main

TOKEN, OTHER_TOKEN = "syt_s3cret-of-matrix", "syt_an0ther-session"
ME, ROOM, ALIAS, ENCRYPTED = (
    "@kuajie:fake.example",
    "!r00m:fake.example",
    "#中文:fake.example",
    "!s3aled:fake.example",
)
MOST = 65_536
SAYS = {"401": "M_UNKNOWN_TOKEN", "403": "M_FORBIDDEN", "404": "M_NOT_FOUND", "413": "M_TOO_LARGE"}
MESSAGE = {"msgtype", "body", "format", "formatted_body", "m.mentions", "m.relates_to"}
SHOWN = {"msgtype", "body", "url", "info", "m.mentions", "m.relates_to"}
INFO = {
    "m.image": {"mimetype", "w", "h", "size"},
    "m.video": {"mimetype", "w", "h", "size", "duration"},
}
"""What is said of a picture and of a film: https://spec.matrix.org/v1.18/client-server-api/#mvideo."""


class MatrixFake(Fake):
    """One user in two rooms, one of which is encrypted."""

    NAME = "matrix"

    def __init__(self, port: int = 0, delay: float = 0.0) -> None:
        super().__init__(port, delay)
        self.ahead = dt.timedelta()
        """How far this server's clock is ahead."""
        self.events: list[dict[str, Any]] = []
        self.transactions: dict[tuple[str, str], str] = {}
        self.media: dict[str, bytes] = {}
        self.joined = [ROOM, ENCRYPTED]
        self.most = 100
        """Events in a page."""

    def refusal(self, kind: str) -> Answer:
        """``403 M_CONSENT_NOT_GIVEN``; a bare status has the error that goes with it most often."""
        status, _, code = kind.partition(" ")
        if status == "429":
            limited = {"errcode": "M_LIMIT_EXCEEDED", "error": "Too many", "retry_after_ms": 7000}
            return self.told(limited, 429)
        error = {"errcode": code or SAYS.get(status, "M_UNKNOWN"), "error": "As it says."}
        return self.told(error, int(status))

    def told(self, body: Any, status: int = 200) -> Answer:
        return Answer(body, status, {"date": format_datetime(self._now(), usegmt=True)})

    def _now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.ahead

    def answer(self, request: Request) -> Answer:
        session = request.headers.get("authorization", "").removeprefix("Bearer ")
        if session not in {TOKEN, OTHER_TOKEN}:
            return self.refusal("401")
        path = request.path.removeprefix("/_matrix/client/v3")
        said: dict[str, Callable[[], Answer]] = {
            "/account/whoami": lambda: self.told({"user_id": ME, "device_id": session[-4:]}),
            "/joined_rooms": lambda: self.told({"joined_rooms": self.joined}),
            "/_matrix/client/v1/media/config": lambda: self.told({"m.upload.size": 52_428_800}),
            "/_matrix/media/v3/upload": lambda: self._upload(request),
        }
        if path in said:
            return said[path]()
        if path.startswith("/directory/room/"):
            found = unquote(path.rpartition("/")[2]) == ALIAS
            return self.told({"room_id": ROOM}) if found else self.refusal("404")
        _, rooms, room, *rest = path.split("/")
        assert rooms == "rooms", path
        if unquote(room) not in self.joined:
            return self.refusal("403")
        return self._in_room(request, session, unquote(room), rest)

    def _in_room(self, request: Request, session: str, room: str, rest: list[str]) -> Answer:
        match rest:
            case ["state", "m.room.encryption", ""]:
                sealed = {"algorithm": "m.megolm.v1.aes-sha2"}
                return self.told(sealed) if room == ENCRYPTED else self.refusal("404")
            case ["messages"]:
                return self._read(request.query, session)
            case ["event", name]:
                found = (one for one in self.events if one["event_id"] == unquote(name))
                one = next(found, None)
                return self.told(self._shown(one, session)) if one else self.refusal("404")
            case ["send", "m.room.message", transaction]:
                assert request.method == "PUT"
                content = request.json()
                does = self._replace if "m.new_content" in content else self._send
                return does(content, session, transaction)
            case ["redact", name, _]:
                assert (request.method, request.json()) == ("PUT", {})
                return self._redact(unquote(name))
        return self.refusal("404 M_UNRECOGNIZED")

    def _replace(self, content: dict[str, Any], session: str, transaction: str) -> Answer:
        """A replacement counts where it is one by the rules; else it changes nothing."""
        del session, transaction
        assert content["m.mentions"] == {}, "nobody is called"
        if len(json.dumps(content, ensure_ascii=False).encode()) > MOST - 600:
            return self.refusal("413")
        relation, new = content["m.relates_to"], content["m.new_content"]
        assert relation.keys() == {"rel_type", "event_id"}
        assert relation["rel_type"] == "m.replace"
        assert new.keys() <= MESSAGE - {"m.relates_to"}
        for post in self.posts:
            if post["id"] == relation["event_id"]:
                post["text"] = new["body"]
        return self.told({"event_id": f"$edit{len(self.events):07}"})

    def _redact(self, name: str) -> Answer:
        event = next((one for one in self.events if one["event_id"] == name), None)
        if event is None:
            return self.refusal("404")
        event["content"] = {}
        self.posts = [one for one in self.posts if one["id"] != name]
        return self.told({"event_id": f"$redaction{name}"})

    def _send(self, content: dict[str, Any], session: str, transaction: str) -> Answer:
        if known := self.transactions.get((session, transaction)):
            return self.told({"event_id": known})
        image = content["msgtype"] in INFO
        own = {key for key in content if not key.startswith("io.github.crosspost.")}
        assert own <= (SHOWN if image else MESSAGE), own
        assert content["m.mentions"] == {}, "nobody is called"
        assert isinstance(content["body"], str)
        if len(json.dumps(content, ensure_ascii=False).encode()) > MOST - 600:
            return self.refusal("413")
        relation = content.get("m.relates_to") or {}
        known_events = {one["event_id"] for one in self.events}
        if relation:
            assert relation["rel_type"] == "m.thread"
            assert {relation["event_id"], relation["m.in_reply_to"]["event_id"]} <= known_events
        if image:
            assert content["info"].keys() == INFO[content["msgtype"]]
            assert all(isinstance(value, int | str) for value in content["info"].values())
            if content["url"] not in self.media:
                return self.refusal("400 M_BAD_JSON")
        name = f"$event{len(self.events):07}"
        at = int((time.time() + self.ahead.total_seconds()) * 1000)
        event = {"event_id": name, "sender": ME, "origin_server_ts": at, "content": content}
        self.events.append(event | {"transaction": (session, transaction)})
        self.transactions[session, transaction] = name
        self._keep(name, content, relation)
        return self.told({"event_id": name})

    def _keep(self, name: str, content: dict[str, Any], relation: dict[str, Any]) -> None:
        """A message is its text with the pictures before it."""
        before = self.posts[-1:] if self.posts and self.posts[-1]["open"] else []
        media = [*before[0]["media"], content["body"]] if before else [content["body"]]
        if content["msgtype"] in INFO:
            if before:
                before[0]["media"] = media
            else:
                self.posts.append({"id": name, "text": "", "parent": None, "media": media} | OPEN)
            return
        media = before[0]["media"] if before else []
        del self.posts[len(self.posts) - len(before) :]
        parent = relation["m.in_reply_to"]["event_id"] if relation else None
        made = {"id": name, "text": content["body"], "parent": parent, "media": media}
        self.posts.append({**made, "open": False, "content": content})

    def _shown(self, event: dict[str, Any], session: str) -> dict[str, Any]:
        whose, transaction = event["transaction"]
        shown = {key: value for key, value in event.items() if key != "transaction"}
        return shown | {"unsigned": {"transaction_id": transaction} if whose == session else {}}

    def _read(self, asked: dict[str, str], session: str) -> Answer:
        assert asked["dir"] == "b"
        end = int(asked.get("from", len(self.events)))
        start = max(0, end - min(int(asked["limit"]), self.most))
        chunk = [self._shown(one, session) for one in reversed(self.events[start:end])]
        page = {"chunk": chunk, "start": str(end)} | ({"end": str(start)} if start else {})
        return self.told(page)

    def _upload(self, request: Request) -> Answer:
        assert request.headers["content-type"].startswith(("image/", "video/"))
        address = f"mxc://fake.example/{len(self.media)}"
        self.media[address] = request.body
        return self.told({"content_uri": address})


OPEN = {"open": True}
"""Pictures whose text is still to come."""


if __name__ == "__main__":
    main(MatrixFake)
