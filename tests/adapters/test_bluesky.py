"""Bluesky: the record of a post, facets in bytes, both limits."""

from typing import Any

from msgspec import structs

from crosspost import Draft, Message, Post, render
from crosspost.model.channel_spec import Account
from crosspost.model.layout import OptionValue
from crosspost.model.post import Media, Meta, Source
from crosspost.registry import default_account, load_channel
from crosspost.text.texts import Texts

POST = Post(
    languages=("zh",),
    title={"zh": "芯片之战 🎉", "en": "Chip war"},
    happened={
        "zh": "详见https://a.cn/x，[报告](https://b.cn/y)。**问** @alice.bsky.social",
        "en": "It began.",
    },
    tags=("芯片",),
)


def codes(draft: Draft) -> dict[str, str]:
    return {finding.code: finding.message for finding in draft.findings}


def named(message: Message) -> list[tuple[str, str]]:
    facets: Any = message.payload["facets"]
    raw = message.text.encode()
    return [
        (
            raw[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode(),
            feature.get("uri") or feature["tag"],
        )
        for facet in facets
        for feature in facet["features"]
    ]


def test_the_record():
    draft = render(POST, "bluesky")
    english, chinese = draft.messages
    assert list(english.payload) == ["$type", "text", "facets", "langs"]
    assert list(chinese.payload)[4:] == ["embed"], "it links a page"
    assert english.payload["$type"] == "app.bsky.feed.post"
    assert english.payload["langs"] == ["en"]
    assert chinese.payload["langs"] == ["zh"]
    assert chinese.payload["text"] == chinese.text
    assert chinese.after == 1


def test_links_stay_behind_their_words():
    english, chinese = render(POST, "bluesky").messages
    assert named(chinese) == [("https://a.cn/x", "https://a.cn/x"), ("报告", "https://b.cn/y")]
    assert named(english) == [("#芯片", "芯片")]


def test_what_it_cannot_carry_is_found():
    found = codes(render(POST, "bluesky"))
    assert "markup.dropped-strong" in found
    assert "markup.expanded-link" not in found
    assert found["bluesky.mention"].endswith("@alice.bsky.social")


def test_bytes_hold_where_graphemes_do_not():
    """A family is one grapheme of 25 bytes: 121 of them are inside 300 and over 3,000."""
    draft = render(Post(happened={"zh": "👨‍👩‍👧‍👦" * 150}), "bluesky")
    assert len(draft.messages) > 1
    assert all(len(message.text.encode()) <= 3000 for message in draft.messages)


def test_no_more_languages_than_a_post_names():
    languages = ("zh", "en", "ja", "ko")
    spec = load_channel("bluesky")
    layout = structs.replace(spec.layout, languages=languages, language_mode="together")
    post = Post(title={"zh": "芯片", "en": "Chips", "ja": "チップ", "ko": "칩"})
    draft = render(post, Account(name="b", spec=spec, layout=layout))
    assert draft.messages[0].payload["langs"] == ["zh", "en", "ja"]
    assert "bluesky.langs" in codes(draft)


LINKED = Post(
    title={"zh": "芯片之战 🎉", "en": "Chip war"},
    meta=Meta(canonical_url="https://a.cn/全文", description={"zh": "谁来造芯片。"}),
    happened={"zh": "见[报告](https://b.cn/y)和[另一份](https://b.cn/z)。", "en": "It began."},
    sources=(Source(title="年鉴", url="https://c.cn/年"),),
)


def cards(post: Post, **options: OptionValue) -> list[dict[str, Any]]:
    account = structs.replace(default_account("bluesky"), options=options)
    embeds: list[Any] = [one.payload.get("embed") for one in render(post, account).messages]
    return [one["external"] for one in embeds if isinstance(one, dict)]


def test_each_thread_has_the_card_of_the_full_text_and_no_page_has_two():
    english, chinese = cards(LINKED)
    assert english == {"uri": "https://a.cn/%E5%85%A8%E6%96%87", "title": "Chip war"} | {
        "description": ""
    }
    assert chinese == {**english, "title": "芯片之战 🎉", "description": "谁来造芯片。"}


def test_else_it_is_the_card_of_the_last_link_with_the_title_of_a_source():
    happened = Texts({"zh": "见[报告](https://b.cn/y)和[另一份](https://b.cn/z)。"})
    post = structs.replace(LINKED, meta=Meta(), title=Texts({"zh": "芯片"}), happened=happened)
    [card] = cards(post)
    assert card == {"uri": "https://c.cn/%E5%B9%B4", "title": "年鉴", "description": ""}
    [card] = cards(structs.replace(post, sources=()))
    assert card == {"uri": "https://b.cn/z", "title": "", "description": ""}


def test_no_card_beside_pictures_nor_where_the_account_wants_none():
    assert cards(LINKED, link_card=False) == []
    picture = structs.replace(LINKED, media=(Media(url="https://a.cn/图.png"),))
    assert [one["title"] for one in cards(picture)] == ["芯片之战 🎉"], "the second thread's"


def test_the_digest_covers_the_page_of_a_card():
    drafts = [
        render(LINKED, structs.replace(default_account("bluesky"), options=each))
        for each in ({}, {"link_card": False})
    ]
    assert len({one.digest for one in drafts}) == 2
    assert drafts[0].messages[0].link_card == "https://a.cn/%E5%85%A8%E6%96%87"
