"""What a worker does when a delivery's time has come, and what becomes of it: no time passes."""

import datetime as dt
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from msgspec import structs

from crosspost.adapters.base import Identity
from crosspost.errors import ConfigError, Rejected, Retryable
from crosspost.ledger import LedgerError
from crosspost.ledger.schema import delivery
from crosspost.model.draft import Picture, digest
from crosspost.model.receipts import Problem
from crosspost.scheduling import DeliveryPlan, DeliveryTerms, TooLate
from crosspost.scheduling.dispatch import Attempt
from tests.ledger.drafts import draft
from tests.publishing.memory import Channel
from tests.scheduling.world import MONDAY, TEXTS, World
from tests.transcripts import ROOT

CASES = tomllib.loads((ROOT / "tests/cases/scheduling.toml").read_text("utf-8"))["attempt"]
NO_WAY_IN = ("no secret",)
REVOKED = ("the token was revoked",)
AWAY = ("bad gateway",)


def channel_of(case: dict[str, Any]) -> Channel | Exception:
    channel = Channel(case.get("does", ()), case.get("looks", "sees"))
    trouble = case.get("whoami")
    if trouble == "no way in":
        return ConfigError(*NO_WAY_IN, hint="crosspost accounts set")
    if trouble:
        channel.identity = {
            "refused": Rejected(*REVOKED, hint="sign in again"),
            "later": Retryable(*AWAY),
        }[trouble]
    return channel


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_attempts(world: World, case: dict[str, Any]):
    world.channels["主号"] = channel_of(case)
    after = case.get("not_after")
    terms = DeliveryTerms(
        when_overdue=case.get("when_overdue", "send"),
        not_after=after and world.clock.time + dt.timedelta(seconds=after),
    )
    named = world.add(terms=terms)
    world.clock.move(case.get("late", 0))
    words = world.go_on(200)
    one = world.one(named)
    assert (one.state, one.delivered) == (case["state"], case["delivered"])
    assert one.reason.startswith(case.get("reason", "")) or case["reason"] in one.reason
    if "words" in case:
        assert words == case["words"]
    assert [end.state for end in world.ends] == case["told"]
    assert bool(world.schedule.pauses()) == case.get("paused", False)
    if "at" in case:
        assert (one.at - MONDAY).total_seconds() == pytest.approx(case["at"], abs=0.5)
    if one.state == "sent":
        assert [text for _, text, _ in world.channel().posts] == list(TEXTS)
        assert one.ended is not None
        assert abs((world.clock.time - one.ended).total_seconds()) < 0.001
    assert (one.started is not None) == bool(world.channel().calls if "whoami" not in case else [])


def test_it_goes_out_at_its_moment_however_early_it_is_called(world: World):
    named = world.add(after=2.4)
    [entry] = world.calls.entries
    world.calls.entries.clear()
    assert world.attempts.make(entry.attempt) == "sent"
    assert world.one(named).started == MONDAY + dt.timedelta(seconds=2.4)


def test_a_channel_that_is_down_is_tried_ever_more_rarely(world: World):
    channel = world.channel()
    channel.identity = Retryable(*AWAY)
    named = world.add()
    waits = []
    for _ in range(10):
        [entry] = world.calls.entries
        world.take(entry)
        one = world.one(named)
        waits.append(round((one.at - world.clock.time).total_seconds()))
    assert waits == [15, 30, 60, 120, 240, 480, 900, 900, 900, 900]
    assert (one.state, one.deferrals, one.reason) == ("waiting", 10, "bad gateway")
    assert not world.ends, "nobody is troubled with it yet"
    channel.identity = Identity(name="@主号")
    assert world.go_on() == ["sent"]


def test_after_downtime_there_is_no_burst_and_the_order_is_that_of_due_times(world: World):
    gap = DeliveryTerms(gap=600)
    texts = [f"第{number}条" for number in range(5)]
    for number, text in reversed(list(enumerate(texts))):
        world.add(text, after=60 * number, terms=gap)
    world.clock.move(5 * 3600)  # the machine was off
    at: list[dt.datetime] = []
    world.channel().when_called = lambda: at.append(world.clock.time)
    world.go_on()
    assert [text for _, text, _ in world.channel().posts] == texts
    apart = [(b - a).total_seconds() for a, b in pairwise(at)]
    assert min(apart) >= 600
    assert max(apart) < 602


