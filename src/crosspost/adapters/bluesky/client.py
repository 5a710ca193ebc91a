"""Bluesky: a post is a record in one's own repository, under a key that we choose.

The key of a record (*rkey*) is made from the message's key, and ``createRecord`` takes each rkey
once. So whatever became of a call, ``getRecord`` tells, at once and years later, and sending again
cannot double: https://docs.bsky.app/docs/api/com-atproto-repo-create-record. ``putRecord`` would
write over what readers have answered to already. A session is opened once a connection: the service
opens 300 a day. What its errors mean: https://docs.bsky.app/docs/advanced-guides/api-errors.
"""

import contextlib
import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
from atproto import Client, models
from atproto_client.client.session import Session, SessionEvent
from atproto_client.exceptions import BadRequestError, RateLimitExceededError, RequestErrorBase
from atproto_client.models.common import XrpcError
from atproto_client.request import Request
from atproto_core.exceptions import AtProtocolError
from msgspec import UNSET, structs

from ...credentials import remember, scrub
from ...errors import Rejected, Retryable, SendError, UnknownOutcome
from ...model.draft import Json, Message
from ...model.receipts import Receipt, Sent
from ...translations import translate
from .. import base
from ..base import Connection, Destination, Identity, LinkCard, NoNotes, Upload
from ..outcomes import DENIED, Unclear, is_in_trouble, no_answer
from ..uploads import UploadNotes, until_ready
from ..web_api import WebApi, read_json
from . import EXTERNAL

COLLECTION = "app.bsky.feed.post"
SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
EPOCH = 1_672_531_200_000_000
"""2023-01-01 in microseconds: record keys of ours lie in the 2.2 years from then, in the past."""
WORN_OUT = frozenset({"ExpiredToken", "InvalidToken"})
"""Of a session, not of the password: it is opened anew."""
BY_NAME = {
    "AccountDeactivated": "bluesky.deactivated",
    "AccountSuspended": "bluesky.taken-down",
    "AccountTakedown": "bluesky.taken-down",
    "AuthFactorTokenRequired": "bluesky.needs-app-password",
    "AuthenticationRequired": "bluesky.wrong-password",
    "RepoDeactivated": "bluesky.deactivated",
    "RepoSuspended": "bluesky.taken-down",
    "RepoTakendown": "bluesky.taken-down",
}
"""Which refusal it is, by the name of the error. All of these say no to the account, whatever is
sent; so does each status of `DENIED`, under whatever name."""


class BlueskyCalls:
    """Turns what the SDK raises into our outcomes, for one account."""

    def __init__(self, at: str) -> None:
        self.at = at
        self.expired = False
        """The session must be opened anew."""

    @contextlib.contextmanager
    def ending_in(self, unclear: Unclear) -> Iterator[None]:
        """Calls within; *unclear* is what one without a clear end comes to."""
        try:
            yield
        except RequestErrorBase as error:
            raise self._outcome(error, unclear) from error
        except httpx.HTTPError as error:
            raise no_answer(error, unclear, self.at) from error
        except (AtProtocolError, ValueError) as error:
            raise unclear("web.unreadable", location=self.at) from error

    def _outcome(self, error: RequestErrorBase, unclear: Unclear) -> SendError:
        if error.response is None:
            return no_answer(error.__cause__, unclear, self.at)
        code, name, words = error.response.status_code, *_said(error)
        status = f"{code} {words}".strip()
        if isinstance(error, RateLimitExceededError):
            return Retryable(
                "web.too-many-calls", after=_wait(error), location=self.at, status=status
            )
        if name in WORN_OUT:
            self.expired = True
            return Retryable("bluesky.session-over", after=0, location=self.at)
        if is_in_trouble(code):
            return unclear("web.in-trouble", location=self.at, status=status)
        return Rejected(
            BY_NAME.get(name, "bluesky.refused"),
            location=self.at,
            account_level=name in BY_NAME or code in DENIED,
            status=status,
        )


def is_missing(error: BadRequestError) -> bool:
    """Tell whether ``getRecord`` says that there is no such record."""
    name, words = _said(error)
    return name == "RecordNotFound" or words.startswith("Could not locate record")


def _said(error: RequestErrorBase) -> tuple[str, str]:
    content = error.response.content if error.response else None
    if isinstance(content, XrpcError):
        return content.error, scrub(content.message or content.error)
    return "", ""


def _wait(error: RateLimitExceededError) -> float | None:
    """Seconds until the quota is whole again; the service sends the time, others the seconds."""
    try:
        seconds: float | None = error.retry_after
        at: dt.datetime | None = error.reset_at
    except (ValueError, OverflowError, OSError):
        return None
    if seconds is not None or at is None:
        return seconds
    return max((at - dt.datetime.now(dt.UTC)).total_seconds(), 0.0)


