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


def rezoned(schedule: Schedule) -> list[Moved]:
    """Move what waits and would go out at another time on the wall than was approved.

    That happens where a zone's rules have changed since (a newer ``tzdata``), so that once at the
    start of a worker and once a day are enough: it reads the terms of all that waits.
    """
    wanted = sa.select(delivery.c.id, delivery.c.due, frozen.c.terms)
    wanted = wanted.join(frozen, frozen.c.number == delivery.c.number)
    wanted = wanted.where(delivery.c.state.in_(BEFORE), UNTOUCHED)
    moved = []
    with schedule.ledger.reading() as connection:
        rows = [(row.id, moment(row.due), row.terms) for row in connection.execute(wanted)]
    for id, due, json in rows:  # noqa: A001 - what it is
        terms = TERMS.decode(json)
        found = drift(due, terms)
        if not found.holds and _move(schedule, id, due, found.instant, terms):
            moved.append(Moved(before=due, delivery=schedule.get(id)))
    return moved


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
