"""A Ghost site on loopback, by its own documentation and the code of its server.

https://docs.ghost.org/admin-api/, and of its repository: services/auth/api-key/admin.js (tokens),
data/schema/schema.js (limits). Its converter and its schema of calls are asked in
tests/live/test_ghost.py.
"""

import base64
import hashlib
import hmac
import json
import re
import time
from typing import Any

from crosspost.testing.server import Answer, Fake, Request, main

KEY, SECRET = "64f0c0ffee64f0c0ffee64f0", "b7" * 32
ADMIN_KEY = f"{KEY}:{SECRET}"
FIRST = 0x674A_0000_0000_0000_0000_0001
TITLE, EXCERPT, SLUG, ALT = 255, 300, 191, 191
FIELDS = frozenset(
    {
        "canonical_url",
        "custom_excerpt",
        "feature_image",
        "feature_image_alt",
        "html",
        "slug",
        "status",
        "tags",
        "title",
    }
)
TYPES = {
    "400": "BadRequestError",
    "401": "UnauthorizedError",
    "403": "NoPermissionError",
    "404": "NotFoundError",
    "413": "RequestEntityTooLargeError",
    "415": "UnsupportedMediaTypeError",
    "422": "ValidationError",
    "429": "TooManyRequestsError",
    "503": "MaintenanceError",
}


class GhostFake(Fake):
    """One site, with one integration."""

    NAME = "ghost"

    def __init__(self, port: int = 0, delay: float = 0.0) -> None:
        super().__init__(port, delay)
        self.pictures: list[bytes] = []

    def refusal(self, kind: str) -> Answer:
        """Of a status, and perhaps of another type: ``403 HostLimitError``."""
        status, _, named = kind.partition(" ")
        return _no(int(status), named or TYPES.get(status, "InternalServerError"), f"fault: {kind}")

    def answer(self, request: Request) -> Answer:
        path = request.path.removeprefix("/ghost/api/admin")
        if path == request.path:
            return Answer(b"<!DOCTYPE html><title>404</title>", 404, {"content-type": "text/html"})
        if (request.method, path) == ("GET", "/site/"):  # open to all
            return Answer(
                {"site": {"title": "船长的博客 ⚓", "url": f"{self.url}/", "version": "6.65"}}
            )
        if wrong := _unsigned(request.headers.get("authorization", "")):
            return _no(401, "UnauthorizedError", wrong, code="INVALID_JWT")
        ways = {
            ("GET", "/posts/"): self._browse,
            ("POST", "/posts/"): self._add,
            ("POST", "/images/upload/"): self._upload,
        }
        about = next((one for one in self.posts if path == f"/posts/{one['id']}/"), None)
        if about:
            changes = {"GET": self._read, "PUT": self._edit, "DELETE": self._delete}
            return changes[request.method](request, about)
        way = ways.get((request.method, path))
        return way(request) if way else _no(404, "NotFoundError", "Resource not found")

    def _browse(self, request: Request) -> Answer:
        asked = re.fullmatch(r"slug:'([a-zA-Z0-9_-]+)'", request.query.get("filter", ""))
        if not asked:
            return _no(400, "BadRequestError", "Error parsing filter")
        found = [_shown(post, self.url) for post in self.posts if post["slug"] == asked[1]]
        return Answer({"posts": found[:1], "meta": {"pagination": {"page": 1, "limit": 1}}})

    def _add(self, request: Request) -> Answer:
        body = request.json()
        [post] = body["posts"]
        if request.query != {"source": "html"} or body.keys() != {"posts"}:
            return _no(422, "ValidationError", "no source")
        if wrong := _invalid(post):
            return _no(422, "ValidationError", "Validation error, cannot save post.", context=wrong)
        slug, again = post["slug"], 1
        while slug in {one["slug"] for one in self.posts}:
            again += 1
            slug = f"{post['slug']}-{again}"
        made = {"id": f"{FIRST + len(self.posts):x}", "text": post["title"], "parent": None}
        media = [post.get("feature_image_alt") or ""] if post.get("feature_image") else []
        media += re.findall(r'<img src="[^"]*" alt="([^"]*)"', post["html"])
        self.posts.append({**made, "media": media, "slug": slug, "body": post})
        return Answer({"posts": [_shown(self.posts[-1], self.url)]}, 201)

    def _read(self, request: Request, post: dict[str, Any]) -> Answer:
        del request
        return Answer({"posts": [_shown(post, self.url)]})

    def _edit(self, request: Request, post: dict[str, Any]) -> Answer:
        [body] = request.json()["posts"]
        if body.pop("updated_at", None) != _updated(post):
            return _no(409, "UpdateCollisionError", "Saving failed! Someone else is editing this.")
        if wrong := _invalid(post["body"] | body):
            return _no(422, "ValidationError", "Validation error, cannot edit post.", context=wrong)
        post["body"] |= body
        post |= {"text": body["title"], "times": post.get("times", 0) + 1}
        return Answer({"posts": [_shown(post, self.url)]})

    def _delete(self, request: Request, post: dict[str, Any]) -> Answer:
        del request
        self.posts.remove(post)
        return Answer(b"", 204)

    def _upload(self, request: Request) -> Answer:
        fields, files = request.form()
        if fields.keys() != {"purpose", "ref"} or files.keys() != {"file"}:
            return _no(422, "ValidationError", "Please select an image.")
        self.pictures.append(files["file"])
        url = f"{self.url}/content/images/2026/11/{len(self.pictures)}.png"
        return Answer({"images": [{"url": url, "ref": fields["ref"]}]}, 201)


