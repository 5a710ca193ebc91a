"""Changing and deleting on the channels of the second wave: what stands afterwards, and each no.

That nothing is lost or doubled whatever fails is shown by `check_channel`; here it is what the
channels' own rules ask for.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any

import feedparser
import pytest
from msgspec import structs

from crosspost.adapters import Channel, channel_of
from crosspost.adapters.base import Connection, Upload
from crosspost.errors import Rejected
from crosspost.model.draft import Message
from crosspost.model.post import Meta, Post, Source
from crosspost.model.receipts import Receipt, Sent
from crosspost.rendering import render
from crosspost.testing.server import Fake
from crosspost.testing.trial import destination
from tests.senders.matrix import CHANNELS

COVER = Upload(name="图.png", mime="image/png", data=b"\x89PNG0", width=9, height=9, alt="一条街")
NEW = ("matrix", "misskey", "nostr", "threads", "linkedin", "buttondown", "devto", "feed")
EDITED = ("matrix", "linkedin", "buttondown", "feed")


@dataclass
class There:
    """An account of a fake."""

    channel: Channel
    fake: Fake
    connection: Connection
    options: Mapping[str, Any]

    def message(self, words: str, **more: Any) -> Message:
        account = structs.replace(self.account, options=dict(self.options))
        return render(
            Post(title={"zh": words}, happened={"zh": f"{words}，好。"}, **more), account
        ).messages[0]

    def send(self, message: Message, *uploads: Upload, above: Receipt | None = None) -> Receipt:
        return self.receipt(self.connection.send(message, f"钥匙-{message.text}", above, uploads))

    def receipt(self, sent: Sent) -> Receipt:
        now = dt.datetime.now(dt.UTC)
        name = self.channel.spec.name
        return Receipt(
            channel=name, account="中文号", digest="摘要", index=1, run=1, sent=sent, at=now
        )

    def edit(self, stands: Receipt, message: Message) -> Sent:
        return self.connection.edit(message, stands, ())

    def delete(self, stands: Receipt) -> None:
        self.connection.delete(stands)

    def __post_init__(self) -> None:
        self.account = destination(self.channel.spec.name, {}, {}).account


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def there(name: str, opened: ExitStack, settings: Mapping[str, str] = {}, **options: Any) -> There:
    faked = CHANNELS[name]
    fake = opened.enter_context(faked.fake())
    to = destination(name, {**faked.place(fake), **faked.settings, **settings}, faked.secrets)
    account = structs.replace(to.account, options=options)
    channel = channel_of(to.account.spec)
    connection = opened.enter_context(
        closing(channel.connect(structs.replace(to, account=account)))
    )
    return There(channel, fake, connection, options)


@pytest.mark.parametrize("name", NEW)
def test_what_is_gone_is_deleted(name: str, opened: ExitStack):
    at = there(name, opened)
    stands = at.send(at.message("天气🎉"))
    at.delete(stands)
    assert at.fake.posts == []
    at.delete(stands)


@pytest.mark.parametrize("name", EDITED)
def test_an_edit_may_be_made_twice_and_of_what_is_gone_it_says_so(name: str, opened: ExitStack):
    at = there(name, opened)
    before, after = at.message("天气🎉"), at.message("天气好🎉")
    stands = at.send(before)
    for _ in range(2):
        assert at.edit(stands, after).id == stands.sent.id
    [post] = at.fake.posts
    assert "天气好🎉" in post["text"]
    at.delete(stands)
    with pytest.raises(Rejected) as no:
        at.edit(stands, after)
    assert no.value.code == "change.not-there"


def test_a_matrix_message_goes_with_its_pictures(opened: ExitStack):
    at = there("matrix", opened)
    stands = at.send(at.message("街景"), COVER)
    assert stands.sent.more["pictures"] == ["$event0000000"]
    found = at.connection.find(
        at.message("街景"), f"钥匙-{at.message('街景').text}", None, stands.at
    )
    assert found == stands.sent
    at.delete(stands)
    events: list[dict[str, Any]] = vars(at.fake)["events"]
    assert [one["content"] for one in events] == [{}, {}]


def test_words_that_are_put_back_are_put_back_on_matrix(opened: ExitStack):
    """A transaction ID made of the words would be one that the server knows already."""
    at = there("matrix", opened)
    one, other = at.message("甲"), at.message("乙")
    stands = at.send(one)
    for message in (other, one, other):
        at.edit(stands, message)
    assert at.fake.posts[0]["text"] == other.payload["body"]


def test_a_long_edit_on_matrix_fits_into_an_event(opened: ExitStack):
    at = there("matrix", opened)
    stands = at.send(at.message("甲"))
    at.edit(stands, at.message("长" * 9_000))
    assert len(at.fake.posts[0]["text"]) > 9_000


def test_a_comment_on_linkedin_is_changed_and_deleted_as_its_own_author(opened: ExitStack):
    at = there("linkedin", opened, first_comment=True)
    account = structs.replace(at.account, options={"first_comment": True})
    post = Post(title={"zh": "芯片"}, sources=(Source(title="年鉴", url="https://a.cn/y"),))
    top, comment = render(post, account).messages
    above = at.send(top)
    below = at.send(comment, above=above)
    assert below.sent.id.startswith("urn:li:comment:(")
    at.edit(below, structs.replace(comment, payload={"comment": "另一个来源"}))
    assert [one["text"] for one in at.fake.posts][1:] == ["另一个来源"]
    at.delete(below)
    at.delete(above)
    assert at.fake.posts == []


@pytest.mark.parametrize("verb", ["edit", "delete"])
def test_an_e_mail_that_has_gone_out_is_not_called_back(verb: str, opened: ExitStack):
    at = there("buttondown", opened)
    message = at.message("天气🎉")
    stands = at.send(message)
    at.fake.posts[0]["body"]["status"] = "sent"
    with pytest.raises(Rejected) as no:
        at.delete(stands) if verb == "delete" else at.edit(stands, message)
    assert (no.value.code, no.value.values["status"]) == ("buttondown.no-draft", "sent")
    assert len(at.fake.posts) == 1


def test_an_entry_of_a_feed_keeps_its_id_and_its_date(opened: ExitStack):
    at = there("feed", opened)
    stands = at.send(at.message("天气🎉"))
    [first] = feedparser.parse(at.fake.url).entries
    at.edit(stands, at.message("天气好🎉"))
    [second] = feedparser.parse(at.fake.url).entries
    assert (second.id, second.published) == (first.id, first.published)
    assert second.title == "天气好🎉"


def test_an_entry_is_deleted_from_the_feed_of_its_language(opened: ExitStack, tmp_path):
    at = there("feed", opened, {"file": str(tmp_path / "feed.{language}.xml")})
    meta = Meta(canonical_url="https://a.cn/x")
    account = structs.replace(
        at.account,
        layout=structs.replace(at.account.layout, languages=("zh", "en"), language_mode="threads"),
    )
    post = Post(
        title={"zh": "芯片", "en": "Chips"}, happened={"zh": "好。", "en": "Good."}, meta=meta
    )
    both = [at.send(one) for one in render(post, account).messages]
    at.delete(both[0])
    left = {path.name: len(feedparser.parse(str(path)).entries) for path in tmp_path.glob("*.xml")}
    assert left == {"feed.zh.xml": 0, "feed.en.xml": 1}


def test_an_article_that_is_taken_back_from_dev_stays_a_draft(opened: ExitStack):
    at = there("devto", opened, publish=True)
    at.delete(at.send(at.message("天气🎉")))
    [call] = [one for one in at.fake.requests if one.method == "PUT"]
    assert call.json() == {"article": {"published": False}}


def test_nostr_asks_for_a_deletion_by_a_signed_note(opened: ExitStack):
    at = there("nostr", opened)
    stands = at.send(at.message("天气🎉"))
    vars(at.fake)["no"] = "blocked: no deletions here"
    with pytest.raises(Rejected, match="no deletions here"):
        at.delete(stands)
    assert len(at.fake.posts) == 1
