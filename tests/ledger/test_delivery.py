"""The same thread by way of either database."""

import contextlib

import pytest

from crosspost.ledger import Ledger
from crosspost.publishing import RetryPolicy, RunContext, deliver
from tests.ledger.drafts import draft
from tests.publishing.memory import Channel, Does, Killed

POST = draft("芯片之战 🎉", "second", "钩子", after={3: 1})


@pytest.mark.parametrize("does", ["killed before", "killed after", "lost", "slip"])
def test_a_thread_goes_on_where_it_was_cut(ledger: Ledger, does: Does):
    channel = Channel(["sent", does])
    around = RunContext(ledger, retry=RetryPolicy(first=0, settle=0))
    with contextlib.suppress(Killed):
        deliver(POST, channel, around)
    result = deliver(POST, channel, around)
    assert [one.index for one in result.receipts] == [1, 2, 3]
    assert channel.posts == [("1", "芯片之战 🎉", ""), ("2", "second", "1"), ("3", "钩子", "1")]
    assert ledger.in_doubt() == []
