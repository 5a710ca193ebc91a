"""Occurrences: which publication of a draft a delivery is, and whether it waits already."""

from collections.abc import Collection, Iterator

from ..draft import Draft
from ..errors import CrosspostError
from ..ledger.tables import delivery
from .deliveries import OPEN, Delivery, identifier
from .rows import delivery_of, query
from .store import REVIVED, Schedule

Known = dict[tuple[str, str], list[Delivery]]
"""By digest and account."""


def edited(schedule: Schedule, accounts: Collection[str]) -> Known:
    """What waits under the id of another draft, for it was edited; any change raises the turn."""
    changed = query(accounts=accounts, states=OPEN).where(delivery.c.turn > 1)
    found: Known = {}
    with schedule.ledger.reading() as connection:
        for row in connection.execute(changed):
            one = delivery_of(row)
            found.setdefault((one.digest, one.account), []).append(one)
    return found


def occurrence(
    draft: Draft, schedule: Schedule, others: Known, *, again: bool = False
) -> int | Delivery:
    """Which publication of *draft* to schedule, or the delivery that is on its way already.

    Args:
        draft: what is wanted.
        schedule: its deliveries, and its ledger.
        others: what `edited` gives for the draft's account.
        again: publish once more what stands, or waits, already.

    Raises:
        CrosspostError: it stands already, or ended so that a person has to decide.
    """
    ledger = schedule.ledger
    last = ledger.last_run(draft.digest, draft.account)
    open_ones = _on_their_way(draft, schedule)
    open_ones += others.get((draft.digest, draft.account), [])
    if again:
        numbers = [last, *(one.terms.occurrence for one in open_ones)]
        return _unused(draft, schedule, max(numbers) + 1)
    if open_ones:
        return open_ones[0]
    stand = len(ledger.receipts(draft.digest, draft.account, last)) if last else 0
    if stand == len(draft.messages):
        found = "all of it stands already"
        instead = "--again, to publish it once more"
        raise CrosspostError(found, at=draft.account, write=instead)
    if not last:
        return _unused(draft, schedule, 1)
    _resumable(draft, schedule, last, stand)
    return last


def _numbered(draft: Draft, schedule: Schedule) -> Iterator[Delivery]:
    """The deliveries under the ids of *draft*, from the first occurrence on."""
    number, step = 1, 8
    while True:
        ids = [
            identifier(draft.digest, draft.account, each) for each in range(number, number + step)
        ]
        found = schedule.deliveries(ids=ids)
        yield from found
        if not found:
            return
        number += step


def _on_their_way(draft: Draft, schedule: Schedule) -> list[Delivery]:
    return [
        one
        for one in _numbered(draft, schedule)
        if one.digest == draft.digest and one.state in OPEN
    ]


def _unused(draft: Draft, schedule: Schedule, number: int) -> int:
    """*number*, or the next one whose id no other delivery has for good."""
    while True:
        found = schedule.deliveries(ids=[identifier(draft.digest, draft.account, number)])
        if not found or _revives(found[0], draft):
            return number
        if found[0].digest == draft.digest and found[0].state not in OPEN:
            raise _decided(found[0])
        number += 1


def _revives(one: Delivery, draft: Draft) -> bool:
    return one.state in REVIVED and not one.stands and one.digest == draft.digest


def _resumable(draft: Draft, schedule: Schedule, last: int, stand: int) -> None:
    """Go on only if a delivery can go on with the publication *last*, of which *stand* stand."""
    name = identifier(draft.digest, draft.account, last)
    found = schedule.deliveries(ids=[name])
    if not found or _revives(found[0], draft):
        return
    if found[0].digest == draft.digest:
        raise _decided(found[0])
    said = f"{stand} of {len(draft.messages)} messages stand, and {name} sends another text now"
    raise CrosspostError(said, at=draft.account, write="crosspost publish, which sends the rest")


def _decided(one: Delivery) -> CrosspostError:
    """It ended before all of it stood, and only a person knows how to go on."""
    said = f"{one.id} is {one.state}: {one.stands} of {one.messages} messages stand"
    instead = f"crosspost queue retry {one.id}, which sends the rest, or --again"
    return CrosspostError(said, at=one.account, write=instead)
