"""Bluesky's errors as our outcomes: https://docs.bsky.app/docs/advanced-guides/api-errors."""

import contextlib
import datetime as dt
from collections.abc import Iterator

import httpx
from atproto_client.exceptions import BadRequestError, RateLimitExceededError, RequestErrorBase
from atproto_client.models.common import XrpcError
from atproto_core.exceptions import AtProtocolError

from ...credentials import scrub
from ...errors import Rejected, Retryable, SendError, UnknownOutcome
from ...unsent import surely_unsent

WORN_OUT = frozenset({"ExpiredToken", "InvalidToken"})
"""Of a session, not of the password: it is opened anew."""
ADVICE = {
    "AuthenticationRequired": "the handle and an app password (Settings, App passwords)",
    "AuthFactorTokenRequired": "an app password (Settings, App passwords), not the main one",
    "AccountTakedown": "see the account at bsky.app",
    "AccountDeactivated": "activate the account at bsky.app",
}
ACCOUNT = frozenset(
    {*ADVICE, "AccountSuspended", "RepoDeactivated", "RepoSuspended", "RepoTakendown"}
)
"""These say no to the account, whatever is sent."""
STATUSES = (401, 402, 403)
"""So does each of these, under whatever name."""


class Calls:
    """Turns what the SDK raises into our outcomes, for one account."""

    def __init__(self, at: str) -> None:
        self.at = at
        self.expired = False
        """The session must be opened anew."""

    @contextlib.contextmanager
    def ending_in(self, doubt: type[Retryable | UnknownOutcome]) -> Iterator[None]:
        """Calls within; *doubt* is what one without a clear end comes to."""
        try:
            yield
        except RequestErrorBase as error:
            raise self._outcome(error, doubt) from error
        except httpx.HTTPError as error:
            raise self._broken(error, doubt) from error
        except (AtProtocolError, ValueError) as error:
            found = "Bluesky's answer makes no sense"
            raise doubt(found, location=self.at) from error

    def _outcome(
        self, error: RequestErrorBase, doubt: type[Retryable | UnknownOutcome]
    ) -> SendError:
        if error.response is None:
            return self._broken(error.__cause__, doubt)
        status, name, words = error.response.status_code, *_said(error)
        if isinstance(error, RateLimitExceededError):
            found = "Bluesky takes no more calls for now"
            return Retryable(found, after=_wait(error), location=self.at)
        if name in WORN_OUT:
            self.expired = True
            return Retryable("the session has ended", after=0, location=self.at)
        if status >= httpx.codes.INTERNAL_SERVER_ERROR or status == httpx.codes.REQUEST_TIMEOUT:
            return doubt(f"Bluesky answered {status} {words}".strip(), location=self.at)
        found, whole = f"Bluesky refused: {words or status}", name in ACCOUNT or status in STATUSES
        return Rejected(found, location=self.at, hint=_advice(name), account_level=whole)

    def _broken(
        self, cause: BaseException | None, doubt: type[Retryable | UnknownOutcome]
    ) -> SendError:
        if surely_unsent(cause):
            return Retryable("no connection to Bluesky", location=self.at)
        return doubt("the connection to Bluesky broke before an answer came", location=self.at)


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
    seconds: float | None = error.retry_after
    at: dt.datetime | None = error.reset_at
    if seconds is not None or at is None:
        return seconds
    return max((at - dt.datetime.now(dt.UTC)).total_seconds(), 0.0)


def _advice(name: str) -> str:
    return ADVICE.get(name, "")
