"""What a transcript cannot show of ``crosspost schedule`` and ``queue``: a person, and a worker."""

import json
import sys
from pathlib import Path

import pytest

from crosspost import cli, configuration
from crosspost.scheduling import Worker, new_name, open_schedule
from crosspost.scheduling.attempt import Attempts
from tests.commands.test_publish import Terminal, robot
from tests.fakes.wechat import WeChat

__all__ = ["robot"]

LATER = ["schedule", "post.md", "--at", "2099-12-25 18:00", "--tz", "Asia/Shanghai"]


def queued(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    capsys.readouterr()
    assert cli.run(["queue", "--all", "--format", "json"]) == 0
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)["deliveries"]
    return found


@pytest.mark.parametrize(("answer", "count"), [("y", 1), ("好", 1), ("", 0), ("nope", 0)])
def test_a_person_sees_the_post_and_the_time_and_is_asked(
    robot: WeChat,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answer: str,
    count: int,
):
    monkeypatch.setattr(sys, "stdin", Terminal(f"{answer}\n"))
    assert cli.run(LATER) == (0 if count else 1)
    out, err = capsys.readouterr()
    assert "所有新手机" in out
    assert "board: Fri 2099-12-25 18:00 Asia/Shanghai (UTC+08:00) = 10:00 UTC" in out
    assert "Schedule 1 message to board? [y/N]" in err
    assert len(queued(capsys)) == count
    assert not robot.posts


@pytest.mark.usefixtures("robot")
def test_nobody_is_asked_about_what_waits(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    cli.run([*LATER, "--yes"])
    monkeypatch.setattr(sys, "stdin", Terminal())
    assert cli.run([*LATER, "--format", "json"]) == 0
    (one,) = json.loads(capsys.readouterr().out.partition("\n")[2])["deliveries"]
    assert (one["new"], one["local"]) == (False, "2099-12-25T18:00:00+08:00")


@pytest.mark.usefixtures("robot")
@pytest.mark.parametrize(("answer", "code"), [("n", 1), ("是", 0)])
def test_a_person_sees_what_an_edit_changes_and_is_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: str, code: int
):
    cli.run([*LATER, "--yes"])
    (before,) = queued(capsys)
    text = Path("post.md").read_text(encoding="utf-8")
    Path("post.md").write_text(text.replace("所有", "全部"), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", Terminal(f"{answer}\n"))
    assert cli.run(["queue", "edit", str(before["id"])[:4], "post.md"]) == code
    out, err = capsys.readouterr()
    assert "-所有新手机" in out
    assert "+全部新手机" in out
    assert "Send this to board instead? [y/N]" in err
    (after,) = queued(capsys)
    assert (after["id"], after["due"]) == (before["id"], before["due"])
    assert (after["digest"] != before["digest"]) == (code == 0)


@pytest.mark.usefixtures("robot")
def test_a_title_with_line_breaks_of_its_own_is_one_line(capsys: pytest.CaptureFixture[str]):
    post = "# 红\x85色\u2028行\n\n## 发生了什么\n是的。\n"
    Path("post.md").write_text(post, encoding="utf-8")
    assert cli.run([*LATER, "--yes"]) == 0
    capsys.readouterr()
    assert cli.run(["queue"]) == 0
    out = capsys.readouterr().out
    assert len(out.strip("\n").split("\n")) == 2


@pytest.mark.slow
def test_a_worker_sends_what_waits_and_then_it_is_too_late(
    robot: WeChat,
    capsys: pytest.CaptureFixture[str],
):
    assert cli.run([*LATER, "--yes"]) == 0
    (one,) = queued(capsys)
    name = str(one["id"])
    assert cli.run(["queue", "move", name, "--at", "in 1 second"]) == 0
    settings, worker = configuration.read(), new_name()
    with open_schedule(settings.ledger, worker=worker) as schedule:
        Worker(Attempts(schedule, worker, settings.destination)).run(until_empty=True)
    assert len(robot.posts) == 1
    (one,) = queued(capsys)
    assert (one["state"], one["delivered"]) == ("sent", 1)
    assert cli.run(["queue", "show", name[:5]]) == 0
    assert "1/1 sent" in capsys.readouterr().out
    for action in ("cancel", "retry"):
        assert cli.run(["queue", action, name]) == 1
        assert "it was sent" in capsys.readouterr().err
    assert cli.run([*LATER, "--yes"]) == 1
    assert "all of it was delivered already" in capsys.readouterr().err
