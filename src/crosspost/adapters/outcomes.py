"""What a call comes to, whichever library made it: no answer, a status, or a code in the answer.

Retryable, where it surely did not do what was asked; a no; or nobody knows.
"""

import datetime as dt
import email.utils
import socket
import ssl
from collections.abc import Iterator, Mapping

import httpx
import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError, ProxyError

from .._record import Record
from ..errors import (
    ErrorPlace,
    Rejected,
    Retryable,
    SendError,
    UnknownOutcome,
    bounded_wait,
    phrase,
)

Unclear = type[Retryable | UnknownOutcome]
"""What a call without a readable answer comes to: ``UnknownOutcome`` where something may stand now,
``Retryable`` where nothing can."""

BUSY = 429
SLOW = 408
DENIED = (401, 402, 403)
"""These say no to the account, whatever is sent."""

BEFORE_SENDING = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    requests.ConnectTimeout,
    requests.exceptions.ProxyError,
    ConnectTimeoutError,
    NewConnectionError,
    ProxyError,
)
"""Raised before a request is sent: no name, no connection, no proxy. All else that ends without an
answer, but for a certificate that is wrong, may have arrived."""


def surely_unsent(error: BaseException | None) -> bool:
    """Whether the request that ended in *error* stayed here.

    >>> surely_unsent(httpx.ProxyError("407 代理要求验证 🎉")), surely_unsent(httpx.ReadTimeout(""))
    (True, False)
    >>> surely_unsent(requests.ConnectionError(MaxRetryError(None, "/", ProxyError("", OSError()))))
    True
    """
    if isinstance(error, BEFORE_SENDING):
        return True
    cause = error.args[0] if error and error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(reason, BEFORE_SENDING) or "CERTIFICATE_VERIFY_FAILED" in str(reason)


def no_answer(
    error: BaseException | None, unclear: Unclear, location: ErrorPlace = ""
) -> SendError:
    """What a call comes to that ended in *error*, before an answer came.

    >>> no_answer(httpx.ConnectError("没有网络"), UnknownOutcome, "中文号").message
    'no connection: 没有网络'
    """
    words = str(error) if isinstance(error, httpx.HTTPError) else ""  # requests' are addresses
    said = words or type(error).__name__
    if isinstance(error, httpx.TooManyRedirects | requests.TooManyRedirects):  # none is followed
        return Rejected("web.redirected", location=location, account_level=True)
    if surely_unsent(error):
        return Retryable(
            "web.no-connection", location=location, error=why_not_connected(error) or said
        )
    return unclear("web.no-answer", location=location, error=said)


def why_not_connected(error: BaseException | None) -> object:
    """Why there is no connection, where whoever reads it can do something about that."""
    for cause in _causes(error):
        match cause:
            case ssl.SSLCertVerificationError():
                return phrase("connection.certificate", reason=cause.verify_message)
            case socket.gaierror():
                return phrase("connection.no-such-name")
            case ConnectionRefusedError():
                return phrase("connection.refused")
    return ""


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """*error*, and what it was made of: libraries wrap one in the other, each its own way."""
    waiting: list[object] = [error]
    met: set[int] = set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseException) and id(one) not in met:
            met.add(id(one))
            yield one
            more = (one.__cause__, one.__context__, getattr(one, "reason", None), *one.args)
            waiting.extend(more)


def is_in_trouble(status: int) -> bool:
    """Whether a service that answers with *status* may have done what it was asked, or not.

    >>> is_in_trouble(503), is_in_trouble(403)
    (True, False)
    """
    return status >= httpx.codes.INTERNAL_SERVER_ERROR or status == SLOW


def read_wait(said: str, now: dt.datetime) -> float | None:
    """Seconds that a ``Retry-After`` asks to wait: a number or a date; nothing where it is neither.

    >>> noon = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
    >>> [read_wait(said, noon) for said in ("7", "1.5", "9" * 20, "明天", "")]
    [7.0, 1.5, 86400.0, None, None]
    >>> read_wait("Mon, 30 Nov 2026 12:00:30 GMT", noon)
    30.0
    """
    try:
        return bounded_wait(float(said))
    except ValueError:
        pass
    at = _http_date(said)
    return bounded_wait((at - now).total_seconds()) if at else None


def clock_ahead(headers: Mapping[str, str]) -> dt.timedelta | None:
    """How far the clock of a server is ahead of ours, by an answer's *headers*, where they say.

    >>> clock_ahead({"date": "明天"})
    >>> clock_ahead({"date": "Mon, 30 Nov 2026 12:00:00 -0000"}) is None
    False
    """
    at = _http_date(headers.get("date", ""))
    return at - dt.datetime.now(dt.UTC) if at else None


def _http_date(said: str) -> dt.datetime | None:
    try:
        at = email.utils.parsedate_to_datetime(said)
    except (ValueError, TypeError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


class Noes(Record):
    """What a service says no with: which error each of its codes is."""

    account: Mapping[int | str, str] = {}
    """These say no to the account, whatever is sent."""
    message: Mapping[int | str, str] = {}
    later: Mapping[int | str, str] = {}
    """These say: not now."""
    other: str = ""
    """Any other code; empty: a code that is not here says no more than its status."""

    def outcome(
        self, code: int | str, *, after: float | None = None, **said: str
    ) -> Rejected | Retryable | None:
        """What *code* comes to, with what was *said*; *after* so many seconds, if only later.

        >>> noes = Noes(account={401: "devto.wrong-key"}, later={429: "web.too-many-calls"})
        >>> noes.outcome(401, said="钥匙不对🎉").account_level, noes.outcome(429, after=7).after
        (True, 7.0)
        >>> noes.outcome(404)
        """
        if name := self.later.get(code):
            return Retryable(name, after=after, **said)
        own = self.account.get(code, "")
        name = own or self.message.get(code, self.other)
        return Rejected(name, account_level=bool(own), **said) if name else None