def test_what_only_waits_for_the_gap_is_not_late(world: World):
    """Three at one time, half an hour apart: the later ones were never late of themselves."""
    terms = DeliveryTerms(gap=1800, when_overdue="skip")
    ids = [world.add(text, terms=terms) for text in ("一", "二", "三")]
    world.go_on()
    assert [world.one(named).state for named in ids] == ["sent"] * 3


def test_what_waited_for_the_gap_and_then_for_the_machine_is_late(world: World):
    terms = DeliveryTerms(gap=1800, when_overdue="skip")
    first, second = world.add("一", terms=terms), world.add("二", terms=terms)
    assert world.go_on(until=world.clock.time) == ["sent", "waits for the gap"]
    world.clock.move(4 * 3600)
    assert world.go_on() == ["expired"]
    assert (world.one(first).state, world.one(second).state) == ("sent", "expired")


def test_a_gap_of_a_moment_is_waited_for(world: World):
    terms = DeliveryTerms(gap=600)
    world.add("一", terms=terms)
    world.add("二", after=599, terms=terms)
    assert world.go_on() == ["sent", "sent"]


def test_a_paused_account_holds_what_is_due_and_resuming_sends_it(world: World):
    named = world.add()
    world.schedule.pause("主号", Problem(code="假期"))
    assert world.go_on() == ["on-hold"]
    assert world.one(named).reason == "its account is paused"
    assert not world.channel().calls
    world.clock.move(300)
    assert world.schedule.resume("主号") == 1
    assert world.go_on() == ["sent"]
    assert world.one(named).started == MONDAY + dt.timedelta(seconds=300)


def test_a_pause_in_the_middle_of_a_thread_makes_no_further_call(world: World):
    named = world.add()
    world.channel().when_called = lambda: world.schedule.pause("主号", Problem(code="假期"))
    assert world.go_on() == ["on-hold"]
    one = world.one(named)
    assert (one.state, one.delivered, one.deferrals) == ("on-hold", 1, 0)
    assert one.reason == "its account is paused"
    world.channel().when_called = lambda: None
    world.schedule.resume("主号")
    assert world.go_on() == ["sent"]
    assert [text for _, text, _ in world.channel().posts] == list(TEXTS)


def test_a_cancel_of_the_rest_in_the_middle_of_a_thread_counts_what_stands(world: World):
    named = world.add()
    world.channel().when_called = lambda: world.schedule.cancel(named, rest=True)
    assert world.go_on() == ["superseded"]
    one = world.one(named)
    assert (one.state, one.delivered) == ("cancelled", 1)
    assert len(world.channel().posts) == 1
    with pytest.raises(TooLate):
        world.schedule.cancel(named)


@pytest.mark.parametrize("what", ["paused", "revoked", "away"])
def test_a_doubt_cannot_be_cancelled_away(world: World, what: str):
    """A message may stand: whatever became of the account, nobody may say that nothing was sent."""
    world.channels["主号"] = channel = Channel(["lost"], "away")
    named = world.add()
    assert world.go_on(until=world.clock.time) == ["deferred"]
    assert world.one(named).state == "sending"
    if what == "paused":
        world.schedule.pause("主号", Problem(code="假期"))
    else:
        trouble = {"revoked": Rejected(*REVOKED), "away": Retryable(*AWAY)}
        channel.identity = trouble[what]
    world.go_on(until=world.clock.time + dt.timedelta(seconds=60))
    with pytest.raises(TooLate):
        world.schedule.cancel(named)
    with pytest.raises(TooLate):
        world.schedule.move(named, MONDAY + dt.timedelta(days=1), DeliveryTerms())
    channel.looks = "sees"
    channel.identity = Identity(name="@主号")
    world.schedule.resume("主号")
    world.go_on()
    assert world.one(named).state == "sent"
    assert [text for _, text, _ in channel.posts] == list(TEXTS)


