"""Mastodon: statuses, each with an Idempotency-Key made from the message's key.

For an hour a server answers the same key with the status it has made already, however the first
call ended: https://docs.joinmastodon.org/methods/statuses/#create. That is not enough to look up a
doubt: the hour passes, and not every server of the Mastodon API keeps to it (snac does not). So a
doubt is settled by reading our own statuses back: the same text, under the same status, made since
the call began by the server's own clock. Where none is found, sending again is safe: within the
hour the key guards a call that was still under way.

Whether a status says what was sent, although the server has made HTML of it.
"""

import contextlib
import datetime as dt
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from mastodon import Mastodon as Client
from mastodon.errors import (
    MastodonAPIError,
    MastodonError,
    MastodonNetworkError,
    MastodonNotFoundError,
)
from requests.adapters import HTTPAdapter

from ...credentials import scrub
from ...errors import Rejected, Retryable, SendError, UnknownOutcome
from ...model.draft import Message
from ...model.receipts import Receipt, Sent
from .. import base
from ..base import Connection, Destination, Identity, NoNotes, Upload
from ..outcomes import DENIED, Unclear, clock_ahead, is_in_trouble, no_answer, read_wait
from ..uploads import UploadNotes, until_ready

BY_STATUS = {
    401: "mastodon.wrong-token",
    403: "mastodon.forbidden",
    404: "mastodon.not-found",
    413: "mastodon.picture-too-large",
    422: "mastodon.not-allowed",
}
UNREADABLE = (MastodonError, ArithmeticError, AttributeError, KeyError, TypeError, ValueError)
"""What the SDK raises, its own slips over an answer among it."""


class Fresh(HTTPAdapter):
    """A connection for every call: one that a server has closed meanwhile looks like a cut call."""

    def send(self, *args: Any, **kinds: Any) -> requests.Response:  # noqa: ANN401 - as its base
        """Send a request, by no connection that was used before."""
        self.poolmanager.clear()
        return super().send(*args, **kinds)


class MastodonCalls:
    """One account's session, and its SDK's exceptions as our outcomes."""

    def __init__(self, at: str) -> None:
        self.at = at
        self.session = requests.Session()
        self.session.max_redirects = 0  # no secret goes where an answer leads
        self.session.mount("https://", Fresh())
        self.session.mount("http://", Fresh())
        self.session.hooks["response"].append(self._heard)
        self.ahead = dt.timedelta()
        """How far the server's clock is ahead of ours."""
        self._status = 0
        self._wait: float | None = None

    @contextlib.contextmanager
    def ending_in(self, unclear: Unclear) -> Iterator[None]:
        """Calls within; *unclear* is what one without a clear end comes to."""
        self._status = 0
        try:
            yield
        except UNREADABLE as error:
            if (
                self._status == HTTPStatus.TOO_MANY_REQUESTS
            ):  # whatever the SDK makes of its headers
                raise Retryable(
                    "web.too-many-calls",
                    after=self._wait,
                    location=self.at,
                    status=HTTPStatus.TOO_MANY_REQUESTS.phrase,
                ) from error
            if isinstance(error, MastodonNetworkError):
                raise self._broken(error.__context__, unclear) from error
            if isinstance(error, MastodonAPIError):
                raise self._answered(error, unclear) from error
            raise self._unreadable(unclear) from error

    def _answered(self, error: MastodonAPIError, unclear: Unclear) -> SendError:
        match error.args:
            case (_, int(code), *_, words):
                status = scrub(f"{code} {words or ''}".strip())
            case _:
                return self._unreadable(unclear)
        if is_in_trouble(code):
            return unclear("web.in-trouble", location=self.at, status=status)
        return Rejected(
            BY_STATUS.get(code, "web.refused"),
            location=self.at,
            account_level=code in DENIED,
            status=status,
        )

    def _broken(self, cause: BaseException | None, unclear: Unclear) -> SendError:
        if isinstance(cause, UnicodeError):  # no header can hold it
            return Rejected("mastodon.no-token", location=self.at, account_level=True)
        return no_answer(cause, unclear, self.at)

    def _unreadable(self, unclear: Unclear) -> SendError:
        return unclear("web.unreadable", location=self.at)

    def _heard(self, response: requests.Response, **_: Any) -> None:  # noqa: ANN401 - a hook's
        """Every answer tells the time, and some how long to wait."""
        self._status = response.status_code
        ahead = clock_ahead(response.headers)
        self.ahead = self.ahead if ahead is None else ahead
        self._wait = wait(response.headers, dt.datetime.now(dt.UTC) + self.ahead)


