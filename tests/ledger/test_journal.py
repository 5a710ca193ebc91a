"""What happened to messages, in its order: written with what it tells of, and told once."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from crosspost.ledger import Ledger, journal, open_ledger
from crosspost.ledger.tasks import claim_task, hasten, mark_done, untold
from crosspost.model.receipts import Failure, Problem, Sent, message_key
from tests.ledger.drafts import draft

NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)
WHY = Problem(code="余额不足")


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    with open_ledger(url, now=lambda: NOON) as opened:
        yield opened


def happened(ledger: Ledger, after: int = 0) -> list[tuple[str, int]]:
    made = draft("一", "二")
    found = journal.entries(ledger, made.digest, made.account, 1, after)
    return [(one.kind, one.index) for one in found]


def send(ledger: Ledger, *indexes: int) -> list[str]:
    made = draft("一", "二")
    names = [message_key(made.digest, made.account, 1, index) for index in indexes]
    for index, name in zip(indexes, names, strict=True):
        ledger.begin(made, 1, index)
        ledger.sent(name, Sent(id=f"号{index}"))
    return names


def test_a_publication_is_whole_with_its_last_message(ledger: Ledger):
    send(ledger, 1)
    assert happened(ledger) == [("sending", 1), ("sent", 1)]
    send(ledger, 2)
    assert happened(ledger, after=2) == [("sending", 2), ("sent", 2), ("sent", 0)]


def test_a_refusal_and_a_second_try(ledger: Ledger):
    (first,) = send(ledger, 1)
    made = draft("一", "二")
    second = first.replace("-1-1", "-1-2")
    ledger.begin(made, 1, 2)
    ledger.refused(second, WHY)
    failure = Failure(
        channel=made.channel,
        account=made.account,
        digest=made.digest,
        index=2,
        run=1,
        outcome="refused",
        problem=WHY,
    )
    journal.write_failure(ledger, failure, 2)
    send(ledger, 2)
    assert happened(ledger, after=2) == [
        ("sending", 2),
        ("refused", 2),
        ("refused", 0),
        ("sending", 2),
        ("sent", 2),
        ("sent", 0),
    ]
    every = journal.entries(ledger, made.digest, made.account, 1)
    assert [one.problem for one in every if one.problem] == [WHY, WHY]
    assert [one.sent.id for one in every if one.sent] == ["号1", "号2"]


def test_a_refused_deletion_is_no_new_message(ledger: Ledger):
    first, second = send(ledger, 1, 2)
    ledger.begin_deletion(second)
    ledger.refused(second, WHY)
    for name in (second, first):
        ledger.begin_deletion(name)
        ledger.deleted(name)
    assert happened(ledger, after=5) == [
        ("deleting", 2),
        ("refused", 2),
        ("deleting", 2),
        ("deleted", 2),
        ("deleting", 1),
        ("deleted", 1),
        ("deleted", 0),
    ]


def test_what_failed_leaves_no_trace(ledger: Ledger):
    made = draft("一", "二")

    def no(_: object) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        ledger.begin(made, 1, 1, also=no)
    assert happened(ledger) == []


def test_what_was_told_is_not_told_again(ledger: Ledger):
    send(ledger, 1, 2)
    kinds: set[tuple[journal.EntryKind, bool]] = {("sent", True), ("sent", False)}

    def left(limit: int = 9, **more: Any) -> list[int]:
        found = untold(ledger, "hook ", kinds, since=NOON, limit=limit, **more)
        return [one.number for one in found]

    assert left() == [2, 4, 5]
    mark_done(ledger, "hook 4")
    assert claim_task(ledger, "hook 2"), "somebody is at it"
    assert left() == [5]
    assert left(resting=True) == [2, 5]
    assert left(after=2) == [5]
    hasten(ledger, "hook ")
    assert (left(), left(limit=1)) == ([2, 5], [2])
    assert left(accounts=["别的号"]) == []


def test_old_entries_go_and_no_number_comes_back(url: str):
    now = NOON
    with open_ledger(url, now=lambda: now) as ledger:
        send(ledger, 1)
        now = NOON + journal.KEPT + dt.timedelta(days=1)
        assert journal.forget(ledger) == 2
        send(ledger, 2)
        made = draft("一", "二")
        assert journal.entries(ledger, made.digest, made.account, 1)[0].number > 2
        assert journal.last_before(ledger, now) == 0
        assert journal.last_before(ledger, now + dt.timedelta(seconds=1)) >= 5
