"""What a transcript cannot show of ``crosspost publish``: a person at a terminal."""

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs

from crosspost import cli, read, render
from crosspost.ledger import open_ledger
from crosspost.testing.server import Fault
from tests.fakes.wechat import ROBOT, WeChat

POST = "# 最后一个转接头\n\n## 发生了什么\n所有新手机都用上了同一种充电口。\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


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


@pytest.mark.parametrize(
    ("answer", "sent"), [("y", 1), ("YES", 1), ("是", 1), ("", 0), ("n", 0), ("nope", 0)]
)
def test_a_person_sees_the_post_and_is_asked(
    robot: WeChat,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answer: str,
    sent: int,
):
    monkeypatch.setattr(sys, "stdin", Terminal(f"{answer}\n"))
    assert cli.run(["publish", "post.md"]) == (0 if sent else 1)
    out, err = capsys.readouterr()
    assert "所有新手机" in out
    assert "Send 1 message to board? [y/N]" in err
    assert len(robot.posts) == sent


def test_with_yes_nobody_is_asked(robot: WeChat, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", Terminal())
    assert cli.run(["publish", "post.md", "--yes"]) == 0
    assert len(robot.posts) == 1


def test_nobody_is_asked_about_what_stands(
    robot: WeChat, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    cli.run(["publish", "post.md", "--yes"])
    monkeypatch.setattr(sys, "stdin", Terminal())
    assert cli.run(["publish", "post.md"]) == 0
    assert "nothing was sent" in capsys.readouterr().out
    assert len(robot.posts) == 1


def test_a_program_reads_one_object(robot: WeChat, capsys: pytest.CaptureFixture[str]):
    robot.faults.append(Fault("lost-answer"))
    assert cli.run(["publish", "post.md", "--format", "json"]) == 3
    said = json.loads(capsys.readouterr().out)
    (result,) = said["results"]
    assert (result["outcome"], result["receipts"]) == ("unknown", [])
    assert (result["failure"]["outcome"], result["failure"]["index"]) == ("unknown", 1)
    assert all(one["message"] and one["where"] for one in result["findings"])
    assert said["go_on"] == "crosspost publish post.md --to board"
    assert cli.run(["resolve", "--sent"]) == 0
    capsys.readouterr()
    assert cli.run(["publish", "post.md", "--format", "json"]) == 0
    (result,) = json.loads(capsys.readouterr().out)["results"]
    (receipt,) = result["receipts"]
    assert (result["outcome"], result["failure"]) == ("sent", None)
    assert receipt["sent"]["id"].endswith("-board-1-1")


def test_a_terminal_shows_what_takes_long(
    robot: WeChat, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("COLUMNS", "30")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert cli.run(["publish", "post.md", "--yes"]) == 0
    assert "\x1b[2Kboard: 1/1 sending" in capsys.readouterr().err
    assert robot.posts


def test_a_message_that_others_answer_is_settled_by_its_number(
    robot: WeChat, capsys: pytest.CaptureFixture[str]
):
    draft = render(read(Path("post.md")), "telegram")
    opening = structs.replace(draft.messages[0], of=2)
    thread = structs.replace(draft, messages=(opening, opening))
    with open_ledger() as ledger:
        ledger.run(thread)
        ledger.begin(thread, 1, 1)
    assert cli.run(["resolve", "--sent", "https://t.me/zhongwen/"]) == 1
    assert "its address is needed" in capsys.readouterr().err
    assert cli.run(["resolve", "--sent", "https://t.me/zhongwen/45"]) == 0
    assert cli.run(["status"]) == 0
    assert "1/2 sent" in (said := capsys.readouterr().out)
    assert "45 https://t.me/zhongwen/45" in said
    assert not robot.posts
