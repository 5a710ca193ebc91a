"""What a program wrote goes nowhere before a person has read it, by whichever way out."""

import sys
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from crosspost import cli, publish, read, render, schedule
from crosspost.drafting import drafted_words, source_digest, source_of
from crosspost.errors import PostError, Rejected
from crosspost.model.draft import allowing_unreviewed
from crosspost.model.post import Drafted, Override, Post, Texts
from crosspost.publishing.preflight import check_findings
from crosspost.readers import parse
from crosspost.registry import channel_names, load_channel
from crosspost.scheduling import open_schedule
from tests.commands.test_publish import Terminal, robot
from tests.fakes.wechat import WeChat

__all__ = ["robot"]

POST = "# 最后一个转接头\n\n## 发生了什么\n\n所有新手机都用上了同一种充电口。\n"
SHORT = "新手机都用同一种充电口。"
KEY = "channels.wecom.text.zh"


def front(**entry: Any) -> str:
    """The post, with a text for WeCom that a program wrote."""
    source = source_digest(source_of(parse(POST, "markdown"), "text.zh"))
    said = {"by": "模型 9", "source": source} | entry
    inner = ", ".join(f"{key}: {str(value).lower()}" for key, value in said.items())
    inner = inner.replace(f"source: {said['source']}", f'source: "{said["source"]}"')
    text = f"text: {{zh: {SHORT}}}, drafted: {{text.zh: {{{inner}}}}}"
    return f"---\nchannels: {{wecom: {{{text}}}}}\n---\n{POST}"


OLD = "sha256:0123456789abcdef"
STATES = [
    ({}, ["draft.unreviewed"]),
    ({"reviewed": True}, []),
    ({"source": OLD}, ["draft.stale", "draft.unreviewed"]),
    ({"source": OLD, "reviewed": True}, ["draft.stale"]),
]


@pytest.mark.parametrize(("entry", "codes"), STATES)
def test_each_state_has_its_findings(entry: dict[str, Any], codes: list[str]):
    draft = render(parse(front(**entry), "markdown"), "wecom")
    found = [one for one in draft.findings if one.code.startswith("draft.")]
    assert [one.code for one in found] == codes
    assert {one.where for one in found} <= {KEY}
    assert {one.level for one in found} <= {"error"}
    assert draft.messages[0].text == SHORT
    elsewhere = render(parse(front(**entry), "markdown"), "bluesky")
    assert not [one for one in elsewhere.findings if one.code.startswith("draft.")]


@pytest.mark.parametrize(("entry", "codes"), STATES)
def test_publish_sends_what_a_person_has_read(
    robot: WeChat, capsys: pytest.CaptureFixture[str], entry: dict[str, Any], codes: list[str]
):
    Path("post.md").write_text(front(**entry), encoding="utf-8")
    assert cli.run(["check", "post.md", "--to", "board"]) == (1 if codes else 0)
    assert cli.run(["publish", "post.md", "--yes"]) == (1 if codes else 0)
    assert len(robot.posts) == (0 if codes else 1)
    allowed = "draft.stale" not in codes
    assert cli.run(["publish", "post.md", "--yes", "--allow-unreviewed"]) == (0 if allowed else 1)
    assert len(robot.posts) == (1 if allowed else 0)
    said = capsys.readouterr().err
    assert ("nobody has read it yet" in said) is ("draft.unreviewed" in codes)


def test_by_the_api_too(robot: WeChat):
    post = parse(front(), "markdown")
    [result] = publish(post, "board")
    assert result.failure
    assert result.failure.problem.code == "send.finding"
    assert not robot.posts
    [result] = publish(
        post, "board", drafts=[structs.replace(render(post, "wecom"), account="board")]
    )
    assert result.failure, "drafts that were made before"
    [result] = publish(post, "board", allow_unreviewed=True)
    assert not result.failure
    assert len(robot.posts) == 1


