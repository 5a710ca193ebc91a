"""What goes wrong with a delivery holds it in sight: in the queue, the metrics, health and a notice."""

import sys
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from msgspec import structs

from crosspost.adapters.base import Destination, Identity
from crosspost.alerts.conditions import ended
from crosspost.ledger import LedgerError
from crosspost.ledger.schema import delivery, delivery_content
from crosspost.scheduling import DeliveryTerms
from crosspost.scheduling.attempt import Lease
from crosspost.scheduling.deliveries import OPEN
from crosspost.scheduling.service import Health
from tests.scheduling.world import TEXTS, World

TO_T = {"channel": "x", "chat": "@t"}


def held(world: World, named: str, says: str) -> None:
    """It is there for everybody to see, and keeps nothing from going out or from ending."""
    one = world.one(named)
    assert one.state == "held"
    assert says in one.reason
    assert [one.id for one in world.schedule.deliveries(states=OPEN)] == [named]
    assert world.schedule.counts() == {"held": 1}
    assert Health(world.schedule).held() == 1
    [alert] = [condition.make("en") for condition in ended(world.schedule)]
    assert (alert.kind, alert.delivery, alert.reason) == ("held", named, one.reason)
    other = world.add("别的", after=1)
    assert world.go_on()[-1] == "sent"
    assert world.one(other).state == "sent"


def raising(error: BaseException) -> Callable[[], None]:
    def raised() -> None:
        raise error

    return raised


@pytest.mark.fault(
    "a mistake of ours in an attempt",
    "held, in sight",
)
def test_whatever_escapes_an_attempt(world: World, monkeypatch: pytest.MonkeyPatch):
    named = world.add()
    monkeypatch.setattr(Lease, "look", lambda _: raising(KeyError("没有"))())
    assert world.go_on() == ["held"]
    monkeypatch.undo()
    held(world, named, "KeyError")


@pytest.mark.fault(
    "a channel's code that ends the process",
    "held, in sight; tried again by a person, it looks before it sends",
)
def test_code_of_a_channel_that_ends_the_process(world: World):
    named = world.add()
    world.channel().when_called = lambda: sys.exit(3)
    assert world.go_on() == ["held"]
    world.channel().when_called = lambda: None
    world.schedule.retry(named)
    assert world.go_on() == ["sent"]
    assert [text for _, text, _ in world.channel().posts] == list(TEXTS), "after a look"


def test_what_the_database_will_never_take(world: World, monkeypatch: pytest.MonkeyPatch):
    named = world.add()
    error = LedgerError("ledger.unusable", location="", reason="超出范围")
    error.__cause__ = sa.exc.DataError("", {}, Exception())
    with monkeypatch.context() as patch:
        patch.setattr(Lease, "look", lambda _: raising(error)())
        assert world.go_on() == ["held"]
    held(world, named, "超出范围")


def test_what_cannot_even_be_held_waits(world: World, monkeypatch: pytest.MonkeyPatch):
    """As where the right to the tables was taken away: to ask at once again would ask for ever."""
    named = world.add()
    error = LedgerError("ledger.unusable", location="", reason="没有权限")
    error.__cause__ = sa.exc.ProgrammingError("", {}, Exception())
    end, refusals = Lease.end, [error] * 3

    def ended(*given: Any, **values: Any) -> bool:
        if refusals:
            raise refusals.pop()
        return end(*given, **values)

    with monkeypatch.context() as patch:
        patch.setattr(Lease, "look", lambda _: raising(error)())
        patch.setattr(Lease, "end", ended)
        assert world.go_on() == ["held"]
    assert len(world.halt.waited) == 3
    held(world, named, "没有权限")


DAMAGE = {
    "no JSON": {"draft": "{"},
    "JSON of something else": {"draft": '{"channel":3}'},
    "a part of a draft": {"draft": '{"channel":"x","digest":"d","messages":[{"text":"一"}]}'},
    "terms": {"terms": '{"gap":"一会儿"}'},
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.fault(
    "a delivery's row that cannot be read",
    "held, in sight; it can be cancelled, and the others go out",
)
def test_a_damaged_row(world: World, damage: str):
    named = world.add()
    with world.schedule.ledger.writing() as connection:
        connection.execute(sa.update(delivery_content).values(DAMAGE[damage]))
    assert world.go_on() == ["held"]
    held(world, named, "cannot be read")
    assert world.schedule.cancel(named).state == "cancelled"


def test_a_row_in_a_state_that_nobody_knows(world: World):
    named = world.add()
    with world.schedule.ledger.writing() as connection:
        connection.execute(sa.update(delivery).values(state="飞走了"))
        connection.execute(sa.update(delivery_content).values(draft="-"))
    assert [one.id for one in world.schedule.deliveries(states=OPEN)] == [named]
    assert world.schedule.counts() == {"held": 1}
    assert world.go_on() == ["superseded"]
    assert world.schedule.cancel(named).state == "cancelled"


def test_a_damaged_problem_is_in_no_other_row_s_way(world: World):
    named = world.add(after=60)
    with world.schedule.ledger.writing() as connection:
        connection.execute(sa.text("UPDATE crosspost_delivery SET problem = '[1,'"))
    assert world.one(named).reason == "what went wrong was written down, and cannot be read"
    assert world.go_on() == ["sent"]


def leads(world: World, chat: str, who: str = "") -> None:
    """The account is configured to lead to *chat*, where *who* is signed in."""
    usual = type(world).destination
    world.channel().identity = Identity(name="@主号", id=who)

    def destination(account: str) -> Destination:
        return structs.replace(usual(world, account), settings={"chat": chat})

    world.destination = destination  # type: ignore[method-assign]
    world.attempts = world.worker("二号")


@pytest.mark.fault(
    "an account that leads elsewhere when its delivery is due",
    "held, in sight",
)
def test_what_was_approved_for_one_chat_does_not_go_to_another(world: World):
    named = world.add(terms=DeliveryTerms(place=TO_T))
    leads(world, "@real")
    assert world.go_on() == ["held"]
    held_for = world.one(named)
    assert "approved for @t" in held_for.reason
    assert "@real" in held_for.reason
    assert not world.channel().calls
    world.schedule.retry(named)
    assert world.go_on() == ["held"], "nothing has changed"
    leads(world, "@t")
    world.schedule.retry(named)
    assert world.go_on() == ["sent"]


def test_what_was_approved_for_one_account_does_not_go_to_another(world: World):
    named = world.add(terms=DeliveryTerms(place=TO_T, who="tests.publishing.door 1"))
    leads(world, "@t", who="2")
    assert world.go_on() == ["held"]
    held(world, named, "is signed in now")


def test_what_is_approved_anew_goes_out(world: World):
    named = world.add(terms=DeliveryTerms(place=TO_T))
    leads(world, "@real")
    world.go_on()
    plan = world.plan("改过的", terms=DeliveryTerms(place={**TO_T, "chat": "@real"}))
    assert world.schedule.edit(named, plan).state == "waiting"
    assert world.go_on() == ["sent"]