class Bluesky(Connection):
    """A Bluesky account behind the official XRPC methods."""

    def __init__(self, destination: Destination) -> None:
        self._handle = destination.settings["handle"].removeprefix("@")
        self._credentials = destination.credentials
        self._calls = BlueskyCalls(destination.account.name)
        self._client = Client(
            destination.settings["api"], Request(timeout=base.TIMEOUT, max_redirects=0)
        )
        self._client.on_session_change(self._signed_in)
        self._did = self._server = ""
        self._videos = WebApi(
            f"{destination.settings['video_api']}/xrpc",
            answers=(HTTPStatus.CONFLICT,),
        )
        self._notes = destination.notes or NoNotes()
        self._drafting = bool(destination.account.option("draft"))

    def whoami(self) -> Identity:
        """The handle; nothing of the limits differs from server to server."""
        self._sign_in()
        with self._calls.ending_in(Retryable):
            session = self._client.com.atproto.server.get_session()
        if session.active is False:
            status = session.status or "inactive"
            raise Rejected("bluesky.not-active", location=self._calls.at, status=status)
        return Identity(
            name=f"@{session.handle}",
            id=session.did,
            url=f"https://bsky.app/profile/{session.handle}",
        )

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Create the record; where the server refuses, see first whether it is there already."""
        self._sign_in()
        if self._drafting:
            return self._drafted(message, above)
        record = {**message.payload, "createdAt": _now()}
        if above:
            above = self._known(above)
            record["reply"] = {"root": self._root(above), "parent": self._reference(above)}
        if message.link_card is not UNSET:
            card = next((one for one in uploads if isinstance(one, LinkCard)), None)
            record = self._with_card(record, card)
        elif uploads:
            record["embed"] = self._embed(uploads, UploadNotes(self._notes, key))
        wanted = models.ComAtprotoRepoCreateRecord.Data(
            repo=self._did, collection=COLLECTION, rkey=record_key(key), record=record
        )
        try:
            with self._calls.ending_in(UnknownOutcome):
                made = self._client.com.atproto.repo.create_record(wanted)
        except Rejected:
            if found := self._look_up(key, above):
                return found
            raise
        return self._sent(made.uri, made.cid, above)

    def delete(self, stands: Receipt) -> None:
        """Delete the record; of one that is gone the server says the same."""
        self._sign_in()
        if not stands.sent.id.startswith("at://"):
            self._forget(stands.sent.id)
            return
        repo, collection, key = stands.sent.id.removeprefix("at://").split("/")
        wanted = models.ComAtprotoRepoDeleteRecord.Data(repo=repo, collection=collection, rkey=key)
        with self._calls.ending_in(UnknownOutcome):
            self._client.com.atproto.repo.delete_record(wanted)

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> Sent | None:
        """Ask for the record by its key: neither the text nor the time matters."""
        self._sign_in()
        if self._drafting:
            return self._kept(message, above, since)
        return self._look_up(key, above)

    def close(self) -> None:
        """Let go of the network."""
        self._client.request.close()
        self._videos.close()

    def _drafted(self, message: Message, above: Receipt | None) -> Sent:
        """Put the post into a draft: the one of the posts above it, or a new one.

        Raises:
            Rejected: it answers a post that stands, which no draft can say.
        """
        if message.index == 1 and above:
            raise Rejected("bluesky.draft-answers", location=self._calls.at)
        number, posts = _draft_with(message, above)
        said = {"posts": posts, "langs": message.payload.get("langs")}
        with self._calls.ending_in(UnknownOutcome):
            draft = models.AppBskyDraftDefs.Draft.model_validate(said)
            drafts = self._client.app.bsky.draft
            if number:
                wanted = models.AppBskyDraftDefs.DraftWithId(id=number, draft=draft)
                drafts.update_draft(models.AppBskyDraftUpdateDraft.Data(draft=wanted))
            else:
                made = drafts.create_draft(models.AppBskyDraftCreateDraft.Data(draft=draft))
                number = made.id
        return _sent_draft(number, posts)

    def _kept(self, message: Message, above: Receipt | None, since: dt.datetime) -> Sent | None:
        """The draft that has the post, if any of ours does."""
        number, posts = _draft_with(message, above)
        texts = [one["text"] for one in posts]
        cursor: str | None = None
        while True:
            asked = models.AppBskyDraftGetDrafts.Params(limit=100, cursor=cursor)
            with self._calls.ending_in(Retryable):
                page = self._client.app.bsky.draft.get_drafts(asked)
            for one in page.drafts:
                late = dt.datetime.fromisoformat(one.created_at) >= since - EARLIER
                own = one.id == number if number else late
                if own and [each.text for each in one.draft.posts] == texts:
                    return _sent_draft(one.id, posts)
            cursor = page.cursor
            if not cursor:
                return None

    def _forget(self, sent: str) -> None:
        wanted = models.AppBskyDraftDeleteDraft.Data(id=sent.partition("#")[0])
        with self._calls.ending_in(UnknownOutcome):
            self._client.app.bsky.draft.delete_draft(wanted)

    def _sign_in(self) -> None:
        """Open the session; the SDK renews its token from then on."""
        if not self._did or self._calls.expired:
            with self._calls.ending_in(Retryable):
                self._client.login(
                    self._handle, self._credentials.get("password"), fetch_bsky_profile=False
                )
            self._calls.expired = False

    def _signed_in(self, _: SessionEvent, session: Session) -> None:
        self._did, self._handle = session.did, session.handle
        self._server = urlsplit(session.pds_endpoint or "").hostname or ""
        for token in (session.access_jwt, session.refresh_jwt):
            remember(token)

    def _with_card(self, record: dict[str, Json], card: LinkCard | None) -> dict[str, Json]:
        """*record* with what its card's page says; without a card where nobody has words for it."""
        shown = cast("dict[str, Json]", cast("dict[str, Json]", record["embed"])["external"])
        if card is None:
            rest = {name: value for name, value in record.items() if name != "embed"}
            return record if shown["title"] else rest
        said: dict[str, Json] = {"title": card.title, "description": card.description}
        if card.data:
            said["thumb"] = self._blob(card)
        return {**record, "embed": {"$type": EXTERNAL, "external": {**shown, **said}}}

    def _embed(self, uploads: Sequence[Upload], notes: UploadNotes) -> dict[str, Json]:
        """The pictures, or the one video, of a post."""
        film = next((one for one in uploads if one.kind == "video"), None)
        if film is None:
            pictures: list[Json] = [self._uploaded(upload) for upload in uploads]
            return {"$type": "app.bsky.embed.images", "images": pictures}
        return {
            "$type": "app.bsky.embed.video",
            "video": self._film(film, notes),
            "aspectRatio": {"width": film.width, "height": film.height},
            **({"alt": film.alt} if film.alt else {}),
        }

    def _film(self, upload: Upload, notes: UploadNotes) -> Json:
        """*upload* as a blob, once the video service has it in the account's own repository.

        https://docs.bsky.app/docs/tutorials/video, the recommended method.
        """
        job, _ = notes.known(upload)
        if job:
            try:
                return self._worked_on(upload, {"jobId": job})
            except Rejected:  # it is forgotten there, or failed
                notes.forget(upload)
        status = self._handed_over(upload)
        notes.keep(upload, str(status["jobId"]))
        return self._worked_on(upload, status)

    def _handed_over(self, upload: Upload) -> dict[str, Any]:
        """The job that *upload* has become; the service keeps what it makes with the token."""
        wanted = models.ComAtprotoServerGetServiceAuth.Params(
            aud=f"did:web:{self._server}",
            lxm="com.atproto.repo.uploadBlob",
            exp=int(dt.datetime.now(dt.UTC).timestamp()) + TOKEN_SECONDS,
        )
        with self._calls.ending_in(Retryable):
            token = self._client.com.atproto.server.get_service_auth(wanted).token
        remember(token)
        answer = self._videos.post(
            "/app.bsky.video.uploadVideo",
            Retryable,
            params={"did": self._did, "name": upload.name},
            headers={"authorization": f"Bearer {token}", "content-type": upload.mime},
            content=upload.data,
        )
        return _job(read_json(answer, Retryable))

    def _worked_on(self, upload: Upload, status: dict[str, Any]) -> Json:
        """The blob of a job, once there is one: also of a film that the service had already."""

        def look() -> dict[str, Json] | None:
            nonlocal status
            if blob := status.get("blob"):
                return dict(blob)
            if status.get("state") == "JOB_STATE_FAILED":
                why = status.get("message") or status.get("error") or status.get("failureCode")
                raise Rejected("media.not-processed", location=upload.name, reason=scrub(str(why)))
            asked = {"jobId": status["jobId"]}
            answer = self._videos.get("/app.bsky.video.getJobStatus", params=asked)
            status = _job(read_json(answer, Retryable))
            return dict(status["blob"]) if status.get("blob") else None

        return until_ready(look, upload, self._calls.at)

    def _blob(self, upload: Upload) -> Json:
        with self._calls.ending_in(Retryable):
            blob = self._client.com.atproto.repo.upload_blob(
                upload.data, headers={"Content-Type": upload.mime}
            ).blob
        return cast("Json", blob.model_dump(by_alias=True))

    def _uploaded(self, upload: Upload) -> dict[str, Json]:
        return {
            "alt": upload.alt,
            "image": self._blob(upload),
            "aspectRatio": {"width": upload.width, "height": upload.height},
        }

    def _look_up(self, key: str, above: Receipt | None) -> Sent | None:
        params = models.ComAtprotoRepoGetRecord.Params(
            repo=self._did, collection=COLLECTION, rkey=record_key(key)
        )
        with self._calls.ending_in(Retryable):
            try:
                got = self._client.com.atproto.repo.get_record(params)
            except BadRequestError as error:
                if is_missing(error):
                    return None
                raise
        return self._sent(got.uri, got.cid or "", above)

    def _sent(self, uri: str, cid: str, above: Receipt | None) -> Sent:
        root: Json = self._root(above) if above else {"uri": uri, "cid": cid}
        url = f"https://bsky.app/profile/{self._handle}/post/{uri.rpartition('/')[2]}"
        return Sent(id=uri, url=url, more={"cid": cid, "root": root})

    def _known(self, above: Receipt) -> Receipt:
        """*above* with all that an answer needs; the server tells what a person could not."""
        if "cid" in above.sent.more:
            return above
        repo, _, rkey = above.sent.id.removeprefix("at://").split("/")
        params = models.ComAtprotoRepoGetRecord.Params(repo=repo, collection=COLLECTION, rkey=rkey)
        with self._calls.ending_in(Retryable):
            got = self._client.com.atproto.repo.get_record(params)
        reply = getattr(got.value, "reply", None)
        root = reply.root if reply else None
        own: dict[str, Json] = {"uri": got.uri, "cid": got.cid or ""}
        first: Json = {"uri": root.uri, "cid": root.cid} if root else own
        sent = Sent(id=got.uri, url=above.sent.url, more={"cid": own["cid"], "root": first})
        return structs.replace(above, sent=sent)

    def _reference(self, above: Receipt) -> Json:
        return {"uri": above.sent.id, "cid": above.sent.more["cid"]}

    def _root(self, above: Receipt) -> Json:
        return above.sent.more.get("root") or self._reference(above)


