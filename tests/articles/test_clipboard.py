"""An article on the clipboard: its Markdown as text, its HTML as rich text where there is a way."""

import subprocess
from pathlib import Path

import pyperclip
import pytest

import crosspost
from crosspost.adapters import channel
from crosspost.testing.trial import destination

POST = "# 芯片之战 🎉\n\n一段**话**。\n\n#芯片 #GPU\n"


def copied(name: str, tmp_path: Path):
    path = tmp_path / "post.md"
    path.write_text(POST, encoding="utf-8")
    (message,) = crosspost.render(crosspost.read(path), name).messages
    connection = channel(name).connect(destination(name, {}, {}))
    return connection.send(message, "key", None, [])


def test_markdown_is_copied_as_text(monkeypatch, tmp_path, capsys):
    board: list[str] = []
    monkeypatch.setattr(pyperclip, "copy", board.append)
    assert copied("juejin", tmp_path).more["by"] == "clipboard"
    assert board == ["一段**话**。"]
    assert "title: 芯片之战 🎉" in capsys.readouterr().err


def test_html_goes_to_the_system_s_own_way_as_rich_text(monkeypatch, tmp_path):
    said = tmp_path / "said"
    program = tmp_path / "xclip"
    program.write_text(f'#!/bin/sh\necho "$@" >{said}\ncat >>{said}\n')
    program.chmod(0o755)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert copied("zhihu", tmp_path).more["by"] == "clipboard"
    options, html = said.read_text("utf-8").split("\n", 1)
    assert options.split() == ["-selection", "clipboard", "-t", "text/html"]
    assert html == "<p>一段<strong>话</strong>。</p>"


@pytest.mark.parametrize("error", [OSError(), subprocess.CalledProcessError(1, "xclip")])
def test_without_a_way_it_is_printed(monkeypatch, tmp_path, capsys, error):
    def fails(*_args, **_kinds):
        raise error

    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr("shutil.which", lambda _name: "/usr/bin/xclip")
    monkeypatch.setattr("subprocess.run", fails)
    assert copied("zhihu", tmp_path).more["by"] == "printed"
    assert "一段话。" in capsys.readouterr().err
