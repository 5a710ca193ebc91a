"""How the address of a message, as a person copies it, is read on each channel."""

import msgspec
import pytest

from crosspost import registry
from crosspost.model.channel_spec import ReceiptRule


@pytest.mark.parametrize(
    ("channel", "said", "id_"),
    [
        ("x", "https://x.com/中文/status/123?s=20", "123"),
        ("x-premium", "https://twitter.com/i/web/status/123", "123"),
        ("x", "123", "123"),
        ("x", "https://x.com/中文", ""),
        ("telegram", "https://t.me/zhongwen/45?single", "45"),
        ("telegram", "https://t.me/c/1234567/45", "45"),
        ("telegram", "https://t.me/zhongwen/7/45", "45"),
        ("telegram", "https://t.me/zhongwen/", ""),
        ("mastodon", "https://例子.中国/@zhongwen/112233", "112233"),
        ("mastodon", "https://pleroma.example/notice/AbC9", "AbC9"),
        ("mastodon", "https://gotosocial.example/@kuajie/statuses/01HX9", "01HX9"),
        ("misskey", "https://misskey.example/notes/9abc1x", "9abc1x"),
        ("mastodon", "https://mastodon.social/users/zhongwen/statuses/112233", "112233"),
    ],
)
def test_an_address(channel: str, said: str, id_: str) -> None:
    rule = registry.load_channel(channel).receipt
    assert rule is not None
    assert rule.read(said) == id_


@pytest.mark.parametrize("channel", ["wecom", "wechat-article", "wechat-message", "wechat-moments"])
def test_where_nothing_answers_a_message_no_id_is_needed(channel: str) -> None:
    spec = registry.load_channel(channel)
    assert spec.receipt is None or spec.thread.by == "none"


def test_a_pattern_that_is_none_is_told() -> None:
    with pytest.raises(msgspec.ValidationError, match="no regular expression"):
        msgspec.convert({"id": "(😀"}, ReceiptRule)
