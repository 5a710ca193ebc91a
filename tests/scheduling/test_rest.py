"""A worker at rest costs the same whether ten deliveries wait or thousands."""

import datetime as dt
from pathlib import Path
from typing import Any, cast

import pytest
import sqlalchemy as sa

from crosspost.adapters.base import Destination
from crosspost.alerts.conditions import CONDITIONS
from crosspost.ledger import open_ledger
from crosspost.scheduling import DeliveryPlan, DeliveryTerms, Schedule, Worker
from crosspost.scheduling.attempt import Attempts
from crosspost.scheduling.dispatch import Dispatcher
from tests.ledger.drafts import draft
from tests.scheduling.world import Called

YEAR = dt.timedelta(days=365)


class Idle(Called):
    """Stands in for the engine: it has nothing to call."""

    def start(self, _: object) -> None: ...

    def stop(self, _: int) -> None: ...


def nobody(account: str) -> Destination:
    raise AssertionError(account)


def round_at_rest(file: Path, waiting: int) -> int:
    """Steps of SQLite's machine that one round of a worker takes."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    def watch(connection: Any, _: object) -> None:
        connection.set_progress_handler(count, 1)

    with open_ledger(f"sqlite:///{file}") as ledger:
        schedule = Schedule(ledger, cast("Dispatcher", Idle()))
        due = ledger.now() + YEAR
        some = [
            DeliveryPlan(draft=draft(f"第{n}条"), due=due, terms=DeliveryTerms())
            for n in range(waiting)
        ]
        schedule.add(some)
        ledger.engine.dispose()  # so that its next connection is watched
        sa.event.listen(ledger.engine, "connect", watch)
        worker = Worker(Attempts(schedule, "一号", nobody))
        worker.run(until_empty=True, also=[lambda: [list(one(schedule)) for one in CONDITIONS]])
    return steps


def test_a_round_goes_through_no_more_where_more_wait(tmp_path: Path):
    few, many = (round_at_rest(tmp_path / f"{n}.sqlite3", n) for n in (10, 2_000))
    assert few > 100, "it does look"
    assert many == pytest.approx(few, rel=0.1)
