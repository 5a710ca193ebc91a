"""Buttondown's API: each e-mail carries its key, by which it is looked up, and taken once.

The key is the call's ``X-Idempotency-Key``: the same one again gives the same answer
(https://docs.buttondown.com/api-idempotency-keys). For how long is not said, so it stands in the
e-mail's metadata as well, which nobody sees, and is looked for there first.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import httpx

from ...errors import Rejected, Retryable, SendError, UnknownOutcome
from ...model.draft import Message
from ...model.receipts import Receipt, Sent
from ...translations import translate
from ..article.sites import text_with_pictures
from ..base import Destination, Identity, Upload, gone_is_done, hashed
from ..outcomes import BUSY, Noes, is_in_trouble
from ..uploads import PictureStore
from ..web_api import ApiConnection, WebApi, as_json, json_of, needed, read_json

VERSION = "2026-04-01"
"""The first in which an e-mail is a draft unless it says otherwise."""
EDITOR = "<!-- buttondown-editor-mode: plaintext -->"
"""What says that a body is Markdown."""
HOME = "https://buttondown.com/emails"
"""Where a person finds the drafts."""
NOES = Noes(
    account={"email_not_confirmed": "buttondown.not-confirmed"},
    message={
        "canonical_url_invalid": "buttondown.address",
        "email_duplicate": "buttondown.duplicate",
        "slug_invalid": "buttondown.slug",
        "subject_invalid": "buttondown.subject",
    },
    other="buttondown.refused",
)
CLOCK = dt.timedelta(seconds=5)
"""How far Buttondown's clock may be behind ours."""


