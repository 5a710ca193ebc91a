"""A Bluesky PDS on loopback: sessions, blobs, and records that hold to the lexicon of a post.

What tests/live shows of a real one: https://github.com/bluesky-social/atproto, ``lexicons``.
"""

import base64
import hashlib
import json
import re
import time
from typing import Any

import regex

from crosspost.testing.server import Answer, Fake, Request, main

HANDLE, PASSWORD, DID = "kuajie.test", "app-password-中文", "did:plc:kuajie"
SERVICE = "service-token"
POST = "app.bsky.feed.post"
TID = re.compile(r"[234567abcdefghij][234567a-z]{12}")
URI = re.compile(r"[A-Za-z][A-Za-z0-9.-]*:[!-~]+")
"""As ``@atproto/syntax`` has it: ASCII without spaces."""
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
NAMES = {
    "400 expired": ("ExpiredToken", "Token has expired"),
    "400": ("InvalidRequest", "Invalid app.bsky.feed.post record"),
    "401": ("AuthenticationRequired", "Invalid identifier or password"),
    "402": ("PaymentRequired", "Payment Required"),
    "403": ("AccountTakedown", "Account has been taken down"),
    "409": ("Conflict", "Conflict"),
    "413": ("PayloadTooLarge", "request entity too large"),
    "429": ("RateLimitExceeded", "Rate Limit Exceeded"),
    "500": ("InternalServerError", "Internal Server Error"),
    "502": ("UpstreamFailure", "Upstream Failure"),
    "503": ("NotEnoughResources", "Service Unavailable"),
}


WORK = {
    "done": "JOB_STATE_COMPLETED",
    "fails": "JOB_STATE_FAILED",
    "never": "JOB_STATE_ENCODING",
}
"""What it tells of a job, after it has taken it."""


