"""The desk attacked: other hosts, other sites, other programs, used tokens, guessed paths."""

import http.client
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desk.conftest import POST, Desk, Start

JSON = {"Content-Type": "application/json"}


class Intruder:
    """Speaks HTTP by hand."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.host = f"127.0.0.1:{desk.port}"
        self.origin = f"http://{self.host}"
        self.path = self.cookie = ""

    def ask(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.desk.port, timeout=60)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        sent = {"Host": self.host, **sent}
        raw = (
            b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        )
        for name, value in sent.items():
            connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(raw)))
        connection.endheaders(raw)
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        read = (
            b"" if told.get("content-type", "").startswith("text/event-stream") else answer.read()
        )
        connection.close()
        return answer.status, told, read

    def enter(self) -> None:
        status, headers, _ = self.ask("GET", f"/?token={self.desk.token}")
        assert status == 303
        self.path = headers["location"]
        self.cookie = headers["set-cookie"].partition(";")[0]

    def page(self, **more: str) -> tuple[int, dict[str, str], bytes]:
        return self.ask("GET", self.path, Cookie=self.cookie, **more)

    def tab(self) -> str:
        return self.page()[2].decode().partition('data-tab="')[2].partition('"')[0]

    def tell(self, what: str, **more: Any) -> int:
        headers = {
            "Origin": self.origin,
            "Cookie": self.cookie,
            "Content_Type": JSON["Content-Type"],
        }
        headers |= more.pop("headers", {})
        body = {"tab": more.pop("tab", "") or self.tab(), **more}
        return self.ask("POST", self.path + what, body, **headers)[0]


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intruder]:
    """At a desk that outlives every attack, and has once opened to its owner."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "post.md").write_text(POST, encoding="utf-8")
    made = Intruder(Desk(folder, "post.md"))
    made.enter()
    yield made
    made.desk.kill()


@pytest.fixture
def intruder(attacked: Intruder) -> Intruder:
    """At that desk, with the cookie of its owner to use or not."""
    return attacked


@pytest.fixture
def stranger(start: Start, post: Path) -> Intruder:
    """At a desk that nobody has opened, with nothing but its address."""
    return Intruder(start(str(post)))


def test_the_token_opens_once(stranger: Intruder):
    status, headers, _ = stranger.ask("GET", "/?token=wrong")
    assert (status, "set-cookie" in headers) == (403, False)
    stranger.enter()
    assert stranger.page()[0] == 200
    status, headers, said = stranger.ask("GET", f"/?token={stranger.desk.token}")
    assert (status, "set-cookie" in headers) == (403, False)
    assert "这个地址已经用过" in said.decode()
    assert stranger.ask("GET", "/?token=")[0] == 403
    assert stranger.ask("POST", f"/?token={stranger.desk.token}", {})[0] == 403


def test_the_cookie_is_for_this_desk_alone_and_no_script_reads_it(stranger: Intruder):
    _, headers, _ = stranger.ask("GET", f"/?token={stranger.desk.token}")
    said = headers["set-cookie"].lower()
    assert "httponly" in said
    assert "samesite=strict" in said
    assert f"path={headers['location']}" in said, "cookies know no ports: others never see it"
    assert len(headers["location"]) == 34


@pytest.mark.parametrize(
    "path", ["", "events", "desk.js", "text", "../", "%2e%2e/", "//", "?token=", "gallery.css"]
)
def test_without_the_cookie_there_is_nothing(intruder: Intruder, path: str):
    for cookie in ("", "crosspost-desk=", "crosspost-desk=guess", "crosspost-desk", "=;;=,"):
        assert intruder.ask("GET", intruder.path + path, Cookie=cookie)[0] == 403


def test_without_the_key_the_cookie_opens_nothing(intruder: Intruder):
    for path in ("/desk.js", "/events", f"/{'0' * 32}/", intruder.path[:-1], "/%E4%B8%AD", "*"):
        assert intruder.ask("GET", path, Cookie=intruder.cookie)[0] in {400, 403}


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "localhost:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "[::1]:{port}",
        "127.0.0.1:{port}.evil.example",
        "127.0.0.1:{port}@evil.example",
        "2130706433:{port}",
        "",
    ],
)
def test_a_name_that_was_made_to_point_here_is_refused(intruder: Intruder, host: str):
    host = host.format(port=intruder.desk.port)
    assert intruder.page(Host=host)[0] in {400, 421}
    fresh = intruder.ask("GET", f"/?token={intruder.desk.token}", Host=host)
    assert "set-cookie" not in fresh[1]


