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
from ...errors import Rejected, Retryable, SendError
from ..web_api import DENIED, Unclear, is_in_trouble, no_answer

BY_STATUS = {
    401: "mastodon.wrong-token",
    403: "mastodon.forbidden",
    404: "mastodon.not-found",
    413: "mastodon.picture-too-large",
    422: "mastodon.not-allowed",
}


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
        try:
            yield
        except MastodonRatelimitError as error:
            if self._status != HTTPStatus.TOO_MANY_REQUESTS:  # it could not read a header
                raise self._unreadable(unclear) from error
            raise Retryable(
                "web.too-many-calls",
                after=self._wait,
                location=self.at,
                status=HTTPStatus.TOO_MANY_REQUESTS.phrase,
            ) from error
        except MastodonNetworkError as error:
            raise self._broken(error.__context__, unclear) from error
        except MastodonAPIError as error:
            raise self._answered(error, unclear) from error
        except (MastodonError, AttributeError, KeyError, TypeError, ValueError) as error:
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
