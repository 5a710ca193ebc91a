"""An article on the clipboard: its Markdown as text, its HTML as rich text where there is a way."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pyperclip
import pytest

import crosspost
from crosspost.adapters import channel
from crosspost.adapters.base import Upload
from crosspost.testing.trial import destination

POST = "# 芯片之战 🎉\n\n一段**话**。\n\n#芯片 #GPU\n"


def copied(name: str, tmp_path: Path, pictures: Sequence[Upload] = ()):
    path = tmp_path / "post.md"
    path.write_text(POST, encoding="utf-8")
    (message,) = crosspost.render(crosspost.read(path), name).messages
    connection = channel(name).connect(destination(name, {}, {}))
    return connection.send(message, "key", None, pictures)


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


def test_a_note_is_copied_without_its_title_and_its_pictures_lie_in_a_folder(
    monkeypatch, tmp_path, capsys
):
    board: list[str] = []
    monkeypatch.setattr(pyperclip, "copy", board.append)
    monkeypatch.setattr(
        "crosspost.adapters.plain.clipboard.user_pictures_path", lambda: tmp_path / "图片"
    )
    cards = [
        Upload(name="a/卡.png", mime="image/png", data=bytes([at]), width=9, height=12)
        for at in range(2)
    ]
    assert copied("xiaohongshu", tmp_path, cards).more["by"] == "clipboard"
    assert board == ["一段话。\n\n#芯片 #GPU"]
    said = capsys.readouterr().err
    assert "title: 芯片之战 🎉" in said
    [folder] = (tmp_path / "图片" / "crosspost").iterdir()
    assert str(folder) in said
    assert {one.name: one.read_bytes() for one in folder.iterdir()} == {
        "01-卡.png": b"\0",
        "02-卡.png": b"\1",
    }


def test_where_no_folder_can_be_made_pictures_are_named(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(pyperclip, "copy", lambda _text: None)
    (tmp_path / "file").touch()
    monkeypatch.setattr(
        "crosspost.adapters.plain.clipboard.user_pictures_path", lambda: tmp_path / "file"
    )
    copied(
        "weibo", tmp_path, [Upload(name="卡.png", mime="image/png", data=b"0", width=9, height=12)]
    )
    assert "with 卡.png" in capsys.readouterr().err