def test_two_hosts_are_none(intruder: Intruder):
    request = (
        f"GET {intruder.path} HTTP/1.1\r\nHost: {intruder.host}\r\nHost: evil.example\r\n"
        f"Cookie: {intruder.cookie}\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", intruder.desk.port)) as line:
        line.sendall(request.encode())
        assert line.recv(100).split()[1] in {b"400", b"421"}


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "http://localhost:{port}",
        "https://127.0.0.1:{port}",
        "http://127.0.0.1:{port}.evil.example",
        "",
    ],
)
def test_another_site_changes_and_reads_nothing(intruder: Intruder, origin: str):
    tab, origin = intruder.tab(), origin.format(port=intruder.desk.port)
    for what in ("text", "save", "publish", "ask", "take", "choices", "stop"):
        assert intruder.tell(what, tab=tab, text="偷换", headers={"Origin": origin}) == 403
    if origin:
        assert intruder.page(Origin=origin)[0] == 403
        status, headers, _ = intruder.ask(
            "GET", f"{intruder.path}events", Cookie=intruder.cookie, Origin=origin
        )
        assert (status, "access-control-allow-origin" in headers) == (403, False)
    assert "偷换" not in intruder.page()[2].decode()


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_a_browser_says_of_another_site_is_believed(intruder: Intruder, site: str):
    assert intruder.page(Sec_Fetch_Site=site)[0] == 403
    assert intruder.tell("text", tab=intruder.tab(), headers={"Sec_Fetch_Site": site}) == 403
    assert intruder.page(Sec_Fetch_Site="same-origin")[0] == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_what_a_form_could_send_is_refused(intruder: Intruder, kind: str):
    assert intruder.tell("save", headers={"Content_Type": kind}) == 415


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE"])
def test_no_other_method_does_anything(intruder: Intruder, method: str):
    headers = {
        "Origin": intruder.origin,
        "Cookie": intruder.cookie,
        "Content_Type": "application/json",
    }
    assert intruder.ask(method, f"{intruder.path}save", {}, **headers)[0] in {403, 405}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b'{"tab": 1}',
        b'{"tab": "x", "more": 1}',
        b'{"tab":"\\ud800"}',
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_what_no_page_of_ours_would_say_is_refused(intruder: Intruder, body: bytes):
    status, _, said = intruder.ask(
        "POST",
        f"{intruder.path}save",
        body,
        Origin=intruder.origin,
        Cookie=intruder.cookie,
        Content_Type="application/json",
    )
    assert (status, said) == (400, b"")


def test_a_body_without_an_end_is_not_taken_in(intruder: Intruder):
    headers = {
        "Origin": intruder.origin,
        "Cookie": intruder.cookie,
        "Content_Type": "application/json",
    }
    huge = b'{"tab":"' + b"x" * 33_000_000
    try:
        status = intruder.ask("POST", f"{intruder.path}text", huge, **headers)[0]
    except (ConnectionResetError, BrokenPipeError):  # it hung up on us
        status = 400
    assert status == 400
    assert intruder.page()[0] == 200


def test_only_the_tab_that_is_written_in_is_listened_to(stranger: Intruder):
    stranger.enter()
    first = stranger.tab()
    second = stranger.tab()
    assert stranger.tell("text", tab=first, text="旧页") == 409
    assert stranger.tell("text", tab="", text="新页") in {200, 204}
    assert stranger.tell("text", tab=second, text="旧页") == 409


def test_every_answer_forbids_what_a_page_need_not_do(intruder: Intruder):
    for status, headers, _ in (
        intruder.page(),
        intruder.ask("GET", "/"),
        intruder.ask("GET", f"{intruder.path}desk.js", Cookie=intruder.cookie),
        intruder.ask("GET", f"{intruder.path}events", Cookie=intruder.cookie),
        intruder.ask("GET", f"{intruder.path}nothing", Cookie=intruder.cookie),
    ):
        assert status in {200, 403, 404}
        policy = headers["content-security-policy"]
        for rule in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"):
            assert rule in policy
        assert "unsafe-eval" not in policy
        assert "script-src 'self' " not in policy.replace("; ", ";")
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cross-origin-resource-policy"] == "same-origin"


def test_nobody_outside_this_machine_can_knock(intruder: Intruder):
    outside = socket.gethostbyname(socket.gethostname())
    if outside.startswith("127."):
        pytest.skip("this machine has no other address")
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((outside, intruder.desk.port), timeout=60)


def test_the_folder_is_not_left_by_a_name(start: Start, tmp_path: Path):
    blank = Intruder(start())
    blank.enter()
    for name in (
        f"{tmp_path.parent}/up.md",
        "../up.md",
        "a/b.md",
        ".hidden.md",
        "post.exe",
        "..",
        "a\\..\\b.exe",
    ):
        blank.tell("save", text="越界", name=name)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []
    assert not (tmp_path.parent / "up.md").exists()
