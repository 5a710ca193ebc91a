"""Every way a call can end, at every place of a thread, in this run and in the next."""

import datetime as dt
import tomllib

import pytest

from crosspost.adapters.base import Connection
from crosspost.model.draft import Message
from crosspost.model.receipts import Receipt, Sent
from crosspost.publishing import PublishOptions, RunContext, deliver
from crosspost.publishing.send import CLOCK_SKEW
from tests.ledger.drafts import draft
from tests.publishing.conftest import Clock
from tests.publishing.door import outcomes
from tests.publishing.memory import Channel, Does, Killed
from tests.transcripts import ROOT

TEXTS = ("芯片之战 🎉", "second", "第三条", "最后")
CASES = tomllib.loads((ROOT / "tests/cases/publishing.toml").read_text("utf-8"))["case"]


def run(channel: Channel, around: RunContext) -> list[str]:
    try:
        return outcomes(deliver(draft(*TEXTS), channel, around))
    except Killed:
        return ["killed"]


@pytest.mark.parametrize("place", range(len(TEXTS)))
@pytest.mark.parametrize(
    "case", CASES, ids=[f"{', '.join(case['does'])}: {case['looks']}" for case in CASES]
)
def test_a_message_stands_once_or_is_reported(case: dict, place: int, around: RunContext):  # type: ignore[type-arg]
    before: list[Does] = ["sent"] * place
    channel = Channel([*before, *case["does"]], case["looks"])

    first = run(channel, around)
    after = len(TEXTS) - place - 1
    if case["first"] == "killed":
        assert first == ["killed"]
    else:
        assert first == ["sent"] * place + [case["first"]] + ["sent"] * (
            after if case["first"] == "sent" else 0
        )

        states = [row.state for row in around.ledger.rows() if row.index == place + 1]
        assert states == [case["first"]]

    second = run(channel, around)
    assert second == ["sent"] * place + [case["next"]] + ["sent"] * (
        after if case["next"] == "sent" else 0
    )

    text = TEXTS[place]
    assert channel.calls.count(text) == case["calls"]
    assert [post[1] for post in channel.posts].count(text) == case["posts"]
    doubts = [row.index for row in around.ledger.in_doubt()]
    assert doubts == ([place + 1] if case["next"] == "unknown" else []), "none hidden"
    if case["next"] == "sent":
        assert [post[1:] for post in channel.posts] == [
            (text, str(at) if at else "") for at, text in enumerate(TEXTS)
        ]


@pytest.mark.parametrize(("there", "posts"), [(True, 4), (False, 5)])
def test_what_a_person_decides_is_gone_on_from(around: RunContext, there: bool, posts: int):
    channel = Channel(["sent", "lost"], "blind")
    failure = deliver(draft(*TEXTS), channel, around).failure
    assert failure is not None
    [doubt] = around.ledger.in_doubt()
    assert failure.index == 2
    assert (
        failure.advice
        == doubt.advice
        == f"look into the chat, then run: crosspost resolve {doubt.key}"
    )
    around.ledger.resolve(doubt.key, Sent(id="2") if there else None)
    assert run(channel, around) == ["sent"] * 4
    assert len(channel.posts) == posts
    assert channel.posts[-2][2] == channel.posts[-3][0], "the third stands under the second"


def test_looking_goes_back_to_the_first_call_in_doubt(around: RunContext, clock: Clock):
    channel = Channel(["unsent", "later", "lost"])
    begun = clock.time
    run(channel, around)
    assert set(channel.since) == {begun - CLOCK_SKEW}


class SameText(Channel):
    """Knows a message by its text alone, as most channels do."""

    def find(
        self, message: Message, key: str, above: Receipt | None, since: dt.datetime
    ) -> Sent | None:
        super().find(message, key, above, since)
        there = [post[0] for post in self.posts if post[1] == message.text]
        return Sent(id=there[-1]) if there else None


def test_a_text_that_stands_from_an_earlier_publication_is_not_taken_for_this_one(
    around: RunContext,
):
    channel: Connection = SameText(["sent", "unsent", "sent", "lost"])
    one = draft("芯片之战 🎉")
    for _ in range(3):
        assert outcomes(deliver(one, channel, around, PublishOptions(republish=True))) == ["sent"]
    rows = around.ledger.rows()
    assert [(row.run, row.sent and row.sent.id) for row in rows] == [(1, "1"), (2, "2"), (3, "3")]


def test_a_clock_that_was_set_back_is_not_waited_for(around: RunContext, clock: Clock):
    channel = Channel(["unsent"], "lags")
    channel.when_called = lambda: setattr(clock, "time", clock.time - dt.timedelta(hours=1))
    run(channel, around)
    assert max(clock.slept) <= around.retry.settle + around.retry.first * 2


def test_a_wait_is_as_long_as_the_channel_says(around: RunContext, clock: Clock):
    run(Channel(["later"]), around)
    [wait] = clock.slept
    assert 30 <= wait <= 31, "30 seconds and some jitter"


def test_a_wait_beyond_all_patience_ends_the_run_at_once(around: RunContext, clock: Clock):
    channel = Channel(["later"] * 20)
    around.retry = around.retry.__class__(total=10)
    assert run(channel, around) == ["later"]
    assert (clock.slept, len(channel.calls)) == ([], 1)


def test_waits_grow_where_the_channel_says_nothing(around: RunContext, clock: Clock):
    around.retry = around.retry.__class__(settle=0)
    run(Channel(["lost"], "away"), around)
    for wait, least in zip(clock.slept, (1, 2, 4, 8, 16), strict=True):
        assert least <= wait <= least + 1
