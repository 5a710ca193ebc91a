"""Mastodon's errors as our outcomes: https://docs.joinmastodon.org/methods/statuses/#create."""

import contextlib
import datetime as dt
import email.utils
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import requests
from mastodon.errors import (
    MastodonAPIError,
    MastodonError,
    MastodonNetworkError,
    MastodonRatelimitError,
)
from requests.adapters import HTTPAdapter

from ...credentials import scrub
from ...errors import Rejected, Retryable, SendError, UnknownOutcome
from ...unsent import surely_unsent

ADVICE = {
    401: "a token that is valid: Preferences, Development, your application",
    403: "a token with the scopes read and write, of an account in good standing",
    404: "the server's address, and whether the status above still stands",
    413: "a smaller picture",
    422: "what the server allows (crosspost accounts check)",
}

ACCOUNT = (401, 402, 403)
"""These say no to the account, whatever is sent."""


class Fresh(HTTPAdapter):
    """A connection for every call: one that a server has closed meanwhile looks like a cut call."""

    def send(self, *args: Any, **kinds: Any) -> requests.Response:  # noqa: ANN401 - as its base
        """Send a request, by no connection that was used before."""
        self.poolmanager.clear()
        return super().send(*args, **kinds)


class Calls:
    """One account's session, and its SDK's exceptions as our outcomes."""

    def __init__(self, at: str) -> None:
        self.at = at
        self.session = requests.Session()
        self.session.mount("https://", Fresh())
        self.session.mount("http://", Fresh())
        self.session.hooks["response"].append(self._heard)
        self.ahead = dt.timedelta()
        """How far the server's clock is ahead of ours."""
        self._status = 0
        self._wait: float | None = None

    @contextlib.contextmanager
    def ending_in(self, doubt: type[Retryable | UnknownOutcome]) -> Iterator[None]:
        """Calls within; *doubt* is what one without a clear end comes to."""
        try:
            yield
        except MastodonRatelimitError as error:
            if self._status != HTTPStatus.TOO_MANY_REQUESTS:  # it could not read a header
                raise self._senseless(doubt) from error
            found = "the server takes no more calls for now"
            raise Retryable(found, after=self._wait, location=self.at) from error
        except MastodonNetworkError as error:
            raise self._broken(error.__context__, doubt) from error
        except MastodonAPIError as error:
            raise self._answered(error, doubt) from error
        except (MastodonError, AttributeError, KeyError, TypeError, ValueError) as error:
            raise self._senseless(doubt) from error

    def _answered(
        self, error: MastodonAPIError, doubt: type[Retryable | UnknownOutcome]
    ) -> SendError:
        match error.args:
            case (_, int(status), *_, words):
                said = scrub(f"{status} {words or ''}".strip())
            case _:
                return self._senseless(doubt)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
            return doubt(f"the server answered {said}", location=self.at)
        found, whole = f"the server refused: {said}", status in ACCOUNT
        return Rejected(found, location=self.at, hint=ADVICE.get(status, ""), account_level=whole)

    def _broken(
        self, cause: BaseException | None, doubt: type[Retryable | UnknownOutcome]
    ) -> SendError:
        if surely_unsent(cause):
            return Retryable("no connection to the server", location=self.at)
        if isinstance(cause, UnicodeError):  # no header can hold it
            return Rejected(
                "the access token is none", location=self.at, hint=ADVICE[401], account_level=True
            )
        return doubt("the connection broke before an answer came", location=self.at)

    def _senseless(self, doubt: type[Retryable | UnknownOutcome]) -> SendError:
        return doubt("the server's answer makes no sense", location=self.at)

    def _heard(self, response: requests.Response, **_: Any) -> None:  # noqa: ANN401 - a hook's
        """Every answer tells the time, and some how long to wait."""
        self._status = response.status_code
        now = dt.datetime.now(dt.UTC)
        if date := _date(response.headers.get("Date")):
            self.ahead = date - now
        self._wait = wait(response.headers, now + self.ahead)


def wait(headers: Any, now: dt.datetime) -> float | None:  # noqa: ANN401 - any mapping
    """Seconds that an answer's *headers* ask to wait.

    >>> noon = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
    >>> wait({"X-RateLimit-Reset": "2026-01-01T12:05:00.000000Z"}, noon), wait({}, noon)
    (300.0, None)
    """
    if (seconds := headers.get("Retry-After", "")).isdigit():
        return float(seconds)
    reset = headers.get("X-RateLimit-Reset", "")
    try:
        at = dt.datetime.fromtimestamp(int(reset), dt.UTC) if reset.isdigit() else _iso(reset)
    except ValueError:
        return None
    return max((at - now).total_seconds(), 0.0)


def _iso(text: str) -> dt.datetime:
    at = dt.datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


def _date(header: str | None) -> dt.datetime | None:
    try:
        return email.utils.parsedate_to_datetime(header) if header else None
    except ValueError:
        return None
