"""Ghost's Admin API with an integration's key: each call is signed anew, for five minutes.

A key is an id and a secret: https://docs.ghost.org/admin-api/#token-authentication. Ghost takes no
key that makes a second call harmless, and a slug that is taken gets a number. So each post has a
slug of its own, by which it is looked for before it is sent, and found again in doubt.
"""

import base64
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from ...errors import Rejected, Retryable, UnknownOutcome
from ...model.draft import Message
from ...model.receipts import Receipt, Sent
from .. import base
from ..article.sites import own_slug, placed, to_do
from ..base import Destination, Identity, Upload, not_there
from ..outcomes import BUSY, Noes, Unclear, is_in_trouble
from ..uploads import PictureStore
from ..web_api import ApiConnection, WebApi, as_json, needed, read_json

ADMIN = "/ghost/api/admin"
POSTS = f"{ADMIN}/posts/"
FIELDS = "id,slug,url,status,updated_at"
LASTS = dt.timedelta(minutes=5)
"""How long a token holds at most."""
NOES = Noes(
    account={
        "HostLimitError": "ghost.host-limit",
        "NoPermissionError": "ghost.may-not",
        "NotFoundError": "ghost.no-api",
        "UnauthorizedError": "ghost.wrong-key",
    },
    message={
        "BadRequestError": "ghost.not-as-wanted",
        "RequestEntityTooLargeError": "ghost.too-large",
        "UnsupportedMediaTypeError": "ghost.no-picture",
        "ValidationError": "ghost.not-as-wanted",
    },
)
KEY_CODES = frozenset({"INVALID_JWT", "INVALID_AUTH_HEADER", "MISSING_ADMIN_API_KID"})
"""Of a key that is none, whatever type its error has."""


