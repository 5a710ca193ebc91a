"""Planted secrets, every kind of failure, and a search of everything that was printed or stored.

The server is the worst there can be: it sends back all that it was sent, token and all, inside
whatever error the channel has.
"""

import html
import json
import logging
import sys
import threading
import traceback
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from urllib.parse import quote

import pytest
from msgspec import structs

from crosspost import cli, configuration, registry
from crosspost.adapters import base, channel_of
from crosspost.adapters.base import Identity
from crosspost.adapters.guard import GuardedConnection
from crosspost.errors import CrosspostError, Rejected
from crosspost.ledger import open_ledger
from crosspost.model.channel_spec import AccountRule
from crosspost.model.post import Post
from crosspost.model.receipts import Problem, Sent
from crosspost.publishing import Event, RetryPolicy, RunContext, deliver
from crosspost.redaction import quoted, remember, scrub
from crosspost.rendering import render
from tests.fakes import bluesky
from tests.tries import grid

CHANNELS = [
    name
    for name in registry.channel_names()
    if registry.load_channel(name).account.secrets
    and "api" in registry.load_channel(name).account.settings
]
"""Those that speak HTTP, and may be told where."""
STATUSES = [200, 400, 401, 403, 404, 429, 500]


def planted(key: str) -> str:
    """A secret that no text holds by chance, made of what each channel takes."""
    return f"4711:Pl4nt3d-{key}_SECRET"


