"""A Mastodon server on loopback: https://docs.joinmastodon.org/methods/statuses/.

Statuses come back as HTML, an Idempotency-Key gives the status it has given before, texts are
counted as users are told, and the server's clock may be wrong.
"""

import datetime as dt
import html
import re
from email.utils import format_datetime
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

import regex

from crosspost.testing.server import Answer, Fake, FilmEnds, Request, main

TOKEN = "token-kuajie"  # noqa: S105 - it opens nothing
ME = {"id": "109", "username": "kuajie", "acct": "kuajie", "url": "https://fake.example/@kuajie"}
ADDRESS = re.compile(r"https?://\S+")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
SAYS = {
    "401": "The access token is invalid",
    "403": "This action is outside the authorized scopes",
    "404": "Record not found",
    "422": "Validation failed: Text character limit of 500 exceeded",
    "429": "Too many requests",
}
LIMITS = {
    "statuses": {"max_characters": 500, "max_media_attachments": 4},
    "media_attachments": {
        "image_size_limit": 16_777_216,
        "video_size_limit": 103_809_024,
        "video_frame_rate_limit": 120,
        "video_matrix_limit": 8_294_400,
        "description_limit": 1500,
    },
}
SERVER = {
    "domain": "fake.example",
    "version": "4.5.0",
    "configuration": LIMITS,
    "api_versions": {"mastodon": 7},
}


