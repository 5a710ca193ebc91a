"""The command of one's own: what it is asked, what becomes of its answer, and of its failures."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from crosspost import cli, read
from crosspost._record import encoded
from crosspost.drafting.protocol import DraftRequest, answer_schema, request_schema
from crosspost.drafting.report import report_schema
from tests.transcripts import ROOT

POST = """---
# 给自己看的 #
title:   芯片之战   # 暂定
tags: [AI,芯片]
---
## 发生了什么

亚马逊在 3 月投了三亿美元，见 https://example.com/芯片 。

## 背景

谁会赢？
"""
ECHO = "import json,sys; r=json.load(sys.stdin); print(json.dumps({'version':1,'texts':%s}))"
FRONT = "---\n"
GOOD = {
    "channels.all.title.en": "The War of Chips",
    "channels.all.sections.happened.en": "Amazon put in $300 million in March, see"
    " https://example.com/芯片 .",
    "channels.all.heading_words.# 背景.en": "Background",
    "channels.all.sections.# 背景.en": "Who will win?",
}
Answer = Callable[..., str]


@pytest.fixture
def answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Answer:
    """A post in a fresh folder, and ``--with`` of a program that answers these texts."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    Path("post.md").write_text(POST, encoding="utf-8")

    def made(texts: object, **more: object) -> str:
        said = json.dumps({"version": 1, "texts": texts, **more})
        Path("answer.json").write_text(said, encoding="utf-8")
        code = "import sys; sys.stdin.read(); print(open('answer.json').read())"
        return f'"{sys.executable}" -c "{code}"'

    return made


def drafted(command: str, *words: str) -> int:
    return cli.run(["draft", "post.md", "--with", command, *words])