def wait(headers: Any, now: dt.datetime) -> float | None:  # noqa: ANN401 - any mapping
    """Seconds that an answer's *headers* ask to wait.

    >>> noon = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
    >>> wait({"X-RateLimit-Reset": "2026-01-01T12:05:00.000000Z"}, noon), wait({}, noon)
    (300.0, None)
    """
    if (seconds := read_wait(headers.get("Retry-After", ""), now)) is not None:
        return seconds
    reset = headers.get("X-RateLimit-Reset", "")
    try:
        at = dt.datetime.fromtimestamp(int(reset), dt.UTC) if reset.isdigit() else _iso(reset)
    except (ValueError, OverflowError, OSError):
        return None
    return max((at - now).total_seconds(), 0.0)


def _iso(text: str) -> dt.datetime:
    at = dt.datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


EDITABLE = ("status", "spoiler_text", "sensitive")
"""Of a status's fields; its visibility never is."""
TAGS = re.compile(r"<[^>]*>")
MENTION = re.compile(r"(@\w+)@[\w.-]+")


def same_text(sent: str, content: str) -> bool:
    r"""Tell whether *content*, a status in HTML, is the plain text *sent*.

    Servers rewrite: lines become paragraphs, a mention loses its server, some read ``*`` as bold.
    So letters, digits and emoji are compared, and not what stands between them.

    >>> same_text(
    ...     "你好，@ann@example.org！\n\n*1* < 2 👋",
    ...     "<p>你好，@<span>ann</span>！</p><p><b>1</b> &lt; 2 👋</p>",
    ... )
    True
    >>> same_text("你好 1/2", "<p>你好 2/2</p>")
    False
    """
    return _essence(sent) == _essence(html.unescape(TAGS.sub("", content)))


def _essence(text: str) -> str:
    plain = MENTION.sub(r"\1", unicodedata.normalize("NFC", text))
    return "".join(one for one in plain if _matters(unicodedata.category(one)))


def _matters(category: str) -> bool:
    """Letters, marks, numbers, and the symbols that emoji are."""
    return category[0] in "LMN" or category == "So"


SLACK = dt.timedelta(seconds=2)
"""The server's clock is known to a second."""
PAGE = 40
"""Statuses in one answer, at most."""


