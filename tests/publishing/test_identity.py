"""Accounts are known by who they are, and drafts go where they were approved for; both databases."""

from collections.abc import Iterator

import pytest
from msgspec import structs

from crosspost.adapters.base import Identity
from crosspost.ledger import open_ledger
from crosspost.model.draft import Draft
from crosspost.model.receipts import Problem
from crosspost.publishing import (
    Job,
    PublishOptions,
    PublishResult,
    RetryPolicy,
    RunContext,
    run_job,
)
from tests.ledger.drafts import draft
from tests.publishing.door import destination, ended
from tests.publishing.memory import Channel

TEXTS = ("芯片之战 🎉", "second", "第三条")
SENT = ["sent"] * 3


class Author:
    """Whoever publishes, to accounts whose configuration is changed now and then."""

    def __init__(self, context: RunContext) -> None:
        self.context = context
        self.channels: dict[str, Channel] = {}

    def channel(self, who: str) -> Channel:
        """What the account *who* shows its readers."""
        made = self.channels.setdefault(who, Channel())
        made.identity = Identity(name=f"@{who}", id=who)
        return made

    def publish(
        self,
        name: str,
        who: str,
        options: PublishOptions = PublishOptions(),  # noqa: B008 - frozen
        *,
        settings: dict[str, str] | None = None,
        what: Draft | None = None,
    ) -> PublishResult:
        """Publish to the account *name*, which is *who* now."""
        there = structs.replace(destination(name, self.channel(who)), settings=settings or {})
        job = Job(draft=what or draft(*TEXTS, account=name), destination=there)
        return run_job(job, options, self.context)


@pytest.fixture
def author(url: str) -> Iterator[Author]:
    with open_ledger(url) as ledger:
        yield Author(RunContext(ledger, retry=RetryPolicy(attempts=1)))


@pytest.mark.fault(
    "an account has got another name",
    "nothing is published twice",
)
def test_an_account_with_another_name_publishes_nothing_twice(author: Author):
    author.publish("频道", "1")
    assert ended([author.publish("新闻", "1")], "新闻") == SENT
    assert len(author.channel("1").posts) == 3
    assert author.context.ledger.names("新闻") == ["新闻", "频道"]


def test_two_names_of_one_account_publish_each_text_once(author: Author):
    author.publish("英文", "1", what=draft("one", account="英文"))
    author.publish("中文", "1", what=draft("一", account="中文"))
    author.publish("英文", "1", what=draft("一", account="英文"))
    assert [text for _, text, _ in author.channel("1").posts] == ["one", "一"]


def test_a_thread_goes_on_under_another_name(author: Author):
    channel = author.channel("1")
    channel.does = ["sent", "later"]
    author.publish("频道", "1")
    assert ended([author.publish("新闻", "1")], "新闻") == SENT
    assert [above for _, _, above in channel.posts] == ["", "1", "2"]
    assert {name.split("-")[1] for name in channel.keys} == {"频道"}, "keys are made of one name"


def test_a_doubt_is_looked_up_under_another_name(author: Author):
    author.channel("1").does = ["lost"]
    author.publish("频道", "1")
    assert ended([author.publish("新闻", "1")], "新闻") == SENT
    assert len(author.channel("1").posts) == 3


def test_a_name_that_leads_to_somebody_else_is_another_account(author: Author):
    author.publish("频道", "1", settings={"chat": "@test"})
    author.publish("频道", "2", settings={"chat": "@real"})
    assert len(author.channel("2").posts) == 3
    assert not set(author.channel("1").keys) & set(author.channel("2").keys)
    author.publish("频道", "1", settings={"chat": "@test"})  # and back
    assert len(author.channel("1").posts) == len(author.channel("2").posts) == 3


def test_what_no_sign_in_told_apart_is_theirs_who_sign_in_first(author: Author):
    """A ledger of before: no name has signed in yet."""
    ledger = author.context.ledger
    post = draft(*TEXTS, account="频道")
    row = ledger.begin(post, 1, 1)
    ledger.not_sent(row.key, Problem(code="后来"))
    author.publish("频道", "1")
    assert author.channel("1").keys[0] == row.key


REFUSED = {
    "another channel": (PublishOptions(), {}, draft("一", account="频道", channel="telegram")),
    "another chat": (PublishOptions(place={"channel": "x", "chat": "@t"}), {"chat": "@real"}, None),
    "another server": (
        PublishOptions(place={"channel": "x", "api": "https://a.example"}),
        {"api": "https://b.example"},
        None,
    ),
    "somebody else": (PublishOptions(who="tests.publishing.door 7"), {}, None),
    "too long for its channel": (
        PublishOptions(),
        {},
        draft("长" * 300, account="频道"),
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_was_approved_for_elsewhere_is_refused_before_the_first_call(
    author: Author, case: str
):
    options, settings, what = REFUSED[case]
    result = author.publish("频道", "1", options, settings=settings, what=what)
    assert ended([result], "频道") == ["refused"]
    assert result.failure is not None
    assert result.failure.advice
    assert not author.channel("1").calls
