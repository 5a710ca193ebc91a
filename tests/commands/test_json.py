"""JSON of commands, as docs/json.md has it, and tables in narrow terminals."""

import io
import json
import os
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from crosspost import cli
from tests.commands.test_publish import Terminal

POST = "# 最后一个转接头 / The last adapter\n\n![](没有.png)\n\n所有新手机都用上了同一种充电口。@alice\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("WECOM_WEBHOOK_KEY", "693a91f6-robot")
    Path("crosspost.toml").write_text(
        '[accounts.board]\nchannel = "wecom"\n[accounts.fedi]\nchannel = "mastodon"\n'
        'api = "https://mastodon.example"\n',
        encoding="utf-8",
    )
    Path("post.md").write_text(POST, encoding="utf-8")


SHAPES = {
    "check post.md": ({"posts", "failed", "counts"}, "posts", {"file", "findings", "errors"}),
    "accounts": ({"accounts"}, "accounts", {"name", "error"}),
    "accounts check board": ({"accounts"}, "accounts", {"name", "identity", "error"}),
    "channels": ({"channels", "errors"}, "channels", {"name", "text", "source"}),
    "channels x": ({"channels", "errors"}, "channels", {"name", "cost"}),
    "count post.md --channel x": ({"units", "channels"}, "channels", {"unit", "size", "limit"}),
    "resolve": ({"messages"}, "messages", set()),
}


@pytest.mark.parametrize("command", SHAPES)
def test_each_has_its_shape(command: str, capsys: pytest.CaptureFixture[str]):
    keys, name, inner = SHAPES[command]
    assert cli.run([*command.split(), "--format", "json"]) in {0, 1}
    found = json.loads(capsys.readouterr().out)
    assert set(found) == keys
    assert bool(found[name]) == bool(inner)
    for one in found[name]:
        assert inner <= set(one)


def test_secrets_are_named_and_never_said(capsys: pytest.CaptureFixture[str]):
    cli.run(["accounts", "--format", "json"])
    out = capsys.readouterr().out
    assert json.loads(out)["accounts"][0]["secrets"]["key"] == "environment WECOM_WEBHOOK_KEY"
    assert "693a91f6" not in out


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("wide", [40, 60, 80, 200])
@pytest.mark.parametrize("command", ["accounts", "channels", "queue"])
def test_a_table_fits_its_terminal(
    command: str, wide: int, language: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    Path("post.md").write_text(POST.replace("![](没有.png)", ""), encoding="utf-8")
    assert cli.run(["schedule", "post.md", "--to", "fedi", "--at", "2099-01-05 09:00"]) == 0
    monkeypatch.setenv("COLUMNS", str(wide))
    said = Terminal()
    monkeypatch.setattr(sys, "stdout", said)
    assert cli.run([command, "--lang", language]) == 0
    lines = said.getvalue().splitlines()
    assert len(lines) > 1
    assert max(map(cell_len, lines)) <= wide, said.getvalue()


def test_what_is_piped_is_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLUMNS", "40")
    cli.run(["channels"])
    assert max(map(len, capsys.readouterr().out.splitlines())) > 60


def test_a_reader_that_goes_changes_no_exit_code(monkeypatch: pytest.MonkeyPatch):
    reads, writes = os.pipe()
    os.close(reads)
    with io.TextIOWrapper(io.FileIO(writes, "w"), encoding="utf-8") as output:
        monkeypatch.setattr(sys, "stdout", output)
        assert cli.run(["channels"]) == 0
        assert cli.run(["check", "post.md", "--to", "fedi"]) == 1


def test_an_error_of_the_system_names_its_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    def broken(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "secret.toml")

    monkeypatch.setattr("crosspost.cli.channels.channel_names", broken)
    assert cli.run(["channels"]) == 1
    assert capsys.readouterr().err == "crosspost: secret.toml: Permission denied\n"
