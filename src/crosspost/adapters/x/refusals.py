"""X's errors as our outcomes: https://docs.x.com/x-api/fundamentals/response-codes-and-errors."""

import contextlib
import datetime as dt
import time
from collections.abc import Iterator
from http import HTTPStatus

import requests
import tweepy

from ...credentials import scrub
from ...errors import Rejected, Retryable, SendError, UnknownOutcome, read_from
from ..outcomes import Unclear, is_in_trouble, no_answer, read_wait

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
