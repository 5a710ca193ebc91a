"""Sends to X by tweepy: https://docs.x.com/x-api/posts/create-post.

Pictures go by X's second API (``POST /2/media/upload``), for which tweepy has no method of its own
yet; the first one's upload is switched off (https://github.com/tweepy/tweepy/issues/2217). With
OAuth 2.0 a token lives two hours, and the next one costs the refresh token:
https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code. A post in doubt is
looked up by its text, which X writes a little differently from how it was sent.
"""

import base64
import datetime as dt
import functools
import html
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import requests
import tweepy
from requests.adapters import HTTPAdapter
from requests.auth import HTTPBasicAuth
from requests.utils import get_environ_proxies

from ...counting import links
from ...credentials import scrub
from ...credentials.tokens import Token, fresh
from ...errors import (
    Rejected,
    Retryable,
    UnknownOutcome,
    Unverifiable,
    read_lifetime,
)
from ...model.draft import Message
from ...model.receipts import Receipt, Sent
from ...redaction import Hidden
from ...translations import translate
from .. import base
from ..base import Connection, Destination, Identity, NoNotes, Upload
from ..uploads import UploadNotes, until_ready
from .refusals import Doubled, calls

HOST = "https://api.twitter.com"
"""The address that tweepy has built in."""
RESET = "x-rate-limit-reset"


class XTransport(HTTPAdapter):
    """Sends what is meant for `HOST` to *api*, and gives up after a while.

    A signature of OAuth 1.0a covers the address that tweepy knows; X itself therefore has to be
    asked at that one.
    """

    def __init__(self, api: str) -> None:
        super().__init__()
        self.api = api.rstrip("/")

    def send(  # type: ignore[override] # the session's options are passed on by name
        self, request: requests.PreparedRequest, **options: object
    ) -> requests.Response:
        """Send *request* once."""
        parts = urlsplit(request.url or "")
        request.url = f"{self.api}{parts.path}" + (f"?{parts.query}" if parts.query else "")
        options |= {"timeout": base.TIMEOUT, "proxies": get_environ_proxies(request.url)}
        answer = super().send(request, **options)  # type: ignore[arg-type]
        if not answer.headers.get(RESET, "").isdecimal():  # tweepy would stumble over it
            answer.headers.pop(RESET, None)
        return answer


def wired(session: requests.Session, api: str) -> None:
    """Let *session* send by a `XTransport`."""
    session.mount(HOST, XTransport(api))
    session.max_redirects = 0  # no secret goes where an answer leads


def user_token(destination: Destination) -> str:
    """The account's token, renewed if it has ended.

    Raises:
        ConfigError: a secret is missing.
        Rejected: X does not take the refresh token.
        Retryable: X cannot be asked now.
    """
    secrets = destination.credentials
    given = (secrets.get("client_id"), secrets.get("refresh_token"))

    def renew(last: Token | None) -> Token:
        spare = last.renewal if last else None
        return _renewed(destination, given[0], spare.reveal() if spare else given[1])

    return fresh(given, renew).value.reveal()


def _renewed(destination: Destination, client: str, refresh: str) -> Token:
    """What X gives for a refresh token; asked without tweepy, whose library would log the answer.

    An answer that gets lost takes the pair with it: then X refuses, and its owner signs in again.
    """
    secret, at = destination.credentials.find("client_secret"), destination.account.name
    form = {"grant_type": "refresh_token", "refresh_token": refresh, "client_id": client}
    with requests.Session() as session, calls(at, "", unclear=Retryable):
        wired(session, destination.settings["api"])
        auth = HTTPBasicAuth(client, secret) if secret else None
        answer = session.post(f"{HOST}/2/oauth2/token", data=form, auth=auth)
        if HTTPStatus.BAD_REQUEST <= answer.status_code < HTTPStatus.TOO_MANY_REQUESTS:
            raise Rejected("x.cannot-renew", location=at, status=answer.status_code, account=at)
        answer.raise_for_status()
        new = answer.json()
        lasts = dt.timedelta(seconds=read_lifetime(new.get("expires_in")))
        ends = dt.datetime.now(dt.UTC) + lasts  # an odd one is no reason to lose the pair
        renewal = str(new.get("refresh_token", refresh))
        return Token(value=Hidden(str(new["access_token"])), ends=ends, renewal=Hidden(renewal))


