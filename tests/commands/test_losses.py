"""What a post loses on its way is told on every way out, whatever was asked and in whichever format.

The robot takes no pictures: each post here has one, which is left out.
"""

import io
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from crosspost import cli, configuration, publish, read, render, schedule
from crosspost.desk.approval import approval, dialog
from crosspost.desk.publish_actions import Publication
from crosspost.desk.targets import Shown, View, targets
from crosspost.ledger import open_ledger
from crosspost.translations import texts
from tests.fakes.wechat import ROBOT, WeChat

POSTS = {
    "en": "# The last adapter\n\n![a port](port.png)\n\nEvery new phone charges through one port.\n",
    "zh": "# 最后一个转接头\n\n![充电口](port.png)\n\n所有新手机都用上了同一种充电口。\n",
}
SAYS = {"en": "takes no pictures", "zh": "不能带图片"}
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def robot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WeChat]:
    """A fake robot, an account for it, and both posts, in the working folder."""
    with WeChat() as fake:
        monkeypatch.chdir(tmp_path)
        for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
            monkeypatch.setenv(name, str(tmp_path))
        monkeypatch.setenv("WECOM_WEBHOOK_KEY", ROBOT)
        for language, post in POSTS.items():
            Path(f"{language}.md").write_text(post, encoding="utf-8")
        Image.new("RGB", (40, 30), "red").save("port.png")
        settings = (
            f'[accounts.board]\nchannel = "wecom"\nlanguages = ["en", "zh"]\napi = "{fake.url}"'
        )
        Path("crosspost.toml").write_text(settings, encoding="utf-8")
        yield fake


@pytest.fixture
def run(robot: WeChat, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command, in one language: its exit code, standard output, standard error."""
    del robot
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    def ran(language: str, *words: str) -> tuple[int, str, str]:
        code = cli.run([*words, "--lang", language])
        out, err = capsys.readouterr()
        return code, out, err

    return ran


@pytest.mark.parametrize("language", POSTS)
@pytest.mark.parametrize(
    "words",
    [
        ["publish", "--yes"],
        ["publish", "--format", "json"],
        ["publish", "--dry-run"],
        ["publish", "--dry-run", "--format", "json"],
        ["schedule", "--at", "tomorrow 9:00", "--tz", "UTC"],
        ["schedule", "--at", "tomorrow 9:00", "--tz", "UTC", "--format", "json"],
        ["schedule", "--at", "tomorrow 9:00", "--tz", "UTC", "--dry-run", "--format", "json"],
    ],
    ids=" ".join,
)
def test_commands_say_it_on_standard_error(run: Run, words: list[str], language: str):
    code, out, err = run(language, words[0], f"{language}.md", *words[1:])
    assert code == 0
    assert SAYS[language] in err
    assert "[media.omitted]" in err
    if "json" in words:
        found = json.loads(out)
        assert "media.omitted" in str(found), "and programs read it"


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.long)])
def test_the_worker_says_it_in_its_log(run: Run, language: str):
    assert run(language, "schedule", f"{language}.md", "--at", "in 4 seconds")[0] == 0
    time.sleep(4.1)
    code, _, err = run(language, "worker", "--until-empty")
    assert code == 0
    assert SAYS[language] in err


@pytest.mark.parametrize("language", POSTS)
def test_programs_find_it_in_the_results_and_in_the_ledger(robot: WeChat, language: str):
    post = read(f"{language}.md")
    (planned,) = schedule(post, ["board"], "2036-03-01 09:00", zone="Asia/Shanghai")
    (sent,) = publish(post, ["board"])
    assert [one.code for one in planned.findings if one.level == "warning"] == ["media.omitted"]
    assert [one.code for one in sent.findings if one.level == "warning"] == ["media.omitted"]
    with open_ledger(configuration.read().ledger) as ledger:
        kept = ledger.draft(sent.digest, "board", 1)
    assert kept is not None
    assert kept.findings == sent.findings
    assert len(robot.posts) == 1


@pytest.mark.parametrize("language", POSTS)
def test_the_desk_says_it_above_the_button_and_afterwards(robot: WeChat, language: str):
    settings, post, words = configuration.read(), read(f"{language}.md"), texts("desk")[language]
    target = next(one for one in targets(settings) if one.own and one.account)
    assert target.account
    shown = Shown(target=target, draft=render(post, target.account))
    made = approval(View(text="", post=post, shown=(shown,)), settings, Path(), language)
    asked = dialog(made, [target.id], words, unsaved=False)
    assert SAYS[language] in asked[: asked.index('data-do="publish"')]
    publication = Publication(post, [one.draft for one in made.asked], lambda: None)
    publication.run(settings, Path())
    assert len(robot.posts) == 1
    assert SAYS[language] in publication.shown(words)


@pytest.mark.parametrize("command", ["publish", "schedule", "check"])
@pytest.mark.parametrize(("level", "code"), [("error", 0), ("warning", 1)])
def test_a_command_can_be_told_to_stop(
    run: Run, robot: WeChat, command: str, level: str, code: int
):
    more = ["--at", "tomorrow 9:00"] if command == "schedule" else []
    assert run("en", command, "zh.md", *more, "--fail-on", level)[0] == code
    assert len(robot.posts) == (1 if command == "publish" and level == "error" else 0)


def test_costs_and_notes_stop_nothing(run: Run):
    Path("plain.md").write_text("# 一条街的价格\n\n收费了。\n", encoding="utf-8")
    code, out, _ = run("en", "check", "plain.md", "--channel", "x", "--strict")
    assert "[x.cost]" in out
    assert code == 0


@pytest.mark.parametrize(
    ("post", "channel", "code"),
    [
        ("# 题\n\n![图](gone.png)\n\n文字。", "mastodon", "media.refused"),
        ("# 题\n\n![图](zh.md)\n\n文字。", "mastodon", "media.refused"),
        ("# 题\n\n请 @alice 看。", "x", "mention.notifies"),
    ],
)
def test_check_sees_what_publishing_would_refuse_or_cannot_take_back(
    run: Run, post: str, channel: str, code: str
):
    Path("post.md").write_text(post, encoding="utf-8")
    failed, out, _ = run("zh", "check", "post.md", "--channel", channel, "--strict")
    assert f"[{code}]" in out
    assert failed == 1
