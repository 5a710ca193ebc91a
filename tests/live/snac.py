"""A real server of the Mastodon API: snac, from Debian, unpacked and not installed.

Its own ways: it knows no ``/api/v2/instance``, ignores Idempotency-Key, takes texts of any length,
reads ``*`` as bold, and says ``en`` of every status.
"""

import contextlib
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
from mastodon import Mastodon

from tests.live.installing import free_port, installed, lacking, run, serving, unpacked
from tests.live.reading import PATIENCE, read

PACKAGES = ("snac2=2.75-*",)
SETTINGS = {
    "protocol": "http",
    # snac sends every post to its own inbox, over HTTP, some seconds later. With its four threads
    # three of these hold all that answer, and wait for one of them, until they give up after 6 s.
    "num_threads": 64,
}
SOURCE = "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] {mirror} trixie main\n"


@contextlib.contextmanager
def snac(folder: Path, user: str) -> Iterator[tuple[str, str]]:
    """The address of a server with *user* on it, whose data lies in *folder*, and a password."""
    program = installed("snac", PACKAGES, _install) / "usr" / "bin" / "snac"
    data, port = folder / "data", free_port()
    asked = f"127.0.0.1\n{port}\n127.0.0.1:{port}\n\nadmin@example.invalid\n"
    _told([program, "init", data], asked)
    settings = data / "server.json"
    settings.write_text(json.dumps({**json.loads(settings.read_text()), **SETTINGS}))
    password = re.search(r"password is (\S+)", _told([program, "adduser", data, user], "Ann\n\n"))
    assert password
    with serving([program, "httpd", data], port, folder / "log"):
        yield f"http://127.0.0.1:{port}", password[1]


def access_token(server: str, user: str, password: str) -> str:
    """What a person gets by saying yes in the browser."""
    scopes = ["read", "write"]
    client, secret = Mastodon.create_app("crosspost", api_base_url=server, scopes=scopes)
    app = Mastodon(
        client_id=client, client_secret=secret, api_base_url=server, version_check_mode="none"
    )
    page = read(app.auth_request_url(scopes=scopes)).text
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    action = re.search(r'<form[^>]*action="([^"]+)"', page)
    assert action
    signed = {**fields, "login": user, "passwd": password}
    answer = httpx.post(action[1], data=signed, timeout=PATIENCE)
    code = re.search(r"code=([^&\s]+)", answer.headers.get("location", ""))
    code = code or re.search(r"([0-9a-f]{32,})", answer.text)
    assert code
    return str(app.log_in(code=code[1], scopes=scopes))


def _told(command: list[str | Path], answers: str) -> str:
    """Run snac's own dialogue."""
    return subprocess.run(command, input=answers, check=True, capture_output=True, text=True).stdout


def _install(place: Path) -> None:
    unpacked(place, PACKAGES, SOURCE)
    needs = run("ldd", place / "usr" / "bin" / "snac")
    if "not found" in needs:  # a system older than the package
        lacking(needs)
