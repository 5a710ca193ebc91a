"""What a message replies to, and what the laws of sending are, whatever happens on the way."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from crosspost.ledger import open_ledger
from crosspost.publishing import PublishOptions, RetryPolicy, RunContext, deliver
from tests.ledger.drafts import draft
from tests.publishing.conftest import Clock
from tests.publishing.door import outcomes
from tests.publishing.memory import Channel, Does, Killed, Looks
from tests.tries import tries

TWO = draft("hook", "second", "钩子", "第二条", after={3: 1})
"""A thread in English, and one in Chinese that replies to its first message."""
ABOVE = {"hook": "", "second": "hook", "钩子": "hook", "第二条": "钩子"}


def above(channel: Channel) -> dict[str, str]:
    """Of each post's text, the text of the one it replies to."""
    texts = {post: text for post, text, _ in channel.posts} | {"": ""}
    return {text: texts[under] for _, text, under in channel.posts}


def test_the_second_thread_replies_to_the_very_first_message(around: RunContext):
    channel = Channel()
    deliver(TWO, channel, around)
    assert above(channel) == ABOVE


def test_a_thread_that_is_resumed_keeps_its_place(around: RunContext):
    channel = Channel(["sent", "sent", "refused"])
    assert outcomes(deliver(TWO, channel, around)) == ["sent", "sent", "refused"]
    deliver(TWO, channel, around)
    assert above(channel) == ABOVE


does = st.lists(
    st.sampled_from(
        ["sent", "later", "refused", "lost", "unsent", "slip", "killed after", "killed before"]
    ),
    max_size=12,
)


@tries(40)
@given(happens=does, looks=st.sampled_from(["sees", "lags", "blind", "away"]))
def test_nothing_is_lost_doubled_or_hidden(tables: Path, happens: list[Does], looks: Looks):
    """Killed and started anew until no run changes anything, each message stands once, or is told."""
    clock, channel, options = Clock(), Channel(happens, looks), PublishOptions(run=1)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{shutil.copy(tables, Path(folder) / '账本.sqlite3')}"
        for _ in range(len(happens) + 2):  # as many as can be killed, and one in peace
            with open_ledger(url, now=clock.now) as ledger:
                around = RunContext(ledger, retry=RetryPolicy(attempts=3), sleep=clock.sleep)
                try:
                    deliver(TWO, channel, around, options)
                except Killed:
                    continue
        with open_ledger(url) as ledger:
            receipts = ledger.receipts(TWO.digest, TWO.account)
            doubts = ledger.in_doubt()

    texts = [text for _, text, _ in channel.posts]
    assert len(texts) == len(set(texts)), "none doubled"
    assert texts == [message.text for message in TWO.messages][: len(texts)], "in order"
    assert {text: ABOVE[text] for text in texts} == above(channel)
    assert [one.sent.id for one in receipts] == [post for post, *_ in channel.posts][
        : len(receipts)
    ]
    told = {receipt.index for receipt in receipts} | {doubt.index for doubt in doubts}
    assert set(range(1, len(texts) + 1)) <= told, "none hidden"
    if looks in {"sees", "lags"}:
        assert (len(texts), doubts) == (len(TWO.messages), []), "none lost"


def test_what_another_process_sent_a_moment_ago_is_not_sent_again(around: RunContext):
    channel = Channel()
    first = deliver(TWO, channel, around)
    again = deliver(TWO, channel, around)
    assert again.receipts == first.receipts
    assert len(channel.posts) == len(TWO.messages)