def test_a_doubt_is_not_skipped_for_being_late(world: World):
    world.channels["主号"] = channel = Channel(["lost"], "away")
    named = world.add(terms=DeliveryTerms(when_overdue="skip"))
    world.go_on(until=world.clock.time)
    channel.identity = Rejected(*REVOKED)
    world.go_on()
    world.clock.move(7200)
    channel.identity, channel.looks = Identity(name="@主号"), "sees"
    world.schedule.resume("主号")
    world.go_on()
    assert (world.one(named).state, len(channel.posts)) == ("sent", 3)


def test_a_doubt_that_ends_with_the_account_away_is_told_as_a_doubt(world: World):
    """Given up after a day: not "expired", for a message may stand."""
    world.channels["主号"] = channel = Channel(["lost"], "away")
    named = world.add()
    world.go_on(until=world.clock.time)
    channel.identity = Retryable(*AWAY)
    world.go_on(300)
    assert world.one(named).state == "unknown"
    assert [end.state for end in world.ends] == ["unknown"]


def test_when_the_worker_is_told_to_stop_the_rest_is_handed_on(world: World):
    named = world.add(terms=DeliveryTerms(gap=3600))
    world.channel().when_called = world.halt.set
    [entry] = world.calls.entries
    assert world.take(entry) == "handed on"
    one = world.one(named)
    assert (one.state, one.delivered, one.deferrals) == ("waiting", 1, 0)
    world.halt.clear()
    world.channel().when_called = lambda: None
    assert world.go_on() == ["sent"]
    assert world.clock.time == MONDAY, "at once: the gap had been waited for"


def test_a_turn_that_waits_for_its_moment_is_handed_on_as_it_was(world: World):
    world.channels["主号"] = Channel(["lost"], "away")
    named = world.add()
    assert world.go_on(until=world.clock.time) == ["deferred"]
    before = world.one(named)
    world.halt.set()
    [entry] = world.calls.entries
    assert world.attempts.make(entry.attempt) == "handed on"
    after = world.one(named)
    assert (after.state, after.at, after.reason) == ("sending", before.at, before.reason)


def test_the_picture_that_was_approved_is_sent_though_its_file_is_gone(
    world: World, tmp_path: Path
):
    from PIL import Image  # noqa: PLC0415

    file = tmp_path / "图.png"
    Image.new("RGB", (64, 64), "red").save(file)
    data = file.read_bytes()
    plain = draft("看图")
    media = (Picture(alt="红", path=str(file)),)
    messages = tuple(structs.replace(one, media=media) for one in plain.messages)
    shown = structs.replace(plain, messages=messages, digest=digest(plain.channel, messages))
    terms = DeliveryTerms(pictures={str(file): "红" * 4})
    world.schedule.add(
        [DeliveryPlan(draft=shown, due=world.clock.time, terms=terms, pictures={"红" * 4: data})]
    )
    got: list[bytes] = []

    class Showing(Channel):
        def send(self, message: Any, key: str, above: Any, uploads: Any) -> Any:
            got.extend(one.data for one in uploads)
            return super().send(message, key, above, uploads)

    world.channels["主号"] = Showing()
    file.unlink()
    assert world.go_on() == ["sent"]
    assert len(got) == 1
    assert got[0] == data or len(got[0]) > 60


def test_an_account_that_is_gone_from_the_configuration_holds_its_deliveries(world: World):
    def gone(account: str) -> Any:
        found = f"no account {account}"
        raise ConfigError(found, hint="add it to crosspost.toml")

    named = world.add()
    world.destination = gone  # type: ignore[method-assign]
    world.attempts = world.worker("二号")
    assert world.go_on() == ["on-hold"]
    one = world.one(named)
    assert (one.state, one.reason) == ("on-hold", "no account 主号")
    assert [end.account_level for end in world.ends] == [True]


