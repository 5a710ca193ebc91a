"""Zoning: deliveries keep their time on the wall, whatever a government does to its clocks."""

import datetime as dt
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa

from ..ledger.failures import LedgerError
from ..ledger.tables import delivery, frozen
from ..record import Record
from ..timing import Still, still
from .changing import UNTOUCHED, again, refreeze, untouched
from .deliveries import BEFORE, Delivery, Terms
from .rows import TERMS, millis, moment
from .store import Schedule

PAGE = 50_000
"""Deliveries, looked through within a second or two: a worker gives signs of life in between."""


class Moved(Record):
    """A delivery that was moved, for whoever tells a person."""

    before: dt.datetime
    delivery: Delivery


def drift(due: dt.datetime, terms: Terms) -> Still:
    """Whether clocks of the author's zone will show at *due* what they were to show.

    >>> nine = dt.datetime(2026, 11, 27, 1, tzinfo=dt.UTC)
    >>> drift(nine, Terms(zone="Asia/Shanghai", offset=480)).holds
    True
    >>> drift(nine, Terms(zone="Asia/Shanghai", offset=540)).instant.isoformat()
    '2026-11-27T02:00:00+00:00'
    """
    wall = (due + dt.timedelta(minutes=terms.offset)).replace(tzinfo=None)
    return still(due, wall, ZoneInfo(terms.zone))


def rezoned(schedule: Schedule, after: int = 0, page: int = PAGE) -> tuple[list[Moved], int]:
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
    columns = delivery.c
    wanted = sa.select(columns.number, columns.id, columns.due, frozen.c.terms)
    wanted = wanted.join(frozen, frozen.c.number == columns.number)
    wanted = wanted.where(columns.state.in_(BEFORE), UNTOUCHED, columns.number > after)
    with schedule.ledger.reading() as connection:
        rows = connection.execute(wanted.order_by(columns.number).limit(page)).all()
    moved = [
        Moved(before=due, delivery=schedule.get(row.id))
        for row in rows
        if _moved(schedule, row.id, due := moment(row.due), TERMS.decode(row.terms))
    ]
    return moved, rows[-1].number if rows else 0


def _moved(schedule: Schedule, id: str, due: dt.datetime, terms: Terms) -> bool:  # noqa: A002
    found = drift(due, terms)
    return not found.holds and _move(schedule, id, due, found.instant, terms)


def _move(
    schedule: Schedule,
    id: str,  # noqa: A002
    before: dt.datetime,
    due: dt.datetime,
    terms: Terms,
) -> bool:
    """Move it, its slot with it, unless somebody else has changed it meanwhile."""
    offset = due.astimezone(ZoneInfo(terms.zone)).utcoffset() or dt.timedelta()
    own = msgspec.structs.replace(terms, offset=round(offset.total_seconds() / 60))
    columns, at, one = delivery.c, millis(due), schedule.get(id)
    slot = sa.case((columns.slot.is_(None), sa.null()), else_=at)
    for filled in (slot, None):
        values = {"due": at, "at": at, "slot": filled, "spaced": False}
        mine = columns.due == millis(before)
        try:
            with schedule.ledger.writing() as connection:
                row = again(connection, schedule.engine, id, BEFORE, untouched(one), mine, **values)
                if row:
                    refreeze(connection, row.number, own)
        except LedgerError as error:
            if not isinstance(error.__cause__, sa.exc.IntegrityError):
                raise
            continue  # something fills the slot that this one would move to
        return row is not None
    return False
