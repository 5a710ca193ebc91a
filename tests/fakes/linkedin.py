"""LinkedIn's versioned API on loopback, as its pages describe it.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares: posts, comments and
pictures. A post is cut off at the first sign of its "little text" that is neither escaped nor part
of a hashtag, and the answer is a yes all the same.
"""

import re
from typing import Any
from urllib.parse import unquote

from crosspost.testing.server import Answer, Fake, Request, main

TOKEN, VERSION = "AQV-s3cret-of-linkedin", "202607"
PERSON = "urn:li:person:8675309"
FIRST = 7_240_000_000_000_000_000
HASHTAG = r"\{hashtag\|\\#\|([^|}]+)\}"
LITTLE = re.compile(rf"{HASHTAG}|\\([\\|{{}}@\[\]()<>#*_~])|([^\\|{{}}@\[\]()<>#*_~])", re.DOTALL)
POST = {
    "author",
    "commentary",
    "visibility",
    "distribution",
    "lifecycleState",
    "isReshareDisabledByAuthor",
    "content",
}


class LinkedInFake(Fake):
    """One member, who may post for one page."""

    NAME = "linkedin"
    film_ends = "done"
    tells_who = True
    """Whether the token has the permissions openid and profile."""

    def __init__(self, port: int = 0, delay: float = 0.0) -> None:
        super().__init__(port, delay)
        self.images: dict[str, bytes] = {}
        self.videos: dict[str, dict[str, Any]] = {}
        """By their URNs: ``parts`` by the names that they were given, ``data``, ``status``."""
        self.part = 4_096
        """Bytes of a part, at most; LinkedIn's are 4,194,304."""
        self.tells_of_videos = True

    def refusal(self, kind: str) -> Answer:
        """Of a status; what else it says is the message."""
        status, _, said = kind.partition(" ")
        return _no(int(status), said or f"fault: {status}")

    def answer(self, request: Request) -> Answer:
        if request.path.startswith("/part/"):
            return self._part(request)
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return _no(401, "Invalid access token")
        if request.path == "/v2/userinfo":
            me = Answer({"sub": PERSON.rpartition(":")[2], "name": "街边 City"})
            return me if self.tells_who else _no(403, "Not enough permissions")
        if request.path.startswith("/upload/"):
            assert request.method == "PUT"
            self.images[unquote(request.path.removeprefix("/upload/"))] = request.body
            return Answer(b"", 201)
        return self._versioned(request)

    def _versioned(self, request: Request) -> Answer:
        assert request.headers["x-restli-protocol-version"] == "2.0.0"
        if request.headers["linkedin-version"] != VERSION:
            return _no(426, "Requested version is not active")
        calls = {"images": self._place, "videos": self._video, "posts": self._post}
        if call := calls.get(request.path.removeprefix("/rest/")):
            return call(request)
        if request.path.startswith("/rest/videos/"):
            return self._state(unquote(request.path.removeprefix("/rest/videos/")))
        if found := re.fullmatch(r"/rest/posts/(.+)", request.path):
            return self._changed(unquote(found[1]), request, "commentary")
        if found := re.fullmatch(r"/rest/socialActions/(.+)/comments/(\d+)", request.path):
            assert request.query == {"actor": PERSON}
            name = f"urn:li:comment:({unquote(found[1])},{found[2]})"
            return self._changed(name, request, "message")
        found = re.fullmatch(r"/rest/socialActions/(.+)/comments", request.path)
        assert found, request.path
        return self._comment(unquote(found[1]), request)

    def _place(self, request: Request) -> Answer:
        assert request.query == {"action": "initializeUpload"}
        assert request.json()["initializeUploadRequest"]["owner"].startswith("urn:li:")
        urn = f"urn:li:image:C4E{len(self.images)}"
        return Answer({"value": {"uploadUrl": f"{self.url}/upload/{urn}", "image": urn}})

    def _video(self, request: Request) -> Answer:
        """A place for a video, part by part; and that all of them are there."""
        body = request.json()
        if request.query == {"action": "initializeUpload"}:
            asked = body["initializeUploadRequest"]
            assert asked.keys() == {"owner", "fileSizeBytes", "uploadCaptions", "uploadThumbnail"}
            size = asked["fileSizeBytes"]
            urn = f"urn:li:video:C5F{len(self.videos)}"
            self.videos[urn] = {"size": size, "parts": {}, "data": b"", "status": "WAITING_UPLOAD"}
            places = [
                {
                    "uploadUrl": f"{self.url}/part/{urn}/{first}",
                    "firstByte": first,
                    "lastByte": min(first + self.part, size) - 1,
                }
                for first in range(0, size, self.part)
            ]
            return Answer(
                {"value": {"video": urn, "uploadToken": "", "uploadInstructions": places}}
            )
        assert request.query == {"action": "finalizeUpload"}
        asked = body["finalizeUploadRequest"]
        assert asked.keys() == {"video", "uploadToken", "uploadedPartIds"}
        video = self.videos[asked["video"]]
        data = b"".join(video["parts"].get(one, b"") for one in asked["uploadedPartIds"])
        if len(data) != video["size"]:
            return _no(400, "parts are missing")
        video |= {"data": data, "status": "PROCESSING"}
        return Answer(b"", 200)

    def _part(self, request: Request) -> Answer:
        assert request.method == "PUT"
        assert "authorization" not in request.headers, "the address is the secret"
        assert request.headers["content-type"] == "application/octet-stream"
        urn, _, first = unquote(request.path.removeprefix("/part/")).rpartition("/")
        name = f"etag-{first}"
        self.videos[urn]["parts"][name] = request.body
        return Answer(b"", 200, {"etag": f'"{name}"'})

    def _state(self, urn: str) -> Answer:
        if not self.tells_of_videos:
            return _no(403, "Not enough permissions")
        if urn not in self.videos:
            return _no(404, "not found")
        state = self.videos[urn]["status"]
        if state == "PROCESSING":
            ends = {"done": "AVAILABLE", "fails": "PROCESSING_FAILED"}
            self.videos[urn]["status"] = ends.get(self.film_ends, state)
        failed = state == "PROCESSING_FAILED"
        why = {"processingFailureReason": "the codec is not supported"} if failed else {}
        return Answer({"id": urn, "status": state, **why})

    def _post(self, request: Request) -> Answer:
        body = request.json()
        assert body.keys() <= POST, body.keys() - POST
        assert POST - {"content"} <= body.keys()
        assert (body["visibility"], body["lifecycleState"]) == ("PUBLIC", "PUBLISHED")
        content = body.get("content", {})
        pictures = [content["media"]] if "media" in content else []
        if "multiImage" in content:
            pictures = content["multiImage"]["images"]
            assert 2 <= len(pictures) <= 20
        known = {*self.images, *(urn for urn, one in self.videos.items() if one["data"])}
        assert all(one["id"] in known for one in pictures)
        text = shown(body["commentary"])
        if len(body["commentary"]) > 3000:
            return _no(422, "commentary is too long")
        if any(one["body"]["commentary"] == body["commentary"] for one in self.posts):
            return _no(422, "Content is a duplicate of urn:li:share:1")
        made = {"text": text, "parent": None, "media": [one.get("altText", "") for one in pictures]}
        return self._made({**made, "body": body})

    def _comment(self, urn: str, request: Request) -> Answer:
        body = request.json()
        assert body.keys() == {"actor", "object", "message"}
        assert body["object"] == urn
        if urn not in {one["id"] for one in self.posts}:
            return _no(404, "not found")
        text = body["message"]["text"]
        if len(text) > 1250:
            return _no(400, "too long")
        return self._made({"text": text, "parent": urn, "media": [], "body": {"commentary": ""}})

    def _changed(self, urn: str, request: Request, what: str) -> Answer:
        """A post or a comment is changed by a patch, or deleted: a second time it is the same."""
        method = request.headers["x-restli-method"]
        post = next((one for one in self.posts if one["id"] == urn), None)
        if request.method == "DELETE":
            assert method == "DELETE"
            self.posts = [one for one in self.posts if one["id"] != urn]
            return Answer(b"", 204)
        assert (request.method, method) == ("POST", "PARTIAL_UPDATE")
        if post is None:
            return _no(404, "not found")
        patch = request.json()["patch"]
        if what == "message":
            post["text"] = patch["message"]["$set"]["text"]
        else:
            assert patch.keys() == {"$set"}
            post["body"]["commentary"] = patch["$set"]["commentary"]
            post["text"] = shown(patch["$set"]["commentary"])
        return Answer(b"", 204)

    def _made(self, post: dict[str, Any]) -> Answer:
        number = FIRST + len(self.posts)
        urn = f"urn:li:share:{number}"
        if post["parent"]:
            urn = f"urn:li:comment:({post['parent']},{number})"
        self.posts.append({"id": urn, **post})
        return Answer(b"", 201, {"x-restli-id": urn})


def shown(text: str) -> str:
    """What readers see of little *text*."""
    out, at = "", 0
    while found := LITTLE.match(text, at):
        out += f"#{found[1]}" if found[1] else found[2] or found[3]
        at = found.end()
    return out


def _no(status: int, message: str) -> Answer:
    return Answer({"status": status, "message": message, "code": "ERROR"}, status)


if __name__ == "__main__":
    main(LinkedInFake)
