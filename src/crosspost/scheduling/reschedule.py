"""Rescheduling: another time or another text for a delivery that waits."""

import datetime as dt

from msgspec import structs
from sqlalchemy.exc import IntegrityError

from ..config.posting_policy import Rhythm
from ..errors import CrosspostError
from ..ledger import LedgerError
from ..predictions import remember
from .duplicates import Publications
from .plan import COLLISIONS, check_gap, free_slots, slot_zone, terms_at, zone_of
from .store import Schedule
from .types import Delivery, Plan, Prepared


def move(schedule: Schedule, before: Delivery, at: dt.datetime) -> Delivery:
    """Send *before* at *at* (aware, in its author's zone) instead, under its own terms.

    Raises:
        TimeError: that is past, too late by its terms, or too close to another delivery.
        TooLate: a message of it was sent, or is being sent right now.
    """
    zone, due = zone_of(at), at.astimezone(dt.UTC)
    terms = terms_at(before.terms, due, zone)
    gap = dt.timedelta(seconds=terms.gap)
    now = schedule.ledger.now()
    dues = _others(schedule, before, now - gap)
    check_gap(before.account, due, dues, gap, now, zone=zone)
    return schedule.move(before.id, due, terms)


def move_into_slot(schedule: Schedule, before: Delivery, rhythm: Rhythm) -> Delivery:
    """Send *before* in the next free slot of its account instead, which is another than its own.

    Raises:
        ConfigError: the account has no slots.
        TimeError: it must not be sent as late as that.
        TooLate: a message of it was sent, or is being sent right now.
    """
    for _ in range(COLLISIONS):
        slot = next(free_slots(before.account, rhythm, schedule, without=before))
        terms = terms_at(before.terms, slot, slot_zone(rhythm, slot))
        try:
            return schedule.move(before.id, slot, terms, slot)
        except LedgerError as error:
            if not isinstance(error.__cause__, IntegrityError):
                raise
    raise CrosspostError("slots.taken-meanwhile")


def replacement(schedule: Schedule, before: Delivery, new: Prepared) -> Plan:
    """What `edit` would send instead of *before*, at its time and under its terms.

    Raises:
        CrosspostError: the same text was delivered already, or is on its way by another delivery.
    """
    draft = new.request.draft
    number = Publications(schedule, [draft]).occurrence(draft)
    if isinstance(number, Delivery):
        raise CrosspostError(
            "delivery.same-text", location=before.id, delivery=before.id, other=number.id
        )
    terms = structs.replace(
        before.terms, occurrence=number, pictures=new.names, source=new.request.source
    )
    return Plan(draft=draft, due=before.due, terms=terms, pictures=new.pictures)


def _others(schedule: Schedule, mine: Delivery, since: dt.datetime) -> list[dt.datetime]:
    """When anything but *mine* goes out to its account."""
    dues = schedule.dues(mine.account, since)
    if mine.at in dues:
        dues.remove(mine.at)
    return dues


def edit(schedule: Schedule, before: Delivery, new: Prepared) -> Delivery:
    """Send *new* instead of *before*, and record what its post predicts.

    Raises:
        CrosspostError: the same text was delivered already, or is on its way by another delivery.
        TooLate: a message of it was sent, or is being sent right now.
    """
    plan = replacement(schedule, before, new)
    remember(new.request.post, [new.request.draft], schedule.ledger)
    return schedule.edit(before.id, plan)
