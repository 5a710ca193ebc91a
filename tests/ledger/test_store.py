import datetime as dt
import multiprocessing

import pytest

from crosspost.ledger import Ledger, LedgerError, open_ledger
from crosspost.model.receipts import Problem, Sent, message_key
from tests.ledger.drafts import draft

POST = draft("芯片之战 🎉", "second", "第三条")


def test_a_message_says_sending_before_it_says_sent(ledger: Ledger):
    run = ledger.run(POST)
    row = ledger.begin(POST, run, 1)
    assert (row.state, row.attempt, row.in_doubt) == ("sending", 1, True)
    receipt = ledger.sent(row.key, Sent(id="7", url="https://x.com/主号/7", more={"cid": "甲"}))
    assert ledger.receipts(POST.digest, POST.account) == [receipt]
    assert receipt.sent.more == {"cid": "甲"}
    assert receipt.at.tzinfo is dt.UTC
    assert ledger.in_doubt() == []


def test_what_the_channel_said_more_stays_in_its_order(ledger: Ledger):
    row = ledger.begin(POST, ledger.run(POST), 1)
    ledger.sent(row.key, Sent(id="7", more={"todo": "粘贴到微博", "by": "printed"}))
    (kept,) = ledger.receipts(POST.digest, POST.account)
    assert list(kept.sent.more) == ["todo", "by"]


def test_another_process_reads_what_this_one_wrote(ledger: Ledger, url: str):
    row = ledger.begin(POST, ledger.run(POST), 1)
    with open_ledger(url) as other:
        assert other.row(row.key) == row
        assert other.draft(POST.digest, POST.account, 1) == POST


@pytest.mark.parametrize("end", ["nothing", "sent", "unknown"])
def test_what_may_be_there_is_not_begun_again(ledger: Ledger, end: str):
    row = ledger.begin(POST, ledger.run(POST), 1)
    if end == "sent":
        ledger.sent(row.key, Sent(id="7"))
    if end == "unknown":
        ledger.unknown(row.key, Problem(code="超时"))
    with pytest.raises(LedgerError, match="another process"):
        ledger.begin(POST, 1, 1)


@pytest.mark.parametrize("end", ["refused", "not_sent"])
def test_what_surely_is_not_there_is_begun_again(ledger: Ledger, end: str):
    row = ledger.begin(POST, ledger.run(POST), 1)
    getattr(ledger, end)(row.key, Problem(code="余额不足", values={"hint": "top up"}))
    assert [(one.reason, one.advice) for one in ledger.rows()] == [("余额不足", "top up")]
    again = ledger.begin(POST, 1, 1)
    assert (again.attempt, again.state) == (2, "sending")
    assert again.since == again.at, "the first call left nothing to look for"


def test_looking_goes_back_to_the_first_call_in_doubt(ledger: Ledger):
    first = ledger.begin(POST, ledger.run(POST), 1)
    ledger.unknown(first.key, Problem(code="timeout"))
    ledger.not_sent(first.key, Problem(code="looked up: it is not there"))
    second = ledger.begin(POST, 1, 1)
    ledger.not_sent(first.key, Problem(code="busy"))
    third = ledger.begin(POST, 1, 1)
    assert first.since == second.since == third.since
    assert third.attempt == 3


def test_a_run_goes_on_until_all_of_it_stands(ledger: Ledger):
    assert ledger.last_run(POST.digest, POST.account) == 0
    assert [ledger.run(POST), ledger.run(POST, again=True)] == [1, 1], "nothing stands yet"
    for message in POST.messages:
        row = ledger.begin(POST, 1, message.index)
        ledger.sent(row.key, Sent(id=str(message.index)))
    assert ledger.run(POST) == 1
    assert ledger.run(POST, again=True) == 2
    assert ledger.receipts(POST.digest, POST.account, 2) == [], "nothing of it stands yet"


def test_the_same_draft_on_two_accounts_is_kept_apart(ledger: Ledger):
    other = draft("芯片之战 🎉", "second", "第三条", account="副号")
    assert other.digest == POST.digest
    for one in (POST, other):
        ledger.begin(one, ledger.run(one), 1)
    assert [row.account for row in ledger.rows(POST.digest, "副号")] == ["副号"]
    assert len(ledger.rows(POST.digest)) == len(ledger.in_doubt()) == 2


def test_a_person_settles_a_doubt(ledger: Ledger):
    for index in (1, 2):
        row = ledger.begin(POST, ledger.run(POST), index)
        ledger.unknown(row.key, Problem(code="timeout"))
    there, not_there = (message_key(POST.digest, POST.account, 1, index) for index in (1, 2))
    assert ledger.resolve(there, Sent(id="7")).state == "sent"
    assert ledger.resolve(not_there, None).state == "later"
    assert ledger.begin(POST, 1, 2).attempt == 2
    for name in (there, "没有"):
        with pytest.raises(LedgerError, match="is not unconfirmed"):
            ledger.resolve(name, None)


def test_nobody_settles_what_is_being_sent_right_now(ledger: Ledger):
    row = ledger.begin(POST, ledger.run(POST), 1)
    with ledger.lock_account(POST.account), pytest.raises(LedgerError, match="another process"):
        ledger.resolve(row.key, None)


def hold(url: str, held: "multiprocessing.synchronize.Event") -> None:
    with open_ledger(url) as ledger, ledger.lock_account("主号"):
        held.set()
        multiprocessing.Event().wait()


def test_a_claim_holds_between_processes_and_ends_with_a_killed_one(ledger: Ledger, url: str):
    context = multiprocessing.get_context("spawn")
    held = context.Event()
    process = context.Process(target=hold, args=(url, held), daemon=True)
    process.start()
    assert held.wait(120)
    with (
        pytest.raises(LedgerError, match="another process is sending to 主号"),
        ledger.lock_account("主号"),
    ):
        pass
    with ledger.lock_account("副号"):
        pass
    process.kill()
    with ledger.lock_account("主号", wait=120):
        pass
    process.join()