class Ghost(ApiConnection):
    """One site, as one of its integrations."""

    def __init__(self, destination: Destination) -> None:
        self._site = destination.settings["api"].rstrip("/")
        self._key = destination.credentials.get("admin_key")
        headers = {"accept-version": "v5.0"}
        self._api = WebApi(self._site, headers=headers, refusal=refusal)
        self._pictures = PictureStore(self._uploaded)

    def whoami(self) -> Identity:
        """The site's title; and whether the key may see its posts."""
        self._found("crosspost")
        site = self._asked(f"{ADMIN}/site/", {}).get("site") or {}
        title, url = needed(site, "title", Retryable), str(site.get("url") or self._site)
        return Identity(name=title, id=url.rstrip("/"), url=url)

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Make the post, unless it is there; its pictures are stored before."""
        del above
        slug = own_slug(message, key)
        if there := self._found(slug):
            return there
        addresses = self._pictures.stored(message, uploads)
        body = {"posts": [post_of(message, slug, addresses, uploads)]}
        content = as_json(body)
        content["headers"] |= self._signed()
        answer = self._api.post(POSTS, UnknownOutcome, params={"source": "html"}, **content)
        made = _first(read_json(answer, UnknownOutcome), "posts", UnknownOutcome)
        return self._sent(made or {}, UnknownOutcome)

    def edit(self, message: Message, stands: Receipt, uploads: Sequence[Upload]) -> Sent:
        """Make the post say *message*; its slug stays, and it is not taken back once it is out."""
        where = f"{POSTS}{stands.sent.id}/"
        with not_there("ghost.no-api"):
            there = _first(self._asked(where, {"fields": FIELDS}), "posts", Retryable)
        there = there or {}
        changed = needed(there, "updated_at", Retryable)
        addresses = self._pictures.stored(message, uploads)
        post = post_of(message, "", addresses, uploads) | {"updated_at": changed}
        if not message.payload.get("publish"):
            post["status"] = there.get("status")
        content = as_json({"posts": [post]})
        content["headers"] |= self._signed()
        asked = {"source": "html"}
        answer = self._api.change("PUT", where, UnknownOutcome, params=asked, **content)
        made = _first(read_json(answer, UnknownOutcome), "posts", UnknownOutcome)
        return self._sent(made or {}, UnknownOutcome)

    def delete(self, stands: Receipt) -> None:
        """Delete the post; Ghost has no bin."""
        headers = self._signed()
        with base.gone_is_done(), not_there("ghost.no-api"):
            self._api.change("DELETE", f"{POSTS}{stands.sent.id}/", UnknownOutcome, headers=headers)

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> Sent | None:
        """The post with its slug, which nothing else has."""
        del above, since
        return self._found(own_slug(message, key))

    def _found(self, slug: str) -> Sent | None:
        asked = {"filter": f"slug:'{slug}'", "fields": FIELDS, "limit": "1"}
        made = _first(self._asked(POSTS, asked), "posts", Retryable)
        return self._sent(made, Retryable) if made else None

    def _asked(self, path: str, params: Mapping[str, str]) -> dict[str, Any]:
        answer = self._api.get(path, params=dict(params), headers=self._signed())
        return read_json(answer, Retryable)

    def _uploaded(self, upload: Upload) -> str:
        answer = self._api.post(
            f"{ADMIN}/images/upload/",
            Retryable,
            files={"file": (upload.name, upload.data, upload.mime)},
            data={"purpose": "image", "ref": upload.name},
            headers=self._signed(),
        )
        made = _first(read_json(answer, Retryable), "images", Retryable)
        return needed(made or {}, "url", Retryable)

    def _sent(self, made: Mapping[str, Any], unclear: Unclear) -> Sent:
        number, out = needed(made, "id", unclear), made.get("status") == "published"
        url = str(made.get("url") or "") if out else f"{self._site}/ghost/#/editor/post/{number}"
        return Sent(id=number, url=url, more=to_do(published=out))

    def _signed(self) -> dict[str, str]:
        return {"authorization": f"Ghost {token(self._key, dt.datetime.now(dt.UTC))}"}


def post_of(
    message: Message, slug: str, addresses: Mapping[str, str], uploads: Sequence[Upload]
) -> dict[str, Any]:
    """The call's post.

    Args:
        message: the article.
        slug: its own; without one, the post keeps it.
        addresses: where each of its pictures is, by path or address in the post.
        uploads: its pictures, the cover first if it has one.
    """
    said = message.payload
    post: dict[str, Any] = {
        "title": said["title"],
        **({"slug": slug} if slug else {}),
        "html": placed(str(said["html"]), addresses),
        "status": "published" if said.get("publish") else "draft",
    }
    tags = said.get("tags")
    if isinstance(tags, list):
        post["tags"] = [{"name": tag} for tag in tags]
    if said.get("digest"):
        post["custom_excerpt"] = said["digest"]
    if said.get("canonical_url"):
        post["canonical_url"] = said["canonical_url"]
    if (cover := addresses.get(str(said.get("cover")))) and uploads:
        post |= {"feature_image": cover, "feature_image_alt": uploads[0].alt or None}
    return post


def token(key: str, now: dt.datetime) -> str:
    """The token that an admin *key* gives: a JSON Web Token, HS256 with the key's secret.

    >>> noon = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
    >>> token("64f:00ff", noon).split(".")[1]  # 钥匙 🎉
    'eyJpYXQiOjE3OTYwNDAwMDAsImV4cCI6MTc5NjA0MDMwMCwiYXVkIjoiL2FkbWluLyJ9'
    """
    name, _, secret = key.partition(":")
    try:
        signing = bytes.fromhex(secret)
    except ValueError:  # no key of Ghost's, which says so
        signing = secret.encode()
    begins = int(now.timestamp())
    head = {"alg": "HS256", "typ": "JWT", "kid": name}
    claims = {"iat": begins, "exp": begins + int(LASTS.total_seconds()), "aud": "/admin/"}
    said = b".".join(
        _packed(json.dumps(one, separators=(",", ":")).encode()) for one in (head, claims)
    )
    signature = hmac.new(signing, said, hashlib.sha256).digest()
    return b".".join((said, _packed(signature))).decode()


def _packed(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _first(answer: Mapping[str, Any], name: str, unclear: Unclear) -> dict[str, Any] | None:
    """The first of the list *name* in an answer; None where it is empty."""
    every = answer.get(name)
    if not isinstance(every, list) or not all(isinstance(one, dict) for one in every):
        raise unclear("web.unreadable")
    return every[0] if every else None


def refusal(response: httpx.Response) -> Rejected | Retryable | None:
    """What a no of Ghost's means; None where its status says that.

    >>> said = {"errors": [{"type": "UnauthorizedError", "message": "Unknown Admin API Key 🎉"}]}
    >>> refusal(httpx.Response(401, json=said)).code
    'ghost.wrong-key'
    """
    if response.status_code == BUSY or is_in_trouble(response.status_code):
        return None
    try:
        error = json.loads(response.content)["errors"][0]
        kind, message = str(error["type"]), str(error["message"])
    except (ValueError, KeyError, IndexError, TypeError):
        missing = response.status_code == httpx.codes.NOT_FOUND
        return Rejected("ghost.no-api", account_level=True, said="404") if missing else None
    if kind == "UpdateCollisionError":  # somebody has it open; it is as they left it
        return Retryable("ghost.being-edited", said=message)
    said = " ".join(filter(None, (message, str(error.get("context") or ""))))
    return NOES.outcome("UnauthorizedError" if error.get("code") in KEY_CODES else kind, said=said)
