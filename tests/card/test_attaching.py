"""From a post to its card to the channel: what ``--attach`` prints is pasted, read and sent."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import UNSET
from PIL import Image

from crosspost import publish, read, render
from crosspost.card.wording import media_lines as attaching
from crosspost.cli import run
from crosspost.registry import load_channel
from crosspost.testing.trial import destination
from tests.card import fonts
from tests.fakes.telegram import TOKEN, TelegramFake
from tests.fakes.wechat import WeChat
from tests.fakes.x import XFake
from tests.senders.test_wechat import SECRETS as WECHAT
from tests.senders.test_x import SECRETS as X

Paste = Callable[..., Path]
BODY = """
## 发生了什么
九美元进城。

## 我的预测（⭐⭐⭐⭐）
到 2027 年，还会有一座城市收费。

## 讨论
谁在为排队付账？🎉
"""
SAYS = {"zh": '一条街：“九美元” \\ "引号" 🎉', "en": "A street: nine dollars"}


@pytest.fixture
def attached(tmp_path, monkeypatch, capsys):
    """``attached(size)``: a post in a folder, with what the command printed pasted into it."""
    monkeypatch.chdir(tmp_path)

    def paste(*sizes: str) -> Path:
        path: Path = tmp_path / "街.md"
        path.write_text(f"# 一条街的价格\n{BODY}", "utf-8")
        front = ""
        for size in sizes:
            assert run(["card", "街.md", "--size", size, "--attach"]) == 0
            front += capsys.readouterr().out
        path.write_text(f"---\n{front}---\n# 一条街的价格\n{BODY}", "utf-8")
        return path

    return paste


def published(
    path: Path, channel: str, settings: dict[str, str], secrets: dict[str, str]
) -> list[str]:
    defaults = {
        key: one.default or "" for key, one in load_channel(channel).account.settings.items()
    }
    there = destination(channel, {**defaults, **settings}, secrets, name=channel)
    results = publish(read(path), [there], base=path.parent, ledger=f"sqlite:///{path.parent}/l.db")
    assert [one.failure for one in results] == [None] * len(results)
    return [receipt.sent.id for one in results for receipt in one.receipts]


@fonts.needed
def test_an_article_gets_its_cover(attached: Paste):
    path = attached("wechat-cover")
    with WeChat() as fake:
        assert published(path, "wechat-article", {"api": fake.url}, WECHAT) == ["D1"]
        (cover,) = fake.materials.values()
    assert cover == (path.parent / "街.wechat-cover.png").read_bytes(), "as it was looked at"
    with Image.open(path.parent / "街.wechat-cover.png") as picture:
        assert picture.size == (900, 383)


@fonts.needed
def test_a_first_post_on_x_gets_picture_and_alt_text(attached: Paste):
    path = attached("x")
    with XFake() as fake:
        published(path, "x", {"api": fake.url}, X)
        (picture,) = fake.pictures.values()
    assert picture["alt"].startswith("一条街的价格。我的预测（四星，满分五星）：到 2027 年")
    assert picture["bytes"] == (path.parent / "街.x.png").stat().st_size


@fonts.needed
def test_a_message_on_telegram_gets_its_picture(attached: Paste):
    path = attached("square")
    with TelegramFake() as fake:
        there = {"api": fake.url, "chat": "@kuajie"}
        assert published(path, "telegram", there, {"token": TOKEN}) == ["1"]
        (post,) = fake.posts
    assert post["text"].startswith("一条街的价格")
    assert len(post["media"]) == 1


@fonts.needed
def test_the_preview_shows_it_with_its_alt_text(attached):
    draft = render(read(attached("x")), "x")
    pictures = draft.messages[0].media
    assert pictures is not UNSET
    (picture,) = pictures
    assert picture.path == "街.x.png"
    assert "谁在为排队付账？🎉" in picture.alt


@pytest.mark.parametrize("channel", ["", "x"])
@pytest.mark.parametrize("form", ["md", "yaml", "toml", "json"])
def test_every_format_reads_what_it_is_given(form, channel, tmp_path):
    lines = attaching({"图/街.png": SAYS}, channel, form)
    if form == "json":
        said = json.dumps({**json.loads(lines), "title": "街"})
    elif form == "md":
        said = f"---\n{lines}---\n# 街\n"
    else:
        said = f'title: "街"\n{lines}' if form == "yaml" else f'title = "街"\n{lines}'
    path = tmp_path / f"post.{form}"
    path.write_text(said, "utf-8")
    post = read(path)
    said_there = post.channels["x"].media if channel else post.media
    assert said_there is not UNSET
    (media,) = said_there
    assert (media.path, media.alt.to_plain()) == ("图/街.png", SAYS)


@fonts.needed
def test_a_series_is_the_pictures_of_a_note(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "街.md"
    path.write_text(f"# 街\n{BODY}", encoding="utf-8")
    assert run(["card", "街.md", "--series", "--language", "zh", "--attach"]) == 0
    lines = capsys.readouterr().out
    assert lines.count("path: ") == len([*tmp_path.glob("*.png")]) > 1
    path.write_text(f"---\n{lines}---\n# 街\n{BODY}", encoding="utf-8")
    [note] = render(read(path), "xiaohongshu").messages
    assert note.media is not UNSET
    assert note.media[0].path == "街.cards.1.png"
    assert all(one.media is UNSET for one in render(read(path), "x").messages)
