"""Duplicates: which publication of a draft a delivery is, and whether it waits already."""

from collections.abc import Collection, Iterator, Sequence
from itertools import count

import sqlalchemy as sa

from ..errors import CrosspostError
from ..ledger import schema
from ..model.draft import Draft
from ..publishing.mended import kept_part
from .deliveries import OPEN, STATE_TEXTS, Delivery, delivery_of, identifier, query
from .store import REVIVED, Schedule

AHEAD = 8
"""Occurrences that may be scheduled beyond the last publication; looked up as many at a time."""
AT_A_TIME = 4000
"""Values that one query may name."""

Key = tuple[str, str]
"""Digest and account."""


class Publications:
    """What is published of *drafts*, and what is on its way, as it was when this was made.

    Args:
        schedule: the deliveries, and the ledger.
        drafts: all that is going to be asked about.
    """

    def __init__(self, schedule: Schedule, drafts: Collection[Draft]) -> None:
        self._schedule = schedule
        self._runs = _last_runs(schedule, drafts)
        self._edited = _edited(schedule, {draft.account for draft in drafts})
        self._known: dict[str, Delivery | None] = {}
        self._look_up([name for draft in drafts for name in _names(draft, 1, self._last(draft))])

    def occurrence(self, draft: Draft, *, republish: bool = False) -> int | Delivery:
        """Which publication of *draft* to schedule, or the delivery that is on its way already.

        With *republish*, one more than any that was delivered or waits.

        Raises:
            CrosspostError: it was delivered already, or ended so that a person has to decide.
            Rejected: a part of an earlier wording stands, and reads differently now.
        """
        last = self._last(draft)
        on_their_way = [one for one in self._deliveries(draft) if one.state in OPEN]
        if republish:
            numbers = [last, *(one.terms.occurrence for one in on_their_way)]
            return self._unused(draft, max(numbers) + 1)
        if on_their_way:
            return on_their_way[0]
        if not last:
            kept_part(draft, (), self._schedule.ledger)  # or a person is told now
            return self._unused(draft, 1)
        delivered = len(self._schedule.ledger.receipts(draft.digest, draft.account, last))
        if delivered == len(draft.messages):
            raise CrosspostError("delivery.delivered-already", location=draft.account)
        self._check_resumable(draft, last, delivered)
        return last

    def _last(self, draft: Draft) -> int:
        return self._runs.get((draft.digest, draft.account), 0)

    def _deliveries(self, draft: Draft) -> Iterator[Delivery]:
        """The deliveries that send *draft*, under its own ids or that of a text it replaced."""
        yield from self._edited.get((draft.digest, draft.account), ())
        start, end = 1, self._last(draft)
        while True:
            found = self._look_up(_names(draft, start, end))
            yield from (one for one in found if one.digest == draft.digest)
            if not found:
                return
            start, end = end + AHEAD + 1, end + AHEAD

    def _unused(self, draft: Draft, first: int) -> int:
        """*first*, or the next occurrence whose id no other delivery has for good."""
        for number in count(first):
            one = self._numbered(draft, number)
            if one is None or _revives(one, draft):
                return number
            if one.digest == draft.digest and one.state not in OPEN:
                raise _decided(one)
        raise AssertionError

    def _check_resumable(self, draft: Draft, last: int, delivered: int) -> None:
        """Go on only if a delivery can go on with the publication *last*."""
        one = self._numbered(draft, last)
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

    def _numbered(self, draft: Draft, number: int) -> Delivery | None:
        name = identifier(draft.digest, draft.account, number)
        self._look_up([name])
        return self._known[name]

    def _look_up(self, names: Sequence[str]) -> list[Delivery]:
        """The deliveries of these names; each is asked for once."""
        new = [name for name in names if name not in self._known]
        for start in range(0, len(new), AT_A_TIME):
            some = new[start : start + AT_A_TIME]
            found = {one.id: one for one in self._schedule.deliveries(ids=some)}
            self._known.update({name: found.get(name) for name in some})
        return [one for name in names if (one := self._known[name])]


def _names(draft: Draft, first: int, last: int) -> list[str]:
    """The ids that *draft* may have from its occurrence *first* on."""
    numbers = range(first, max(first, last + 1) + AHEAD)
    return [identifier(draft.digest, draft.account, number) for number in numbers]


def _last_runs(schedule: Schedule, drafts: Collection[Draft]) -> dict[Key, int]:
    """The number of the last publication of each that has one."""
    columns = schema.draft.c
    digests = sorted({draft.digest for draft in drafts})
    called: dict[str, list[str]] = {}
    for account in {draft.account for draft in drafts}:
        for name in schedule.ledger.names(account):
            called.setdefault(name, []).append(account)
    runs: dict[Key, int] = {}
    with schedule.ledger.reading() as connection:
        for start in range(0, len(digests), AT_A_TIME):
            here = columns.digest.in_(digests[start : start + AT_A_TIME])
            wanted = sa.select(columns.digest, columns.account, sa.func.max(columns.run).label("n"))
            wanted = wanted.where(here).group_by(columns.digest, columns.account)
            for row in connection.execute(wanted):
                for account in called.get(row.account, ()):
                    key = row.digest, account
                    runs[key] = max(row.n, runs.get(key, 0))
    return runs


def _edited(schedule: Schedule, accounts: Collection[str]) -> dict[Key, list[Delivery]]:
    """What waits after a change, and may send another draft than its id was made of."""
    changed = query(accounts=accounts, states=OPEN).where(schema.delivery.c.attempt > 1)
    found: dict[Key, list[Delivery]] = {}
    with schedule.ledger.reading() as connection:
        for row in connection.execute(changed):
            one = delivery_of(row)
            found.setdefault((one.digest, one.account), []).append(one)
    return found


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