class Echo(BaseHTTPRequestHandler):
    """Answers with all that it was asked."""

    status = 200

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0))).decode("latin-1")
        echo = f"{self.path}\n{self.headers}\n{body}"
        words = (
            "error",
            "error_description",
            "errmsg",
            "description",
            "message",
            "detail",
            "title",
        )
        answer: dict[str, object] = {"id": "4711", "url": "https://planted.example/4711"}
        answer |= {"ok": False, "errcode": 40013, "error_code": self.status}
        content = json.dumps(answer | dict.fromkeys(words, echo)).encode()
        self.send_response(self.status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815 - the names http.server asks for


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    echo = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=echo.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{echo.server_port}"
    echo.shutdown()
    echo.server_close()


@pytest.fixture
def logs() -> Iterator[StringIO]:
    """What a program prints that logs everything, as whoever looks for a fault does."""
    said = StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s %(args)s"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield said
    root.removeHandler(handler)
    root.setLevel(level)


def account(channel: str, api: str, monkeypatch: pytest.MonkeyPatch) -> configuration.Settings:
    """An account on *channel* with everything it needs."""
    rule = registry.load_channel(channel).account
    lines = ["[accounts.planted]", f'channel = "{channel}"', f'api = "{api}"']
    needed = [key for key, one in rule.settings.items() if one.default is None and key != "api"]
    lines += [f'{key} = "@me.example"' for key in needed]
    Path("crosspost.toml").write_text("\n".join(lines), encoding="utf-8")
    for key in secrets(rule):
        monkeypatch.setenv(f"CROSSPOST_PLANTED_{key.upper()}", planted(key))
    return configuration.read()


def secrets(rule: AccountRule) -> list[str]:
    """The keys of one set of secrets that are enough."""
    return [key for key, secret in rule.secrets.items() if secret.unless != "access_token"]


def found(text: str) -> list[str]:
    """The planted secrets that *text* shows, in whatever form."""
    keys = {key for name in CHANNELS for key in secrets(registry.load_channel(name).account)}
    return [key for key in sorted(keys) if any(form in text for form in quoted(planted(key)))]


def stored(folder: Path) -> str:
    """Every byte of every file that is left behind."""
    return "".join(
        path.read_bytes().decode(errors="replace") for path in folder.rglob("*") if path.is_file()
    )


def test_the_search_finds_what_is_planted():
    assert found("…/bot4711%3APl4nt3d-token_SECRET/getMe…") == ["token"]
    assert found('{"Authorization": "NDcxMTpQbDRudDNkLXRva2VuX1NFQ1JFVA=="}') == ["token"]


@pytest.mark.parametrize(
    "shown",
    [
        lambda s: s.lower(),
        lambda s: s.upper(),
        lambda s: quote(s, safe="").lower(),
        lambda s: quote(quote(s, safe=""), safe=""),
        lambda s: "".join(f"%{one:02x}" for one in s.encode()),
        lambda s: json.dumps(s)[1:-1].upper(),
        lambda s: "".join(f"\\u{ord(c):04X}" for c in s),
        lambda s: b64encode(f"me:{s}".encode()).decode(),
        lambda s: b64encode(f"you:{s}:x".encode()).decode(),
        lambda s: urlsafe_b64encode(f"{s}??".encode()).decode(),
        lambda s: s.encode().hex(),
        lambda s: s.encode().hex().upper(),
        html.escape,
    ],
    ids=list(map(str, range(13))),
)
def test_a_secret_is_known_in_every_form(shown: Callable[[str], str]):
    secret = remember("Gh3im-密钥/&?+<x>")
    text = shown(secret)
    rest = scrub(f"… {text} …").replace("***", "")
    assert len(rest) <= 4 + len(b64encode(b"you::x")) + 4, f"{text} became {rest}"
    assert "密钥" not in rest


def test_tokens_that_a_sign_in_gives_are_secrets(monkeypatch: pytest.MonkeyPatch):
    with bluesky.BlueskyFake() as fake:
        settings = account("bluesky", fake.url, monkeypatch)
        monkeypatch.setenv("CROSSPOST_PLANTED_PASSWORD", bluesky.PASSWORD)
        there = settings.destination("planted")
        there = structs.replace(there, settings={**there.settings, "handle": bluesky.HANDLE})
        with closing(channel_of(there.account.spec).connect(there)) as connection:
            connection.whoami()
        sent = [
            one.headers["authorization"] for one in fake.requests if "authorization" in one.headers
        ]
    assert sent
    assert {scrub(one) for one in sent} == {"Bearer ***"}


HARMFUL = "\x1b]0;你被黑了\x07\x1b[2K\r\u202egpj\u2066\x9b31m"


def test_what_a_server_says_moves_no_cursor_and_turns_no_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], logs: StringIO
):
    """In errors, identities, addresses of posts; on a terminal, in the log, in the ledger."""
    error = Rejected("web.refused", location=f"{HARMFUL}.md", status=HARMFUL)
    logging.getLogger("crosspost").warning("%s", HARMFUL + "\n1970-01-01 INFO all is well")
    problem = Problem.of(error)
    guarded = GuardedConnection(_Harmful(), registry.load_channel("x"), sys.modules[__name__])
    who = guarded.whoami()
    sent = guarded.send(None, "", None, ())  # type: ignore[arg-type]
    monkeypatch.setattr(sys, "argv", ["crosspost"])
    cli.run(["preview", f"{HARMFUL}.md"])
    cli.run(["preview", f"--{HARMFUL}"])
    said = capsys.readouterr()
    every = f"{error}{problem.reason()}{who.name}{who.url}{who.notes}{sent.url}{said.out}{said.err}"
    assert not [
        sign for sign in HARMFUL if not sign.isprintable() and sign in every + logs.getvalue()
    ]
    assert "\n1970" not in logs.getvalue()
    assert "你被黑了" in every


class _Harmful(base.Connection):
    def whoami(self) -> Identity:
        return Identity(name=HARMFUL, url=HARMFUL, notes=(HARMFUL,))

    def send(self, *_: object) -> Sent:
        return Sent(id="1", url=HARMFUL)

    def find(self, *_: object) -> None: ...


