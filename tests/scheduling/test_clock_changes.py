"""A zone's rules change: what was to go out at nine by the clock on the wall still does."""

from functools import partial

import msgspec
import pytest

from crosspost.cli.queue import state_in_words
from crosspost.scheduling import DeliveryPlan, DeliveryTerms, Schedule, correct_times, maintenance
from crosspost.scheduling.maintenance import drift
from tests.ledger.drafts import draft
from tests.scheduling.wishes import HOUR, MONDAY, fresh, schedule

__all__ = ["fresh", "schedule"]

THEN = DeliveryTerms(zone="Asia/Shanghai", offset=540)
"""Of a time at which Shanghai was thought to be nine hours ahead."""
NOW = msgspec.structs.replace(THEN, offset=480)


def test_what_waits_moves_with_its_slot(schedule: Schedule):
    late = DeliveryPlan(draft=draft("夏令时"), due=MONDAY + HOUR, slot=MONDAY + HOUR, terms=THEN)
    same = DeliveryPlan(draft=draft("标准时"), due=MONDAY + HOUR, terms=NOW)
    schedule.add([late, same])
    (moved,), _ = correct_times(schedule)
    assert (moved.before, moved.delivery.id) == (MONDAY + HOUR, late.id)
    one = schedule.get(late.id)
    assert (one.due, one.slot, one.attempt) == (MONDAY + 2 * HOUR, MONDAY + 2 * HOUR, 2)
    assert drift(one.due, one.terms).holds
    assert correct_times(schedule)[0] == []


def test_a_slot_that_is_filled_is_not_filled_twice(schedule: Schedule):
    first = DeliveryPlan(draft=draft("一"), due=MONDAY + HOUR, slot=MONDAY + HOUR, terms=THEN)
    second = DeliveryPlan(
        draft=draft("二"), due=MONDAY + 2 * HOUR, slot=MONDAY + 2 * HOUR, terms=NOW
    )
    schedule.add([first, second])
    assert [one.delivery.id for one in correct_times(schedule)[0]] == [first.id]
    one = schedule.get(first.id)
    assert (one.due, one.slot) == (MONDAY + 2 * HOUR, None)


def test_a_worker_looks_page_by_page_and_gives_signs_of_life_in_between(
    schedule: Schedule, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(maintenance, "correct_times", partial(correct_times, page=2))
    due = MONDAY + HOUR
    schedule.add([DeliveryPlan(draft=draft(f"第{n}条"), due=due, terms=THEN) for n in range(5)])
    doing = maintenance.Maintenance(schedule)
    for moved in (0, 2, 4, 5, 5, 5):
        doing.do()
        assert caplog.text.count("clocks have changed since") == moved


def test_what_has_begun_or_ended_stays(schedule: Schedule):
    plan = DeliveryPlan(draft=draft("一"), due=MONDAY + HOUR, terms=THEN)
    schedule.add([plan])
    schedule.cancel(plan.id)
    assert correct_times(schedule) == ([], 0)


def test_until_a_worker_moves_it_the_queue_says_so(schedule: Schedule):
    late = DeliveryPlan(draft=draft("夏令时"), due=MONDAY + HOUR, terms=THEN)
    schedule.add([late])
    said = state_in_words(schedule.get(late.id), MONDAY)
    assert said == "waits; set for 18:00, and clocks there have changed: a worker moves it"
    correct_times(schedule)
    assert state_in_words(schedule.get(late.id), MONDAY) == "waits"
