"""The way to channels that have no SDK: one call at a time over HTTP, and what each answer means.

A secret goes into a header, the query or the path. Those of an address are put in behind httpx's
back, which writes every address to its log; no error shows one either.
"""

import datetime as dt
import json
from collections.abc import Callable, Collection, Mapping
from typing import Any, Literal
from urllib.parse import quote, urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from ..errors import Rejected, Retryable, SendError
from . import base
from .base import Connection
from .outcomes import BUSY, DENIED, Unclear, is_in_trouble, no_answer, read_wait


def fingerprint(secret: str) -> str:
    """What tells *secret* from others, and does not give it away: of one that cannot be guessed.

    >>> fingerprint("机器人-693a91f6")
    'a94759b1dc885df0'
    """
    return base.hashed(secret)[:16]


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


def read_list(response: httpx.Response, unclear: Unclear) -> list[dict[str, Any]]:
    """The JSON list of objects that *response* is; raises as `read_json` does."""
    try:
        answer = json.loads(response.content)
    except ValueError as error:
        raise unclear("web.unreadable") from error
    if not isinstance(answer, list) or not all(isinstance(one, dict) for one in answer):
        raise unclear("web.unreadable")
    return answer


def json_of(response: httpx.Response) -> dict[str, Any]:
    """The JSON object in a no; empty where there is none, and its status says all.

    >>> json_of(httpx.Response(403, content='{"error": "不行 🎉"}'.encode()))["error"]
    '不行 🎉'
    """
    try:
        return read_json(response, Retryable)
    except Retryable:
        return {}


def needed(answer: Mapping[str, Any], name: str, unclear: Unclear) -> str:
    """What *answer* says under *name*: an id, an address.

    Raises:
        Retryable: nothing; so where *unclear* says so,
        UnknownOutcome: for the call may have been made all the same.

    >>> needed({"id": 7, "name": "天气🎉"}, "id", Retryable)
    '7'
    """
    if not (said := answer.get(name)):
        raise unclear("web.unreadable")
    return str(said)


def as_json(body: object) -> dict[str, Any]:
    """*body* as JSON in which every character is itself: WeChat shows an escape as it stands.

    >>> as_json({"content": "你好🎉"})["content"].decode()
    '{"content": "你好🎉"}'
    """
    return {
        "content": json.dumps(body, ensure_ascii=False).encode(),
        "headers": {"content-type": "application/json; charset=utf-8"},
    }
