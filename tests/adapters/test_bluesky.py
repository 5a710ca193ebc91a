"""Bluesky: the record of a post, facets in bytes, both limits."""

from typing import Any

from msgspec import structs

from crosspost import Draft, Message, Post, render
from crosspost.model.channel_spec import Account
from crosspost.registry import load_channel

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