EARLIER = dt.timedelta(minutes=5)
"""How far our clock may be ahead of the service's."""


def _draft_with(message: Message, above: Receipt | None) -> tuple[str, list[Any]]:
    """The draft that *message* goes on, if it begins none, and its posts with this one.

    https://github.com/bluesky-social/atproto, ``lexicons/app/bsky/draft/defs.json``.
    """
    said = message.payload
    post: dict[str, Json] = {"text": said["text"]}
    if labels := said.get("labels"):
        post["labels"] = labels
    if message.link_card is not UNSET:
        post["embedExternals"] = [{"uri": message.link_card}]
    goes_on = above is not None and message.after is UNSET
    if above is None or not goes_on:
        return "", [post]
    more = above.sent.more
    return str(more["draft"]), [*cast("list[Any]", more["posts"]), post]


def _sent_draft(number: str, posts: list[Any]) -> Sent:
    more: dict[str, Json] = {"draft": number, "posts": posts}
    todo = translate("channels", "bluesky.draft")
    return Sent(id=f"{number}#{len(posts)}", url=DRAFTS, more={**more, "todo": todo})


DRAFTS = "https://bsky.app/"
"""The app opens drafts from the composer; none has an address."""
TOKEN_SECONDS = 30 * 60
"""How long the video service may use an account's token."""


def _job(answer: dict[str, Any]) -> dict[str, Any]:
    """A job's status: by the lexicon under its name, in the service's own answers not always."""
    status = answer.get("jobStatus", answer)
    if not isinstance(status, dict) or not status.get("jobId"):
        raise Retryable("web.unreadable")
    return status


def record_key(key: str) -> str:
    """The record key of a message's *key*: always the same, and a valid TID.

    A TID is 13 characters of sortable base32: microseconds and 10 bits that tell clocks apart
    (https://atproto.com/specs/tid). Here both come from a hash, 56 bits of it, and say no time.

    >>> record_key("abababababababab-中文号-1-3")
    '3jont4dsvtcis'
    """
    drawn = int.from_bytes(hashlib.sha256(key.encode()).digest()[:7], "big")
    number = (EPOCH << 10) + drawn
    return "".join(SORTABLE[number >> shift & 31] for shift in range(60, -1, -5))


def _now() -> str:
    now = dt.datetime.now(dt.UTC)
    return now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
