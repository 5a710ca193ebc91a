"""Meta's Threads API on loopback, as its pages describe it.

https://developers.facebook.com/documentation/threads/reference: containers, their publication, what
a profile has, and the errors of the Graph API. A container may be published once.
"""

import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any

from crosspost.testing.server import Answer, Fake, Request, main

TOKEN, NEXT = "THAAs3cret-of-threads", "THAAs3cret-renewed"
PROFILE, NAME = "26500000000000001", "kuajie"
FIRST, FIRST_CONTAINER = 18_000_000_000_000_000, 17_000_000_000_000_000
PARAMS = {
    "media_type",
    "text",
    "image_url",
    "video_url",
    "is_spoiler_media",
    "alt_text",
    "is_carousel_item",
    "children",
    "reply_to_id",
    "text_attachment",
}
STYLES = {"bold", "italic", "highlight", "underline", "strikethrough"}
SAYS = {
    "190": (401, "Error validating access token: Session has expired"),
    "10": (403, "Application does not have permission for this action"),
    "100": (400, "Param text must be at most 500 characters long"),
    "4": (403, "Application request limit reached"),
    "2": (500, "Service temporarily unavailable"),
    "24": (400, "The requested resource does not exist"),
    "400 link": (400, "THREADS_API__LINK_LIMIT_EXCEEDED"),
}