@grid("channel, status", CHANNELS, STATUSES)
def test_a_server_that_sends_everything_back(
    channel: str,
    status: int,
    server: str,
    logs: StringIO,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.setattr(Echo, "status", status)
    account(channel, server, monkeypatch)
    cli.run(["accounts"])
    cli.run(["accounts", "check"])
    said = capsys.readouterr()
    assert "environment CROSSPOST_PLANTED_" in said.out
    assert found(said.out + said.err + logs.getvalue() + stored(tmp_path)) == []


@grid("channel, status", CHANNELS, [None, *STATUSES])
def test_an_error_of_an_sdk_becomes_one_without_secrets(
    channel: str,
    status: int | None,
    server: str,
    logs: StringIO,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    """What a program sees that uses the package, sending; without a status nobody listens."""
    monkeypatch.setattr(Echo, "status", status)
    api = server if status else "http://127.0.0.1:9"
    destination = account(channel, api, monkeypatch).destination("planted")
    draft = render(Post(title={"zh": "芯片之战 🎉"}), destination.account)
    try:
        with closing(channel_of(destination.account.spec).connect(destination)) as connection:
            connection.send(draft.messages[0], "key-1", None, ())
    except CrosspostError as error:
        logging.getLogger("some.program").exception("发布失败")
        shown = f"{error} {error!r} {vars(error)}"
        assert found(shown) == []
    assert found(f"{destination!r} {draft!r}") == []
    assert found(logs.getvalue() + stored(tmp_path)) == []


@grid("channel, status", CHANNELS, [None, *STATUSES])
def test_what_a_run_reports_and_the_ledger_keeps(
    channel: str,
    status: int | None,
    server: str,
    logs: StringIO,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(Echo, "status", status)
    api = server if status else "http://127.0.0.1:9"
    destination = account(channel, api, monkeypatch).destination("planted")
    draft = render(Post(title={"zh": "芯片之战 🎉"}), destination.account)
    events: list[Event] = []
    with open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite3") as ledger:
        around = RunContext(
            ledger, events.append, retry=RetryPolicy(attempts=2), sleep=lambda _: None
        )
        with closing(channel_of(destination.account.spec).connect(destination)) as connection:
            result = deliver(draft, connection, around)
    asking_for_an_id_alone = {"buttondown", "devto", "mastodon", "webhook"}
    taken = status == 200 and channel in asking_for_an_id_alone
    if not taken:
        assert result.failure
        assert not result.receipts
    assert found(f"{result} {events}" + logs.getvalue()) == []
    assert "芯片" in (everything := stored(tmp_path))
    assert found(everything) == []


def test_a_mistake_of_our_own_prints_a_traceback_without_secrets(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    settings = account("telegram", "http://127.0.0.1:9", monkeypatch)

    def broken(*_: object) -> int:
        token = settings.destination("planted").credentials.get("token")
        said = f"https://api.telegram.org/bot{token}/getMe"
        raise ValueError(said)

    monkeypatch.setattr("crosspost.cli.accounts.list_accounts", broken)
    assert cli.run(["accounts"]) == 1
    said = capsys.readouterr().err
    assert "ValueError: https://api.telegram.org/bot***/getMe" in said
    assert found(said) == []


def test_a_log_of_another_library_is_scrubbed_and_otherwise_as_it_was(
    logs: StringIO, monkeypatch: pytest.MonkeyPatch
):
    token = account("telegram", "http://127.0.0.1:9", monkeypatch).destination("planted")
    log = logging.getLogger("httpx")
    log.info("HTTP Request: %s %s", "POST", f"/bot{token.credentials.get('token')}/sendMessage")
    log.info("%d 条", 7)
    log.info("one %s too many", "a", "b")  # noqa: PLE1205 - such slips happen
    said = logs.getvalue()
    assert "httpx HTTP Request: POST /bot***/sendMessage ()\nhttpx 7 条 (7,)\n" in said
    assert "one %s too many" in said


def test_the_key_in_a_webhook_s_address_is_a_secret_wherever_it_stands(
    monkeypatch: pytest.MonkeyPatch,
):
    robot = account("wecom", "http://127.0.0.1:9", monkeypatch).destination("planted")
    address = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-密钥"
    monkeypatch.setenv("CROSSPOST_PLANTED_KEY", address)
    assert robot.credentials.get("key") == address
    assert scrub("http://127.0.0.1:9/send?key=693a91f6-密钥") == "http://127.0.0.1:9/send?key=***"
    assert scrub(address) == "***"


def test_a_traceback_shows_no_secret_of_a_local_variable(monkeypatch: pytest.MonkeyPatch):
    """Tools that print local variables, such as Sentry and rich, find only what hides itself."""
    destination = account("x", "https://api.x.com", monkeypatch).destination("planted")
    destination.credentials.get("api_key")
    try:
        destination.credentials.get("no_such_key")
    except CrosspostError as error:
        frames = traceback.TracebackException.from_exception(error, capture_locals=True)
    assert found("".join(frames.format())) == []
