"""A writer's first ten minutes, in a real terminal: from ``crosspost`` to a scheduled post.

Each command is a process of its own behind a pseudo-terminal; what it asks is typed when it is
asked. Telegram and Bluesky are fakes on loopback.
"""

import os
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import httpx
import pytest

from tests.fakes.authorization import SigningMastodon, SigningX
from tests.fakes.bluesky import HANDLE, PASSWORD, BlueskyFake
from tests.fakes.telegram import TOKEN, TelegramFake
from tests.transcripts import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="there are no pseudo-terminals"),
]
PATIENCE = 60
"""Seconds until a command that says nothing is given up; the machine may be busy."""
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
POST = """# We are moving

From 1 March you find us in the old bakery, ground floor.

What should we bake first?
"""


class Terminal:
    """One command in a terminal: what it shows, and what a person types."""

    def __init__(self, process: "subprocess.Popen[bytes]", screen: int) -> None:
        self.process, self.screen = process, screen
        self.shown = ""
        self.seen = 0
        """How much of it the person has read."""

    def sees(self, words: str) -> Self:
        """Wait until *words* are shown, below what was read before."""
        until = time.monotonic() + PATIENCE
        while words not in self.shown[self.seen :]:
            assert self._more(until), f"no {words!r} in:\n{self.shown}"
        self.seen = self.shown.index(words, self.seen) + len(words)
        return self

    def types(self, line: str) -> Self:
        """Type a line."""
        os.write(self.screen, f"{line}\n".encode())
        return self

    def end(self) -> int:
        """Read to the end; the exit code."""
        until = time.monotonic() + PATIENCE
        while self._more(until):
            pass
        return self.process.wait(PATIENCE)

    def _more(self, until: float) -> bool:
        if not select.select([self.screen], [], [], max(until - time.monotonic(), 0))[0]:
            return False
        try:
            data = os.read(self.screen, 65536)
        except OSError:  # the other side is closed
            return False
        said = ESCAPES.sub("", data.decode(errors="replace")).replace("\r\n", "\n")
        self.shown += said
        return bool(data)


class Home:
    """A new user's computer."""

    def __init__(self, folder: Path, language: str) -> None:
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT / "src"),
            "HOME": str(folder),
            "TERM": "xterm-256color",
            "COLUMNS": "100",
            "LANG": language,
            "LC_CTYPE": "C.UTF-8",
            "NO_COLOR": "1",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }

    @contextmanager
    def crosspost(self, *words: str) -> Iterator[Terminal]:
        """Run one command."""
        screen, line = os.openpty()
        termios.tcsetwinsize(screen, (40, 100))
        process = subprocess.Popen(
            [sys.executable, "-m", "crosspost", *words],
            cwd=self.folder,
            env=self.environment,
            stdin=line,
            stdout=line,
            stderr=line,
            start_new_session=True,
        )
        os.close(line)
        terminal = Terminal(process, screen)
        try:
            yield terminal
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            os.close(screen)

    def shows(self, *words: str) -> str:
        """What a command that asks nothing shows; it works."""
        with self.crosspost(*words) as terminal:
            assert terminal.end() == 0, terminal.shown
            return terminal.shown

    def point(self, channel: str, address: str, more: str = "") -> None:
        """Have *channel* at *address*, by an entry of the user's own."""
        folder = self.folder / ".config" / "crosspost" / "channels"
        folder.mkdir(parents=True, exist_ok=True)
        words = '{ en = "the address", zh = "地址" }'
        (folder / f"{channel}.toml").write_text(
            f'extends = "{channel}"\n[account.settings]\napi = {{ description = {words}, default = "{address}" }}\n{more}',
            encoding="utf-8",
        )


@pytest.fixture
def telegram():
    with TelegramFake() as fake:
        yield fake


@pytest.fixture
def bluesky():
    with BlueskyFake() as fake:
        yield fake


def home(tmp_path, telegram, bluesky, language="en_GB.UTF-8"):
    at = Home(tmp_path, language)
    at.point("telegram", telegram.url)
    at.point("bluesky", bluesky.url)
    (tmp_path / "moving.md").write_text(POST, encoding="utf-8")
    return at


