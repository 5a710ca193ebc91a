"""Several accounts at once: what is checked first, what is known, what holds back nobody."""

import datetime as dt
import threading
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec import structs

from crosspost.adapters.base import Identity
from crosspost.errors import ConfigError, Rejected, Retryable
from crosspost.model.draft import Draft, Picture, digest
from crosspost.model.findings import MessagePart, finding
from crosspost.publishing import Event, Job, PublishOptions, RunContext, run, run_job
from tests.ledger.drafts import draft
from tests.publishing.conftest import Clock, Kinds
from tests.publishing.door import TEXTS, destination, ended, job, outcomes
from tests.publishing.memory import Channel


def test_each_account_goes_its_own_way(around: RunContext):
    fine, poor, shy = Channel(), Channel(["sent", "refused"]), Channel(["lost"], "blind")
    jobs = [
        job("主号", fine),
        job("poor", poor),
        job("shy", shy),
        job("shut", ConfigError("no token", hint="set it")),
    ]
    results = run(jobs, PublishOptions(), around)
    assert [one.account for one in results] == ["主号", "poor", "shy", "shut"], "in their order"
    assert ended(results, "主号") == ["sent"] * 3
    assert ended(results, "poor") == ["sent", "refused"]
    assert ended(results, "shy") == ["unknown"]
    assert ended(results, "shut") == ["refused"]
    assert all(one.closed for one in (fine, poor, shy))

    # mixpost#205: going on after a partial failure publishes to none that has it already
    run(jobs, PublishOptions(), around)
    assert len(fine.posts) == len(poor.posts) == 3
    assert len(shy.posts) == 1


def test_what_stands_is_known_without_a_call(around: RunContext, kinds: Kinds, events: list[Event]):
    channel = Channel()
    first = run([job("主号", channel)], PublishOptions(), around)
    events.clear()
    channel.identity = AssertionError("the network was asked")
    assert run([job("主号", channel)], PublishOptions(), around) == first
    assert kinds() == ["known"] * 3


def test_again_sends_once_more_and_an_interrupted_again_goes_on(around: RunContext):
    channel = Channel(["sent", "sent", "sent", "sent", "refused"])
    run([job("主号", channel)], PublishOptions(), around)
    again = PublishOptions(republish=True)
    [second] = run([job("主号", channel)], again, around)
    assert [(one.run, one.index) for one in second.receipts] == [(2, 1)]
    assert second.failure is not None
    assert (second.failure.run, second.failure.index) == (2, 2)
    [third] = run([job("主号", channel)], again, around)
    assert [(one.run, one.index) for one in third.receipts] == [(2, 1), (2, 2), (2, 3)]
    assert len(channel.posts) == 6


def changed(**more: object) -> Draft:
    return structs.replace(draft(*TEXTS), **more)


def pictured(*alts: str) -> Draft:
    plain = draft("图")
    pictures = tuple(Picture(path=f"没有{at}.png", alt=alt) for at, alt in enumerate(alts))
    messages = (structs.replace(plain.messages[0], media=pictures),)
    return structs.replace(plain, messages=messages, digest=digest(plain.channel, messages))


LONG = draft("短", "长" * 200)
PICTURED = pictured("三个字", "图")
DOOMED = {
    "the channel does not know us": (draft(*TEXTS), Rejected("token revoked"), "token revoked"),
    "it takes less than its entry says": (
        LONG,
        Identity(name="@主号", limits={"weighted": 100}),
        "message 2: 200/100",
    ),
    "it takes fewer pictures": (
        PICTURED,
        Identity(name="@主号", limits={"media.images": 1}),
        "message 1: 2/1 media.images",
    ),
    "it takes less alt text": (
        PICTURED,
        Identity(name="@主号", limits={"media.alt": 2}),
        "message 1: 3/2 media.alt",
    ),
    "a payload was changed afterwards": (
        changed(messages=draft("偷换").messages),
        Identity(name="@主号"),
        "changed after its digest",
    ),
    "X would refuse its cashtags": (
        changed(
            findings=(finding("x.cashtags", MessagePart(index=3), words=("$甲", "$乙"), limit=1),)
        ),
        Identity(name="@主号"),
        "message 3: ",
    ),
}


@pytest.mark.parametrize("why", DOOMED)
def test_a_doomed_draft_is_refused_whole(why: str, around: RunContext):
    what, identity, reason = DOOMED[why]
    doomed, fine = Channel(), Channel()
    assert isinstance(identity, (Identity, Rejected))
    doomed.identity = identity
    results = run([job("主号", doomed, what), job("副号", fine)], PublishOptions(), around)
    assert ended(results, "副号") == ["sent"] * 3
    [failure] = [one.failure for one in results if one.account == "主号"]
    assert failure is not None
    assert (failure.outcome, failure.index) == ("refused", 0)
    assert reason in failure.reason
    assert doomed.calls == []
    assert around.ledger.rows(what.digest, "主号") == []