def test_what_is_scheduled_was_read_or_allowed(robot: WeChat, tmp_path: Path):
    ledger = f"sqlite:///{tmp_path}/账本.sqlite3"
    post = parse(front(), "markdown")
    when = "2099-01-01 09:00"
    with pytest.raises(Rejected):
        schedule(post, "board", when, zone="Asia/Shanghai", ledger=ledger)
    Path("post.md").write_text(front(), encoding="utf-8")
    words = ["schedule", "post.md", "--to", "board", "--at", when, "--yes"]
    assert cli.run(words) == 1
    assert cli.run([*words, "--allow-unreviewed"]) == 0
    schedule(post, "board", when, zone="Asia/Shanghai", ledger=ledger, allow_unreviewed=True)
    with open_schedule(ledger) as opened:
        [one] = opened.deliveries()
        levels = {each.code: each.level for each in opened.draft(one.id).findings}
    assert levels["draft.unreviewed"] == "warning"
    assert not robot.posts


def test_the_last_gate_of_a_worker_asks_the_draft_that_was_kept():
    draft = render(parse(front(), "markdown"), "wecom")
    with pytest.raises(Rejected):
        check_findings(draft)
    check_findings(allowing_unreviewed(draft))


def test_what_is_made_up_is_no_better_for_being_allowed():
    text = front().replace(SHORT, "2027 年新手机都用同一种充电口。")
    draft = allowing_unreviewed(render(parse(text, "markdown"), "wecom"))
    [found] = [one for one in draft.findings if one.code == "draft.unfounded"]
    assert found.level == "error"
    assert found.values["examples"] == ("2027",)


@pytest.fixture
def reviewing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "post.md"
    path.write_text(front(source=OLD), encoding="utf-8")
    return path


def test_nobody_reviews_in_silence(reviewing: Path, capsys: pytest.CaptureFixture[str]):
    before = reviewing.read_bytes()
    assert cli.run(["draft", "post.md", "--review"]) == 1
    assert reviewing.read_bytes() == before
    out, err = capsys.readouterr()
    assert SHORT in out
    assert "所有新手机都用上了同一种充电口。" in out
    assert "not reviewed: 1" in err


@pytest.mark.parametrize(("answer", "done"), [("y\n", True), ("是\n", True), ("n\n", False)])
def test_a_person_is_asked_text_by_text(
    reviewing: Path, monkeypatch: pytest.MonkeyPatch, answer: str, *, done: bool
):
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    assert cli.run(["draft", "post.md", "--review"]) == (0 if done else 1)
    [one] = drafted_words(read(reviewing))
    assert one.drafted.reviewed is done
    assert one.stale is not done


def test_the_words_stay_as_they_were_read(reviewing: Path):
    assert cli.run(["draft", "post.md", "--review", "--yes"]) == 0
    [one] = drafted_words(read(reviewing))
    assert (one.text.words, one.drafted.by) == (SHORT, "模型 9")
    assert reviewing.read_text("utf-8").endswith(f"---\n{POST}")


def test_how_lines_are_broken_makes_no_words_stale():
    text = front().replace("所有新手机都", "所有新手机\n都")
    draft = render(parse(text, "markdown"), "wecom")
    assert "draft.stale" not in {one.code for one in draft.findings}
    text = front().replace("所有新手机", "多数新手机")
    draft = render(parse(text, "markdown"), "wecom")
    assert "draft.stale" in {one.code for one in draft.findings}


LONG = "排队也是一种价格，只是收费的人看不见。" * 40


@pytest.mark.parametrize("name", channel_names())
def test_words_that_a_channel_does_not_say_hold_it_up_in_no_way(name: str):
    """A hook or digest that makes no difference to the drafts of a channel is no error there."""
    entry = Drafted(by="x", source=OLD)
    for key in ("hook", "digest"):
        words = {key: Texts(zh="谁在排队？")}
        said = structs.replace(Override(drafted={f"{key}.zh": entry}), **words)
        plain = Post(title={"zh": "价格"}, happened={"zh": LONG})
        post = structs.replace(plain, channels={"all": said})
        spec = load_channel(name)
        differs = render(post, spec.name).digest != render(plain, spec.name).digest
        told = {
            one.code for one in render(post, spec.name).findings if one.where.startswith("channels")
        }
        assert bool(told) or not differs
        if key == "digest":
            assert bool(told) is differs


def test_an_entry_for_words_that_are_not_there_is_a_slip():
    text = front().replace("text.zh:", "text.en:")
    with pytest.raises(PostError) as caught:
        render(parse(text, "markdown"), "wecom")
    assert caught.value.location == "channels.wecom.drafted.text.en"