class BlueskyFake(Fake):
    """One account, signed in with an app password."""

    NAME = "bluesky"
    film_ends = "done"

    def __init__(self, port: int = 0, delay: float = 0.0) -> None:
        super().__init__(port, delay)
        self.sessions = 0
        self.blobs: dict[str, bytes] = {}
        self.active = True
        self.drafts: dict[str, dict[str, Any]] = {}
        """By their ids; they are nobody's posts yet."""
        self.jobs: dict[str, bytes] = {}
        """Films that the video service was given, by job."""
        self.asked: dict[str, int] = {}
        """How many times for each job."""

    def answer(self, request: Request) -> Answer:
        method = request.path.removeprefix("/xrpc/com.atproto.")
        if method == "server.createSession":
            return self._open(request.json())
        if method == "repo.getRecord":  # as public as the post is
            return self._get(request.query)
        if request.path.startswith("/xrpc/app.bsky.video."):
            return self._video(request)
        if request.headers.get("authorization") != f"Bearer {self._token()}":
            return self.refusal("400 expired")
        calls = {
            "server.getSession": lambda: Answer(self._session()),
            "server.getServiceAuth": lambda: self._service(request.query),
            "repo.uploadBlob": lambda: self._upload(request),
            "repo.createRecord": lambda: self._create(request.json()),
            "repo.deleteRecord": lambda: self._delete(request.json()),
            "createDraft": lambda: self._draft(request.json()["draft"], ""),
            "updateDraft": lambda: self._draft(**request.json()["draft"]),
            "getDrafts": lambda: self._kept(request.query),
            "deleteDraft": lambda: self._forgotten(request.json()["id"]),
        }
        method = method.removeprefix("/xrpc/app.bsky.draft.")
        return calls[method]()

    def refusal(self, kind: str, said: str = "") -> Answer:
        name, message = NAMES[kind]
        headers = {"ratelimit-reset": str(int(time.time()) + 30)} if kind == "429" else {}
        return Answer({"error": name, "message": said or message}, int(kind[:3]), headers)

    def _open(self, body: dict[str, Any]) -> Answer:
        if (body["identifier"], body["password"]) != (HANDLE, PASSWORD):
            return self.refusal("401")
        self.sessions += 1
        tokens = {"accessJwt": self._token(), "refreshJwt": self._token()}
        return Answer(self._session() | tokens)

    def _session(self) -> dict[str, Any]:
        return {"did": DID, "handle": HANDLE, "active": self.active}

    def _token(self) -> str:
        """A JWT for an hour from the session on; nobody checks its signature."""
        claims = {"sub": DID, "exp": 4_000_000_000, "jti": str(self.sessions)}
        parts = [json.dumps(part).encode() for part in ({"alg": "none"}, claims)]
        plain = [base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts]
        return ".".join([*plain, "c2ln"])

    def _upload(self, request: Request) -> Answer:
        cid = _cid(request.body)
        self.blobs[cid] = request.body
        kind = request.headers["content-type"]
        ref = {"$link": cid}
        blob = {"$type": "blob", "ref": ref, "mimeType": kind, "size": len(request.body)}
        return Answer({"blob": blob})

    def _service(self, asked: dict[str, str]) -> Answer:
        wanted = {"aud": "did:web:127.0.0.1", "lxm": "com.atproto.repo.uploadBlob"}
        if {key: asked.get(key) for key in wanted} != wanted:
            return self.refusal("400", "nobody would take such a token")
        return Answer({"token": SERVICE})

    def _video(self, request: Request) -> Answer:
        """The video service, which is another server than the account's."""
        if request.path.endswith(".getJobStatus"):
            return self._job(request.query["jobId"], wrapped=True)
        asked = request.query
        if request.headers.get("authorization") != f"Bearer {SERVICE}" or asked.get("did") != DID:
            return self.refusal("401")
        if request.headers["content-type"] != "video/mp4" or not asked.get("name"):
            return self.refusal("400", "not a video")
        known = [job for job, film in self.jobs.items() if film == request.body]
        if known:  # as the tutorial tells: the blob of the first time, in an error
            answer = self._job(known[0], wrapped=False)
            said = {"error": "already_exists", "message": "Video already processed"}
            return Answer({**answer.body, **said}, 409)
        job = f"job{len(self.jobs) + 1}"
        self.jobs[job] = request.body
        return self._job(job, wrapped=False)

    def _job(self, job: str, *, wrapped: bool) -> Answer:
        if job not in self.jobs:
            return self.refusal("400", "no such job")
        self.asked[job] = self.asked.get(job, -1) + 1
        state = WORK[self.film_ends] if self.asked[job] else "JOB_STATE_ENCODING"
        told: dict[str, Any] = {"jobId": job, "did": DID, "state": state}
        if state == "JOB_STATE_COMPLETED":
            film = self.jobs[job]
            cid = _cid(film)
            self.blobs[cid] = film
            ref = {"$link": cid}
            told["blob"] = {"$type": "blob", "ref": ref, "mimeType": "video/mp4", "size": len(film)}
        if state == "JOB_STATE_FAILED":
            told |= {"failureCode": "encoding_failure", "message": "cannot encode"}
        return Answer({"jobStatus": told} if wrapped else told)

    def _create(self, body: dict[str, Any]) -> Answer:
        record, key = body["record"], body["rkey"]
        if (body["repo"], body["collection"]) != (DID, POST) or not TID.fullmatch(key):
            return self.refusal("400", "Invalid record key")
        if wrong := self._wrong(record):
            return self.refusal("400", f"Invalid {POST} record: {wrong}")
        uri = f"at://{DID}/{POST}/{key}"
        if any(post["id"] == uri for post in self.posts):
            return self.refusal("500")
        cid = _cid(json.dumps(record, sort_keys=True).encode())
        parent = record.get("reply", {}).get("parent", {}).get("uri")
        embed = record.get("embed", {})
        media = [embed] if "video" in embed else embed.get("images", [])
        post = {"id": uri, "text": record["text"], "parent": parent, "media": media}
        self.posts.append({**post, "cid": cid, "record": record})
        return Answer({"uri": uri, "cid": cid})

    def _draft(self, draft: dict[str, Any], id: str, **_: Any) -> Answer:  # noqa: A002
        """By the lexicon ``app.bsky.draft.defs``: of one that is not there nothing is said."""
        texts = [one["text"] for one in draft["posts"]]
        known = {"$type", "text", "labels", "embedExternals"}
        wrong = any(
            set(one) - known or len(one["text"].encode()) > 10_000 for one in draft["posts"]
        )
        if wrong or not 1 <= len(texts) <= 100 or len(draft.get("langs") or ()) > 3:
            return self.refusal("400", "Invalid draft")
        if not id:
            id = f"3m{len(self.drafts):011}".replace("0", "2").replace("1", "7")  # noqa: A001
        self.drafts[id] = draft
        return Answer({"id": id})

    def _kept(self, asked: dict[str, str]) -> Answer:
        now = "2100-01-01T00:00:00.000Z"
        start = int(asked.get("cursor", 0))
        every = [
            {"id": name, "draft": one, "createdAt": now, "updatedAt": now}
            for name, one in self.drafts.items()
        ]
        page = every[start : start + 1]
        more = {"cursor": str(start + 1)} if start + 1 < len(every) else {}
        return Answer({"drafts": page, **more})

    def _forgotten(self, name: str) -> Answer:
        self.drafts.pop(name, None)
        return Answer({})

    def _delete(self, body: dict[str, Any]) -> Answer:
        """Of a record that is not there the answer is the same."""
        uri = f"at://{body['repo']}/{body['collection']}/{body['rkey']}"
        self.posts = [post for post in self.posts if post["id"] != uri]
        return Answer({"commit": {"cid": _cid(uri.encode()), "rev": body["rkey"]}})

    def _get(self, asked: dict[str, str]) -> Answer:
        uri = f"at://{asked['repo']}/{asked['collection']}/{asked['rkey']}"
        for post in self.posts:
            if post["id"] == uri:
                return Answer({"uri": uri, "cid": post["cid"], "value": post["record"]})
        name, said = "RecordNotFound", f"Could not locate record: {uri}"
        return Answer({"error": name, "message": said}, 400)

    def _wrong(self, record: dict[str, Any]) -> str:
        """What the lexicon, or a server that looks replies up, has against *record*."""
        text, refs = record["text"], record.get("reply", {})
        known = {(post["id"], post["cid"]) for post in self.posts}
        ends = [(refs[end]["uri"], refs[end]["cid"]) for end in ("root", "parent") if refs]
        rules = {
            "text must not be longer than 300 graphemes": len(regex.findall(r"\X", text)) <= 300,
            "text must not be longer than 3000 bytes": len(text.encode()) <= 3000,
            "langs must not have more than 3 elements": len(record.get("langs", [])) <= 3,
            "createdAt must be a valid datetime": DATE.fullmatch(record["createdAt"]),
            "facets must lie on characters": all(
                _inside(facet["index"], text) for facet in record.get("facets", [])
            ),
            "reply must be to what is there": known.issuperset(ends),
        }
        broken = [f"Record/{rule}" for rule, kept in rules.items() if not kept]
        embed = record.get("embed", {})
        if embed.get("$type") == "app.bsky.embed.external":
            broken += self._wrong_card(embed["external"])
        if embed.get("$type") == "app.bsky.embed.video":
            there = embed["video"]["ref"]["$link"] in self.blobs
            broken += [] if there and len(embed.get("alt", "")) <= 1000 else ["Record/embed/video"]
        return "; ".join(broken) or self._wrong_pictures(embed.get("images", []))

    def _wrong_card(self, card: dict[str, Any]) -> list[str]:
        """What ``app.bsky.embed.external`` has against *card*."""
        thumb = card.get("thumb")
        held = not thumb or (
            thumb["ref"]["$link"] in self.blobs
            and thumb["size"] <= 1_000_000
            and thumb["mimeType"].startswith("image/")
        )
        words = all(isinstance(card.get(name), str) for name in ("uri", "title", "description"))
        fits = words and URI.fullmatch(card["uri"]) and held
        return [] if fits else ["Record/embed/external"]

    def _wrong_pictures(self, pictures: list[dict[str, Any]]) -> str:
        if len(pictures) > 4:
            return "Record/embed/images must not have more than 4 elements"
        for picture in pictures:
            if "alt" not in picture or picture["image"]["ref"]["$link"] not in self.blobs:
                return "Record/embed/images must have alt and a blob"
            if picture["image"]["size"] > 2_000_000:
                return "File too large"
        return ""


def _inside(index: dict[str, int], text: str) -> bool:
    raw = text.encode()
    start, end = index["byteStart"], index["byteEnd"]
    try:
        return bool(raw[start:end].decode()) and end <= len(raw)
    except UnicodeDecodeError:
        return False


def _cid(data: bytes) -> str:
    """Looks as a content id does: base32 of a CIDv1 with SHA-256."""
    raw = b"\x01\x71\x12\x20" + hashlib.sha256(data).digest()
    return "b" + base64.b32encode(raw).decode().lower().rstrip("=")


if __name__ == "__main__":
    main(BlueskyFake)


class BlueskyDraftsFake(BlueskyFake):
    """The same, asked only for drafts: what they hold are its posts, each under the one before."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        self.posts = [
            {
                "id": f"{name}#{at}",
                "text": one["text"],
                "parent": f"{name}#{at - 1}" if at else None,
            }
            for name, draft in self.drafts.items()
            for at, one in enumerate(draft["posts"])
        ]
        return answer
