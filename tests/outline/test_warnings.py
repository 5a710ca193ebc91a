"""Content warnings and what is sensitive: in its place where there is one, else in the text."""

from typing import Any

import pytest

from crosspost.counting import Ruler
from crosspost.errors import PostError
from crosspost.model.draft import Draft, Message
from crosspost.model.post import Media, Meta, Override, Post, Texts
from crosspost.readers import parse
from crosspost.registry import channel_names, load_channel
from crosspost.rendering import render

LONG = "一街之隔，房价差三倍，谁来付钱，没有人说得清楚。" * 60
WARNED = Meta(content_warning=Texts(zh="涉及剧透 🎬", en="Spoilers 🎬"), sensitive=True)
POST = Post(
    languages=("zh", "en"),
    title=Texts(zh="芯片之战", en="The War of Chips"),
    happened=Texts(zh=LONG, en="It began in a garage. " * 60),
    media=(Media(path="街景.png", alt=Texts(zh="一条街", en="A street")),),
    meta=WARNED,
)
FOLDING = {"mastodon": "spoiler_text", "misskey": "cw", "nostr": "content-warning"}


def said(draft: Draft) -> str:
    return "\n".join(f"{one.text}\n{one.payload}" for one in draft.messages)


def warned(channel: str) -> Draft:
    channels = {"bluesky": Override(options={"label": "graphic-media"})}
    return render(Post(**{**dict_of(POST), "channels": channels}), channel)


def dict_of(post: Post) -> dict[str, Any]:
    return {name: getattr(post, name) for name in post.__struct_fields__}


def named(message: Message) -> dict[str, Any]:
    """A call's arguments by their names, Nostr's tags among them."""
    tags: Any = message.payload.get("tags") or []
    return {**message.payload, **{one[0]: one[1] for one in tags}}


@pytest.mark.parametrize("channel", channel_names())
def test_a_warning_is_lost_nowhere_and_takes_no_more_room_than_there_is(channel: str):
    draft = warned(channel)
    assert any(
        "剧透 🎬" in str(one.payload) or "Spoilers 🎬" in str(one.payload) for one in draft.messages
    )
    for one in draft.messages:
        assert one.size <= one.limit
    codes = [one.code for one in draft.findings]
    assert ("warning.as-text" in codes) == (channel not in FOLDING)
    spec = load_channel(channel)
    if spec.thread.by != "none" and channel not in FOLDING:
        assert draft.messages[0].text.startswith("⚠️ ")


@pytest.mark.parametrize("channel", FOLDING)
def test_where_there_is_a_place_each_message_of_a_thread_has_it(channel: str):
    draft = warned(channel)
    languages = [str(one.payload.get("language", "")) for one in draft.messages]
    for one, language in zip(draft.messages, languages, strict=True):
        assert named(one)[FOLDING[channel]] in {"涉及剧透 🎬", "Spoilers 🎬"}
        assert language != "zh" or named(one)[FOLDING[channel]] == "涉及剧透 🎬"
        assert "剧透" not in one.text
    plain = render(Post(happened=Texts(zh="晴。")), channel)
    assert FOLDING[channel] not in named(plain.messages[0])
    assert "sensitive" not in plain.messages[0].payload


def test_mastodon_counts_the_warning_with_the_text():
    for one in warned("mastodon").messages:
        both = str(one.payload["spoiler_text"]) + str(one.payload["status"])
        assert one.size == Ruler("mastodon").size(both) <= one.limit == 500


@pytest.mark.parametrize(
    ("channel", "key", "value"),
    [
        ("mastodon", "sensitive", True),
        ("telegram", "has_spoiler", True),
        ("discord", "spoiler", True),
        ("x", "sensitive_media_warning", "other"),
        (
            "bluesky",
            "labels",
            {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": "graphic-media"}]},
        ),
    ],
)
def test_what_is_sensitive_is_hidden_where_that_can_be(channel: str, key: str, value: object):
    draft = warned(channel)
    (first,) = (one for one in draft.messages if one.media)
    assert first.payload[key] == value
    assert "warning.not-hidden" not in [one.code for one in draft.findings]
    shown = render(Post(happened=Texts(zh="晴。"), media=POST.media), channel)
    assert key not in shown.messages[0].payload


def test_bluesky_wants_to_know_why():
    post = Post(happened=Texts(zh="晴。"), media=POST.media, meta=Meta(sensitive=True))
    (told,) = (one for one in render(post, "bluesky").findings if one.code == "bluesky.no-label")
    assert told.level == "error"
    with pytest.raises(PostError, match="graphic-media"):
        render(
            Post(
                happened=Texts(zh="晴。"), channels={"bluesky": Override(options={"label": "gore"})}
            ),
            "bluesky",
        )


@pytest.mark.parametrize(
    ("channel", "told"), [("slack", True), ("telegram", False), ("wecom", False)]
)
def test_what_cannot_be_hidden_is_told_where_there_is_something_to_see(channel: str, told: bool):
    post = Post(happened=Texts(zh="晴。"), media=POST.media, meta=Meta(sensitive=True))
    assert ("warning.not-hidden" in [one.code for one in render(post, channel).findings]) == told


def test_a_channel_may_have_other_words_and_another_mind():
    other = Override(content_warning=Texts(zh="只在这里"), sensitive=False)
    post = Post(
        happened=Texts(zh="晴。"), media=POST.media, meta=WARNED, channels={"mastodon": other}
    )
    payload = render(post, "mastodon").messages[0].payload
    assert payload["spoiler_text"] == "只在这里"
    assert "sensitive" not in payload
    assert render(post, "telegram").messages[0].text.startswith("⚠️ 涉及剧透 🎬\n\n")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "---\ncontent_warning: 涉及剧透\nsensitive: true\n---\n# 芯片之战\n\n它开始了。"),
        (
            "a.md",
            "+++\ncontent_warning = '涉及剧透'\nsensitive = true\n+++\n# 芯片之战\n\n它开始了。",
        ),
        (
            "a.yaml",
            "title: 芯片之战\nhappened: 它开始了。\nmeta:\n  content_warning: 涉及剧透\n  sensitive: true\n",
        ),
        (
            "a.toml",
            "title = '芯片之战'\nhappened = '它开始了。'\n[meta]\ncontent_warning = '涉及剧透'\nsensitive = true\n",
        ),
        (
            "a.json",
            '{"title": "芯片之战", "happened": "它开始了。", "meta": {"content_warning": {"zh": "涉及剧透"}, "sensitive": true}}',
        ),
    ],
)
def test_every_format_has_the_keys(name: str, text: str):
    post = parse(text, name.partition(".")[2])
    assert post.meta.content_warning == {"zh": "涉及剧透"}
    assert post.meta.sensitive is True
    assert not [one for one in post.reading if one.code == "post.unused-keys"]