def test_from_the_first_word_to_a_scheduled_post(tmp_path, telegram, bluesky):
    at = home(tmp_path, telegram, bluesky)
    shown = at.shows()
    assert "preview a post" in shown
    assert "crosspost accounts add" in shown

    shown = at.shows("preview", "moving.md", "--channel", "tg")
    assert "We are moving" in shown
    assert "note" not in shown.replace("moving", ""), "nothing to read but the draft"

    with at.crosspost("accounts", "add", "tg") as terminal:
        terminal.sees("A name of your own for this account [telegram]:").types("")
        terminal.sees("the channel's @name").types("@kuajie")
        terminal.sees("Open https://t.me/BotFather").sees("/newbot")
        terminal.sees("the bot's token").types(TOKEN)
        terminal.sees("telegram: you are ").sees("The secrets are in")
        assert terminal.end() == 0
        assert TOKEN not in terminal.shown, "what is secret is not shown"

    with at.crosspost("accounts", "add") as terminal:
        terminal.sees("Which channel").types("blusky")
        terminal.sees("bluesky").sees("Which channel").types("bsky")
        terminal.sees("[bluesky]:").types("news")
        terminal.sees("handle").types(HANDLE)
        terminal.sees("https://bsky.app/settings/app-passwords")
        terminal.sees("an app password (Settings").types("wrong")
        terminal.sees(f"handle, such as name.bsky.social [{HANDLE}]:").types("")
        terminal.sees("Open https://bsky.app/settings/app-passwords")
        terminal.sees("an app password (Settings, Privacy and security) [as before]").types(
            PASSWORD
        )
        terminal.sees(f"news: you are @{HANDLE}")
        assert terminal.end() == 0
        assert PASSWORD not in terminal.shown

    config = tmp_path / ".config" / "crosspost"
    assert (config / ".env").stat().st_mode & 0o777 == 0o600
    assert TOKEN not in (config / "crosspost.toml").read_text("utf-8")

    with at.crosspost("schedule", "moving.md", "--at", "tomorrow 9:00", "--tz", "UTC") as terminal:
        terminal.sees("We are moving").sees("[y/N]").types("y")
        assert terminal.end() == 0, terminal.shown
        assert terminal.shown.count("scheduled for") == 2
    shown = at.shows("queue")
    assert "telegram" in shown
    assert "news (bluesky)" in shown
    assert "We are moving" in shown
    assert not telegram.posts, "nothing is sent before its time"
    assert not bluesky.posts


def test_the_same_in_chinese(tmp_path, telegram, bluesky):
    at = home(tmp_path, telegram, bluesky, "zh_CN.UTF-8")
    assert "连接账号" in at.shows()
    with at.crosspost("accounts", "add", "电报") as terminal:
        terminal.sees("给这个账号起个名字 [telegram]：").types("公告")
        terminal.sees("频道的 @用户名").types("没有这个")
        terminal.sees("请打开 https://t.me/BotFather").sees("机器人的令牌").types(TOKEN)
        terminal.sees("没有这个聊天").sees("[没有这个]：").types("https://t.me/kuajie")
        terminal.sees("[同上次]：").types("")
        terminal.sees("公告：你是 ").sees("密钥存在")
        assert terminal.end() == 0
    shown = at.shows("accounts")
    assert "公告" in shown
    with at.crosspost("publish", "moving.md", "--to", "公告") as terminal:
        terminal.sees("[y/N]").types("是")
        assert terminal.end() == 0, terminal.shown
    assert [post["text"].splitlines()[0] for post in telegram.posts] == ["We are moving"]


def test_mastodon_is_connected_with_the_browser(tmp_path):
    with SigningMastodon() as fake:
        at = Home(tmp_path, "en_GB.UTF-8")
        at.environment["BROWSER"] = f"{sys.executable} {browser(tmp_path)} %s"
        with at.crosspost("accounts", "add", "长毛象", "--name", "fedi") as terminal:
            terminal.sees("the server's address").types(fake.url)
            terminal.sees("sign in with your browser").sees("Which way").types("")
            terminal.sees("fedi: you are @kuajie")
            assert terminal.end() == 0, terminal.shown
        shown = at.shows("accounts", "check")
        assert "fedi: @kuajie" in shown
        with at.crosspost("accounts", "login", "fedi") as terminal:
            terminal.sees("sign in with your browser").sees("Which way").types("")
            terminal.sees("fedi: you are @kuajie").sees(
                "The secrets are in ~/.config/crosspost/.env"
            )
            assert terminal.end() == 0, terminal.shown


def test_x_is_connected_from_another_computer(tmp_path):
    with SigningX() as fake:
        at = Home(tmp_path, "en_GB.UTF-8")
        page = f'[account.sign_in]\nauthorize = "{fake.url}/i/oauth2/authorize"\nport = 0\n'
        at.point("x", fake.url, page)
        with at.crosspost("accounts", "add", "twitter", "--name", "me") as terminal:
            terminal.sees("Which way").types("1")
            terminal.sees("client ID").types("app")
            terminal.sees("may be left empty").types("")
            terminal.sees("open this address:").sees("paste here")
            address = re.search(r"http://127\S+oauth2/authorize\S+", terminal.shown)
            assert address
            terminal.types("https://example.com/?code=1&state=guessed")
            terminal.sees("not the address")
            terminal.types(httpx.get(address[0]).headers["location"])
            terminal.sees("me: you are @kuajie")
            assert terminal.end() == 0, terminal.shown
            assert "refresh-1" not in terminal.shown
        assert fake.refresh == "refresh-1", "the first token holds: no refresh token is spent"
        assert "me: @kuajie" in at.shows("accounts", "check")


def browser(folder: Path) -> Path:
    """A program that does what a person does with a browser."""
    program = folder / "browser.py"
    program.write_text(
        "import sys, urllib.request\nurllib.request.urlopen(sys.argv[1]).read()\n", "utf-8"
    )
    return program


def test_ctrl_c_writes_nothing(tmp_path, telegram, bluesky):
    at = home(tmp_path, telegram, bluesky)
    with at.crosspost("accounts", "add", "tg") as terminal:
        terminal.sees("[telegram]:").types("")
        terminal.sees("@name").types("@kuajie")
        terminal.sees("the bot's token")
        os.killpg(terminal.process.pid, signal.SIGINT)
        assert terminal.end() == 1
        assert "Traceback" not in terminal.shown
    assert not (tmp_path / ".config" / "crosspost" / "crosspost.toml").exists()
    assert not list(tmp_path.rglob(".env"))
