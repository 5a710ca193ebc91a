"""A thread of which a part stands, mended and published again: what stands is kept, or all is."""

import pytest
from msgspec import structs

from crosspost.ledger import Ledger
from crosspost.model.draft import Draft
from crosspost.publishing import PublishOptions, PublishResult, RunContext, run
from tests.ledger.drafts import draft
from tests.publishing.conftest import Clock
from tests.publishing.door import ended, job
from tests.publishing.memory import Channel, Does, Looks

POSTS = {
    "en": ("The price of a street 🎉", "New York charges nine dollars.", "Nobody knew whatt next."),
    "zh": ("一条街的价格 🎉", "驶入纽约市中心要收九美元。", "接下来会怎样，谁也不只道。"),
}
MENDED = {"en": "Nobody knew what next.", "zh": "接下来会怎样，谁也不知道。"}
ONCE, AGAIN = PublishOptions(), PublishOptions(republish=True)


def sent(
    channel: Channel, what: Draft, around: RunContext, options: PublishOptions = ONCE
) -> PublishResult:
    (result,) = run([job("主号", channel, what)], options, around)
    return result


def half(
    language: str, around: RunContext, does: list[Does], looks: Looks = "sees"
) -> tuple[Channel, Draft]:
    """A thread of which not all went out."""
    channel, before = Channel(does, looks), draft(*POSTS[language])
    assert sent(channel, before, around).failure
    return channel, before


@pytest.mark.parametrize("language", POSTS)
def test_what_stands_is_kept_and_the_rest_goes_on_under_it(around: RunContext, language: str):
    channel, _ = half(language, around, ["sent", "sent", "refused"])
    mended = draft(*POSTS[language][:2], MENDED[language])
    result = sent(channel, mended, around)
    assert result.delivered
    assert [one.index for one in result.receipts] == [1, 2, 3]
    assert [post for post, _, _ in channel.posts] == ["1", "2", "3"], "no fourth and fifth"
    assert channel.posts[-1] == ("3", MENDED[language], "2")
    assert sent(channel, mended, around).delivered, "and again there is nothing to do"
    assert len(channel.posts) == 3


@pytest.mark.parametrize("language", POSTS)
@pytest.mark.parametrize("at", [0, 1])
def test_where_a_part_that_stands_was_changed_nothing_is_sent(
    around: RunContext, language: str, at: int
):
    channel, _ = half(language, around, ["sent", "sent", "refused"])
    texts = [*POSTS[language][:2], MENDED[language]]
    texts[at] += "！"
    result = sent(channel, draft(*texts), around)
    assert result.failure
    assert result.failure.problem.code == "send.sent-part-changed"
    assert result.failure.problem.values["index"] == at + 1
    assert len(channel.posts) == 2
    assert sent(channel, draft(*texts), around, AGAIN).delivered, "unless that is what is wanted"
    assert len(channel.posts) == 5


def test_a_long_part_that_stands_and_was_changed_is_known_again(around: RunContext):
    """Of a text of 200 characters or more `difflib` counts no letter that is in it often."""
    long = (
        "The committee met on Tuesday to talk about the plan for the new bridge, and the mayor said"
        " that the money for it would have to come from the state, not from the town. The other"
        " members did not agree with him, and they asked for another meeting in the month of May to"
        " settle it."
    )
    changed = long.replace("Tuesday", "Wednesday").replace("did not agree", "disagreed")
    channel = Channel(["sent", "refused"])
    assert sent(channel, draft(long, "What next?"), around).failure
    result = sent(channel, draft(changed, "What next?"), around)
    assert result.failure
    assert result.failure.problem.code == "send.sent-part-changed"
    assert len(channel.posts) == 1


def test_a_part_that_was_taken_out_is_a_change(around: RunContext):
    channel, _ = half("zh", around, ["sent", "sent", "refused"])
    result = sent(channel, draft(POSTS["zh"][0], MENDED["zh"]), around)
    assert result.failure
    assert result.failure.problem.code == "send.sent-part-changed"


def test_a_doubt_is_settled_first(around: RunContext):
    channel, _ = half("zh", around, ["sent", "lost"], "blind")
    result = sent(channel, draft(*POSTS["zh"][:2], MENDED["zh"]), around)
    assert result.failure
    assert result.failure.problem.code == "send.half-in-doubt"
    assert len(channel.posts) == 2


def test_mended_twice_it_goes_on_from_the_last_wording(around: RunContext, ledger: Ledger):
    channel, before = half("zh", around, ["sent", "refused"])
    channel.does = ["sent", "refused"]
    second = draft(POSTS["zh"][0], "第二条，改过。", POSTS["zh"][2])
    assert ended([sent(channel, second, around)], "主号") == ["sent", "sent", "refused"]
    third = draft(POSTS["zh"][0], "第二条，改过。", MENDED["zh"])
    assert sent(channel, third, around).delivered
    assert [above for _, _, above in channel.posts] == ["", "1", "2"]
    for old in (before, second):
        result = sent(channel, old, around)
        assert result.failure
        assert result.failure.problem.code == "send.mended-since"
    assert len(channel.posts) == 3
    assert ledger.half_sent("主号", ledger.now().min.replace(tzinfo=ledger.now().tzinfo)) == []


@pytest.mark.parametrize(
    "other",
    [
        draft("今天的天气很好，适合出门。", "明天呢？"),
        draft(*POSTS["en"]),
        structs.replace(draft(*POSTS["zh"][:2], "别的"), account="副号"),
    ],
    ids=["another post", "another language", "another account"],
)
def test_another_post_is_another_post(around: RunContext, other: Draft):
    half("zh", around, ["sent", "sent", "refused"])
    channel = Channel()
    (result,) = run([job(other.account, channel, other)], ONCE, around)
    assert result.delivered
    assert len(channel.posts) == len(other.messages)


def test_what_was_left_for_long_is_left_alone(around: RunContext, clock: Clock):
    channel, _ = half("zh", around, ["sent", "sent", "refused"])
    clock.sleep(40 * 24 * 3600)
    assert sent(channel, draft(*POSTS["zh"][:2], MENDED["zh"]), around).delivered
    assert len(channel.posts) == 5
