"""Buttondown's API on loopback: bodies are checked by an extract of its own OpenAPI document.

What that does not say is written here: the same ``X-Idempotency-Key`` gets the same answer
(https://docs.buttondown.com/api-idempotency-keys), an e-mail is a draft unless it says otherwise
and sending asks for a header (https://docs.buttondown.com/api-changelog-2026-04-01).
"""

import datetime as dt
import functools
import json
from pathlib import Path
from typing import Any

import jsonschema

from crosspost.testing.server import Answer, Fake, Request, main

DOCUMENT = Path(__file__).parent / "specifications/buttondown.json"
TOKEN, USER = "5e1a-s3cret-of-buttondown", "kuajie"
PAGE = 100


class ButtondownFake(Fake):
    """One newsletter."""

    NAME = "buttondown"
    may_read = True
    """Whether the key may list e-mails."""

    def __init__(self, port: int = 0, delay: float = 0.0) -> None:
        super().__init__(port, delay)
        self.answers: dict[str, Answer] = {}
        self.images: list[bytes] = []

    def refusal(self, kind: str) -> Answer:
        """By a code of its creation errors, or by status."""
        status, _, code = kind.partition(" ")
        said: dict[str, Any] = {"code": code, "detail": f"fault: {kind} 🎉", "metadata": {}}
        if status == "422":
            wrong = {"type": "missing", "loc": ["body", "payload", "subject"], "msg": "🎉"}
            said = {"detail": [wrong]}
        return Answer(said, int(status), {"retry-after": "7"} if status == "429" else {})

    def answer(self, request: Request) -> Answer:
        if request.headers.get("authorization") != f"Token {TOKEN}":
            return Answer({"detail": "Unauthorized"}, 401)
        if request.headers.get("x-api-version") != "2026-04-01":
            return Answer({"detail": "an unpinned version changes under our feet"}, 400)
        calls = {
            "GET /accounts/me": self._me,
            "GET /emails": self._list,
            "POST /emails": self._once,
            "POST /images": self._store,
        }
        if request.path.startswith("/emails/"):
            return self._about(request)
        call = calls.get(f"{request.method} {request.path}")
        return call(request) if call else Answer({"detail": "Not Found"}, 404)

    def _me(self, request: Request) -> Answer:
        del request
        return Answer({"username": USER, "email_address": "mail@example.com"})

    def _once(self, request: Request) -> Answer:
        key = request.headers["x-idempotency-key"]
        assert 0 < len(key) <= 200
        if key not in self.answers:
            self.answers[key] = self._create(request)
        return self.answers[key]

    def _create(self, request: Request) -> Answer:
        body = request.json()
        if wrong := [one.message for one in _checker().iter_errors(body)]:
            detail = [{"type": "value_error", "loc": ["body"], "msg": one} for one in wrong]
            return Answer({"detail": detail}, 422)
        if body.get("slug") and body["slug"] in {one["body"].get("slug") for one in self.posts}:
            return _no("slug_invalid", "Slug already in use")
        if body["body"].lstrip().startswith("---"):
            return _no("body_contains_frontmatter", "Frontmatter")
        sends = body.get("status", "draft") == "about_to_send"
        if sends and request.headers.get("x-buttondown-live-dangerously") != "true":
            return _no("sending_requires_confirmation", "Are you sure?")
        number = f"em_{len(self.posts):026}"
        now = dt.datetime.now(dt.UTC)
        post = {"id": number, "text": body["subject"], "parent": None, "media": [], "body": body}
        self.posts.append({**post, "at": now})
        return Answer(_email(self.posts[-1]), 201)

    def _about(self, request: Request) -> Answer:
        """One e-mail: read, changed by what ``EmailUpdateInput`` has, or deleted."""
        number = request.path.removeprefix("/emails/")
        post = next((one for one in self.posts if one["id"] == number), None)
        if post is None:
            return Answer({"detail": "Not Found"}, 404)
        if request.method == "DELETE":
            self.posts.remove(post)
            return Answer(b"", 204)
        if request.method == "PATCH":
            body = post["body"] | request.json()
            if wrong := [one.message for one in _checker().iter_errors(body)]:
                detail = [{"type": "value_error", "loc": ["body"], "msg": one} for one in wrong]
                return Answer({"detail": detail}, 422)
            post["body"], post["text"] = body, body["subject"]
        return Answer({"status": "draft", **_email(post)})

    def _list(self, request: Request) -> Answer:
        if not self.may_read:
            return Answer({"detail": "This key may not"}, 403)
        assert request.query["ordering"] == "-creation_date"
        since = dt.date.fromisoformat(request.query["creation_date__start"])
        found = [one for one in reversed(self.posts) if one["at"].date() >= since]
        first = (int(request.query["page"]) - 1) * PAGE
        page = [_email(one) for one in found[first : first + PAGE]]
        return Answer({"results": page, "next": None, "previous": None, "count": len(found)})

    def _store(self, request: Request) -> Answer:
        _, files = request.form()
        self.images.append(files["image"])
        address = f"https://assets.buttondown.email/images/{len(self.images)}.png"
        when = dt.datetime.now(dt.UTC).isoformat()
        return Answer(
            {"id": f"img_{len(self.images):026}", "creation_date": when, "image": address}, 201
        )


def _no(code: str, detail: str) -> Answer:
    assert code in _document()["components"]["schemas"]["EmailCreationErrorCode"]["enum"]
    return Answer({"code": code, "detail": detail, "metadata": {}}, 400)


def _email(post: dict[str, Any]) -> dict[str, Any]:
    """An answer, with all that the document requires of one."""
    return {
        **dict.fromkeys(_document()["required_of_an_email"], ""),
        "related_email_ids": [],
        "source": "api",
        **post["body"],
        "id": post["id"],
        "creation_date": post["at"].isoformat(),
        "modification_date": post["at"].isoformat(),
        "absolute_url": f"https://buttondown.com/{USER}/archive/{post['body'].get('slug', 'x')}/",
    }


@functools.cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    return document


@functools.cache
def _checker() -> jsonschema.Draft202012Validator:
    components = _document()["components"]
    schema = {"$ref": "#/components/schemas/EmailInput", "components": components}
    return jsonschema.Draft202012Validator(schema)


if __name__ == "__main__":
    main(ButtondownFake)
