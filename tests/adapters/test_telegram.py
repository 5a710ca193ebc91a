"""Telegram: the arguments of ``send_message``, exactly, and nothing that would be repaired."""

from typing import Any

import pytest
from msgspec import structs

from crosspost import Draft, FitError, Post, render
from crosspost.model.channel_spec import Account
from crosspost.model.draft import Json
from crosspost.model.post import Matters, Media, Meta, Point, Source, Story
from crosspost.registry import load_channel

TEXT = {"zh": "亚马逊**宣布**：见https://a.cn/x。下一句。", "en": "Amazon *says* so, in `main.py`."}
POST = Post(
    languages=("en", "zh"),
    title={"zh": "芯片之战 🎉", "en": "Chip war"},
    happened=TEXT,
    sources=(Source(title="报告", url="https://b.cn/y"),),
)


def codes(draft: Draft) -> dict[str, str]:
    return {finding.code: finding.message for finding in draft.findings}


def marked(payload: dict[str, Json], field: str = "text") -> list[tuple[str, str]]:
    """Each entity's type and words, cut out as Telegram does it: in UTF-16 units."""
    raw = str(payload[field]).encode("utf-16-le")
    entities: Any = payload["entities" if field == "text" else "caption_entities"]
    return [
        (
            one["type"],
            raw[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le"),
        )
        for one in entities
    ]


def test_the_arguments_of_send_message():
    [message] = render(POST, "telegram").messages
    assert list(message.payload) == ["text", "entities", "link_preview_options"]
    assert message.payload["text"] == message.text
    assert message.payload["link_preview_options"] == {"is_disabled": True}
    assert marked(message.payload) == [
        ("bold", "Chip war"),
        ("bold", "芯片之战 🎉"),
        ("bold", "What happened / 发生了什么"),
        ("italic", "says"),
        ("code", "main.py"),
        ("expandable_blockquote", "亚马逊宣布：见 https://a.cn/x。下一句。"),
        ("bold", "宣布"),
        ("text_link", "https://a.cn/x"),
        ("bold", "Sources / 来源"),
        ("text_link", "报告"),
    ]


def test_the_post_s_own_address_is_previewed_once():
    post = structs.replace(
        POST, meta=Meta(canonical_url="https://me.cn/p"), happened={"zh": "长。" * 3000}
    )
    first, *others = render(post, "telegram").messages
    assert first.payload["link_preview_options"] == {
        "url": "https://me.cn/p",
        "prefer_small_media": True,
    }
    assert others
    assert {str(other.payload["link_preview_options"]) for other in others} == {
        "{'is_disabled': True}"
    }


def test_a_bare_name_is_found_and_code_is_none():
    post = Post(happened={"zh": "用 `main.py` 和 run.py 和 [b.md](https://b.cn)"})
    assert codes(render(post, "telegram"))["telegram.bare-link"].endswith(": run.py")


def test_what_telegram_takes_out_is_out_and_found():
    account = load_channel("telegram")
    layout = structs.replace(account.layout, unrepaired=("invisible",))
    draft = render(
        Post(happened={"zh": "一\u202e二\t三"}), Account(name="t", spec=account, layout=layout)
    )
    assert draft.messages[0].text.endswith("一二 三")
    assert "U+0009, U+202E" in codes(draft)["telegram.removed-characters"]


def test_an_address_that_telegram_refuses_is_written_out():
    post = Post(happened={"zh": "见[本机](http://localhost/x)，[写信](mailto:a@b.cn)"})
    [message] = render(post, "telegram").messages
    assert message.text.endswith("见本机 (http://localhost/x)，写信 a@b.cn")
    assert "text_link" not in {kind for kind, _ in marked(message.payload)}


def test_no_more_entities_than_telegram_keeps():
    post = Post(happened={"zh": "**粗**和`码`，" * 80 + "[链](https://a.cn)"})
    draft = render(post, "telegram")
    [message] = draft.messages
    kinds = [kind for kind, _ in marked(message.payload)]
    assert len(kinds) == 100
    assert kinds.count("text_link") == 1
    assert kinds.count("bold") == 81  # with the heading; of the code the last is left out
    assert "162 entities" in codes(draft)["telegram.entities"]


def test_a_picture_has_a_caption():
    post = structs.replace(POST, media=(Media(path="芯片.png"),))
    [message] = render(post, "telegram-caption").messages
    assert list(message.payload) == ["caption", "caption_entities"]
    assert message.payload["caption"] == message.text
    assert ("bold", "Chip war") in marked(message.payload, "caption")


def test_a_caption_drops_what_the_layout_drops_first():
    long = {"zh": "这就像赛车。" * 200}
    post = structs.replace(
        POST,
        media=(Media(path="a.png"),),
        story=Story(text=long),
        matters=Matters(points=(Point(text={"zh": "重要。"}),)),
    )
    draft = render(post, "telegram-caption")
    [message] = draft.messages
    assert "赛车" not in message.text
    assert "重要" in message.text
    assert [f.where for f in draft.findings if f.code == "section.no-room"] == ["story"]


def test_what_still_fits_comes_back_into_a_caption():
    """Sources go before the reasons do; when the reasons are out, the sources have room again."""
    reasons = Matters(points=(Point(text={"zh": "重要。" * 400}),))
    draft = render(structs.replace(POST, matters=reasons), "telegram-caption")
    assert "报告" in draft.messages[0].text
    assert [f.where for f in draft.findings if f.code == "section.no-room"] == ["matters"]


def test_a_title_that_is_longer_than_a_caption_fits_nowhere():
    with pytest.raises(FitError):
        render(Post(title={"zh": "长" * 1025}), "telegram-caption")


def test_without_a_picture_it_is_a_message():
    draft = render(POST, "telegram-caption")
    assert list(draft.messages[0].payload) == ["text", "entities", "link_preview_options"]
    assert "telegram.no-picture" in codes(draft)