class ThreadsFake(Fake):
    """One profile."""

    NAME = "threads"
    film_ends = "done"
    may_read_replies = True
    used = 4
    """Posts of the last 24 hours."""

    def __init__(self, port: int = 0, delay: float = 0.0) -> None:
        super().__init__(port, delay)
        self.containers: dict[str, dict[str, Any]] = {}
        self.states: list[str] = []
        """What the next questions for a container's state are answered with, before FINISHED."""
        self.tokens = {TOKEN, NEXT}
        self.young = False
        """Whether the token is less than a day old."""

    def refusal(self, kind: str) -> Answer:
        """Of a code of the Graph API, or of a status."""
        if kind in SAYS:
            return _no(kind)
        if kind.startswith("429"):
            return Answer(_error(4, "Application request limit reached"), 429)
        return Answer(_error(1 if kind.startswith("5") else 100, f"fault: {kind}"), int(kind[:3]))

    def answer(self, request: Request) -> Answer:
        if request.query.get("access_token") not in self.tokens:
            return _no("190")
        if request.path == "/refresh_access_token":
            return self._renew(request)
        version, path = request.path[:5], request.path[5:]
        assert version == "/v1.0", request.path
        calls: dict[str, Callable[[Request], Answer]] = {
            "GET /me": lambda _: Answer({"id": PROFILE, "username": NAME}),
            "GET /me/threads_publishing_limit": self._limit,
            "POST /me/threads": self._make,
            "POST /me/threads_publish": self._publish,
            "GET /me/threads": self._list,
            "GET /me/replies": self._list,
        }
        call = calls.get(f"{request.method} {path}")
        return call(request) if call else self._about(path[1:], request)

    def _renew(self, request: Request) -> Answer:
        assert request.query["grant_type"] == "th_refresh_token"
        if self.young:
            return Answer(_error(100, "Session key invalid: too young"), 400)
        return Answer({"access_token": NEXT, "token_type": "bearer", "expires_in": 5_184_000})

    def _limit(self, request: Request) -> Answer:
        del request
        one = {"quota_usage": self.used, "config": {"quota_total": 250, "quota_duration": 86_400}}
        reply = {"reply_quota_usage": 1, "reply_config": {"quota_total": 1000}}
        return Answer({"data": [one | reply]})

    def _make(self, request: Request) -> Answer:
        form, files = request.form()
        assert not files, "there is no upload"
        assert form.keys() <= PARAMS, form.keys() - PARAMS
        if wrong := self._wrong(form):
            return _no(wrong)
        number = str(FIRST_CONTAINER + len(self.containers))
        self.containers[number] = {**form, "state": "FINISHED"}
        return Answer({"id": number})

    def _wrong(self, form: dict[str, str]) -> str:
        """The error that *form* earns; what no client may ever send is a mistake of ours."""
        text, kind = form.get("text", ""), form["media_type"]
        if len(text.encode()) > 500:
            return "100"
        if len(set(re.findall(r"https?://\S+", text))) > 5:
            return "400 link"
        assert kind in {"TEXT", "IMAGE", "VIDEO", "CAROUSEL"}, kind
        assert text or kind != "TEXT"
        assert ("image_url" in form) == (kind == "IMAGE")
        assert ("video_url" in form) == (kind == "VIDEO")
        for name in ("image_url", "video_url"):
            assert form.get(name, "https://").startswith("https://")
        assert form.get("is_spoiler_media", "true") in {"true", "false"}
        assert "is_spoiler_media" not in form or kind != "TEXT", "there is nothing to hide"
        if kind == "CAROUSEL":
            children = form["children"].split(",")
            assert 2 <= len(children) <= 20
            assert all(self.containers[one]["is_carousel_item"] == "true" for one in children)
        if "text_attachment" in form:
            assert kind == "TEXT"
            _check_attachment(json.loads(form["text_attachment"]))
        if "reply_to_id" in form and form["reply_to_id"] not in {one["id"] for one in self.posts}:
            return "24"
        return ""

    def _publish(self, request: Request) -> Answer:
        number = request.form()[0]["creation_id"]
        container = self.containers.get(number)
        if container is None or container["state"] != "FINISHED":
            return _no("24")
        container["state"] = "PUBLISHED"
        children = [self.containers[one] for one in container.get("children", "").split(",") if one]
        alone = [container] if container["media_type"] in {"IMAGE", "VIDEO"} else []
        pictures = children or alone
        attachment = json.loads(container.get("text_attachment", "{}")).get("plaintext")
        text = "\n\n".join(filter(None, (container.get("text", ""), attachment)))
        made = {
            "id": str(FIRST + len(self.posts)),
            "text": text,
            "parent": container.get("reply_to_id"),
            "media": [one.get("alt_text", "") for one in pictures],
        }
        self.posts.append({**made, "container": container, "at": dt.datetime.now(dt.UTC)})
        return Answer({"id": made["id"]})

    def _list(self, request: Request) -> Answer:
        replies = request.path.endswith("/replies")
        if replies and not self.may_read_replies:
            return _no("10")
        since = float(request.query["since"])
        shown = [
            self._shown(one)
            for one in reversed(self.posts)
            if bool(one["parent"]) is replies and one["at"].timestamp() >= since
        ]
        return Answer({"data": shown, "paging": {"cursors": {"before": "b", "after": "a"}}})

    def _about(self, number: str, request: Request) -> Answer:
        if request.method == "DELETE":
            return self._delete(number)
        assert request.method == "GET", request.method
        if number in self.containers:
            state = self.states.pop(0) if self.states else self.containers[number]["state"]
            film = self.containers[number]["media_type"] == "VIDEO"
            if film and state == "FINISHED":
                state = {"fails": "ERROR", "never": "IN_PROGRESS"}.get(self.film_ends, state)
            kind = "VIDEO" if film else "IMAGE"
            why = {"error_message": f"FAILED_DOWNLOADING_{kind}"} if state == "ERROR" else {}
            return Answer({"id": number, "status": state, **why})
        found = [self._shown(one) for one in self.posts if one["id"] == number]
        gone = _error(100, "Tried accessing nonexisting field (status)")
        return Answer(found[0]) if found else Answer(gone, 400)

    def _delete(self, number: str) -> Answer:
        rest = [one for one in self.posts if one["id"] != number]
        if len(rest) == len(self.posts):
            gone = _error(100, "Unsupported delete request. Object does not exist")
            return Answer(gone, 400)
        self.posts = rest
        return Answer({"success": True, "deleted_id": number})

    def _shown(self, post: dict[str, Any]) -> dict[str, Any]:
        under = {"replied_to": {"id": post["parent"]}} if post["parent"] else {}
        return {
            "id": post["id"],
            "text": post["container"].get("text", ""),
            "permalink": f"https://www.threads.com/@{NAME}/post/{post['id']}",
            "timestamp": post["at"].strftime("%Y-%m-%dT%H:%M:%S+0000"),
            **under,
        }


def _check_attachment(attachment: dict[str, Any]) -> None:
    """What the page says of a text attachment."""
    assert attachment.keys() <= {"plaintext", "link_attachment_url", "text_with_styling_info"}
    text = attachment["plaintext"]
    assert 0 < len(text) <= 10_000
    end = 0
    for one in attachment.get("text_with_styling_info", []):
        assert one.keys() == {"offset", "length", "styling_info"}
        assert one["offset"] >= end, "ranges overlap"
        end = one["offset"] + one["length"]
        assert one["length"] > 0
        assert set(one["styling_info"]) <= STYLES
    assert end <= len(text.encode("utf-16-le")) // 2


def _error(code: int, message: str, **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, "type": "OAuthException", "code": code, **more}}


def _no(kind: str) -> Answer:
    status, message = SAYS[kind]
    more = {"error_subcode": 4279009, "is_transient": False} if kind == "24" else {}
    return Answer(_error(int(kind) if kind.isdigit() else 100, message, **more), status)


if __name__ == "__main__":
    main(ThreadsFake)
