"""A real desk: the command in a process of its own, in an empty home, and a page on it."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.fakes.wechat import WeChat
from tests.fakes.x import XFake
from tests.transcripts import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

POST = """# The last adapter / 最后一个转接头

## What happened / 发生了什么
Every new phone now charges through the same port.

所有新手机都用上了同一种充电口。

## Discussion / 讨论
What will you do with the drawer? 你打算怎么处理那一抽屉旧线？
"""


class Desk:
    """``crosspost edit``, running."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self.ledger = f"sqlite:///{folder}/data/crosspost/ledger.sqlite3"
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT / "src"),
            "HOME": str(folder),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "CROSSPOST_TRUST": str(folder),
            "WECOM_WEBHOOK_KEY": "693a91f6-robot",
            "X_API_KEY": "k",
            "X_API_SECRET": "s",
            "X_ACCESS_TOKEN": "t",
            "X_ACCESS_TOKEN_SECRET": "ts",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "crosspost", "desk", "--no-open", *arguments],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/\?token=(\S+)", said)
        if found is None:
            pytest.fail(f"no desk: {said} {self.process.communicate()}")
        self.address, self.port, self.token = found[0], int(found[1]), found[2]

    def kept(self) -> list[Path]:
        """The texts that are kept because they are not saved."""
        return sorted((self.folder / "data" / "crosspost" / "desk").glob("*.json"))

    def kill(self) -> None:
        """No time for a last word."""
        self.process.kill()
        self.process.wait()
        self._closed()

    def stop(self) -> tuple[int, str]:
        """Ctrl-C: the exit code, and what was complained about."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(120)
        return code, self._closed()

    def _closed(self) -> str:
        assert self.process.stdout
        assert self.process.stderr
        said = self.process.stderr.read()
        self.process.stdout.close()
        self.process.stderr.close()
        return said


Start = Callable[..., Desk]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts desks, in one folder; ``start("post.md")``."""
    running: list[Desk] = []

    def started(*arguments: str) -> Desk:
        running.append(Desk(tmp_path, *arguments))
        return running[-1]

    yield started
    for desk in running:
        if desk.process.poll() is None:
            desk.kill()


@pytest.fixture
def post(tmp_path: Path) -> Path:
    """A bilingual post in the desk's folder."""
    path = tmp_path / "post.md"
    path.write_text(POST, encoding="utf-8")
    return path


@pytest.fixture
def x(tmp_path: Path) -> Iterator[XFake]:
    """X, and an account there."""
    with XFake() as fake:
        settings = f'[accounts.zhongwen]\nchannel = "x"\nlanguages = ["zh"]\napi = "{fake.url}"\n'
        (tmp_path / "crosspost.toml").write_text(settings, encoding="utf-8")
        yield fake


@pytest.fixture
def robot(tmp_path: Path) -> Iterator[WeChat]:
    """A WeCom robot, which cannot read its chat, and an account for it."""
    with WeChat() as fake:
        settings = f'[accounts."公告"]\nchannel = "wecom"\napi = "{fake.url}"\n'
        (tmp_path / "crosspost.toml").write_text(settings, encoding="utf-8")
        yield fake


Sit = Callable[..., "Page"]


@pytest.fixture
def sit(window: Callable[..., "Page"]) -> Iterator[Sit]:
    """Opens a desk in a browser; a mistake in the page's script fails the test."""
    wrong: list[str] = []

    def opened(desk: Desk, **more: Any) -> "Page":
        page = window(**more)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: _noted(said.text, wrong))
        page.goto(desk.address)
        return page

    yield opened
    assert not wrong


def _noted(said: str, wrong: list[str]) -> None:
    if "Content Security Policy" in said:
        wrong.append(said)


def shows(page: "Page", words: str, where: str = "#gallery") -> None:
    """Wait until *words* are to be seen."""
    page.locator(where).get_by_text(words).first.wait_for()


def asked(page: "Page") -> str:
    """The question, after Ctrl+Enter."""
    page.locator("#text").press("Control+Enter")
    page.locator("#asking[open]").wait_for()
    return page.locator("#asking").text_content() or ""


def ended(page: "Page") -> str:
    """How a publication ended, in words."""
    page.locator("#run .desk-end").first.wait_for()
    return page.locator("#run").inner_text()


def slot(page: "Page", name: str) -> "Locator":
    """The place of one channel or account: its draft, its own text, its layout."""
    return page.locator(".desk-slot", has=page.get_by_role("heading", name=name, exact=True))


def written(page: "Page") -> str:
    """The text on the paper."""
    return page.locator("#text").input_value()


def until(true: Callable[[], object]) -> None:
    """Wait until something is so."""
    for _ in range(3600):
        if true():
            return
        time.sleep(0.05)
    pytest.fail("it never came to be so")