class MastodonFake(Fake):
    """One account on one server."""

    NAME = "mastodon"
    film_ends: FilmEnds = "done"

    def __init__(self, port: int = 0, delay: float = 0.0) -> None:
        super().__init__(port, delay)
        self._made = -1
        self.ahead = dt.timedelta()
        """How far this server's clock is ahead."""
        self.keyed: dict[str, dict[str, Any]] = {}
        """Statuses by the Idempotency-Key they were made with."""
        self.media: dict[str, dict[str, Any]] = {}
        self.processing = 0
        """How many times a picture is said to be unfinished."""

    def answer(self, request: Request) -> Answer:
        if request.path.startswith("/api/v2/instance"):
            return self.told(SERVER)
        if request.path.startswith("/api/v1/instance"):
            return self.told(SERVER | {"uri": SERVER["domain"]})
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return self.refusal("401")
        calls = {
            "GET /api/v1/accounts/verify_credentials": lambda: self.told(ME),
            f"GET /api/v1/accounts/{ME['id']}/statuses": lambda: self._list(request.query),
            "POST /api/v2/media": lambda: self._upload(request),
            "POST /api/v1/statuses": lambda: self._create(request),
        }
        where = f"{request.method} {request.path}"
        if where.startswith("GET /api/v1/media/"):
            return self._media(where.rpartition("/")[2])
        for post in self.posts:
            calls[f"PUT /api/v1/statuses/{post['id']}"] = partial(self._update, request, post)
            calls[f"DELETE /api/v1/statuses/{post['id']}"] = partial(self._delete, post)
        return calls[where]() if where in calls else self.refusal("404")

    def refusal(self, kind: str, said: str = "") -> Answer:
        reset = (self._now() + dt.timedelta(seconds=30)).isoformat()
        headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}
        status = int(kind[:3])
        told = self.told({"error": said or SAYS.get(kind, "Something went wrong")})
        return Answer(told.body, status, told.headers | (headers if status == 429 else {}))

    def _now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.ahead

    def told(self, body: Any) -> Answer:
        return Answer(body, headers={"date": format_datetime(self._now(), usegmt=True)})

    def _upload(self, request: Request) -> Answer:
        form, files = request.form()
        name = str(len(self.media) + 1)
        film = files["file"][4:8] == b"ftyp"
        self.media[name] = {
            "id": name,
            "type": "video" if film else "image",
            "description": form.get("description"),
            "file": files["file"],
            "asked": False,
        }
        shown = self._shown(name)
        return Answer(shown, 200 if shown["url"] else 202, self.told({}).headers)

    def _media(self, name: str) -> Answer:
        """Of an attachment: 206 as long as it is worked on, and how it ended."""
        if name not in self.media:
            return self.refusal("404")
        if self.film_ends == "fails" and self.media[name]["type"] == "video":
            return self.refusal("422", "Error processing thumbnail for uploaded media")
        shown = self._shown(name)
        return Answer(shown, 200 if shown["url"] else 206, self.told({}).headers)

    def _shown(self, name: str) -> dict[str, Any]:
        media = {
            key: value for key, value in self.media[name].items() if key not in {"file", "asked"}
        }
        self.processing -= 1
        film = media["type"] == "video" and (
            self.film_ends != "done" or not self.media[name]["asked"]
        )
        self.media[name]["asked"] = True
        ready = self.processing < 0 and not film
        return media | {"url": f"{self.url}/media/{name}" if ready else None}

    def _create(self, request: Request) -> Answer:
        fields = request.form()[0]
        key = request.headers.get("idempotency-key")
        if key in self.keyed:
            return self.told(self.keyed[key])
        if wrong := self._wrong(fields, request.body.decode()):
            return self.refusal(*wrong)
        media = [value for name, value in parse_qsl(request.body.decode()) if name == "media_ids[]"]
        self._made += 1
        name = str(110_000 + max(self._made, len(self.posts)))
        status = {
            "id": name,
            "created_at": self._now().isoformat(timespec="milliseconds"),
            "in_reply_to_id": fields.get("in_reply_to_id"),
            "language": fields.get("language"),
            "content": _as_html(fields["status"]),
            "url": f"{ME['url']}/{name}",
            "account": ME,
        }
        if key:
            self.keyed[key] = status
        post = {"id": name, "text": fields["status"], "parent": status["in_reply_to_id"]}
        shown = [self.media[one] for one in media]
        self.posts.append(
            {
                **post,
                "media": [one["description"] for one in shown],
                "status": status,
                "warning": fields.get("spoiler_text", ""),
                "sensitive": fields.get("sensitive", "0") in {"1", "true", "True"},
            }
        )
        return self.told(status)

    def _update(self, request: Request, post: dict[str, Any]) -> Answer:
        fields = request.form()[0]
        if wrong := self._wrong(fields, request.body.decode()):
            return self.refusal(*wrong)
        media = [value for name, value in parse_qsl(request.body.decode()) if name == "media_ids[]"]
        content = _as_html(fields["status"])
        edited = {"content": content, "edited_at": self._now().isoformat(timespec="milliseconds")}
        shown = [self.media[one]["description"] for one in media]
        post |= {"text": fields["status"], "media": shown, "status": post["status"] | edited}
        return self.told(post["status"])

    def _delete(self, post: dict[str, Any]) -> Answer:
        self.posts.remove(post)
        return self.told(post["status"] | {"text": post["text"]})

    def _wrong(self, fields: dict[str, str], body: str) -> tuple[str, str] | None:
        """A kind of refusal and its words, where there is something against a new status."""
        text = fields.get("spoiler_text", "") + fields.get("status", "")
        if len(regex.findall(r"\X", ADDRESS.sub("x" * 23, text))) > 500:
            return "422", SAYS["422"]
        if not text.strip() and "media_ids" not in body:
            return "422", "Validation failed: Text can't be blank"
        if not LANGUAGE.fullmatch(fields.get("language", "en")):
            return "422", "Validation failed: Language is invalid"
        parent = fields.get("in_reply_to_id")
        if parent and all(post["id"] != parent for post in self.posts):
            return "404", "The post you are trying to reply to does not appear to exist."
        if self.processing > 0:
            return "422", "Cannot attach files that have not finished processing."
        return None

    def _list(self, asked: dict[str, str]) -> Answer:
        newest = [post["status"] for post in reversed(self.posts)]
        if "max_id" in asked:
            newest = [status for status in newest if int(status["id"]) < int(asked["max_id"])]
        return self.told(newest[: int(asked.get("limit", 20))])


def _as_html(text: str) -> str:
    """Paragraphs, line breaks, and addresses with their ends hidden."""
    escaped = html.escape(text, quote=False)
    linked = ADDRESS.sub(_link, escaped)
    paragraphs = "</p><p>".join(linked.split("\n\n"))
    return f"<p>{paragraphs}</p>".replace("\n", "<br />")


def _link(match: re.Match[str]) -> str:
    scheme, _, rest = match[0].partition("://")
    hidden = f'<span class="invisible">{scheme}://</span><span class="ellipsis">{rest[:30]}</span>'
    return f'<a href="{match[0]}">{hidden}<span class="invisible">{rest[30:]}</span></a>'


if __name__ == "__main__":
    main(MastodonFake)