class Newsletter(ApiConnection):
    """One newsletter."""

    def __init__(self, destination: Destination) -> None:
        self._status = str(destination.account.option("status"))
        self._api = WebApi(
            destination.settings["api"],
            headers={
                "authorization": f"Token {destination.credentials.get('token')}",
                "x-api-version": VERSION,
            },
            refusal=refusal,
        )
        self._pictures = PictureStore(self._uploaded)

    def whoami(self) -> Identity:
        """Whose newsletter it is."""
        me = read_json(self._api.get("/accounts/me"), Retryable)
        name = needed(me, "username", Retryable)
        note = "buttondown.drafts" if self._status == "draft" else "buttondown.sends"
        return Identity(
            name=name,
            id=name,
            url=f"https://buttondown.com/{name}",
            notes=(translate("channels", note),),
        )

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Make the e-mail; its pictures are stored before."""
        del above
        places = self._pictures.stored(message, uploads)
        call = as_json(body_of(message, places, self._status, hashed(key)))
        call["headers"] |= {"x-idempotency-key": hashed(key)}
        if self._status != "draft":  # the option says that it is meant
            call["headers"] |= {"x-buttondown-live-dangerously": "true"}
        made = read_json(self._api.post("/emails", UnknownOutcome, **call), UnknownOutcome)
        needed(made, "id", UnknownOutcome)
        return self._sent(made)

    def edit(self, message: Message, stands: Receipt, uploads: Sequence[Upload]) -> Sent:
        """Make the draft say *message*; what has gone out cannot be called back.

        Raises:
            Rejected: it is no draft any more.
        """
        self._check_draft(stands)
        places = self._pictures.stored(message, uploads)
        said = body_of(message, places, "draft", "")
        kept = {name: value for name, value in said.items() if name not in {"status", "metadata"}}
        changed = {"description": "", "image": "", **kept}
        where = f"/emails/{stands.sent.id}"
        answer = self._api.change("PATCH", where, UnknownOutcome, **as_json(changed))
        return self._sent(read_json(answer, UnknownOutcome) | {"id": stands.sent.id})

    def delete(self, stands: Receipt) -> None:
        """Delete the draft.

        Raises:
            Rejected: it is no draft any more.
        """
        with gone_is_done():
            self._check_draft(stands)
            self._api.change("DELETE", f"/emails/{stands.sent.id}", UnknownOutcome)

    def _check_draft(self, stands: Receipt) -> None:
        there = read_json(self._api.get(f"/emails/{stands.sent.id}"), Retryable)
        if there.get("status") == "deleted":
            raise Rejected("change.not-there")
        if there.get("status") != "draft":
            raise Rejected("buttondown.no-draft", status=str(there.get("status")))

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> Sent | None:
        """Look through the e-mails since then for the one with the key."""
        del message, above
        for one in self._emails(since):
            if (one.get("metadata") or {}).get("crosspost") == hashed(key):
                return self._sent(one)
        return None

    def _emails(self, since: dt.datetime) -> Iterator[dict[str, Any]]:
        """Every e-mail made since then, the latest first."""
        begin = (since - CLOCK).date().isoformat()
        asked = {"ordering": "-creation_date", "creation_date__start": begin}
        page, seen = 1, 0
        while True:
            said = self._api.get("/emails", params={**asked, "page": str(page)})
            answer = read_json(said, Retryable)
            found = answer.get("results") or []
            yield from found
            seen, page = seen + len(found), page + 1
            if not found or seen >= int(answer.get("count") or 0):
                return

    def _uploaded(self, picture: Upload) -> str:
        """The address of *picture*, once it is stored."""
        file = {"image": (picture.name, picture.data, picture.mime)}
        headers = {"x-idempotency-key": f"picture-{hashlib.sha256(picture.data).hexdigest()}"}
        answer = self._api.post("/images", Retryable, files=file, headers=headers)
        address = needed(read_json(answer, Retryable), "image", Retryable)
        if not address.startswith(("https://", "http://")):
            raise Retryable("web.unreadable")
        return address

    def _sent(self, email: dict[str, Any]) -> Sent:
        number = str(email["id"])
        if email.get("status") != "draft":
            return Sent(id=number, url=str(email.get("absolute_url") or ""))
        todo = translate("channels", "buttondown.draft")
        return Sent(id=number, url=f"{HOME}/{number}", more={"todo": todo})


def body_of(message: Message, pictures: dict[str, str], status: str, key: str) -> dict[str, Any]:
    r"""The call's body.

    Args:
        message: one e-mail.
        pictures: the address of each, by what the post calls it.
        status: ``draft``, or what else it is to be.
        key: what it is found by.

    >>> sent = Message(
    ...     index=1,
    ...     of=1,
    ...     text="芯片🎉",
    ...     size=3,
    ...     limit=9,
    ...     unit="code points",
    ...     payload={"title": "芯片", "markdown": "**🎉**"},
    ... )
    >>> body_of(sent, {}, "draft", "4d5b")["body"]
    '<!-- buttondown-editor-mode: plaintext -->\n**🎉**'
    """
    names = {"title": "subject", "digest": "description"}
    said = {names.get(name, name): value for name, value in message.payload.items()}
    del said["markdown"]
    tags = {"tags": said.pop("tags")} if "tags" in said else {}
    body = text_with_pictures(message, pictures)
    first = pictures.get(str(said.pop("cover", "")), next(iter(pictures.values()), ""))
    return {
        **said,
        "body": f"{EDITOR}\n{body}",
        "status": status,
        "metadata": {"crosspost": key, **tags},
        **({"image": first} if first else {}),
    }


def refusal(response: httpx.Response) -> SendError | None:
    """What Buttondown's no means; None where its status says that.

    >>> said = {"code": "subject_invalid", "detail": "空的 🎉"}
    >>> refusal(httpx.Response(400, json=said)).message
    'the subject cannot be one (subject_invalid: 空的 🎉)'
    """
    status = response.status_code
    if status == BUSY or is_in_trouble(status):
        return None
    if status == httpx.codes.CONFLICT:  # a call with the same key is under way
        return UnknownOutcome("buttondown.under-way")
    if status == httpx.codes.NOT_FOUND and "/emails/" in response.request.url.path:
        return Rejected("change.not-there")
    code, words = _said(response)
    if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        return Rejected("buttondown.wrong-key", account_level=True, said=words or str(status))
    return NOES.outcome(code, errcode=code or str(status), said=words) if words else None


def _said(response: httpx.Response) -> tuple[str, str]:
    """The code and the words of an answer: a list of places where it is FastAPI's."""
    said = json_of(response)
    detail = said.get("detail")
    if isinstance(detail, list):
        parts = [one for one in detail if isinstance(one, dict)]
        places = (".".join(map(str, one.get("loc") or ())) for one in parts)
        told = zip(places, parts, strict=True)
        detail = "; ".join(f"{place}: {one.get('msg')}" for place, one in told)
    return str(said.get("code") or ""), str(detail or "")