def same(ours: str, post: Mapping[str, Any]) -> bool:
    """Tell whether *post*, as X gives it, has the text *ours*.

    X shortens every address to one of its own and names the real one among the entities, escapes
    ``&``, ``<`` and ``>``, and puts an address behind the text for the pictures.

    >>> shown = {
    ...     "text": "天气 &amp; 地图 https://t.co/a1 https://t.co/b2",
    ...     "entities": {
    ...         "urls": [
    ...             {"url": "https://t.co/a1", "expanded_url": "https://example.com/图"},
    ...             {"url": "https://t.co/b2", "media_key": "3_1"},
    ...         ]
    ...     },
    ... }
    >>> same("天气 & 地图 https://example.com/图", shown), same("天气", shown)
    (True, False)
    """
    whole = post.get("note_tweet") or post.get("note_post") or post  # a long post's text is a note
    return _essence(ours) == _essence(_expanded(whole))


def _expanded(post: Mapping[str, Any]) -> str:
    text = html.unescape(str(post.get("text", "")))
    for link in (post.get("entities") or {}).get("urls") or ():
        short = link.get("url") or ""
        text = text.replace(short, "" if link.get("media_key") else link.get("expanded_url") or "")
    return text


def _essence(text: str) -> str:
    """*text* without what X may change: its form of Unicode, white space, how an address begins."""
    text = unicodedata.normalize("NFC", text)
    for start, end in reversed(links.urls(text)):
        address = text[start:end].lower().rstrip("/")
        bare = address.removeprefix("https://").removeprefix("http://")
        text = text[:start] + bare + text[end:]
    return " ".join(text.split())


EARLIER = dt.timedelta(minutes=2)
"""How far our clock may be ahead of X's."""
LAG = dt.timedelta(minutes=1)
"""How long a post that X says it has may stand before our own posts show it."""
SOON = dt.timedelta(seconds=15)
"""When to look again."""
LOOKED_AT = ["created_at", "entities", "note_tweet", "referenced_tweets"]
SHORT = 280
"""Weighted characters that every account may write."""


def _client(destination: Destination) -> tuple[tweepy.Client, bool]:
    """tweepy's, and whether it signs with OAuth 1.0a, which does not end; OAuth 2.0 does."""
    secrets = destination.credentials
    if not secrets.find("access_token"):
        return tweepy.Client(return_type=dict), False
    client = tweepy.Client(
        consumer_key=secrets.get("api_key"),
        consumer_secret=secrets.get("api_secret"),
        access_token=secrets.get("access_token"),
        access_token_secret=secrets.get("access_token_secret"),
        return_type=dict,
    )
    return client, True


