"""How X is called: by tweepy at whatever address, signed, films in parts; and what its errors mean.

https://docs.x.com/x-api/fundamentals/response-codes-and-errors. Pictures and films go by X's
second API (``POST /2/media/upload``), for which tweepy has no method of its own yet; the first
one's upload is switched off (https://github.com/tweepy/tweepy/issues/2217). With OAuth 2.0 a token
lives two hours, and the next one costs the refresh token:
https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code.
"""

import base64
import contextlib
import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import requests
import tweepy
from requests.adapters import HTTPAdapter
from requests.auth import HTTPBasicAuth
from requests.utils import get_environ_proxies

from ...credentials import scrub
from ...credentials.tokens import Token, fresh
from ...errors import (
    Rejected,
    Retryable,
    SendError,
    UnknownOutcome,
    read_from,
    read_lifetime,
)
from ...redaction import Hidden
from .. import base
from ..base import Destination, Upload
from ..outcomes import Unclear, is_in_trouble, no_answer, read_wait
from ..uploads import UploadNotes, until_ready

UNSEEN = "deleted or not visible to you"
"""What X says of a post that was made a moment ago (code 385), and of one that is gone."""
RACE = 5.0
"""Seconds until such a post is there."""
QUOTAS = ("x-rate-limit", "x-user-limit-24hour", "x-app-limit-24hour")
"""Each with ``-remaining`` and ``-reset``, a time in Unix seconds."""
BY_WORDS = {
    "oauth1 app permissions": "x.read-only-app",
    "oauth1-permissions": "x.read-only-app",
    "client-not-enrolled": "x.app-not-enrolled",
    "engaged by the author": "x.no-replies",
    "not permitted to perform": "x.not-permitted",
    "suspended": "x.suspended",
    "temporarily locked": "x.locked",
    "Usage cap exceeded": "x.usage-cap",
}
"""Which refusal it is, by what X says with a 403 or a 429."""
BY_STATUS = {400: "x.bad-request", 401: "x.wrong-keys", 402: "x.no-credits", 403: "x.forbidden"}
"""Which it is, where X says none of these."""
MAY_NOT = frozenset({"x.forbidden", "x.not-permitted"})
"""What it says to an account without Premium that writes an article."""
ACCOUNT_STATUSES = (401, 402)
"""These say no to the account, whatever is sent."""
ACCOUNT = frozenset(
    {"x.read-only-app", "x.app-not-enrolled", "x.suspended", "x.locked", "x.usage-cap"}
)
"""So do these, with any status."""


class Doubled(UnknownOutcome):
    """X has this text already; it may be ours of a moment ago, whose answer never came."""


@contextlib.contextmanager
def calls(at: str, secret: str, *, unclear: Unclear) -> Iterator[None]:
    """Calls within, their exceptions ours.

    Args:
        at: the account.
        secret: where its keys come from, for whoever has to change them.
        unclear: what a call without a clear end comes to.
    """
    try:
        yield
    except tweepy.HTTPException as error:
        raise _answered(error, at, secret, unclear) from error
    except requests.RequestException as error:
        if isinstance(error, requests.JSONDecodeError):
            raise unclear("web.unreadable", location=at) from error
        raise no_answer(error, unclear, at) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise unclear("web.unreadable", location=at) from error


def _answered(error: tweepy.HTTPException, at: str, secret: str, unclear: Unclear) -> SendError:
    """What an answer other than yes comes to."""
    code = error.response.status_code
    said = scrub("; ".join(map(str, error.api_messages))) or HTTPStatus(code).phrase
    status = f"{code} {said}"
    refusal = next((name for words, name in BY_WORDS.items() if words in said), "")
    account_level = code in ACCOUNT_STATUSES or refusal in ACCOUNT
    if code == HTTPStatus.TOO_MANY_REQUESTS and not account_level:
        return Retryable("web.too-many-calls", after=_wait(error), location=at, status=status)
    if is_in_trouble(code):
        return unclear("web.in-trouble", location=at, status=status)
    if code == HTTPStatus.FORBIDDEN and "duplicate content" in said:
        return Doubled("x.duplicate", location=at, status=status)
    if UNSEEN in said:
        return Retryable("x.reply-target-not-visible", after=RACE, location=at, status=status)
    return Rejected(
        refusal or BY_STATUS.get(code, "web.refused"),
        location=at,
        account_level=account_level,
        status=status,
        source=read_from(secret),
    )


def _wait(error: tweepy.HTTPException) -> float | None:
    """Seconds until the last of the used-up quotas is whole again."""
    headers = error.response.headers
    ends = [
        float(headers[f"{quota}-reset"])
        for quota in QUOTAS
        if headers.get(f"{quota}-reset", "").isdecimal()
        and headers.get(f"{quota}-remaining", "0") == "0"
    ]
    if ends:
        return max(0.0, max(ends) - time.time()) + 1
    return read_wait(headers.get("retry-after", ""), dt.datetime.now(dt.UTC))


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
