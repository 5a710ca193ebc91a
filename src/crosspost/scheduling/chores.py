"""Chores: what one of the workers does every hour and every day, so that nothing piles up."""

import datetime as dt
import logging

import sqlalchemy as sa

from ..ledger.tables import delivery, frozen, picture
from . import once
from .rows import TERMS
from .store import Schedule
from .zoning import rezoned

TURNS = dt.timedelta(days=1)
"""How long the engine remembers a turn that has ended."""
AT_MOST = 50
"""Thousands of turns that are forgotten in one go: the worker's sign of life must not wait."""

logger = logging.getLogger("crosspost")


class Chores:
    """Does them when their hour has come, unless another worker has.

    Args:
        schedule: what is tidied up.
    """

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._hour = ""
        self._zoned: int | None = None
        """After which delivery to go on with the zones, if they are to be looked at."""

    def do(self) -> None:
        """Do what is to be done now, for a second or two; nothing at most times."""
        ledger = self._schedule.ledger
        if self._zoned is not None:
            self._zone(self._zoned)
        hour = f"{ledger.now():%Y-%m-%d %H}"
        if hour == self._hour:
            return
        first, self._hour = not self._hour, hour
        if once.only(ledger, f"tidied {hour}"):
            self._hourly()
        today = once.only(ledger, f"swept {hour[:10]}")
        if first or today:  # a newer database of zones comes with a new process
            self._zoned = 0
        if today:
            dropped, forgotten = drop_pictures(self._schedule), once.forget(ledger)
            logger.info("%d pictures and %d notes are needed no more", dropped, forgotten)

    def _zone(self, after: int) -> None:
        moved, last = rezoned(self._schedule, after)
        self._zoned = last or None
        for each in moved:
            one = each.delivery
            said = "%s: clocks have changed since: %s goes out at %s, not %s"
            logger.warning(said, one.account, one.id, one.due, each.before)

    def _hourly(self) -> None:
        before = (self._schedule.ledger.now() - TURNS).astimezone(dt.UTC).isoformat()
        for _ in range(AT_MOST):
            if not self._schedule.engine.tidy(before):
                break


def drop_pictures(schedule: Schedule) -> int:
    """Drop the pictures that nothing needs any more, neither now nor for a retry; how many."""
    columns = frozen.c
    wanted = (
        sa.select(columns.terms)
        .join(delivery, delivery.c.number == columns.number)
        .where(delivery.c.state != "sent", columns.terms.contains('"pictures":', autoescape=True))
    )
    with schedule.ledger.writing() as connection:
        if connection.dialect.name == "postgresql":  # SQLite has one writer at a time anyway
            connection.execute(sa.text("LOCK TABLE crosspost_picture IN SHARE ROW EXCLUSIVE MODE"))
        kept = set(connection.scalars(sa.select(picture.c.digest)))
        if not kept:
            return 0
        for terms in connection.scalars(wanted):
            kept -= set(TERMS.decode(terms).pictures.values())
        gone = [{"name": name} for name in kept]
        if gone:
            here = picture.c.digest == sa.bindparam("name")
            connection.execute(sa.delete(picture).where(here), gone)
    return len(gone)
