"""Telegram: the arguments of ``send_message``, exactly, and nothing that would be repaired."""

from typing import Any

from msgspec import structs

from crosspost import Draft, Post, render
from crosspost.model.channel_spec import Account
from crosspost.model.draft import Json
from crosspost.model.post import Media, Meta, Part, Source
from crosspost.registry import load_channel
from crosspost.text.blocks import Picture
from crosspost.text.texts import Text

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
    layout = structs.replace(account.layout, disabled_repairs=("invisible",))
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
    [message] = render(post, "telegram").messages
    assert list(message.payload) == ["caption", "caption_entities"]
    assert message.payload["caption"] == message.text
    assert ("bold", "Chip war") in marked(message.payload, "caption")


def test_a_text_too_long_for_a_caption_follows_its_picture():
    long = structs.replace(
        POST, happened={"zh": "这就像赛车。" * 200}, media=(Media(path="a.png"),)
    )
    draft = render(long, "telegram")
    picture, text = draft.messages
    assert (picture.text, picture.payload) == ("", {"caption": "", "caption_entities": []})
    assert picture.media
    assert not text.media
    assert "赛车" in text.text
    assert {at for one in draft.carries or () for at in one.messages} == {2}


def placed(post: Post) -> list[tuple[str, list[str]]]:
    """The head of each message, and its pictures."""
    messages = render(post, "telegram").messages
    return [
        (one.text[:4].strip(), [picture.path for picture in one.media or ()]) for one in messages
    ]


def test_a_picture_behind_a_long_text_follows_it():
    inside = Picture(path="b.png", alt="b", source="")
    text = Text.of([*Text("前文。" * 600).blocks, inside, *Text("后文到此。").blocks])
    assert placed(Post(sections=(Part(text={"zh": text}),))) == [
        ("前文。前", []),
        ("", ["b.png"]),
        ("后文到此", []),
    ]


def test_a_short_text_before_a_picture_is_its_caption():
    post = Post(
        sections=(Part(text={"zh": "先看这张。\n\n![甲](a.png)\n\n再看那张。\n\n![乙](b.png)"}),)
    )
    assert placed(post) == [("先看这张", ["a.png"]), ("再看那张", ["b.png"])]


def test_pictures_under_a_heading_stand_at_the_head_of_what_follows():
    parts = (
        Part(heading={"zh": "第一节"}, text={"zh": "![甲](a.png)\n\n" + "港口。" * 500}),
        Part(heading={"zh": "第二节"}, text={"zh": "![乙](b.png)\n\n正文在此。"}),
    )
    post = Post(title={"zh": "港口🎉"}, sections=parts, media=(Media(path="cover.png"),))
    assert placed(post) == [
        ("", ["cover.png", "a.png"]),
        ("港口🎉", []),
        ("第二节", ["b.png"]),
    ]


def test_a_caption_of_the_authors_stays_with_its_picture():
    text = "港口。" * 500 + '\n\n![闸口](a.png "图一：闸口")\n\n后来。'
    assert placed(Post(sections=(Part(text={"zh": text}),))) == [
        ("港口。港", []),
        ("图一：闸", ["a.png"]),
        ("后来。", []),
    ]
