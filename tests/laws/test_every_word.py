"""The law of laws: what an author wrote is said, or somebody is told that it is not."""

import pytest
import regex
from hypothesis import given

from crosspost import FitError, render
from crosspost.model.draft import Draft
from crosspost.registry import default_account
from tests.laws.every_word import Told, Word, told_posts
from tests.tries import tries

CHANNELS = [
    "x",
    "x-premium",
    "x-article",
    "telegram",
    "bluesky",
    "mastodon",
    "wechat-article",
    "wechat-moments",
    "weibo",
    "xiaohongshu",
    "wecom",
    "webhook",
    "zhihu",
    "juejin",
    "discord",
    "linkedin",
    "threads",
    "threads-attachment",
    "feishu",
    "slack",
    "slack-webhook",
    "dingtalk",
    "ghost",
    "wordpress",
    "devto",
    "buttondown",
    "smtp",
    "feed",
    "misskey",
    "matrix",
    "nostr",
    "nostr-article",
]


@pytest.mark.parametrize("channel", CHANNELS)
@tries(60)
@given(told=told_posts())
def test_every_word_is_said_or_somebody_is_told(channel: str, told: Told):
    try:
        draft = render(told.post, channel)
    except FitError:
        return
    order = default_account(channel).layout.order
    said = letters("\n".join(message.text for message in draft.messages))
    missing = [
        one
        for one in told.words
        if letters(one.word) not in said
        and not is_told(one, draft)
        and (one.section in order or "own" in order)
        and one.language in draft.languages
    ]
    assert missing == []


def is_told(one: Word, draft: Draft) -> bool:
    """Whether a finding that is not ``info`` names its section, and says that it is left out."""
    for found in draft.findings:
        names = {*map(str, found.location.path)} if hasattr(found.location, "path") else set()
        for value in found.values.values():
            names |= set(value) if isinstance(value, tuple) else set()
        if found.level != "info" and one.section in names:
            return True
    return False


def letters(text: str) -> str:
    return "".join(regex.findall(r"[\p{L}\p{N}]", text))