def test_a_mistake_of_ours_holds_the_delivery(world: World):
    def broken(account: str) -> Any:
        raise KeyError(account)

    named = world.add()
    world.destination = broken  # type: ignore[method-assign]
    world.attempts = world.worker("二号")
    assert world.go_on() == ["held"]
    assert (world.one(named).state, world.one(named).reason) == ("held", "KeyError: '主号'")


def test_a_database_that_is_away_for_a_while_is_waited_for(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    named = world.add()
    begin, left = world.schedule.ledger.begin, [3]

    def away(*args: Any, **more: Any) -> Any:
        if left[0]:
            left[0] -= 1
            raise LedgerError(*AWAY)
        return begin(*args, **more)

    monkeypatch.setattr(world.schedule.ledger, "begin", away)
    world.go_on()
    assert world.one(named).state == "sent"
    assert len(world.channel().posts) == 3


def test_a_turn_that_was_overtaken_finds_nothing_to_do(world: World):
    named = world.add()
    [entry] = world.calls.entries
    world.schedule.cancel(named)
    assert world.take(entry) == "superseded"
    assert not world.channel().calls


def test_what_stands_already_is_not_sent_again(world: World):
    """The worker died after the last answer was kept, before the delivery said so."""
    named = world.add()
    world.go_on()
    with world.schedule.ledger.writing() as connection:
        here = sa.update(delivery).where(delivery.c.id == named)
        connection.execute(here.values(state="sending", delivered=1, ended=None))
    one = world.one(named)
    assert world.attempts.make(Attempt(delivery=named, number=one.attempt)) == "sent"
    assert (world.one(named).state, world.one(named).delivered) == ("sent", 3)
    assert len(world.channel().posts) == 3


def test_a_persons_word_on_a_doubt_lets_the_rest_go_out(world: World):
    world.channels["主号"] = channel = Channel(["sent", "lost"], "blind")
    named = world.add()
    assert world.go_on() == ["unknown"]
    there = channel.posts[-1][0]
    from crosspost.model.receipts import Sent  # noqa: PLC0415

    world.schedule.ledger.resolve(world.doubt(named, 2), Sent(id=there))
    world.schedule.retry(named)
    assert world.go_on() == ["sent"]
    assert [text for _, text, _ in channel.posts] == list(TEXTS)


def test_a_clock_that_was_set_back_puts_off_instead_of_sleeping(world: World):
    named = world.add()
    [entry] = world.calls.entries
    world.calls.entries.clear()
    world.clock.move(-3600)
    assert world.attempts.make(entry.attempt) == "handed on"
    assert not world.halt.waited, "no thread sleeps for an hour"
    assert world.go_on() == ["sent"]
    assert world.one(named).started == MONDAY


@pytest.mark.parametrize(
    ("where", "state"), [("connect", "on-hold"), ("whoami", "on-hold"), ("send", "unknown")]
)
def test_a_mistake_in_one_channels_code_is_that_channels_alone(
    world: World, where: str, state: str
):
    broken = Channel()
    vars(broken)[where] = lambda *_: 1 / 0
    world.channels["副号"] = ZeroDivisionError("密钥") if where == "connect" else broken
    theirs, ours = world.add(account="副号"), world.add(account="主号")
    world.go_on(50)
    assert world.one(ours).state == "sent"
    assert [text for _, text, _ in world.channel().posts] == list(TEXTS)
    one = world.one(theirs)
    assert (one.state, one.delivered) == (state, 0)
    assert "the code of X failed: ZeroDivisionError" in one.reason
    assert ".py:" in one.reason


def test_a_series_that_begins_alike_is_no_mended_wording_of_another_delivery(world: World):
    """One of it is half sent; the next one is another, which was approved as it is."""
    world.channel().does = ["sent", "refused"]
    first = world.add("本周芯片新闻第41期 🎉", "一")
    world.go_on()
    assert world.one(first).state == "refused"
    second = world.add("本周芯片新闻第42期 🎉", "二")
    assert world.go_on() == ["sent"]
    assert world.one(second).state == "sent"
