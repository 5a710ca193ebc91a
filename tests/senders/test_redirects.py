"""A server that sends us elsewhere: no password, token or message is told there."""

import contextlib
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from crosspost import registry
from crosspost.adapters import channel, channel_of
from crosspost.adapters.base import Destination
from crosspost.errors import CrosspostError
from crosspost.model.post import Post
from crosspost.rendering import render
from crosspost.testing.trial import Given

CHANNELS = [name for name in registry.channel_names() if not channel(name).pasted]


PORT: list[int] = []
"""Where the server listens."""


class Away(BaseHTTPRequestHandler):
    """Answers that everything has moved to another host, the call with it."""

    status: ClassVar[int] = 307
    asked: ClassVar[list[str]] = []

    def _answer(self) -> None:
        self.asked.append(self.headers["host"])
        length = int(self.headers.get("content-length", 0))
        self.rfile.read(length)
        self.send_response(self.status)
        self.send_header("location", f"http://localhost:{PORT[0]}{self.path}")
        self.send_header("content-length", "0")
        self.end_headers()

    do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815 - the names http.server asks for

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def moved() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Away)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    PORT[:] = [server.server_port]
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("name", CHANNELS)
@pytest.mark.fault(
    "a server that sends us elsewhere (301 to 308)",
    "no password, token or message goes there",
)
def test_a_redirect_takes_no_secret_along(
    name: str, status: int, moved: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Away, "status", status)
    monkeypatch.setattr(Away, "asked", [])
    account = registry.default_account(name)
    rule = account.spec.account
    settings = {
        key: "me.example" if one.default is None else one.default
        for key, one in rule.settings.items()
    }
    secrets = {key: f"4711:Pl4nt3d-{key}" for key, one in rule.secrets.items()}
    there = Destination(
        account=account, settings=settings | {"api": moved}, credentials=Given(secrets)
    )
    draft = render(Post(title={"zh": "芯片之战 🎉"}), account)
    with closing(channel_of(account.spec).connect(there)) as connection:
        for call in (
            connection.whoami,
            lambda: connection.send(draft.messages[0], "key-1", None, ()),
        ):
            with contextlib.suppress(CrosspostError):
                call()
    assert Away.asked
    assert {host.partition(":")[0] for host in Away.asked} == {"127.0.0.1"}
