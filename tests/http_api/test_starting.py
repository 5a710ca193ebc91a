"""What keeps ``crosspost serve`` from beginning is said before it does."""

import socket
from pathlib import Path

import pytest

from crosspost import cli
from tests.fakes.wechat import WeChat


def test_a_port_that_is_taken_is_an_error(robot: WeChat, capsys: pytest.CaptureFixture[str]):
    del robot
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert cli.run(["serve", "--port", str(port)]) == 1
    assert f"--port {port}: nobody can listen there" in capsys.readouterr().err


def test_a_webhook_without_its_secret_is_an_error(
    robot: WeChat,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    del robot
    monkeypatch.setenv("CROSSPOST_TRUST", str(tmp_path))
    Path("crosspost.toml").write_text('[webhooks.archive]\nurl = "https://x.example"\n')
    assert cli.run(["serve"]) == 1
    assert "CROSSPOST_WEBHOOKS_ARCHIVE_SECRET" in capsys.readouterr().err
