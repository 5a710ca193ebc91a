"""The API over a working folder with an account at a fake robot, and two callers with tokens."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from crosspost.http_api.application import application
from crosspost.ledger import Ledger, callers, open_ledger
from tests.fakes.wechat import ROBOT, WeChat

POST = "# 最后一个转接头\n\n## 发生了什么\n所有新手机都用上了同一种充电口。🎉\n"


@pytest.fixture
def robot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WeChat]:
    """A fake robot, an account for it, and a post, in an empty working folder."""
    with WeChat() as fake:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
        monkeypatch.setenv("WECOM_WEBHOOK_KEY", ROBOT)
        settings = f'[accounts.board]\nchannel = "wecom"\napi = "{fake.url}"\n'
        Path("crosspost.toml").write_text(settings, encoding="utf-8")
        Path("post.md").write_text(POST, encoding="utf-8")
        yield fake


@pytest.fixture
def ledger(robot: WeChat) -> Iterator[Ledger]:
    del robot
    with open_ledger() as opened:
        yield opened


def client(ledger: Ledger, name: str, *, sends: bool) -> TestClient:
    """A program that shows a token of its own."""
    token = callers.add(ledger, name, sends=sends)
    head = {"Authorization": f"Bearer {token}"}
    return TestClient(application(Path.cwd(), ledger), headers=head)


@pytest.fixture
def sender(ledger: Ledger) -> TestClient:
    """Its word is a person's yes."""
    return client(ledger, "编辑部", sends=True)


@pytest.fixture
def asker(ledger: Ledger) -> TestClient:
    """What it asks for waits for a person."""
    return client(ledger, "机器人", sends=False)
