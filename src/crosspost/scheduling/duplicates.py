"""Duplicates: which publication of a draft a delivery is, and whether it waits already."""

from collections.abc import Collection
from itertools import count

from ..errors import CrosspostError
from ..ledger import schema
from ..model.draft import Draft
from ..publishing.mended import kept_part
from .deliveries import OPEN, STATE_TEXTS, Delivery, delivery_of, identifier, query
from .store import REVIVED, Schedule

AHEAD = 8
"""Occurrences beyond the last publication that are looked up at a time."""


class Publications:
    """What is published of drafts for *accounts*, and what is on its way."""

    def __init__(self, schedule: Schedule, accounts: Collection[str]) -> None:
        self._schedule = schedule
        self._edited = _edited(schedule, accounts)

    def occurrence(self, draft: Draft, *, republish: bool = False) -> int | Delivery:
        """Which publication of *draft* to schedule, or the delivery that is on its way already.

        With *republish*, one more than any that was delivered or waits.

        Raises:
            CrosspostError: it was delivered already, or ended so that a person has to decide.
            Rejected: a part of an earlier wording stands, and reads differently now.
        """
        ledger = self._schedule.ledger
        last = ledger.last_run(draft.digest, draft.account)
        numbered = self._numbered(draft, last)
        sending = [
            one
            for one in (*self._edited, *numbered.values())
            if one.state in OPEN and (one.digest, one.account) == (draft.digest, draft.account)
        ]
        if republish:
            numbers = [last, *(one.terms.occurrence for one in sending)]
            return _unused(draft, numbered, max(numbers) + 1)
        if sending:
            return sending[0]
        if not last:
            kept_part(draft, (), ledger)  # or a person is told now
            return _unused(draft, numbered, 1)
        delivered = len(ledger.receipts(draft.digest, draft.account, last))
        if delivered == len(draft.messages):
            raise CrosspostError("delivery.delivered-already", location=draft.account)
        _check_resumable(draft, numbered.get(last), delivered)
        return last

    def _numbered(self, draft: Draft, last: int) -> dict[int, Delivery]:
        """By occurrence, the deliveries whose ids were made of *draft*."""
        numbered: dict[int, Delivery] = {}
        start, end = 1, last + AHEAD
        while True:
            occurrences = range(start, end + 1)
            names = {identifier(draft.digest, draft.account, one): one for one in occurrences}
            found = self._schedule.deliveries(ids=names)
            numbered |= {names[one.id]: one for one in found}
            if not found:
                return numbered
            start, end = end + 1, end + AHEAD


def _edited(schedule: Schedule, accounts: Collection[str]) -> list[Delivery]:
    """What waits after a change, and may send another draft than its id was made of."""
    changed = query(accounts=accounts, states=OPEN).where(schema.delivery.c.attempt > 1)
    with schedule.ledger.reading() as connection:
        return [delivery_of(row) for row in connection.execute(changed)]


def _unused(draft: Draft, numbered: dict[int, Delivery], first: int) -> int:
    """*first*, or the next occurrence whose id no other delivery has for good."""
    return next(one for one in count(first) if _is_free(draft, numbered.get(one)))


def _is_free(draft: Draft, one: Delivery | None) -> bool:
    """Whether scheduling *draft* may take the id of *one*.

    Raises:
        CrosspostError: it ended so that a person has to decide.
    """
    if one is None or _revives(one, draft):
        return True
    if one.digest == draft.digest and one.state not in OPEN:
        raise _decided(one)
    return False


def _check_resumable(draft: Draft, one: Delivery | None, delivered: int) -> None:
    """Go on only if a delivery can go on with the publication that *one*'s id was made of."""
    if one is None or _revives(one, draft):
        return
    if one.digest == draft.digest:
        raise _decided(one)
    raise CrosspostError(
        "delivery.sends-another-text",
        location=draft.account,
        delivered=delivered,
        messages=len(draft.messages),
        delivery=one.id,
    )


def _revives(one: Delivery, draft: Draft) -> bool:
    """Whether scheduling *draft* brings *one* back."""
    return one.state in REVIVED and not one.delivered and one.digest == draft.digest


def _decided(one: Delivery) -> CrosspostError:
    """It ended before all of it was delivered, and only a person knows how to go on."""
    return CrosspostError(
        "delivery.ended-before",
        location=one.account,
        delivery=one.id,
        state=STATE_TEXTS[one.state],
        delivered=one.delivered,
        messages=one.messages,
    )