def test_only_what_was_approved_is_sent(around: RunContext):
    approved, other = Channel(), Channel()
    ours, theirs = job("主号", approved), job("副号", other, draft("没人批准", account="副号"))
    terms = PublishOptions(approved={ours.draft.digest})
    results = run([ours, theirs], terms, around)
    assert ended(results, "主号") == ["sent"] * 3
    assert ended(results, "副号") == ["refused"]
    assert theirs.draft.digest in str(results[-1])
    assert other.calls == []


def test_a_picture_that_is_missing_dooms_its_draft(around: RunContext, tmp_path: Path):
    what = pictured("图")
    channel = Channel()
    [result] = run([job("主号", channel, what)], PublishOptions(base=tmp_path), around)
    failure = result.failure
    assert failure is not None
    assert (failure.outcome, failure.index, channel.calls) == ("refused", 0, [])
    assert "没有0.png" in failure.reason


def test_every_account_is_checked_before_the_first_call_of_any(around: RunContext):
    slow, quick = Channel(), Channel()
    asked = threading.Event()

    def whoami() -> Identity:
        asked.wait(0.2)
        asked.set()
        return Identity(name="@慢")

    slow.whoami = whoami  # type: ignore[method-assign]
    too_early = []
    quick.when_called = lambda: None if asked.is_set() else too_early.append("call")
    run([job("慢", slow), job("快", quick)], PublishOptions(), around)
    assert (too_early, len(quick.posts)) == ([], 3)


def test_a_channel_that_is_away_keeps_the_others_waiting_for_seconds_only(
    around: RunContext, clock: Clock
):
    away, fine = Channel(), Channel()
    away.identity = Retryable("bad gateway")
    results = run([job("away", away), job("主号", fine)], PublishOptions(), around)
    assert ended(results, "away") == ["later"]
    assert ended(results, "主号") == ["sent"] * 3
    assert sum(clock.slept) < 20


def test_a_slip_while_signing_in_is_no_traceback(around: RunContext):
    channel = Channel()
    channel.identity = KeyError("data")
    failure = run_job(job("主号", channel), PublishOptions(), around).failure
    assert failure is not None
    assert (failure.outcome, failure.account_level) == ("refused", True)
    assert failure.reason.endswith("the code of X failed: KeyError: 'data'")


def test_stopping_ends_after_the_call_under_way(around: RunContext):
    channel = Channel(["sent", "sent"])
    channel.when_called = lambda: around.halt.set() if len(channel.calls) == 2 else None
    result = run_job(job("主号", channel), PublishOptions(), around)
    assert outcomes(result) == ["sent", "sent", "later"]
    assert len(channel.calls) == 2
    around.halt.clear()
    assert ended(run([job("主号", channel)], PublishOptions(), around), "主号") == ["sent"] * 3


def test_the_documented_rate_is_kept_over_runs(around: RunContext, clock: Clock):
    channel = Channel()
    times: list[dt.datetime] = []
    channel.when_called = lambda: times.append(clock.time)
    for text in ("甲", "乙"):
        there = destination("主号", channel, per_minute=10, per_second_in_a_chat=1, per_year=1)
        run([Job(draft=draft(text, f"{text}2"), destination=there)], PublishOptions(), around)
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(times)]
    assert gaps == [1, 6.5, 7.5], "two at once may go out in a minute of ten"


def test_a_rate_that_is_used_up_for_hours_ends_the_run(around: RunContext):
    channel = Channel()
    there = destination("主号", channel, per_24_hours=1)
    what = Job(draft=draft(*TEXTS), destination=there)
    result = run_job(what, PublishOptions(), around)
    assert outcomes(result) == ["sent", "later"]
    assert len(channel.calls) == 1


def test_a_reply_does_not_draw_on_the_rate_of_posts(around: RunContext):
    there = destination("主号", Channel(), post={"per_24_hours": 1}, reply={"per_24_hours": 100})
    thread = Job(draft=draft(*TEXTS), destination=there)
    assert outcomes(run_job(thread, PublishOptions(), around)) == ["sent"] * len(TEXTS)
    another = Job(draft=draft("又一条"), destination=there)
    assert outcomes(run_job(another, PublishOptions(), around)) == ["later"]
