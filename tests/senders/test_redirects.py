"""A server that sends us elsewhere: no password, token or message is told there.

Elsewhere is another host, or the same one without TLS, where everybody on the way can read.
"""

import contextlib
import datetime as dt
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from crosspost import registry
from crosspost.adapters import channel, channel_of
from crosspost.adapters.base import Destination
from crosspost.errors import CrosspostError
from crosspost.model.post import Post
from crosspost.rendering import render
from crosspost.testing.trial import Given
from tests.tries import grid

CHANNELS = [
    name
    for name in registry.channel_names()
    if not channel(name).pasted and "api" in registry.load_channel(name).account.settings
]
"""Those that are called by HTTP."""


class Away(BaseHTTPRequestHandler):
    """Answers that everything has moved, the call with it."""

    status: ClassVar[int] = 307
    asked: ClassVar[list[str]] = []
    """The addresses that calls came to, without their paths."""
    elsewhere: ClassVar[str] = ""

    def _answer(self) -> None:
        scheme = "https" if isinstance(self.connection, ssl.SSLSocket) else "http"
        self.asked.append(f"{scheme}://{self.headers['host']}")
        length = int(self.headers.get("content-length", 0))
        self.rfile.read(length)
        self.send_response(self.status)
        self.send_header("location", f"{self.elsewhere}{self.path}")
        self.send_header("content-length", "0")
        self.end_headers()

    do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815 - the names http.server asks for

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def listening(certificate: Path | None = None) -> Iterator[int]:
    """A server on loopback, with TLS where there is a *certificate*: its port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Away)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of this machine's own, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    today = dt.datetime.now(dt.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "own.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(made.public_bytes(Encoding.PEM) + private)
    return path


@pytest.fixture(scope="module")
def plain() -> Iterator[int]:
    """The port of a server without TLS."""
    with listening() as port:
        yield port


@pytest.fixture(scope="module")
def private(certificate: Path) -> Iterator[int]:
    """The port of one with TLS."""
    with listening(certificate) as port:
        yield port


@grid("name, status", list(CHANNELS), [301, 302, 303, 307, 308])
@pytest.mark.fault(
    "a server that sends us elsewhere (301 to 308)",
    "no password, token or message goes there",
)
def test_a_redirect_takes_no_secret_along(
    name: str, status: int, plain: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Away, "elsewhere", f"http://localhost:{plain}")
    here = f"http://127.0.0.1:{plain}"
    assert asked_of(name, status, here, monkeypatch) == {here}


@pytest.mark.parametrize("name", CHANNELS)
@pytest.mark.fault(
    "a server with TLS that sends us to the same host without",
    "no password, token or message goes there",
)
def test_a_redirect_without_tls_takes_no_secret_along(
    name: str, plain: int, private: int, certificate: Path, monkeypatch: pytest.MonkeyPatch
):
    for variable in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.setenv(variable, str(certificate))
    monkeypatch.setattr(Away, "elsewhere", f"http://127.0.0.1:{plain}")
    here = f"https://127.0.0.1:{private}"
    assert asked_of(name, 307, here, monkeypatch) == {here}


def asked_of(name: str, status: int, api: str, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Where calls of the channel *name* came to, whose server is at *api*."""
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
        account=account, settings=settings | {"api": api}, credentials=Given(secrets)
    )
    draft = render(Post(title={"zh": "芯片之战 🎉"}), account)
    with closing(channel_of(account.spec).connect(there)) as connection:
        for call in (
            connection.whoami,
            lambda: connection.send(draft.messages[0], "key-1", None, ()),
        ):
            with contextlib.suppress(CrosspostError):
                call()
    return {*Away.asked}
