"""Servers that answer, but not as the channel does: signing in there is an error, and no crash."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import httpx
import pytest

from crosspost import registry
from crosspost.adapters import channel, channel_of
from crosspost.adapters.base import Destination
from crosspost.adapters.outcomes import no_answer
from crosspost.errors import CrosspostError, Retryable
from crosspost.testing.trial import Given
from tests.tries import grid

SIGNING_IN = [
    name
    for name in registry.channel_names()
    if not channel(name).pasted
    and "api" in registry.load_channel(name).account.settings  # which speak HTTP
    and name not in {"webhook", "wecom", "feishu", "dingtalk", "slack-webhook"}  # which ask nothing
]


class Odd(BaseHTTPRequestHandler):
    """Answers every question with the same, but for what is not there."""

    answer: ClassVar[object] = {}
    missing: ClassVar[tuple[str, ...]] = ()

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        there = not any(part in self.path for part in self.missing)
        content = json.dumps(self.answer if there else {"error": "Record not found"}).encode()
        self.send_response(200 if there else 404)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815 - the names http.server asks for

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def odd() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def there(name: str, api: str) -> Destination:
    account = registry.default_account(name)
    rule = account.spec.account
    settings = {
        key: "me.example" if one.default is None else one.default
        for key, one in rule.settings.items()
    }
    secrets = {key: f"4711:{key}" for key in rule.secrets}
    return Destination(
        account=account, settings=settings | {"api": api}, credentials=Given(secrets)
    )


@grid(
    "name, answer",
    SIGNING_IN,
    [{}, [], {"data": {}}, {"ok": True}, {"ok": True, "result": {}}, "ok", None, 7],
)
def test_an_answer_without_a_name_is_no_sign_in(
    name: str, answer: object, odd: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Odd, "answer", answer)
    with (
        closing(channel_of((to := there(name, odd)).account.spec).connect(to)) as connection,
        pytest.raises(CrosspostError),
    ):
        connection.whoami()


def test_a_server_without_any_word_of_itself_is_signed_in_to(
    odd: str, monkeypatch: pytest.MonkeyPatch
):
    me = {"id": "1", "username": "号", "acct": "号", "url": "https://fedi.example/@号"}
    monkeypatch.setattr(Odd, "answer", me)
    monkeypatch.setattr(Odd, "missing", ("/instance",))
    to = there("mastodon", odd)
    with closing(channel_of(to.account.spec).connect(to)) as connection:
        who = connection.whoami()
    assert who.name.startswith("@号@")
    assert who.limits == {}


@pytest.mark.parametrize(
    ("api", "says"),
    [
        ("http://127.0.0.1:9", "nobody listens there"),
        ("http://nirgends.invalid", "no server has that name"),
    ],
)
@pytest.mark.parametrize("name", SIGNING_IN)
def test_why_there_is_no_connection_is_told_apart(name: str, api: str, says: str):
    with (
        closing(channel_of((to := there(name, api)).account.spec).connect(to)) as connection,
        pytest.raises(CrosspostError, match=f"no connection: {says}"),
    ):
        connection.whoami()


def test_a_certificate_that_does_not_hold_is_told_as_one():
    inner = ssl.SSLCertVerificationError(1, "certificate verify failed")
    inner.verify_message = "certificate has expired"
    outer = httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED]")
    outer.__cause__ = inner
    told = no_answer(outer, Retryable)
    assert (
        told.message
        == "no connection: the server's certificate does not hold (certificate has expired)"
    )
