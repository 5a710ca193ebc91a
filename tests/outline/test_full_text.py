"""The link to the full text, threads that are too long, and what an author should know of them."""

import pytest
from msgspec import structs

from crosspost import render
from crosspost.model.draft import Draft
from crosspost.model.layout import Changes, changed
from crosspost.model.post import Meta, Part, Post
from crosspost.registry import default_account

ADDRESS = "https://example.com/full"
SHORT = Post(title={"zh": "短文"}, happened={"zh": "一句话。"}, meta=Meta(canonical_url=ADDRESS))
LONG = Post(
    title={"zh": "长文"},
    lede={"zh": "这是导语。"},
    sections=(Part(heading={"zh": "背景"}, text={"zh": "细节很多，说也说不完。" * 400}),),
    meta=Meta(canonical_url=ADDRESS),
)


def drafted(post: Post, channel: str, **changes: object) -> Draft:
    account = default_account(channel)
    layout = changed(account.layout, Changes(**changes))  # type: ignore[arg-type]
    return render(post, structs.replace(account, layout=layout))


def codes(draft: Draft) -> list[str]:
    return [found.code for found in draft.findings]


@pytest.mark.parametrize(
    "channel", ["x", "bluesky", "mastodon", "telegram", "wecom", "wechat-message"]
)
def test_the_address_of_the_full_text_is_said_last(channel: str):
    draft = drafted(SHORT, channel)
    assert ADDRESS in str(draft.messages[-1].payload)
    assert "原文" in draft.messages[-1].text
    assert "post.no-link-to-original" not in codes(draft)


def test_an_article_has_it_under_its_text():
    (article,) = drafted(SHORT, "wechat-article").messages
    assert article.payload["content_source_url"] == ADDRESS
    assert "原文" not in article.text


def test_it_is_not_said_twice():
    twice = structs.replace(
        SHORT, happened=structs.replace(SHORT, happened={"zh": f"见 {ADDRESS} 。"}).happened
    )
    assert str(drafted(twice, "mastodon").messages[-1].payload).count(ADDRESS) == 1


def test_where_the_layout_does_not_want_it_that_is_told():
    draft = drafted(SHORT, "bluesky", link_to_original="none")
    assert ADDRESS not in str(draft.messages)
    assert "post.no-link-to-original" in codes(draft)


def test_a_long_thread_is_a_warning():
    draft = drafted(LONG, "x")
    assert len(draft.messages) > 25
    assert "thread.long" in codes(draft)
    assert "thread.long" not in codes(drafted(LONG, "x", long_above=100))


@pytest.mark.parametrize("channel", ["x", "bluesky", "mastodon"])
def test_its_short_form_is_title_opening_and_link(channel: str):
    draft = drafted(LONG, channel, long="short", long_above=3)
    said = "\n".join(message.text for message in draft.messages)
    assert "长文" in said
    assert "这是导语。" in said
    assert "细节很多" not in said
    assert ADDRESS in str(draft.messages[-1].payload)
    told = next(found for found in draft.findings if found.code == "thread.shortened")
    assert told.values["sections"] == ("# 背景",)


def test_its_short_form_keeps_the_thesis_and_nothing_that_only_announces():
    body = "这里不谈估值。四月开了三座码头。它们是：\n\n" + "细节很多。\n\n" * 200
    thesis = "说到底，**港口卖的从来不是泊位，而是时间。**后来呢？"
    long = Post(title={"zh": "长文🎉"}, happened={"zh": body + thesis})
    draft = drafted(long, "mastodon", long="short", long_above=1)
    assert (
        draft.messages[0].text
        == "长文🎉\n\n四月开了三座码头。\n\n说到底，港口卖的从来不是泊位，而是时间。"
    )
    assert [one.rule for one in draft.chosen or ()] == ["first", "bold"]


@pytest.mark.parametrize("channel", ["x", "telegram", "mastodon"])
def test_names_that_are_notified_are_told(channel: str):
    draft = drafted(Post(happened={"en": "Thanks to @alice for it."}), channel)
    assert [found.words for found in draft.findings if found.code == "mention.notifies"] == [
        ("@alice",)
    ]


@pytest.mark.parametrize("channel", ["x", "telegram", "bluesky", "mastodon", "wechat-article"])
def test_a_password_in_an_address_is_told(channel: str):
    post = Post(happened={"en": "See https://user:secret@example.com/x today."})
    found = [one for one in drafted(post, channel).findings if one.code == "address.credentials"]
    assert [one.values["host"] for one in found] == ["example.com"]
    assert "secret" not in found[0].text("en")
