"""The way to channels that have no SDK: one call at a time over HTTP, and what each answer means.

A secret goes into a header, the query or the path. Those of an address are put in behind httpx's
back, which writes every address to its log; no error shows one either.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from .errors import Rejected, Retryable, UnknownOutcome
from .unsent import surely_unsent

Unclear = type[Retryable] | type[UnknownOutcome]
"""What it is when no answer can be read: later for a question, unknown where something stands."""

BUSY = 429
SLOW = 408
DENIED = (401, 402, 403)
"""These say no to the account, whatever is sent."""


class SecretTransport(httpx.BaseTransport):
    """Puts secrets into the address after httpx has logged it.

    Args:
        address: where the calls go, for the proxy that the environment may name for it.
        query: secrets by their names in the query; may be changed between calls.
        path: a secret end of the path.
    """

    def __init__(self, address: str, query: Mapping[str, str], path: str = "") -> None:
        parts = urlsplit(address)
        direct = proxy_bypass(parts.hostname or "")
        proxy = None if direct else getproxies().get(parts.scheme)
        self._network = httpx.HTTPTransport(proxy=proxy)
        self.query = dict(query)
        self._path = path.strip("/").encode()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request* with the secrets in its address."""
        url = request.url
        if self._path:
            url = url.copy_with(raw_path=url.raw_path.rstrip(b"/") + b"/" + self._path)
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
        timeout: seconds to wait for a connection, and again for an answer.
        headers: go with every call: ``{"authorization": "Bearer …"}``.
        query: secrets that go into the query of every call.
        secret_path: a secret that ends the path of every call.
    """

    def __init__(
        self,
        address: str,
        timeout: float,
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        secret_path: str = "",
    ) -> None:
        self._transport = SecretTransport(address, query or {}, secret_path)
        try:
            self._client = httpx.Client(
                base_url=address, headers=headers, transport=self._transport, timeout=timeout
            )
        except (httpx.InvalidURL, UnicodeError) as error:  # a header holds Latin letters alone
            raise Rejected("web.no-address", location="api", account_level=True) from error

    @property
    def query(self) -> dict[str, str]:
        """The secrets in the query, which may be changed between calls."""
        return self._transport.query

    def post(self, path: str, unclear: Unclear, **content: Any) -> httpx.Response:  # noqa: ANN401 - what httpx takes
        """Make one call; its answer, where that is a yes.

        Args:
            path: added to the address.
            unclear: what it is when nobody can tell what became of the call.
            content: ``content``, ``json``, ``files``, ``headers``, as httpx takes them.

        Raises:
            Rejected: the service said no.
            Retryable: the call was surely not made, or may be made again.
            UnknownOutcome: where *unclear* says so, the call began and no answer could be read.
        """
        try:
            response = self._client.post(path, **content)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise Rejected("web.no-address", location="api", account_level=True) from error
        except httpx.TransportError as error:
            said = str(error) or type(error).__name__
            if surely_unsent(error):
                raise Retryable("web.no-connection", error=said) from error
            raise unclear("web.no-answer", error=said) from error
        _check(response, unclear)
        return response

    def close(self) -> None:
        """Let go of the network."""
        self._client.close()


def _check(response: httpx.Response, unclear: Unclear) -> None:
    code = response.status_code
    status = f"{code} {response.reason_phrase}"
    if code == BUSY:
        wait = response.headers.get("retry-after", "")
        after = float(wait) if wait.isdigit() else None
        raise Retryable("web.too-many-calls", after=after, status=status)
    if response.is_server_error or code == SLOW:
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