class XConnection(Connection):
    """One account on X.

    Args:
        destination: whose it is.

    Raises:
        ConfigError: a secret is missing.
    """

    def __init__(self, destination: Destination) -> None:
        self.destination = destination
        self.at = destination.account.name
        client, signed = _client(destination)
        secret = destination.credentials.source("access_token" if signed else "refresh_token")
        self.calls = functools.partial(calls, self.at, secret)
        self.client = client
        self.signed = signed
        self.user: dict[str, Any] = {}
        """Who we are; empty until X was asked."""
        self.doubled: set[str] = set()
        """Keys of the messages that X refused because it has their text."""
        self.notes = destination.notes or NoNotes()
        wired(client.session, destination.settings["api"])

    def whoami(self) -> Identity:
        """Ask X who we are, and whether long posts are ours to write; see `Connection.whoami`."""
        self._sign_in()
        user = self._me()
        plan = user.get("subscription_type")
        notes = (
            (translate("channels", "x.subscription", plan=plan),)
            if plan not in {None, "", "None"}
            else ()
        )
        short = plan == "None" and self.destination.account.spec.text.limits[0].max > SHORT
        return Identity(
            name=f"@{user['username']}",
            id=str(user["id"]),
            url=f"https://x.com/{user['username']}",
            limits={"weighted": SHORT} if short else {},
            notes=notes,
        )

    def send(
        self, message: Message, key: str, above: Receipt | None, uploads: Sequence[Upload]
    ) -> Sent:
        """Upload the pictures, then make the post; see `Connection.send`.

        X knows no key that would make a second call harmless: `find` has to look.
        """
        self._sign_in()
        arguments: dict[str, Any] = dict(message.payload)
        if poll := arguments.pop("poll", None):
            arguments["poll_options"] = poll["options"]
            arguments["poll_duration_minutes"] = poll["duration_minutes"]
        warning = str(arguments.pop("sensitive_media_warning", ""))
        if uploads:
            arguments["media_ids"] = self.uploaded(uploads, UploadNotes(self.notes, key), warning)
        if above:
            arguments["in_reply_to_tweet_id"] = above.sent.id
        try:
            with self.calls(unclear=UnknownOutcome):
                answer = self.client.create_tweet(user_auth=self.signed, **arguments)
                return self._sent(answer["data"]["id"])
        except Doubled:
            self.doubled.add(key)
            raise

    def delete(self, stands: Receipt) -> None:
        """Delete the post."""
        self._sign_in()
        try:
            with self.calls(unclear=UnknownOutcome):
                answer = self.client.delete_tweet(stands.sent.id, user_auth=self.signed)
                gone = answer["data"]["deleted"]
        except Rejected as error:
            if not str(error.values.get("status", "")).startswith("404"):
                raise
            return
        if not gone:
            raise Rejected("x.not-deleted", location=self.at)

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> Sent | None:
        """Read our own posts since *since*: same text, same place in the thread.

        Raises:
            Unverifiable: X does not let this app read, or has this text from another time.
            Retryable: it cannot say now.
        """
        answered = above.sent.id if above else None
        text = str(message.payload.get("text", ""))
        self._sign_in()
        for post in self._posts(since - EARLIER, LOOKED_AT):
            if _answered(post) == answered and same(text, post):
                return self._sent(post["id"])
        if key in self.doubled:
            raise self._hidden(since)
        return None

    def close(self) -> None:
        """Let go of the network."""
        self.client.session.close()

    def _sign_in(self) -> None:
        if not self.signed:
            self.client.bearer_token = user_token(self.destination)

    def _hidden(self, since: dt.datetime) -> Retryable | Unverifiable:
        """X has the text, and our posts since then do not show it: late, or from another time."""
        left = since + LAG - dt.datetime.now(dt.UTC)
        if left > dt.timedelta():
            after = min(left, SOON).total_seconds()
            return Retryable("x.not-shown-yet", after=after, location=self.at)
        return Unverifiable("x.text-from-another-time", location=self.at)

    def _me(self) -> dict[str, Any]:
        if not self.user:
            with self.calls(unclear=Retryable):
                fields = ["subscription_type"]
                answer = self.client.get_me(user_fields=fields, user_auth=self.signed)
                self.user = dict(answer["data"])
        return self.user

    def _posts(self, since: dt.datetime, fields: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Our posts since then, the latest first, page after page."""
        us, token = self._me()["id"], None
        while True:
            with self.calls(unclear=Retryable):
                page = self.client.get_users_tweets(
                    us,
                    start_time=since,
                    max_results=100,
                    tweet_fields=list(fields),
                    pagination_token=token,
                    user_auth=self.signed,
                )
                posts = list(page.get("data", ()))
                token = page["meta"].get("next_token")
            yield from posts
            if not token:
                return

    def uploaded(
        self, uploads: Sequence[Upload], notes: UploadNotes, warning: str = ""
    ) -> list[str]:
        """The ids of *uploads*, once X has them, each with its alt text and its *warning*."""
        films = Films(self.client, self.calls, notes, signed=self.signed)
        return [self._uploaded(one, films, warning) for one in uploads]

    def _uploaded(self, upload: Upload, films: "Films", warning: str) -> str:
        """The id of *upload*, once X has it, its alt text and its *warning*."""
        if upload.kind == "picture":
            category = "tweet_gif" if upload.mime == "image/gif" else "tweet_image"
            data = base64.b64encode(upload.data).decode()
            with self.calls(unclear=Retryable):
                body = {"media": data, "media_category": category}
                answer = self.client.request(
                    "POST", "/2/media/upload", json=body, user_auth=self.signed
                )
                number = str(answer.json()["data"]["id"])
        else:
            number = films.uploaded(upload)
        words: dict[str, Any] = {"alt_text": {"text": upload.alt}} if upload.alt else {}
        if warning:
            words["sensitive_media_warning"] = {warning: True}
        if words:
            about = {"id": number, "metadata": words}
            with self.calls(unclear=Retryable):
                self.client.request("POST", "/2/media/metadata", json=about, user_auth=self.signed)
        return number

    def _sent(self, number: str) -> Sent:
        """A link works without the name too, but not as nicely."""
        name = self.user.get("username", "i")
        return Sent(id=str(number), url=f"https://x.com/{name}/status/{number}")


def _answered(post: dict[str, Any]) -> str | None:
    """The id of the post that *post* replies to; X's document calls the field by its new name."""
    others = post.get("referenced_tweets") or post.get("referenced_posts") or ()
    return next((str(one["id"]) for one in others if one["type"] == "replied_to"), None)


Calls = Callable[..., AbstractContextManager[None]]
PART = 4_000_000
"""Bytes of a film that go in one call; there are at most 1,000 of them."""
CATEGORIES = {"animation": "tweet_gif", "video": "tweet_video"}


class Films:
    """Animations and videos, which X takes in parts and works on.

    https://docs.x.com/x-api/media/quickstart/media-upload-chunked.

    Args:
        client: tweepy's, signed in.
        calls: whose errors are ours.
        notes: what X has already.
        signed: with OAuth 1.0a.
    """

    def __init__(
        self, client: tweepy.Client, calls: Calls, notes: UploadNotes, *, signed: bool
    ) -> None:
        self._client, self._calls, self._signed, self._notes = client, calls, signed, notes

    def uploaded(self, upload: Upload) -> str:
        """The id of *upload*, once X is done with it.

        Raises:
            Rejected: X does not take it, or could not work on it: nothing is posted.
            Retryable: it cannot be done now; what X has by then is known to the next try.
        """
        number, parts = self._notes.known(upload)
        if number:
            try:
                return self._from(upload, number, parts)
            except Rejected:  # it has waited for too long, or X could not work on it
                self._notes.forget(upload)
        return self._from(upload, self._begun(upload), 0)

    def _begun(self, upload: Upload) -> str:
        body = {
            "media_category": CATEGORIES[upload.kind],
            "media_type": upload.mime,
            "total_bytes": len(upload.data),
        }
        number = str(self._ask("POST", "/initialize", json=body)["id"])
        self._notes.keep(upload, number)
        return number

    def _from(self, upload: Upload, number: str, parts: int) -> str:
        """The rest of *upload*, of which X has so many *parts*; one more once it is finalized."""
        count = -(-len(upload.data) // PART)
        for at in range(parts, count):
            part = base64.b64encode(upload.data[at * PART : (at + 1) * PART]).decode()
            body = {"media": part, "segment_index": at}
            with self._calls(unclear=Retryable):
                route = f"/2/media/upload/{number}/append"
                self._client.request("POST", route, json=body, user_auth=self._signed)
            self._notes.keep(upload, number, at + 1)
        state: dict[str, Any] | None = None
        if parts <= count:
            state = self._ask("POST", f"/{number}/finalize")
            self._notes.keep(upload, number, count + 1)

        def look() -> str | None:
            nonlocal state
            told = state or self._ask("GET", "", params={"media_id": number, "command": "STATUS"})
            state = None
            return number if _is_ready(told, upload) else None

        return until_ready(look, upload, "")

    def _ask(self, method: str, route: str, **content: Any) -> dict[str, Any]:  # noqa: ANN401 - tweepy's
        with self._calls(unclear=Retryable):
            answer = self._client.request(
                method, f"/2/media/upload{route}", user_auth=self._signed, **content
            )
            return dict(answer.json()["data"])


def _is_ready(told: Mapping[str, Any], upload: Upload) -> bool:
    """Whether X is done with *upload*, by what it tells.

    Raises:
        Rejected: it could not work on it.
    """
    work = told.get("processing_info") or {}
    if work.get("state") == "failed":
        why = (work.get("error") or {}).get("message") or "failed"
        raise Rejected("media.not-processed", location=upload.name, reason=scrub(str(why)))
    return bool(work.get("state", "succeeded") == "succeeded")
