"""Nostr against the relay of nostr-sdk itself: notes, threads, refusals, and each note once."""

import datetime as dt
from collections.abc import Iterator
from contextlib import closing

import nostr_sdk as nostr
import pytest

from crosspost import parse
from crosspost.adapters.nostr.client import Nostr
from crosspost.errors import Rejected, Retryable
from crosspost.model.draft import Message
from crosspost.model.post import Post
from crosspost.model.receipts import Receipt, Sent
from crosspost.registry import load_channel
from crosspost.rendering import render
from crosspost.testing.trial import destination
from tests.fakes.nostr import KEY, NostrFake

NOW = dt.datetime.now(dt.UTC)


@pytest.fixture
def relay() -> Iterator[NostrFake]:
    with NostrFake() as running:
        yield running


def connected(relays: str, key: str = KEY) -> closing[Nostr]:
    return closing(Nostr(destination("nostr", {"relays": relays}, {"key": key})))


def message(text: str) -> Message:
    return render(Post(title={"zh": text}, tags=("房价",)), "nostr").messages[0]


def receipt(sent: Sent) -> Receipt:
    return Receipt(
        channel="nostr",
        account="中文号",
        digest="摘要",
        index=1,
        run=1,
        sent=sent,
        at=dt.datetime.now(dt.UTC),
    )


def test_a_thread_stands_as_nip_10_has_it(relay: NostrFake):
    with connected(relay.url) as account:
        first = account.send(message("一 🎉"), "一", None, ())
        second = account.send(message("二"), "二", receipt(first), ())
        third = account.send(message("三"), "三", receipt(second), ())
    tags = {one["id"]: one["tags"] for one in relay.posts}
    assert ["t", "房价"] in tags[first.id]
    marks = [[one[1], one[3]] for one in tags[third.id] if one[0] == "e"]
    assert marks == [[first.id, "root"], [second.id, "reply"]]
    assert [one[3] for one in tags[second.id] if one[0] == "e"] == ["root"]
    rule = load_channel("nostr").receipt
    assert rule
    assert nostr.EventId.parse(rule.read(first.url)).to_hex() == first.id


def test_the_same_key_is_the_same_note(relay: NostrFake):
    with connected(relay.url) as account:
        assert account.find(message("一"), "键", None, NOW) is None
        sent = account.send(message("一"), "键", None, ())
        assert account.send(message("一"), "键", None, ()) == sent
        assert account.find(message("一"), "键", None, NOW) == sent
    assert len(relay.posts) == 1


def test_one_relay_is_enough_and_the_receipt_says_which_was_none(
    relay: NostrFake, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("crosspost.adapters.base.TIMEOUT", 15)
    with connected(f"{relay.url} ws://127.0.0.1:9") as account:
        assert account.whoami().notes == ("1/2 relays",)
        sent = account.send(message("一"), "键", None, ())
    assert "ws://127.0.0.1:9" in str(sent.more["refused"])


@pytest.mark.parametrize(
    ("no", "kind", "code"),
    [
        ("blocked: 不在名单上", Rejected, "nostr.refused"),
        ("rate-limited: slow down", Retryable, "web.too-many-calls"),
    ],
)
def test_what_a_relay_s_noes_mean(relay: NostrFake, no: str, kind: type[Exception], code: str):
    relay.no = no
    with connected(relay.url) as account, pytest.raises(kind) as caught:
        account.send(message("一"), "键", None, ())
    assert getattr(caught.value, "code", "") == code
    assert KEY not in str(caught.value)


def test_no_relay_is_no_connection():
    with connected("ws://127.0.0.1:9") as account, pytest.raises(Retryable) as caught:
        account.send(message("一"), "键", None, ())
    assert caught.value.code == "web.no-connection"


@pytest.mark.parametrize(
    ("relays", "key", "code"),
    [("ws://127.0.0.1:9", "nsec1nonsense", "nostr.no-key"), ("http://a", KEY, "nostr.no-relay")],
)
def test_what_is_no_key_and_no_relay(relays: str, key: str, code: str):
    with pytest.raises(Rejected) as caught:
        connected(relays, key)
    assert caught.value.code == code
    assert key not in str(caught.value)


ARTICLE = """# 房价的代价 🎉

## 发生了什么

一条街，见 https://example.com/图 ，| 和 <b>。

| 型号 | 价格 |
| --- | --- |
| o5 | 8 |
"""


def article(text: str = ARTICLE) -> Message:
    return render(parse(text, "markdown"), "nostr-article").messages[0]


def test_an_article_is_replaced_by_a_later_one_and_found_by_its_name(relay: NostrFake):
    """NIP-23: the same ``d`` takes the place, and the day of the first one stays."""
    with connected(relay.url) as account:
        sent = account.send(article(), "一", None, ())
        assert account.find(article(), "一", None, NOW) == sent
        changed = account.edit(article(ARTICLE.replace("一条街", "两条街")), receipt(sent), ())
        [stands] = relay.stored(30023)
        assert stands.id().to_hex() == changed.id != sent.id
        assert "两条街" in stands.content()
        assert changed.more == sent.more
        assert changed.url == sent.url
        tags = {one.to_vec()[0]: one.to_vec()[1] for one in stands.tags()}
        assert tags["title"] == "房价的代价 🎉"
        account.delete(receipt(changed))
        assert not relay.stored(30023)


def test_an_article_has_no_html():
    said = str(article(ARTICLE.replace("| o5 |", "| o5<br>6 |")).payload["markdown"])
    assert "<br>" not in said
