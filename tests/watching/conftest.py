"""A folder with accounts at a fake server, and a server of feeds on loopback."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

pytest.importorskip("feedparser", reason="the extra watch is not installed")

from crosspost import cli
from tests.fakes.mastodon import TOKEN, MastodonFake

FEEDS = Path(__file__).with_name("feeds")
ITEM = """<item><title>{title}</title><link>https://blog.example/{id}</link>
<guid isPermaLink="false">{id}</guid><description>{summary}</description></item>"""


def rss(*items: tuple[str, str, str]) -> bytes:
    """A feed of (id, title, summary), the newest first."""
    every = "".join(ITEM.format(id=one, title=title, summary=said) for one, title, said in items)
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>博客</title>'
        f"<link>https://blog.example/</link>{every}</channel></rss>"
    ).encode()


class FeedServer:
    """Serves one feed at every path, as it is told to."""

    def __init__(self) -> None:
        self.body = b""
        self.status = 200
        self.headers: dict[str, str] = {}
        self.etag = ""
        self.asked: list[dict[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append({name.lower(): value for name, value in self.headers.items()})
                same = outer.etag and self.headers.get("if-none-match") == outer.etag
                self.send_response(304 if same else outer.status)
                if outer.etag:
                    self.send_header("etag", outer.etag)
                for name, value in outer.headers.items():
                    self.send_header(name, value)
                body = b"" if same else outer.body
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/feed.xml"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def feed() -> Iterator[FeedServer]:
    server = FeedServer()
    yield server
    server.close()


@pytest.fixture
def fedi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MastodonFake]:
    """Two accounts: one asks, one sends at once."""
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("CROSSPOST_TRUST", str(tmp_path))
    monkeypatch.setenv("MASTODON_ACCESS_TOKEN", TOKEN)
    with MastodonFake() as server:
        accounts = "".join(
            f'[accounts.{name}]\nchannel = "mastodon"\napi = "{server.url}"\n{more}\n'
            for name, more in (("asks", ""), ("sends", 'watch = "now"'))
        )
        (tmp_path / "crosspost.toml").write_text(accounts, encoding="utf-8")
        yield server


Watching = Callable[..., tuple[int, str, str]]


@pytest.fixture
def watch(fedi: MastodonFake, capsys: pytest.CaptureFixture[str]) -> Watching:
    """One round, as the command makes it: its exit code, and what it says."""
    del fedi

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.run(["watch", *words, "--once", "--allow-private"])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def statuses(server: MastodonFake) -> list[str]:
    """What stands there, the first one first."""
    return [str(one["text"]) for one in server.posts]
