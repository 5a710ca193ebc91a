"""A Misskey server on loopback, as misskey-js 2026.5.1 types its API (``autogen/types.ts``).

Every call is a POST with the token in its body; an error is ``{"error": {code, message, id}}``.
Notes come back as they were sent, without white space at their ends; the drive gives back the file
that it has where the same one comes again, unless ``force`` says otherwise.
"""

import datetime as dt
import hashlib
from collections.abc import Callable
from email.utils import format_datetime
from typing import Any

from crosspost.testing.server import Answer, Fake, Request, main

TOKEN, ME = "s3cret-of-misskey", "9abc1kuajie"
FIELDS = {"i", "text", "visibility", "cw", "replyId", "fileIds"}
"""Those of ``notes/create`` that we use; all are in the types."""


class MisskeyFake(Fake):
    """One account on one server."""

    NAME = "misskey"

    def __init__(self, port: int = 0, delay: float = 0.0) -> None:
        super().__init__(port, delay)
        self.ahead = dt.timedelta()
        """How far this server's clock is ahead."""
        self.drive: dict[str, dict[str, Any]] = {}
        self.most = 100
        """Notes in a page."""

    def refusal(self, kind: str) -> Answer:
        """An error by its code behind the status; a bare status as a proxy says it."""
        status, _, code = kind.partition(" ")
        if not code:
            return super().refusal(kind)
        error = {"message": "As it says.", "code": code, "id": "0", "kind": "client"}
        return self.told({"error": error}, int(status))

    def answer(self, request: Request) -> Answer:
        assert request.method == "POST", request.method
        calls: dict[str, Callable[[dict[str, Any]], Answer]] = {
            "/api/i": self._account,
            "/api/meta": lambda _: self.told({"name": "跨街", "maxNoteTextLength": 3000}),
            "/api/notes/create": self._create,
            "/api/users/notes": self._list,
            "/api/notes/delete": self._delete,
        }
        if request.path == "/api/drive/files/create":
            return self._upload(request)
        body = request.json()
        if body.get("i") != TOKEN:
            return self.refusal("403 AUTHENTICATION_FAILED")
        return (
            calls[request.path](body)
            if request.path in calls
            else self.refusal("404 UNKNOWN_API_ENDPOINT")
        )

    def told(self, body: Any, status: int = 200) -> Answer:
        return Answer(body, status, {"date": format_datetime(self._now(), usegmt=True)})

    def _now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.ahead

    def _account(self, _: dict[str, Any]) -> Answer:
        return self.told({"id": ME, "username": "kuajie", "policies": {"maxFileSizeMb": 30}})

    def _create(self, body: dict[str, Any]) -> Answer:
        assert body.keys() <= FIELDS, body.keys() - FIELDS
        assert body["visibility"] in {"public", "home", "followers"}
        if wrong := self._wrong(body):
            return self.refusal(f"400 {wrong}")
        name = f"a{len(self.posts):09}"
        note = {
            "id": name,
            "createdAt": self._now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "userId": ME,
            "text": body["text"].strip(),
            "cw": body.get("cw"),
            "replyId": body.get("replyId"),
            "visibility": body["visibility"],
        }
        shown = [self.drive[one]["comment"] for one in body.get("fileIds", ())]
        post = {"id": name, "text": note["text"], "parent": note["replyId"], "media": shown}
        self.posts.append({**post, "note": note})
        return self.told({"createdNote": note})

    def _delete(self, body: dict[str, Any]) -> Answer:
        assert body.keys() == {"i", "noteId"}
        rest = [one for one in self.posts if one["id"] != body["noteId"]]
        if len(rest) == len(self.posts):
            return self.refusal("400 NO_SUCH_NOTE")
        self.posts = rest
        return Answer(b"", 204)

    def _wrong(self, body: dict[str, Any]) -> str:
        """The error that *body* earns."""
        text, cw, files = body["text"], body.get("cw"), body.get("fileIds", ["-"])
        known = {one["id"] for one in self.posts} | {None}
        sizes = len(text.strip()) in range(1, 3001) and (cw is None or len(cw) in range(1, 101))
        return (
            ("" if sizes and len(files) in range(1, 17) else "INVALID_PARAM")
            or ("" if body.get("replyId") in known else "NO_SUCH_REPLY_TARGET")
            or ("" if files == ["-"] or {*files} <= {*self.drive} else "NO_SUCH_FILE")
        )

    def _upload(self, request: Request) -> Answer:
        form, files = request.form()
        assert form.keys() <= {"i", "force", "name", "comment", "isSensitive"}
        if form["i"] != TOKEN:
            return self.refusal("403 AUTHENTICATION_FAILED")
        if len(form.get("comment", "")) > 512:
            return self.refusal("400 INVALID_PARAM")
        same = hashlib.md5(files["file"], usedforsecurity=False).hexdigest()
        if form.get("force") != "true":
            for one in self.drive.values():
                if one["md5"] == same:
                    return self.told(one)
        name = f"f{len(self.drive)}"
        said = {"comment": form.get("comment"), "isSensitive": form.get("isSensitive") == "true"}
        self.drive[name] = {"id": name, "md5": same, **said}
        return self.told(self.drive[name])

    def _list(self, body: dict[str, Any]) -> Answer:
        assert body["userId"] == ME
        assert body["limit"] in range(1, 101)
        newest = [one["note"] for one in reversed(self.posts)]
        if not body.get("withReplies"):
            newest = [one for one in newest if one["replyId"] is None]
        if until := body.get("untilId"):
            newest = [one for one in newest if one["id"] < until]
        return self.told(newest[: min(body["limit"], self.most)])


if __name__ == "__main__":
    main(MisskeyFake)
