"""LinkedIn's versioned API, for one member or one page.

What is posted is named in the header ``x-restli-id``. Nothing makes a second call harmless, and
reading back takes a permission that LinkedIn gives to few: what becomes of a lost answer is a
person's to see. https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

import httpx

from ...errors import Rejected, Retryable, SendError, UnknownOutcome
from ...model.draft import Message
from ...model.receipts import Receipt, Sent
from ..base import CannotLook, Destination, Identity, NoNotes, Upload, gone_is_done
from ..outcomes import BUSY, DENIED, is_in_trouble
from ..uploads import UploadNotes, until_ready
from ..web_api import WebApi, as_json, json_of, read_json

UNAUTHORIZED, FORBIDDEN, UPGRADE = 401, 403, 426
METHOD = "x-restli-method"
COMMENT = re.compile(r"urn:li:comment:\((.+),(\d+)\)")
DUPLICATE = "duplicate"
VIDEOS = "/rest/videos"
SITE = "https://www.linkedin.com/feed/update/"


class LinkedIn(CannotLook):
    """One member, or one page, on LinkedIn."""

    cannot_look = "linkedin.cannot-look"
    """Reading back is closed to nearly all apps."""

    def __init__(self, destination: Destination) -> None:
        self._author = destination.settings["author"]
        self._name = destination.account.name
        self._api = WebApi(
            destination.settings["api"],
            headers={
                "authorization": f"Bearer {destination.credentials.get('access_token')}",
                "linkedin-version": destination.settings["version"],
                "x-restli-protocol-version": "2.0.0",
            },
            refusal=refusal,
        )
        self._files = WebApi(destination.settings["api"])
        self._notes = destination.notes or NoNotes()

    def whoami(self) -> Identity:
        """The member whose token it is, or the page; a page's token need not say whose it is."""
        try:
            me = read_json(self._api.get("/v2/userinfo"), Retryable)
        except Rejected as error:
            if not self._author or error.code != "linkedin.may-not":
                raise
            me = {}
        if not (self._author or me.get("sub")):
            raise Retryable("web.unreadable")
        own = not self._author
        self._author = self._author or f"urn:li:person:{me['sub']}"
        name = str(me.get("name") or self._name) if own else self._name
        return Identity(name=name, id=self._author)

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Post *message* with its pictures or its film, or comment on the post *above*."""
        notes = UploadNotes(self._notes, key)
        if not self._author:
            self.whoami()
        if comment := message.payload.get("comment"):
            if above is None:
                raise Rejected("linkedin.no-post")
            return self._commented(str(comment), above)
        body: dict[str, Any] = {
            "author": self._author,
            **message.payload,
            "visibility": "PUBLIC",
            "distribution": {
                "feedDistribution": "MAIN_FEED",
                "targetEntities": [],
                "thirdPartyDistributionChannels": [],
            },
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
        }
        if media := [self._stored(one, notes) for one in uploads]:
            single = len(media) == 1
            body["content"] = {"media": media[0]} if single else {"multiImage": {"images": media}}
        made = self._api.post("/rest/posts", UnknownOutcome, **as_json(body))
        urn = _named(made)
        return Sent(id=urn, url=f"{SITE}{urn}/")

    def edit(self, message: Message, stands: Receipt, uploads: Sequence[Upload]) -> Sent:
        """Make the post, or the comment, say *message*; its pictures stay.

        https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api.
        """
        del uploads
        where, actor = self._place(stands)
        words = message.payload.get("comment")
        post = {"$set": {"commentary": message.payload.get("commentary")}}
        patch = {"message": {"$set": {"text": words}}} if actor else post
        call = as_json({"patch": patch})
        call["headers"] |= {METHOD: "PARTIAL_UPDATE"}
        self._api.post(where, UnknownOutcome, params=actor, **call)
        return stands.sent

    def delete(self, stands: Receipt) -> None:
        """Delete the post or the comment; of one that is gone LinkedIn says the same."""
        where, actor = self._place(stands)
        with gone_is_done():
            self._api.change(
                "DELETE", where, UnknownOutcome, params=actor, headers={METHOD: "DELETE"}
            )

    def _place(self, stands: Receipt) -> tuple[str, dict[str, str]]:
        """The path of what *stands*; of a comment, who made it as well."""
        comment = COMMENT.fullmatch(stands.sent.id)
        if comment is None:
            return f"/rest/posts/{quote(stands.sent.id, safe='')}", {}
        if not self._author:
            self.whoami()
        under, number = (quote(one, safe="") for one in comment.groups())
        return f"/rest/socialActions/{under}/comments/{number}", {"actor": self._author}

    def close(self) -> None:
        """Let go of the network."""
        self._api.close()
        self._files.close()

    def _commented(self, text: str, above: Receipt) -> Sent:
        body = {"actor": self._author, "object": above.sent.id, "message": {"text": text}}
        path = f"/rest/socialActions/{quote(above.sent.id, safe='')}/comments"
        made = self._api.post(path, UnknownOutcome, **as_json(body))
        return Sent(id=_named(made), url=above.sent.url)

    def _stored(self, upload: Upload, notes: UploadNotes) -> dict[str, str]:
        """*upload*, stored; a picture or a film that no post shows disturbs nobody."""
        alt = {"altText": upload.alt} if upload.alt else {}
        if upload.kind == "video":
            return {"id": self._film(upload, notes), **alt}
        asked = {"initializeUploadRequest": {"owner": self._author}}
        place = self._value("/rest/images?action=initializeUpload", asked)
        if not (place.get("uploadUrl") and place.get("image")):
            raise Retryable("web.unreadable")
        self._api.put(str(place["uploadUrl"]), content=upload.data)
        return {"id": str(place["image"]), **alt}

    def _film(self, upload: Upload, notes: UploadNotes) -> str:
        """The URN of *upload*, once LinkedIn is done with it.

        https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/videos-api.
        Its parts go to addresses that end after a while; so what was broken off begins anew.
        """
        if known := notes.known(upload)[0]:
            try:
                return self._processed(known, upload)
            except Rejected:  # it is gone, or it could not be worked on
                notes.forget(upload)
        asked = {"owner": self._author, "fileSizeBytes": len(upload.data)}
        asked |= {"uploadCaptions": False, "uploadThumbnail": False}
        place = self._value(f"{VIDEOS}?action=initializeUpload", {"initializeUploadRequest": asked})
        urn, token = str(place.get("video") or ""), str(place.get("uploadToken") or "")
        parts = list(self._parts(place, upload.data))
        if not (urn and parts):
            raise Retryable("web.unreadable")
        whole = {"video": urn, "uploadToken": token, "uploadedPartIds": parts}
        finish = as_json({"finalizeUploadRequest": whole})
        self._api.post(f"{VIDEOS}?action=finalizeUpload", Retryable, **finish)
        notes.keep(upload, urn)
        return self._processed(urn, upload)

    def _parts(self, place: dict[str, Any], data: bytes) -> Iterator[str]:
        """Put *data* where *place* says, part by part; what each is called then."""
        for one in place.get("uploadInstructions") or ():
            try:
                address, first, last = str(one["uploadUrl"]), one["firstByte"], one["lastByte"]
                content = data[first : last + 1]
            except (KeyError, TypeError) as error:
                raise Retryable("web.unreadable") from error
            kind = {"content-type": "application/octet-stream"}
            said = self._files.put(address, content=content, headers=kind)
            if not (tag := said.headers.get("etag", "")):
                raise Retryable("web.unreadable")
            yield str(tag).strip('"')

    def _processed(self, urn: str, upload: Upload) -> str:
        """*urn* once it can be posted; that it may not be asked for changes nothing of that."""

        def look() -> str | None:
            where = f"{VIDEOS}/{quote(urn, safe='')}"
            try:
                said = read_json(self._api.get(where), Retryable)
            except Rejected as error:
                if error.code != "linkedin.may-not":
                    raise
                return urn
            if (state := said.get("status")) == "PROCESSING_FAILED":
                reason = str(said.get("processingFailureReason") or state)
                raise Rejected("media.not-processed", location=upload.name, reason=reason)
            return urn if state == "AVAILABLE" else None

        return until_ready(look, upload, self._name)

    def _value(self, path: str, asked: dict[str, Any]) -> dict[str, Any]:
        """What LinkedIn says that an action came to."""
        value = read_json(self._api.post(path, Retryable, **as_json(asked)), Retryable).get("value")
        return value if isinstance(value, dict) else {}


def _named(made: httpx.Response) -> str:
    """The URN of what was made.

    Raises:
        UnknownOutcome: the answer has none.
    """
    if not (urn := made.headers.get("x-restli-id", "")):
        raise UnknownOutcome("web.unreadable")
    return str(urn)


def refusal(response: httpx.Response) -> SendError | None:
    """What a no of LinkedIn's comes to; None leaves that to the status."""
    status = response.status_code
    if is_in_trouble(status) or status == BUSY:
        return None
    if status == httpx.codes.NOT_FOUND and METHOD in response.request.headers:
        return Rejected("change.not-there")
    said = f"{status} {json_of(response).get('message') or response.reason_phrase}"
    name = {
        UNAUTHORIZED: "linkedin.wrong-token",
        FORBIDDEN: "linkedin.may-not",
        UPGRADE: "linkedin.old-version",
    }.get(status, "linkedin.duplicate" if DUPLICATE in said.lower() else "linkedin.refused")
    return Rejected(name, account_level=status in {*DENIED, UPGRADE}, said=said)
