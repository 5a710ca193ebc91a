"""The way to channels that have no SDK: one call at a time over HTTP, and what each answer means.

A secret goes into a header, the query or the path. Those of an address are put in behind httpx's
back, which writes every address to its log; no error shows one either.

What a call without an answer comes to is the same for channels that have an SDK, whichever HTTP
library it stands on: see `no_answer`.
"""

import datetime as dt
import email.utils
import hashlib
import json
import socket
import ssl
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Literal
from urllib.parse import quote, urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx
import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError, ProxyError

from ..errors import (
    ErrorPlace,
    Rejected,
    Retryable,
    SendError,
    UnknownOutcome,
    bounded_wait,
    phrase,
)
from . import base
from .base import Connection

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
    try:
        at = email.utils.parsedate_to_datetime(said)
    except (ValueError, TypeError, OverflowError):
        return None
    return bounded_wait(((at if at.tzinfo else at.replace(tzinfo=dt.UTC)) - now).total_seconds())


def fingerprint(secret: str) -> str:
    """What tells *secret* from others, and does not give it away: of one that cannot be guessed.

    >>> fingerprint("机器人-693a91f6")
    'a94759b1dc885df0'
    """
    return hashlib.sha256(secret.encode()).hexdigest()[:16]


class SecretTransport(httpx.BaseTransport):
    """Puts secrets into the address after httpx has logged it.

    Args:
        address: where the calls go, for the proxy that the environment may name for it.
        query: secrets by their names in the query; may be changed between calls.
        path: a secret that goes on behind the path of *address*.
    """

    def __init__(self, address: str, query: Mapping[str, str], path: str = "") -> None:
        parts = urlsplit(address)
        self._before = len(quote(parts.path.rstrip("/"), safe="/%:@!$&'()*+,;=~"))
        direct = proxy_bypass(parts.hostname or "")
        proxy = None if direct else getproxies().get(parts.scheme)
        self._network = httpx.HTTPTransport(proxy=proxy)
        self.query = dict(query)
        self._path = quote(path.strip("/"), safe="/%:@!$&'()*+,;=~").encode()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request* with the secrets in its address."""
        url = request.url
        if self._path:
            path, mark, query = url.raw_path.partition(b"?")
            behind = path[self._before :].rstrip(b"/")
            whole = path[: self._before] + b"/" + self._path + behind
            url = url.copy_with(raw_path=whole + mark + query)
        return self._network.handle_request(
            httpx.Request(
                request.method,
                url.copy_merge_params(self.query) if self.query else url,
                headers=request.headers,
                stream=request.stream,
                extensions=request.extensions,
            )
        )

    def close(self) -> None:
        """Let go of the network."""
        self._network.close()


class WebApi:
    """One service's API.

    Args:
        address: what the paths of calls are added to.
        headers: go with every call: ``{"authorization": "Bearer …"}``.
        query: secrets that go into the query of every call.
        secret_path: a secret that goes on behind *address*, before the path of every call.
        refusal: what an answer that says no comes to, where the service says why in its body;
            None leaves that to the status.
        answers: statuses beside those of success whose body is an answer as well.
    """

    def __init__(
        self,
        address: str,
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        secret_path: str = "",
        refusal: Callable[[httpx.Response], SendError | None] = lambda _: None,
        answers: Collection[int] = (),
    ) -> None:
        self._refusal, self._answers = refusal, answers
        self._transport = SecretTransport(address, query or {}, secret_path)
        try:
            self._client = httpx.Client(
                base_url=address, headers=headers, transport=self._transport, timeout=base.TIMEOUT
            )
        except (httpx.InvalidURL, UnicodeError) as error:  # a header holds Latin letters alone
            raise Rejected("web.no-address", location="api", account_level=True) from error

    @property
    def query(self) -> dict[str, str]:
        """The secrets in the query, which may be changed between calls."""
        return self._transport.query

    def get(self, path: str, **content: Any) -> httpx.Response:  # noqa: ANN401 - what httpx takes
        """Ask for something, which may be asked again: as `post`, but that nothing is unclear."""
        return self._call("GET", path, Retryable, content)

    def post(self, path: str, unclear: Unclear, **content: Any) -> httpx.Response:  # noqa: ANN401 - what httpx takes
        """Make one call; its answer, where that is a yes.

        Args:
            path: added to the address.
            unclear: what it is when nobody can tell what became of the call.
            content: ``content``, ``json``, ``files``, ``headers``, ``params``, as httpx takes them.

        Raises:
            Rejected: the service said no.
            Retryable: the call was surely not made, or may be made again.
            UnknownOutcome: where *unclear* says so, the call began and no answer could be read.
        """
        return self._call("POST", path, unclear, content)

    def change(
        self,
        method: Literal["PUT", "PATCH", "DELETE"],
        path: str,
        unclear: Unclear,
        **content: Any,  # noqa: ANN401 - what httpx takes
    ) -> httpx.Response:
        """Make one call that changes or deletes what is there; all else as `post`."""
        return self._call(method, path, unclear, content)

    def put(self, path: str, **content: Any) -> httpx.Response:  # noqa: ANN401 - what httpx takes
        """Put something where a second time changes nothing: as `get`."""
        return self._call("PUT", path, Retryable, content)

    def _call(
        self, method: str, path: str, unclear: Unclear, content: dict[str, Any]
    ) -> httpx.Response:
        try:
            response = self._client.request(method, path, **content)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise Rejected("web.no-address", location="api", account_level=True) from error
        except httpx.TransportError as error:
            raise no_answer(error, unclear) from error
        if response.status_code in self._answers:
            return response
        if not response.is_success and (said := self._refusal(response)):
            raise said
        _check(response, unclear)
        return response

    def close(self) -> None:
        """Let go of the network."""
        self._client.close()


class ApiConnection(Connection):
    """A connection whose calls go by one `WebApi`."""

    _api: WebApi

    def close(self) -> None:
        """Let go of the network."""
        self._api.close()


def _check(response: httpx.Response, unclear: Unclear) -> None:
    code = response.status_code
    status = f"{code} {response.reason_phrase}"
    if code == BUSY:
        after = read_wait(response.headers.get("retry-after", ""), dt.datetime.now(dt.UTC))
        raise Retryable("web.too-many-calls", after=after, status=status)
    if is_in_trouble(code):
        raise unclear("web.in-trouble", status=status)
    if not response.is_success:
        raise Rejected("web.refused", account_level=code in DENIED, status=status)


def read_json(response: httpx.Response, unclear: Unclear) -> dict[str, Any]:
    """The JSON object that *response* is.

    Raises:
        Retryable: it is none; so where *unclear* says so,
        UnknownOutcome: for the call may have been made all the same.
    """
    try:
        answer = json.loads(response.content)
    except ValueError as error:
        raise unclear("web.unreadable") from error
    if not isinstance(answer, dict):
        raise unclear("web.unreadable")
    return answer


def as_json(body: object) -> dict[str, Any]:
    """*body* as JSON in which every character is itself: WeChat shows an escape as it stands.

    >>> as_json({"content": "你好🎉"})["content"].decode()
    '{"content": "你好🎉"}'
    """
    return {
        "content": json.dumps(body, ensure_ascii=False).encode(),
        "headers": {"content-type": "application/json; charset=utf-8"},
    }
