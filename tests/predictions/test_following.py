"""Follow-ups on their way: real replies where there are any, else a link, else a finding."""

import contextlib
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from crosspost import Draft, Post, publish, render
from crosspost.adapters.base import Destination
from crosspost.errors import CrosspostError
from crosspost.ledger import Ledger
from crosspost.model.draft import digest
from crosspost.model.post import Meta, Override, Prediction
from crosspost.predictions import propose, published, reply_targets
from crosspost.publishing import Job, PublishOptions, RetryPolicy, RunContext, run
from crosspost.registry import channel_names, default_account
from crosspost.testing.server import Fake, Fault
from crosspost.testing.trial import destination
from tests.fakes import bluesky, mastodon, telegram, x
from tests.predictions.made import receipt
from tests.publishing.conftest import Clock
from tests.senders.test_x import SECRETS as X_SECRETS

POST = Post(
    title={"en": "The Price of a Street", "zh": "一条街的价格"},
    happened={"en": "New York charges nine dollars.", "zh": "驶入纽约市中心要收九美元。"},
    prediction=Prediction(
        text={"en": "By 2027 Boston follows.", "zh": "到 2027 年，波士顿会跟上。"}, stars=4
    ),
)
AFTER = Post(
    title={"zh": "应验了 🎉"}, happened={"zh": "波士顿也收费了。"}, meta=Meta(follows="p1")
)
WIRES: dict[str, tuple[type[Fake], dict[str, str], dict[str, str]]] = {
    "x": (x.XFake, {}, X_SECRETS),
    "bluesky": (bluesky.BlueskyFake, {"handle": bluesky.HANDLE}, {"password": bluesky.PASSWORD}),
    "mastodon": (mastodon.MastodonFake, {}, {"access_token": mastodon.TOKEN}),
    "telegram": (telegram.TelegramFake, {"chat": "@kuajie"}, {"token": telegram.TOKEN}),
}
CREATES = {
    "x": "POST /2/tweets",
    "bluesky": "createRecord",
    "mastodon": "POST /api/v1/statuses",
    "telegram": "sendMessage",
}
Place = tuple[Fake, Destination]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crosspost.adapters.base.TIMEOUT", 30)


@pytest.fixture
def at() -> Iterator[Callable[[str], Place]]:
    """A fake of a channel, and an account there."""
    with contextlib.ExitStack() as running:

        def place(channel: str) -> Place:
            kind, settings, secrets = WIRES[channel]
            fake = running.enter_context(kind())
            return fake, destination(channel, {"api": fake.url, **settings}, secrets, channel)

        yield place


@pytest.mark.parametrize("channel", WIRES)
def test_a_follow_up_stands_under_the_original(
    ledger: Ledger, at: Callable[[str], Place], channel: str
):
    fake, there = at(channel)
    (first,) = publish(POST, [there], ledger=ledger)
    (kept,) = published(ledger)
    assert [receipt.sent.id for receipt in kept.receipts] == [first.receipts[0].sent.id]
    before = len(fake.posts)
    results = publish(propose(kept, "true").post, [there], ledger=ledger)
    assert all(one.delivered for one in results), results
    assert fake.posts[before]["parent"] == fake.posts[0]["id"]
    (kept,) = published(ledger)
    assert [receipt.sent.id for receipt in kept.follow_ups] == [fake.posts[before]["id"]]


@pytest.mark.parametrize("channel", [name for name in WIRES if name != "telegram"])
def test_one_whose_answer_got_lost_is_found_under_the_original(
    ledger: Ledger, clock: Clock, at: Callable[[str], Place], channel: str
):
    fake, there = at(channel)
    publish(POST, [there], ledger=ledger)
    (kept,) = published(ledger)
    before = len(fake.posts)
    fake.faults.append(Fault("lost-answer", on=CREATES[channel]))
    reply = render(propose(kept, "false").post, there.account, kept.receipts[0])
    around = RunContext(ledger, retry=RetryPolicy(first=0), sleep=clock.sleep)
    results = run([Job(draft=reply, destination=there)], PublishOptions(), around)
    assert all(one.delivered for one in results), results
    assert len(fake.posts) == before + len(reply.messages), "nothing is there twice"
    assert fake.posts[before]["parent"] == fake.posts[0]["id"]


REPLIES = {
    *("bluesky", "mastodon", "matrix", "misskey", "nostr", "slack", "telegram", "threads"),
    *("x", "x-premium"),
}


@pytest.mark.parametrize("channel", channel_names())
def test_each_channel_replies_or_links_or_says_that_it_does_neither(channel: str):
    there = default_account(channel)
    url = "https://example.com/原文"
    draft = render(AFTER, there, receipt(url, channel))
    words = " ".join(str(one.payload) for one in draft.messages)
    replies = there.spec.thread.replies
    assert replies == (channel in REPLIES)
    assert (draft.under == receipt(url, channel)) == replies
    linked = channel not in {"wechat-moments", "xiaohongshu"}  # where no address leads anywhere
    assert (url in words) == (not replies and linked)
    silent = render(AFTER, there, receipt("", channel))
    assert ("post.no-reply-target" in codes(silent)) == (not replies)
    assert "post.no-reply-target" in codes(render(AFTER, there))


def codes(draft: Draft) -> list[str]:
    return [finding.code for finding in draft.findings]


def test_without_sources_the_link_ends_what_happened():
    for post in (
        structs.replace(AFTER, channels={"wecom": Override(text={"zh": "我自己的话。"})}),
        structs.replace(AFTER, channels={"wecom": Override(order=("title", "happened"))}),
    ):
        draft = render(post, "wecom", receipt("https://example.com/1", "wecom"))
        assert draft.messages[-1].text.endswith("。\n\nhttps://example.com/1")


def test_a_post_that_follows_nothing_says_nothing_of_it():
    assert "post.no-reply-target" not in codes(render(POST, "wecom"))


def test_what_was_never_published_cannot_be_followed(ledger: Ledger):
    with pytest.raises(CrosspostError, match='no published prediction "p1"'):
        reply_targets(AFTER, ledger)


@given(st.text(min_size=1), st.text(min_size=1))
def test_the_digest_covers_what_is_replied_to_and_nothing_else_of_it(one: str, other: str):
    messages = render(AFTER, "x").messages
    above = receipt("https://x.com/1")
    first, second = (
        structs.replace(above, sent=structs.replace(above.sent, id=number))
        for number in (one, other)
    )
    alone = digest("x", messages)
    assert alone == render(AFTER, "x").digest
    assert digest("x", messages, first) != alone
    assert (digest("x", messages, first) == digest("x", messages, second)) == (one == other)
    elsewhere = structs.replace(first, at=first.at.replace(year=2030), run=9)
    assert digest("x", messages, elsewhere) == digest("x", messages, first)


def test_a_draft_whose_place_was_changed_is_refused(ledger: Ledger, at: Callable[[str], Place]):
    fake, there = at("x")
    above = receipt("https://x.com/1")
    reply = render(AFTER, there.account, above)
    other = structs.replace(above, sent=structs.replace(above.sent, id="8"))
    drafts = [structs.replace(reply, under=other)]
    (result,) = publish(AFTER, [there], drafts=drafts, ledger=ledger)
    failure = result.failure
    assert failure is not None
    assert "changed after its digest was taken" in failure.reason
    assert fake.posts == []
