"""Maintenance: what one of the workers does every hour and every day, so that nothing piles up.

And deliveries keep their time on the wall, whatever a government does to its clocks meanwhile.
"""

import datetime as dt
import logging
from contextlib import suppress
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa

from .._record import Record
from ..errors import LONGEST_WAIT
from ..ledger.journal import forget
from ..ledger.rows import LedgerError, collides
from ..ledger.schema import delivery, delivery_content, picture
from ..ledger.tasks import LONGEST, forget_done, run_once
from ..times import WallTimeCheck, check_wall_time
from .deliveries import (
    ACTIVE,
    CHANGEABLE,
    DAMAGE,
    TERMS,
    Delivery,
    DeliveryTerms,
)
from .dispatch import Attempt
from .store import COLUMNS, NONE_DELIVERED, Schedule, keep, nothing_begun

REMEMBERED = dt.timedelta(days=1)
"""How long the engine remembers an attempt that has ended."""
AT_MOST = 50
"""Thousands of attempts that are forgotten in one go: the worker's sign of life must not wait."""
PAGE = 50_000
"""Deliveries, looked through within a second or two: a worker gives signs of life in between."""

logger = logging.getLogger("crosspost")


class Maintenance:
    """Does what is to be done when its hour has come, unless another worker has."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._hour = ""
        self._zones_after: int | None = None
        """After which delivery to go on with the zones, if they are to be looked at."""

    def do(self) -> None:
        """Do what is to be done now, for a second or two; nothing at most times."""
        ledger = self._schedule.ledger
        if self._zones_after is not None:
            self._mend_times(self._zones_after)
        hour = f"{ledger.now():%Y-%m-%d %H}"
        if hour == self._hour:
            return
        first, self._hour = not self._hour, hour
        if run_once(ledger, f"tidied {hour}"):
            self._tidy()
        today = run_once(ledger, f"swept {hour[:10]}")
        if first or today:  # a newer database of zones comes with a new process
            self._zones_after = 0
            if count := bring_back(self._schedule):
                logger.warning("a clock was ahead: %d deliveries are tried now, not then", count)
        if today:
            dropped, forgotten = drop_pictures(self._schedule), forget_done(ledger)
            logger.info("%d pictures and %d notes are needed no more", dropped, forgotten)
            forget(ledger)

    def _mend_times(self, after: int) -> None:
        moved, last = correct_times(self._schedule, after)
        self._zones_after = last or None
        for each in moved:
            one = each.delivery
            said = "%s: clocks have changed since: %s goes out at %s, not %s"
            logger.warning(said, one.account, one.id, one.due, each.before)

    def _tidy(self) -> None:
        before = (self._schedule.ledger.now() - REMEMBERED).astimezone(dt.UTC).isoformat()
        for _ in range(AT_MOST):
            if not self._schedule.dispatcher.tidy(before):
                break


def bring_back(schedule: Schedule) -> int:
    """Try now what waits longer than it could: a clock was ahead when it was put off; how many."""
    now = schedule.ledger.now()
    never = now + LONGEST + dt.timedelta(seconds=LONGEST_WAIT)
    late = sa.select(COLUMNS.id, COLUMNS.attempt).where(
        COLUMNS.state.in_(ACTIVE), COLUMNS.at > never, COLUMNS.deferrals > 0
    )
    with schedule.ledger.writing() as connection:
        found = connection.execute(late).all()
        for row in found:
            attempt = Attempt(delivery=row.id, number=row.attempt)
            schedule.call_again(connection, attempt, now)
    return len(found)


def drop_pictures(schedule: Schedule) -> int:
    """Drop the pictures that nothing needs any more, neither now nor for a retry; how many."""
    columns = delivery_content.c
    wanted = (
        sa.select(columns.terms)
        .join(delivery, COLUMNS.number == columns.number)
        .where(COLUMNS.state != "sent", columns.terms.contains('"pictures":', autoescape=True))
    )
    with schedule.ledger.writing() as connection:
        if connection.dialect.name == "postgresql":  # SQLite has one writer at a time anyway
            connection.execute(sa.text("LOCK TABLE crosspost_picture IN SHARE ROW EXCLUSIVE MODE"))
        unused = set(connection.scalars(sa.select(picture.c.digest)))
        if not unused:
            return 0
        for terms in connection.scalars(wanted):
            with suppress(msgspec.MsgspecError):  # what is damaged is not sent
                unused -= set(TERMS.decode(terms).pictures.values())
        gone = [{"name": name} for name in unused]
        if gone:
            here = picture.c.digest == sa.bindparam("name")
            connection.execute(sa.delete(picture).where(here), gone)
    return len(gone)


# Clocks that change


class Moved(Record):
    """A delivery that was moved, for whoever tells a person."""

    before: dt.datetime
    delivery: Delivery


def drift(due: dt.datetime, terms: DeliveryTerms) -> WallTimeCheck:
    """Whether clocks of the author's zone will show at *due* what they were to show.

    >>> nine = dt.datetime(2026, 11, 27, 1, tzinfo=dt.UTC)
    >>> drift(nine, DeliveryTerms(zone="Asia/Shanghai", offset=480)).holds
    True
    >>> drift(nine, DeliveryTerms(zone="Asia/Shanghai", offset=540)).instant.isoformat()
    '2026-11-27T02:00:00+00:00'
    """
    wall = (due + dt.timedelta(minutes=terms.offset)).replace(tzinfo=None)
    return check_wall_time(due, wall, ZoneInfo(terms.zone))


def correct_times(schedule: Schedule, after: int = 0, page: int = PAGE) -> tuple[list[Moved], int]:
    """Move what waits and would go out at another time on the wall than was approved.

    That happens where a zone's rules have changed since (a newer ``tzdata``), so that once at the
    start of a worker and once a day are enough: it reads the terms of all that waits.

    Args:
        schedule: its deliveries.
        after: the number of the one to go on after.
        page: how many to look through.

    Returns:
        What was moved, and the number of the last one that was looked at, 0 at the end.
    """
    wanted = sa.select(COLUMNS.number, COLUMNS.id, COLUMNS.due, delivery_content.c.terms)
    wanted = wanted.join(delivery_content, delivery_content.c.number == COLUMNS.number)
    wanted = wanted.where(COLUMNS.state.in_(CHANGEABLE), NONE_DELIVERED, COLUMNS.number > after)
    with schedule.ledger.reading() as connection:
        rows = connection.execute(wanted.order_by(COLUMNS.number).limit(page)).all()
    moved = []
    for row in rows:
        try:
            terms = TERMS.decode(row.terms)
            found = drift(row.due, terms)
        except DAMAGE:  # it is held when its time comes
            continue
        if not found.holds and _move(schedule, row.id, row.due, found.instant, terms):
            moved.append(Moved(before=row.due, delivery=schedule.get(row.id)))
    return moved, rows[-1].number if rows else 0


def _move(
    schedule: Schedule,
    id: str,  # noqa: A002 - what it is
    before: dt.datetime,
    due: dt.datetime,
    terms: DeliveryTerms,
) -> bool:
    """Move it, its slot with it, unless somebody else has changed it meanwhile."""
    offset = due.astimezone(ZoneInfo(terms.zone)).utcoffset() or dt.timedelta()
    own = msgspec.structs.replace(terms, offset=round(offset.total_seconds() / 60))
    same = nothing_begun(schedule.get(id)) & (COLUMNS.due == before)
    there = sa.literal(due, COLUMNS.slot.type)
    slot = sa.case((COLUMNS.slot.is_(None), sa.null()), else_=there)
    for filled in (slot, None):
        values = {"due": due, "at": due, "slot": filled, "gap_applied": False}
        try:
            with schedule.ledger.writing() as connection:
                row = schedule.attempt_anew(connection, id, CHANGEABLE, same, **values)
                if row:
                    keep(connection, row.number, own)
        except LedgerError as error:
            if not collides(error):
                raise
            continue  # something fills the slot that this one would move to
        return row is not None
    return False
