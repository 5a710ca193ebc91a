"""The command line speaks one language whole: help, messages of argparse's, what it prints."""

import argparse
import ast
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from crosspost import cli
from crosspost.cli import _arguments
from crosspost.cli._parser import actions_of
from crosspost.scheduling import deliveries
from crosspost.translations import texts
from tests.transcripts import ROOT

HAN = re.compile(r"[一-鿿]")
OURS = ROOT / "src" / "crosspost" / "cli"


def every(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for below in actions_of(parser).values():
        yield from every(below)


PARSERS = {parser.prog: parser for parser in every(cli.parser())}


def helps(parser: argparse.ArgumentParser) -> list[str | None]:
    actions = parser._actions  # noqa: SLF001 - argparse shows them in no other way
    return [
        parser.description,
        parser.epilog,
        *(one.help for one in actions if one.metavar not in {"COMMAND", "ACTION"}),
    ]


@pytest.mark.parametrize("prog", PARSERS)
def test_every_command_and_option_is_explained_in_each_language(prog: str):
    for key in helps(PARSERS[prog]):
        if key != argparse.SUPPRESS:
            assert key, f"{prog}: an option without help"
            assert key in texts("help")["en"], key
            assert HAN.search(texts("help")["zh"][key]), key


@pytest.mark.parametrize("prog", PARSERS)
def test_help_in_chinese_has_no_english_sentence(
    prog: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLUMNS", "80")
    assert cli.run([*prog.split()[1:], "--help", "--lang", "zh"]) == 0
    said = capsys.readouterr().out
    assert not re.search(r"(?<![\w-])[a-z]+ [a-z]+ [a-z]+ [a-z]+", said), said
    assert said.startswith("用法：")


def test_every_text_of_the_help_is_used():
    used = {key for parser in PARSERS.values() for key in helps(parser)}
    source = "".join(path.read_text(encoding="utf-8") for path in OURS.rglob("*.py"))
    unused = [
        key
        for key in texts("help")["en"]
        if key not in used
        and not re.search(
            rf"""["']{key.removesuffix(".more").removesuffix(".close")}["']""", source
        )
    ]
    assert [key for key in unused if key.removesuffix(".more") not in used] == []


def test_every_text_that_commands_print_is_used():
    source = "".join(path.read_text(encoding="utf-8") for path in OURS.rglob("*.py"))
    source += (OURS.parent / "__main__.py").read_text(encoding="utf-8")
    source += (ROOT / "scripts/github_action.py").read_text(encoding="utf-8")
    beginnings = set(re.findall(r"""["'](\w[\w.-]*[.-])\{""", source))  # text(f"heading.{name}")
    beginnings |= {f"{kind}." for kind in re.findall(r"words\(.(\w+).,", source)}
    for key in texts("cli")["en"]:
        assert re.search(rf"""["']{key}["']""", source) or key.startswith(tuple(beginnings)), key


def test_states_and_outcomes_are_those_of_the_rooms_that_make_them():
    """A parser says them itself: what it is told is read before anything is loaded."""
    assert _arguments.STATES == deliveries.STATES
    for state in deliveries.STATES:
        assert f"state.{state}" in texts("cli")["en"]


def test_every_command_has_what_runs_it():
    for parser in PARSERS.values():
        if run := parser.get_default("run"):
            module, _, function = run.partition(":")
            assert callable(getattr(import_module(f".{module}", cli.__name__), function)), run


def test_what_argparse_tells_a_user_is_in_the_table():
    """Its other messages are for whoever writes a parser."""
    source = inspect.getsource(argparse)
    calls = [
        call
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in {"_", "ngettext"}
    ]
    known = {one.value for call in calls for one in call.args if isinstance(one, ast.Constant)}
    assert set(texts("argparse")["en"]) <= known
    for message, english in texts("argparse")["en"].items():
        assert english == message
        assert re.findall(r"%\(?\w+", message) == re.findall(
            r"%\(?\w+", texts("argparse")["zh"][message]
        ) or message.startswith(("invalid ", "argument "))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["prevew"], 'no command "prevew": did you mean preview?'),
        (["queue", "mvoe"], 'no command "mvoe": did you mean move?'),
        (["xyzzy"], 'no command "xyzzy": one of preview, check'),
        (["preview", "a.md", "--chanel", "x"], "no option --chanel: did you mean --channel?"),
        (["completion", "--format", "json"], "no option --format; there are --help, --lang"),
        (
            ["preview", "a.md", "--format", "jsn"],
            'argument --format: not "jsn": did you mean json?',
        ),
        (["--lang", "zh", "prevew"], "没有“prevew”这个命令，你是想用 preview 吗？"),
        (["preview", "--lang=zh"], "错误：缺少必需的参数：POST"),
        (["queue", "--limit", "0", "--lang=zh"], "--limit：值无效：'0'"),
        (["queue", "--limit", "--lang=zh"], "--limit：需要一个值"),
    ],
)
def test_a_slip_is_told_what_was_meant(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
):
    assert cli.run(words) == 2
    assert said in capsys.readouterr().err


def test_a_value_that_looks_like_an_option_is_none(capsys: pytest.CaptureFixture[str]):
    assert cli.run(["predictions", "settle", "a", "--true", "--note", "--not an option"]) == 1
    assert "no option" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "path", sorted(OURS.rglob("*.py")), ids=lambda path: f"{path.parent.name}.{path.stem}"
)
def test_no_command_prints_a_sentence_of_its_own(path: Path):
    """What people read is in ``translations``; a sentence is four words or more."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    for one in ast.walk(tree):
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in docs:
            assert not re.search(r"\b[a-z]+ [a-z]+ [a-z]+ [a-z]+\b", one.value), one.value
