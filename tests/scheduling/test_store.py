"""What a person may do with a delivery, by its state, on both databases."""

import datetime as dt
import tomllib
from collections.abc import Callable
from typing import get_args

import msgspec
import pytest
import sqlalchemy as sa

from crosspost.errors import CrosspostError
from crosspost.ledger.schema import delivery, picture
from crosspost.model.receipts import Problem
from crosspost.scheduling import DeliveryPlan, DeliveryTerms, State, TooLate
from tests.ledger.drafts import draft
from tests.scheduling.world import World
from tests.transcripts import ROOT

CASES = tomllib.loads((ROOT / "tests/cases/scheduling.toml").read_text("utf-8"))
STATES: tuple[State, ...] = get_args(State)
OTHER = "另一条"
LATER = dt.timedelta(hours=5)


@pytest.fixture
def either(url: str) -> str:
    """What is asked of the tables is asked of both databases."""
    return url


def set_state(world: World, named: str, state: State) -> None:
    with world.schedule.ledger.writing() as connection:
        here = sa.update(delivery).where(delivery.c.id == named)
        connection.execute(here.values(state=state, delivered=3 if state == "sent" else 0))


def do(world: World, what: str, named: str) -> None:
    schedule, one = world.schedule, world.one(named)
    edited = DeliveryPlan(draft=draft(OTHER), due=one.due, terms=one.terms)
    actions: dict[str, Callable[[], object]] = {
        "cancel": lambda: schedule.cancel(named),
        "cancel what is left": lambda: schedule.cancel(named, rest=True),
        "move": lambda: schedule.move(named, one.due + LATER, one.terms),
        "edit": lambda: schedule.edit(named, edited),
        "retry": lambda: schedule.retry(named),
        "add": lambda: world.add(after=60),
        "pause": lambda: schedule.pause(one.account, Problem(code="假期")),
        "resume": lambda: schedule.resume(one.account),
    }
    actions[what]()


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("case", CASES["change"], ids=lambda case: case["do"])
def test_what_may_be_done_in_each_state(world: World, case: dict[str, str], state: State):
    named = world.add(after=60)
    set_state(world, named, state)
    before = world.one(named)
    wanted = case[state]
    if wanted in STATES:
        do(world, case["do"], named)
        after = world.one(named)
        assert after.state == wanted
        changed = after.state != before.state or case["do"] in {"move", "edit"}
        assert (after.attempt > before.attempt) == changed, (
            "whatever changes it takes the right to send"
        )
        if changed and wanted == "waiting":
            assert world.calls.entries[-1].attempt.number == after.attempt, "and has it called"
    else:
        with pytest.raises(TooLate, match=f"^{wanted}|: {wanted}"):
            do(world, case["do"], named)
        assert world.one(named) == before


def test_the_same_thing_twice_is_one_delivery(world: World):
    first = world.add(after=60)
    assert world.add(after=3600) == first
    assert len(world.schedule.deliveries()) == len(world.calls.entries) == 1
    assert world.one(first).due == world.clock.time + dt.timedelta(seconds=60), "it stays as it is"
    second = world.add(after=3600, terms=DeliveryTerms(occurrence=2))
    assert second != first
    assert len(world.schedule.deliveries()) == 2


def test_two_of_the_same_in_one_call_are_one(world: World):
    world.schedule.add([world.plan(after=60), world.plan(after=90)])
    assert len(world.schedule.deliveries()) == len(world.calls.entries) == 1


def test_scheduling_a_cancelled_one_again_brings_it_back_with_its_new_time(world: World):
    named = world.add(after=60)
    world.schedule.cancel(named)
    world.add(after=120, terms=DeliveryTerms(zone="Asia/Shanghai"))
    one = world.one(named)
    assert (one.state, one.due) == ("waiting", world.clock.time + dt.timedelta(seconds=120))
    assert (one.terms.zone, one.ended, one.reason) == ("Asia/Shanghai", None, "")
    assert world.go_on() == ["superseded", "sent"]
    assert len(world.channel().posts) == 3


def test_a_move_an_edit_and_a_cancel_leave_the_older_call_nothing_to_do(world: World):
    moved, edited, cancelled = (world.add(one, after=60) for one in ("移动", "修改", "取消"))
    world.schedule.move(moved, world.clock.time + LATER, world.one(moved).terms)
    old = world.one(edited)
    world.schedule.edit(edited, DeliveryPlan(draft=draft(OTHER), due=old.due, terms=old.terms))
    world.schedule.cancel(cancelled)
    assert sorted(world.go_on()) == ["sent"] * 2 + ["superseded"] * 3
    assert [text for _, text, _ in world.channel().posts] == [OTHER, "移动"]
    assert world.one(edited).id == edited
    assert world.one(edited).due == old.due