class Mastodon(Connection):
    """A Mastodon account on any server that speaks its API."""

    def __init__(self, destination: Destination) -> None:
        self._calls = MastodonCalls(destination.account.name)
        self._client = Client(
            access_token=destination.credentials.get("access_token"),
            api_base_url=destination.settings["api"],
            session=self._calls.session,
            ratelimit_method="throw",
            version_check_mode="none",
            request_timeout=base.TIMEOUT,
        )
        self._notes = destination.notes or NoNotes()

    def whoami(self) -> Identity:
        """The account's name, and the limits of its server."""
        with self._calls.ending_in(Retryable):
            me = self._client.account_verify_credentials()
            if not (me.get("id") and me.get("username")):  # the SDK takes any object for an account
                raise Retryable("web.unreadable", location=self._calls.at)
            server = self._instance()
            host = str(server.get("domain") or server.get("uri")).rpartition("/")[2]
            name = f"@{me.username}@{host}"
            return Identity(
                name=name, id=f"{me.id}@{host}", url=me.url or "", limits=limits(server)
            )

    def _instance(self) -> Any:  # noqa: ANN401 - the SDK's
        """What the server says of itself: by the newer way, by the older one, or nothing."""
        for ask in (self._client.instance_v2, self._client.instance_v1):
            with contextlib.suppress(MastodonNotFoundError):
                return ask()
        return {"domain": urlsplit(self._client.api_base_url).hostname}

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Post the status; the server takes the key once."""
        notes = UploadNotes(self._notes, key)
        media = [self._uploaded(upload, notes) for upload in uploads]
        payload: dict[str, Any] = dict(message.payload)
        with self._calls.ending_in(UnknownOutcome):
            status = self._client.status_post(
                **payload,
                in_reply_to_id=above.sent.id if above else None,
                media_ids=media or None,
                idempotency_key=base.hashed(key),
            )
            return _sent(status)

    def edit(self, message: Message, stands: Receipt, uploads: Sequence[Upload]) -> Sent:
        """Make the status say *message*, with its pictures and no other; its language stays."""
        notes = UploadNotes(NoNotes(), stands.sent.id)
        media = [self._uploaded(upload, notes) for upload in uploads]
        payload = {key: message.payload[key] for key in EDITABLE if key in message.payload}
        with base.not_there("mastodon.not-found"), self._calls.ending_in(UnknownOutcome):
            status = self._client.status_update(
                stands.sent.id, media_ids=media or None, **cast("Any", payload)
            )
            return _sent(status)

    def delete(self, stands: Receipt) -> None:
        """Delete the status."""
        with (
            base.gone_is_done(),
            base.not_there("mastodon.not-found"),
            self._calls.ending_in(UnknownOutcome),
        ):
            self._client.status_delete(stands.sent.id)

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> Sent | None:
        """Read our own statuses back, as far as *since*."""
        del key
        parent = above.sent.id if above else None
        wanted = str(message.payload["status"])
        with self._calls.ending_in(Retryable):
            for status in self._statuses(since):
                answers = str(status.in_reply_to_id) if status.in_reply_to_id else None
                if answers == parent and same_text(wanted, status.content):
                    return _sent(status)
        return None

    def close(self) -> None:
        """Let go of the network."""
        self._calls.session.close()

    def _uploaded(self, upload: Upload, notes: UploadNotes) -> str:
        """The id of *upload*, once the server is done with it."""
        known, _ = notes.known(upload) if upload.kind != "picture" else ("", 0)
        if known:
            try:
                return self._processed(known, upload)
            except Rejected:  # a server deletes what no status shows after a day
                notes.forget(upload)
        with self._calls.ending_in(Retryable):
            media = self._client.media_post(
                upload.data,
                mime_type=upload.mime,
                description=upload.alt or None,
                file_name=upload.name,
            )
            number = str(media.id)
        if media.url is not None:
            return number
        if upload.kind != "picture":
            notes.keep(upload, number)
        return self._processed(number, upload)

    def _processed(self, number: str, upload: Upload) -> str:
        """*number* once it has an address; a server has none for what it still works on."""

        def look() -> str | None:
            with self._calls.ending_in(Retryable):
                return number if self._client.media(number).url is not None else None

        try:
            return until_ready(look, upload, self._calls.at)
        except Rejected as error:
            why = error.text
            raise Rejected("media.not-processed", location=upload.name, reason=why) from error

    def _statuses(self, since: dt.datetime) -> Iterable[Any]:
        """Our statuses since then, by the server's clock, the newest first."""
        me = self._client.me().id
        earliest = since + self._calls.ahead - SLACK
        found: dict[str, Any] = {}
        last = None
        while True:
            page: Any = self._client.account_statuses(
                me, exclude_reblogs=True, limit=PAGE, max_id=last
            )
            new = {str(status.id): status for status in page if status.created_at >= earliest}
            if new.keys() <= found.keys():  # none, or a server that has one page for all
                return found.values()
            found |= new
            last = page[-1].id


def limits(server: Any) -> dict[str, int]:  # noqa: ANN401 - an SDK's record of either version
    """A server's own limits, by unit of the text, and by the entry's key for pictures.

    >>> limits({"configuration": {"statuses": {"max_characters": 5000}}})
    {'mastodon': 5000}
    """
    places = {
        "mastodon": ("statuses", "max_characters"),
        "media.images": ("statuses", "max_media_attachments"),
        "media.bytes": ("media_attachments", "image_size_limit"),
        "media.alt": ("media_attachments", "description_limit"),
        "media.animation.bytes": ("media_attachments", "image_size_limit"),
        "media.video.bytes": ("media_attachments", "video_size_limit"),
        "media.video.frame_rate": ("media_attachments", "video_frame_rate_limit"),
        "media.video.area": ("media_attachments", "video_matrix_limit"),
    }
    configuration = server.get("configuration") or {}
    told = {name: (configuration.get(part) or {}).get(key) for name, (part, key) in places.items()}
    return {name: int(value) for name, value in told.items() if value}


def _sent(status: Any) -> Sent:  # noqa: ANN401 - the SDK's record
    return Sent(id=str(status.id), url=status.url or status.uri)