def test_a_missing_language_stands_under_all_and_nothing_else_moves(answer: Answer):
    assert drafted(answer(GOOD, by="模型 9"), "--translate", "en") == 0
    made = Path("post.md").read_text(encoding="utf-8")
    new = made.replace(POST.partition("---\n## ")[0], "")
    assert made.startswith(POST.partition("---\n## ")[0])
    assert made.endswith(POST.removeprefix(POST.partition("---\n## ")[0]))
    assert "channels:" in new
    said = read("post.md").channels["all"]
    assert said.sections["# 背景"]["en"].words == "Who will win?"
    assert said.heading_words == {"# 背景": {"en": "Background"}}
    assert {one.by for one in said.drafted.values()} == {"模型 9"}
    assert [one.reviewed for one in said.drafted.values()] == [False] * 4


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The report on standard output, which is what its schema says."""
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator(report_schema()).validate(report)
    return report


def test_a_program_is_told_what_was_asked_answered_refused_and_written(
    answer: Answer, capsys: pytest.CaptureFixture[str]
):
    made_up = GOOD | {"channels.all.title.en": "The War of 7 Chips"}
    words = ("--translate", "en", "--format", "json")
    assert drafted(answer(made_up, by="模型 9"), *words) == 1
    report = told(capsys)
    assert [one["id"] for one in report["asked"]] == list(GOOD)
    assert report["answered"] == made_up
    refused = [(one["id"], one["code"]) for one in report["refused"]]
    assert refused == [("channels.all.title.en", "draft.unfounded")]
    assert (report["written"], report["words"]) == ([], [])

    assert drafted(answer(made_up, by="模型 9"), *words, "--partly", "--dry-run") == 3
    report = told(capsys)
    assert (report["dry_run"], report["written"]) == (True, list(GOOD)[1:])
    assert Path("post.md").read_text(encoding="utf-8") == POST

    assert drafted(answer(GOOD, by="模型 9"), *words) == 0
    report = told(capsys)
    assert sorted(report["written"]) == sorted(GOOD)
    title = next(one for one in report["words"] if one["id"] == "channels.all.title.en")
    assert (title["text"], title["source"]) == ("The War of Chips", {"zh": "芯片之战"})
    assert (title["by"], title["reviewed"], title["stale"]) == ("模型 9", False, False)


def test_a_program_is_told_what_stands_and_what_was_reviewed(
    answer: Answer, capsys: pytest.CaptureFixture[str]
):
    assert drafted(answer(GOOD), "--translate", "en") == 0
    capsys.readouterr()
    assert cli.run(["draft", "post.md", "--format", "json"]) == 0
    report = told(capsys)
    assert (report["asked"], len(report["words"])) == ([], len(GOOD))
    assert cli.run(["draft", "post.md", "--review", "--format", "json"]) == 1
    assert told(capsys)["reviewed"] == []
    assert cli.run(["draft", "post.md", "--review", "--yes", "--format", "json"]) == 0
    report = told(capsys)
    assert sorted(report["reviewed"]) == sorted(GOOD)
    assert all(one["reviewed"] for one in report["words"])
    assert cli.run(["draft", "post.md", "--review", "--format", "json"]) == 0
    assert told(capsys)["reviewed"] == []


def test_what_is_there_is_not_asked_for_again(answer: Answer, capsys: pytest.CaptureFixture[str]):
    command = answer(GOOD)
    assert drafted(command, "--translate", "en") == 0
    assert drafted(command, "--translate", "en") == 0
    assert "nothing is missing" in capsys.readouterr().out
    assert drafted(command, "--translate", "en", "--again") == 0


def test_the_author_is_never_written_over(answer: Answer):
    before = POST.replace("tags", "channels: {x: {hook: {zh: 我的开头}}}\ntags")
    Path("post.md").write_text(before, encoding="utf-8")
    assert drafted(answer({}), "--hook", "--channel", "x") == 0
    assert Path("post.md").read_text(encoding="utf-8") == before


def test_what_is_refused_is_named_and_nothing_is_written(
    answer: Answer, capsys: pytest.CaptureFixture[str]
):
    bad = {**GOOD, "channels.all.sections.happened.en": "Amazon put in $400 million."}
    assert drafted(answer(bad), "--translate", "en") == 1
    said = capsys.readouterr().err
    assert "channels.all.sections.happened.en: the post does not say $400 million" in said
    assert Path("post.md").read_text(encoding="utf-8") == POST
    assert drafted(answer(bad), "--translate", "en", "--partly") == 3
    assert "happened" not in read("post.md").channels["all"].sections
    assert read("post.md").channels["all"].title == {"en": "The War of Chips"}


def test_a_dry_run_shows_what_would_change(answer: Answer, capsys: pytest.CaptureFixture[str]):
    assert drafted(answer(GOOD), "--translate", "en", "--dry-run") == 0
    out = capsys.readouterr().out
    assert '+    title: {en: "The War of Chips"}' in out
    assert Path("post.md").read_text(encoding="utf-8") == POST


WRONG = {
    "an answer is missing": ({}, {}, "no answer"),
    "one that nobody asked for": ({"channels.x.hook.en": "Hi"}, {}, "nobody asked for this text"),
    "another version": ({}, {"version": 2}, "answers in version 2"),
    "no texts but a list": ([], {}, "expected a table"),
    "a key too many": ({}, {"model": "x"}, 'unknown key "model"'),
    "a title of two lines": ({**GOOD, "channels.all.title.en": "The\nWar"}, {}, "several lines"),
    "the language of the source": (
        {**GOOD, "channels.all.title.en": "芯片之战"},
        {},
        "to be in en, and is written as zh is",
    ),
}


@pytest.mark.parametrize("row", WRONG.values(), ids=WRONG)
def test_a_wrong_answer_is_told(
    answer: Answer, capsys: pytest.CaptureFixture[str], row: tuple[object, dict[str, Any], str]
):
    texts, more, told = row
    assert drafted(answer(texts, **more), "--translate", "en") == 1
    assert told in capsys.readouterr().err
    assert Path("post.md").read_text(encoding="utf-8") == POST


FAILING = {
    "no such program": ("./nobody", [], "cannot be started: No such file"),
    "an open quotation mark": ("'./a", [], "cannot be read as a command"),
    "it fails, and says why": ("sh -c 'echo 钥匙 >&2; exit 7'", [], "ended with 7: 钥匙"),
    "it is silent": ("true", [], "answered no JSON"),
    "it says something else": ("echo hello", [], "answered no JSON"),
    "no UTF-8": ("printf '\\377'", [], "answered no JSON"),
    "it never ends": ("sleep 600", ["--timeout", "1s"], "took longer than 1 s"),
    "it hands over to another that never ends": (
        "sh -c 'sleep 600 & sleep 600'",
        ["--timeout", "1s"],
        "took longer than 1 s",
    ),
    "it never stops talking": ("yes", [], "answered more than 1,000,000 bytes"),
    "what it says moves no cursor": ("sh -c 'printf \"\\033[2Jx\" >&2; exit 1'", [], "\\x1b[2Jx"),
}


@pytest.mark.usefixtures("answer")
@pytest.mark.parametrize("row", FAILING.values(), ids=FAILING)
def test_a_failing_command_is_told(
    capsys: pytest.CaptureFixture[str], row: tuple[str, list[str], str]
):
    command, more, told = row
    assert drafted(command, "--translate", "en", *more) == 1
    assert told in capsys.readouterr().err
    assert Path("post.md").read_text(encoding="utf-8") == POST


@pytest.mark.usefixtures("answer")
def test_no_shell_reads_the_command():
    drafted("echo $(touch here) ; touch there", "--translate", "en")
    assert not Path("here").exists()
    assert not Path("there").exists()


SHOW = "import json,os,sys; open('seen','w').write(sys.stdin.read()); open('env','w').write(' '.join(os.environ)); sys.exit(1)"


@pytest.mark.usefixtures("answer")
def test_the_request_is_what_its_schema_says(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:secret")
    monkeypatch.setenv("CROSSPOST_X_API_KEY", "secret")
    monkeypatch.setenv("OPENAI_API_KEY", "mine")
    Path("show.py").write_text(SHOW, encoding="utf-8")
    words = ["--short", "--hook", "--translate", "en", "--channel", "x"]
    drafted(f'"{sys.executable}" show.py', *words)
    request = json.loads(Path("seen").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(request_schema()).validate(request)
    kinds = [ask["kind"] for ask in request["asks"]]
    assert kinds.count("translation") == 4
    short = next(ask for ask in request["asks"] if ask["kind"] == "short")
    assert short["limit"] == {"max": 280, "unit": "weighted"}
    assert "亚马逊" in short["source"]["zh"]
    assert any("亚马逊" in one for one in short["beside"])
    names = Path("env").read_text(encoding="utf-8").split()
    assert "OPENAI_API_KEY" in names
    assert not {"TELEGRAM_BOT_TOKEN", "CROSSPOST_X_API_KEY"} & {*names}


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("draft-request", request_schema),
        ("draft-answer", answer_schema),
        ("draft-report", report_schema),
    ],
)
def test_the_published_schemas_are_current(name: str, schema: Callable[[], dict[str, Any]]):
    current = json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
    published = ROOT / "schema" / f"{name}.schema.json"
    assert published.read_text(encoding="utf-8") == current, f"crosspost schema {name}"
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.usefixtures("answer")
def test_the_example_echoes_what_a_post_asks():
    script = ROOT / "examples" / "draft_echo.py"
    code = cli.run(
        ["draft", "post.md", "--with", f'"{sys.executable}" {script}', "--hook", "--channel", "x"]
    )
    assert code == 0
    assert read("post.md").channels["x"].hook == {"zh": "谁会赢？"}


def test_a_request_can_be_made_of_any_post():
    post = read(ROOT / "examples" / "price-of-a-street.txt")
    jsonschema.Draft202012Validator(request_schema()).validate(
        json.loads(encoded(DraftRequest(version=1, post=post, asks=())))
    )