def _shown(post: dict[str, Any], site: str) -> dict[str, Any]:
    out = post["body"]["status"] == "published"
    url = f"{site}/{post['slug']}/" if out else f"{site}/p/{post['id']}/"
    known = {"id": post["id"], "slug": post["slug"], "status": post["body"]["status"], "url": url}
    return {**known, "updated_at": _updated(post)}


def _updated(post: dict[str, Any]) -> str:
    return f"2026-11-30T12:00:{post.get('times', 0):02}.000Z"


def _unsigned(header: str) -> str:
    """What is wrong with a token."""
    scheme, _, token = header.partition(" ")
    said, _, signature = token.rpartition(".")
    try:
        head, claims = (json.loads(_unpacked(one)) for one in said.split("."))
    except ValueError:
        return "Invalid token"
    made = hmac.new(bytes.fromhex(SECRET), said.encode(), hashlib.sha256).digest()
    if scheme != "Ghost" or head != {"alg": "HS256", "typ": "JWT", "kid": KEY}:
        return "Unknown Admin API Key"
    if not hmac.compare_digest(made, _unpacked(signature)):
        return "Invalid token: invalid signature"
    now = time.time()
    fresh = now - 300 < claims["iat"] <= now + 1 and now <= claims["exp"] <= claims["iat"] + 300
    return "" if fresh and claims["aud"] == "/admin/" else "Invalid token: jwt expired"


def _unpacked(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _invalid(post: dict[str, Any]) -> str:
    if strange := post.keys() - FIELDS:
        return f"nobody knows {sorted(strange)}"
    limits = {"title": TITLE, "custom_excerpt": EXCERPT, "slug": SLUG, "feature_image_alt": ALT}
    for name, most in limits.items():
        if len(post.get(name) or "") > most:
            return f"Value in [posts.{name}] exceeds maximum length of {most} characters."
    if post["status"] not in {"draft", "published"} or not post["title"].strip():
        return "Value in [posts.status] cannot be blank."
    tags = post.get("tags", [])
    wrong = [one for one in tags if one.keys() != {"name"} or not 0 < len(one["name"]) <= 191]
    return f"tags: {wrong}" if wrong else ""


def _no(status: int, kind: str, message: str, **more: str) -> Answer:
    headers = {"retry-after": "7"} if status in {429, 503} else {}
    error = {"message": message, "context": None, "type": kind, "code": None, **more}
    return Answer({"errors": [error]}, status, headers)


if __name__ == "__main__":
    main(GhostFake)
