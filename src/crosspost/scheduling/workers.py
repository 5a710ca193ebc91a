"""Workers: whether any is there to send what is due."""

import datetime as dt

import sqlalchemy as sa

from ..ledger.tables import worker
from .store import Schedule
from .worker import Pulse


def at_work(schedule: Schedule, pulse: Pulse = Pulse()) -> int:  # noqa: B008 - frozen
    """How many workers have given a sign of life lately."""
    since = schedule.ledger.now() - dt.timedelta(seconds=pulse.dead)
    alive = sa.select(sa.func.count()).select_from(worker).where(worker.c.seen >= since)
    with schedule.ledger.reading() as connection:
        return connection.scalar(alive) or 0
