"""X's errors as our outcomes: https://docs.x.com/x-api/fundamentals/response-codes-and-errors."""

import contextlib
import time
from collections.abc import Iterator
from http import HTTPStatus

import requests
import tweepy

from ...credentials import scrub
from ...errors import Rejected, Retryable, SendError, UnknownOutcome
from ...unsent import surely_unsent

UNSEEN = "deleted or not visible to you"
"""What X says of a post that was made a moment ago (code 385), and of one that is gone."""
RACE = 5.0
"""Seconds until such a post is there."""
QUOTAS = ("x-rate-limit", "x-user-limit-24hour", "x-app-limit-24hour")
"""Each with ``-remaining`` and ``-reset``, a time in Unix seconds."""
KEYS = "new keys, from X's developer console: Keys and tokens"
ADVICE = {
    400: "crosspost preview shows what was sent; X names what it does not like",
    401: KEYS,
    402: "buy credits in X's developer console, then run it again",
    403: "see the account and the app in X's developer console",
}
"""What to do, by status."""
WORDS = {
    "oauth1 app permissions": "give the app Read and write, then make a new access token",
    "oauth1-permissions": "give the app Read and write, then make a new access token",
    "client-not-enrolled": "put the app into a project with access to the second API",
    "engaged by the author": "X lets no app reply here; fold the thread into one long post",
    "not permitted to perform": "is the text too long for this account, or the account locked?",
    "suspended": "see the account at x.com",
    "temporarily locked": "sign in at x.com and unlock it",
    "Usage cap exceeded": "a higher spending limit in X's developer console, or next month",
}
"""What to do, by what X says with a 403 or a 429."""
ACCOUNT = (401, 402)
"""These say no to the account, whatever is sent."""
ACCOUNTS = (
    "oauth1 app permissions",
    "oauth1-permissions",
    "client-not-enrolled",
    "suspended",
    "temporarily locked",
    "Usage cap exceeded",
)
"""So does any other status with one of these words."""


class Doubled(UnknownOutcome):
    """X has this text already; it may be ours of a moment ago, whose answer never came."""


@contextlib.contextmanager
def calls(at: str, secret: str, *, doubt: type[Retryable | UnknownOutcome]) -> Iterator[None]:
    """Calls within, their exceptions ours; *doubt* is what one without a clear end comes to.

    Args:
        at: the account.
        secret: where its keys come from, for whoever has to change them.
        doubt: ``UnknownOutcome`` where something may stand now, ``Retryable`` where nothing can.
    """
    try:
        yield
    except tweepy.HTTPException as error:
        raise _answered(error, at, secret, doubt) from error
    except requests.JSONDecodeError as error:
        found = "X's answer is no JSON"
        raise doubt(found, location=at) from error
    except requests.RequestException as error:
        raise _broken(error, at, doubt) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        found = "X's answer makes no sense"
        raise doubt(found, location=at) from error


def _broken(
    error: requests.RequestException, at: str, doubt: type[Retryable | UnknownOutcome]
) -> SendError:
    """What a call without an answer comes to."""
    if surely_unsent(error):
        return Retryable("no connection to X", location=at)
    return doubt(f"the call to X broke before an answer came ({type(error).__name__})", location=at)


def _answered(
    error: tweepy.HTTPException, at: str, secret: str, doubt: type[Retryable | UnknownOutcome]
) -> SendError:
    """What an answer other than yes comes to."""
    status = error.response.status_code
    said = scrub("; ".join(map(str, error.api_messages))) or HTTPStatus(status).phrase
    whole = status in ACCOUNT or any(word in said for word in ACCOUNTS)
    if status == HTTPStatus.TOO_MANY_REQUESTS and not whole:
        return Retryable(f"X takes no more calls for now: {said}", after=_wait(error), location=at)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        return doubt(f"X answered {status}: {said}", location=at)
    if status == HTTPStatus.FORBIDDEN and "duplicate content" in said:
        return Doubled(f"X has this text already: {said}", location=at)
    if UNSEEN in said:
        return Retryable(f"X does not show the post above yet: {said}", after=RACE, location=at)
    advice = next((do for word, do in WORDS.items() if word in said), ADVICE.get(status, ""))
    if status == HTTPStatus.UNAUTHORIZED and secret:
        advice = f"{advice} (now from: {secret})"
    return Rejected(f"X refused ({status}): {said}", location=at, hint=advice, account_level=whole)


def _wait(error: tweepy.HTTPException) -> float | None:
    """Seconds until the last of the used-up quotas is whole again."""
    headers = error.response.headers
    ends = [
        float(headers[f"{quota}-reset"])
        for quota in QUOTAS
        if headers.get(f"{quota}-reset", "").isdigit()
        and headers.get(f"{quota}-remaining", "0") == "0"
    ]
    if ends:
        return max(0.0, max(ends) - time.time()) + 1
    after = headers.get("retry-after", "")
    return float(after) if after.isdigit() else None