def test_an_id_may_be_cut_short_as_long_as_it_says_which(world: World):
    first, second = world.add("一"), world.add("二")
    assert world.one(first[:6]).id == first
    with pytest.raises(CrosspostError, match=r'several deliveries begin with ""|no delivery ""'):
        world.schedule.get("")
    with pytest.raises(CrosspostError, match='no delivery "zzzzzzzzzz"'):
        world.schedule.get("zzzzzzzzzz")
    with pytest.raises(CrosspostError, match='no delivery "%"'):
        world.schedule.get("%")
    assert world.schedule.get(second).title == "二"


def test_lists_are_in_the_order_of_due_times(world: World):
    late, soon, other = (
        world.add("晚", after=300),
        world.add("早", after=100),
        world.add("other", account="公告", after=200),
    )
    assert [one.id for one in world.schedule.deliveries()] == [soon, other, late]
    assert [one.id for one in world.schedule.deliveries(accounts=["主号"])] == [soon, late]
    assert [one.id for one in world.schedule.deliveries(limit=1)] == [soon]
    world.schedule.cancel(late)
    assert [one.id for one in world.schedule.deliveries(states=["cancelled"])] == [late]
    assert world.schedule.counts() == {"waiting": 2, "cancelled": 1}


def test_no_slot_is_filled_twice_and_a_cancelled_one_frees_its_slot(world: World):
    slot = world.clock.time + LATER

    def filling(text: str) -> DeliveryPlan:
        return DeliveryPlan(draft=draft(text), due=slot, terms=DeliveryTerms(), slot=slot)

    world.schedule.add([filling("一")])
    assert world.schedule.taken("主号", world.clock.time) == {slot}
    with pytest.raises(CrosspostError):
        world.schedule.add([filling("二")])
    assert len(world.schedule.deliveries()) == 1, "nothing half done"
    [one] = world.schedule.deliveries()
    world.schedule.cancel(one.id)
    world.schedule.add([filling("二")])
    assert world.schedule.taken("主号", world.clock.time) == {slot}


def test_a_retry_forgets_what_kept_it_from_being_sent(world: World):
    terms = DeliveryTerms(not_after=world.clock.time, when_overdue="skip")
    named = world.add(terms=terms)
    world.clock.move(7200)
    assert world.go_on() == ["expired"]
    one = world.schedule.retry(named)
    assert (one.state, one.deferrals, one.reason) == ("waiting", 0, "")
    assert (one.terms.not_after, one.terms.when_overdue) == (None, "send")
    assert world.go_on() == ["sent"]


def test_a_pause_says_how_many_it_holds_up_and_keeps_its_first_reason(world: World):
    world.add("一")
    world.add("二", after=900)
    world.add("other", account="公告")
    assert world.schedule.pause("主号", Problem(code="假期")) == 2
    assert world.schedule.pause("主号", Problem(code="again")) == 2
    assert {name: why for name, (_, why) in world.schedule.pauses().items()} == {
        "主号": Problem(code="假期")
    }
    assert world.schedule.resume("主号") == 0, "none had come to its time yet"
    assert world.schedule.pauses() == {}


def test_an_edit_between_a_resume_and_its_call_is_not_held_for_ever(world: World):
    """The edit was begun while the delivery was held, and written down after it was resumed."""
    named = world.add()
    world.schedule.pause("主号", Problem(code="假期"))
    assert world.go_on() == ["on-hold"]
    old, get = world.one(named), world.schedule.get

    def resumed_meanwhile(one: str) -> object:
        found = get(one)
        world.schedule.get = get  # type: ignore[method-assign]
        world.schedule.resume("主号")
        return found

    world.schedule.get = resumed_meanwhile  # type: ignore[method-assign, assignment]
    world.schedule.edit(named, DeliveryPlan(draft=draft(OTHER), due=old.due, terms=old.terms))
    assert "sent" in world.go_on()
    assert [text for _, text, _ in world.channel().posts] == [OTHER]


def test_pictures_are_kept_once_however_many_show_them(world: World):
    data = {"ab" * 32: "画".encode()}
    for text in ("一", "二"):
        plan = msgspec.structs.replace(world.plan(text), pictures=data)
        world.schedule.add([plan])
    with world.schedule.ledger.reading() as connection:
        assert connection.execute(sa.select(picture)).all() == [("ab" * 32, "画".encode())]
