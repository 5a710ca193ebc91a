"""The store: deliveries in the ledger's database, and what a person may do with them.

Each step is one transaction, together with what the engine is asked for. A delivery's ``turn`` is
a fencing token: whatever changes a delivery raises it, and a worker that is at an older turn has
lost the right to make another call (see ``fencing``).
"""

import datetime as dt
from collections.abc import Collection, Sequence

import msgspec
import sqlalchemy as sa

from ..draft import Draft
from ..errors import CrosspostError
from ..ledger import Ledger
from ..ledger.statements import unless_there
from ..ledger.tables import delivery, paused
from ..record import decoded
from .changing import UNTOUCHED, again, fence, insert, keep, refreeze, untouched
from .deliveries import BEFORE, OPEN, STUCK, Delivery, Plan, State, Terms
from .engine import Engine
from .rows import delivery_of, millis, moment, query

AT_A_TIME = 1000
"""Deliveries that are written down in one transaction."""
REVIVED: tuple[State, ...] = ("cancelled", "skipped", "refused")
"""What scheduling the same thing once more brings back, where nothing of it stands."""
HELD: tuple[State, ...] = ("held",)


class TooLate(CrosspostError):  # noqa: N818 - nothing is wrong with the program
    """A delivery cannot be changed any more."""


class Schedule:
    """Deliveries, on their way and done.

    Args:
        ledger: where they stand beside what was sent.
        engine: calls each at its time.
    """

    def __init__(self, ledger: Ledger, engine: Engine) -> None:
        self.ledger = ledger
        self.engine = engine

    def add(self, plans: Sequence[Plan]) -> None:
        """Write *plans* down; what waits there already, or was sent, stays as it is."""
        for start in range(0, len(plans), AT_A_TIME):
            some = {plan.id: plan for plan in plans[start : start + AT_A_TIME]}
            columns = delivery.c
            with self.ledger.writing() as connection:
                known = sa.select(columns.id).where(columns.id.in_(some))
                there = set(connection.scalars(known))
                if new := {name: some[name] for name in some if name not in there}:
                    insert(connection, self.engine, new)
                for id in there:  # noqa: A001 - what it is
                    self._revive(connection, some[id])

    def _revive(self, connection: sa.Connection, plan: Plan) -> None:
        due = millis(plan.due)
        slot = None if plan.slot is None else millis(plan.slot)
        values = {"due": due, "at": due, "slot": slot, "spaced": False, "tries": 0}
        row = again(connection, self.engine, plan.id, REVIVED, UNTOUCHED, **values)
        if row:
            refreeze(connection, row.number, plan.terms, plan.draft)
            keep(connection, plan.pictures)

    def get(self, id: str) -> Delivery:  # noqa: A002
        """The delivery *id*, or the only one whose id begins so.

        Raises:
            CrosspostError: there is none, or there are several.
        """
        with self.ledger.reading() as connection:
            found = connection.execute(query(prefix=id, limit=2)).all() if id else []
        if len(found) == 1:
            return delivery_of(found[0])
        said = f'several deliveries begin with "{id}"' if found else f'no delivery "{id}"'
        raise CrosspostError(said, hint="an id that crosspost queue shows")

    def draft(self, id: str) -> Draft:  # noqa: A002
        """What the delivery *id* sends."""
        with self.ledger.reading() as connection:
            row = connection.execute(query(ids=[id])).one()
        return decoded(row.draft, Draft)

    def deliveries(
        self,
        *,
        ids: Collection[str] = (),
        accounts: Collection[str] = (),
        states: Collection[State] = (),
        limit: int | None = None,
        latest: bool = False,
    ) -> list[Delivery]:
        """Deliveries by their time: those meant, of any account and state without any.

        With a *limit*, the first ones, or the last ones where the *latest* are wanted.
        """
        wanted = query(ids=ids, accounts=accounts, states=states, limit=limit, latest=latest)
        with self.ledger.reading() as connection:
            found = [delivery_of(row) for row in connection.execute(wanted)]
        return found[::-1] if latest else found

    def counts(self) -> dict[State, int]:
        """How many there are in each state."""
        columns = delivery.c
        count = sa.select(columns.state, sa.func.count().label("n")).group_by(columns.state)
        with self.ledger.reading() as connection:
            return {row.state: row.n for row in connection.execute(count)}

    def taken(self, account: str, since: dt.datetime) -> set[dt.datetime]:
        """The slots of *account* from *since* on that a delivery fills."""
        here = (delivery.c.account == account, delivery.c.slot >= millis(since))
        with self.ledger.reading() as connection:
            return {
                moment(at) for at in connection.scalars(sa.select(delivery.c.slot).where(*here))
            }

    def dues(self, account: str, since: dt.datetime) -> list[dt.datetime]:
        """When something goes out to *account* from *since* on, in order."""
        columns = delivery.c
        here = (columns.account == account, columns.at >= millis(since), columns.state.in_(OPEN))
        wanted = sa.select(columns.at).where(*here).order_by(columns.at)
        with self.ledger.reading() as connection:
            return [moment(at) for at in connection.scalars(wanted)]

    def cancel(self, id: str, *, rest: bool = False) -> Delivery:  # noqa: A002
        """See that the delivery *id* is not sent; with *rest*, that no more of it is.

        Raises:
            TooLate: a message of it stands, or is being sent right now.
        """
        before = self.get(id)
        states: tuple[State, ...] = OPEN if rest else BEFORE
        where = [] if rest else [untouched(before)]
        values = {"state": "cancelled", "slot": None, "ended": millis(self.ledger.now())}
        with self.ledger.writing() as connection:
            row = fence(connection, before.id, states, *where, **values)
        if row is None:
            raise self._too_late(before.id, "cancel")
        return self.get(before.id)

    def move(
        self,
        id: str,  # noqa: A002
        due: dt.datetime,
        terms: Terms,
        slot: dt.datetime | None = None,
    ) -> Delivery:
        """Send the delivery *id* at *due* instead, in *slot* if that is one, under *terms*.

        Raises:
            TooLate: a message of it stands, or is being sent right now.
        """
        before, at = self.get(id), millis(due)
        fills = None if slot is None else millis(slot)
        values = {"due": at, "at": at, "slot": fills, "spaced": False}
        with self.ledger.writing() as connection:
            row = again(connection, self.engine, before.id, BEFORE, untouched(before), **values)
            if row:
                refreeze(connection, row.number, terms)
        if row is None:
            raise self._too_late(before.id, "move")
        return self.get(before.id)

    def edit(self, id: str, plan: Plan) -> Delivery:  # noqa: A002
        """Send the draft of *plan* instead, under the same id and at the same time.

        Raises:
            TooLate: a message of it stands, or is being sent right now.
        """
        before = self.get(id)
        with self.ledger.writing() as connection:
            row = again(
                connection,
                self.engine,
                before.id,
                BEFORE,
                untouched(before),
                state=delivery.c.state,
                reason=delivery.c.reason,
            )
            if row:
                refreeze(connection, row.number, plan.terms, plan.draft)
                keep(connection, plan.pictures)
        if row is None:
            raise self._too_late(before.id, "edit")
        return self.get(before.id)

    def retry(self, id: str) -> Delivery:  # noqa: A002
        """Try the delivery *id* now, however late; what stands of it is not sent again.

        Raises:
            TooLate: it is on its way already, or done.
        """
        before = self.get(id)
        terms = msgspec.structs.replace(before.terms, not_after=None, if_late="send")
        states: tuple[State, ...] = (*STUCK, "waiting") if before.tries else STUCK
        with self.ledger.writing() as connection:
            values = {"at": millis(self.ledger.now()), "tries": 0, "spaced": True}
            row = again(connection, self.engine, before.id, states, **values)
            if row:
                refreeze(connection, row.number, terms)
        if row is None:
            raise self._too_late(before.id, "try again")
        return self.get(before.id)

    def pause(self, account: str, reason: str) -> int:
        """Send nothing more to *account* for now; how many deliveries are open there."""
        row = {"account": account, "since": self.ledger.now(), "reason": reason}
        here = (delivery.c.account == account, delivery.c.state.in_(OPEN))
        with self.ledger.writing() as connection:
            connection.execute(unless_there(connection, paused), row)
            return connection.scalar(sa.select(sa.func.count()).where(*here)) or 0

    def resume(self, account: str) -> int:
        """Go on with *account*; how many deliveries its pause has held up."""
        here = (delivery.c.account == account, delivery.c.state == "held")
        with self.ledger.writing() as connection:
            connection.execute(sa.delete(paused).where(paused.c.account == account))
            held = connection.scalars(sa.select(delivery.c.id).where(*here)).all()
            for id in held:  # noqa: A001
                again(connection, self.engine, id, HELD, at=millis(self.ledger.now()))
        return len(held)

    def pauses(self) -> dict[str, tuple[dt.datetime, str]]:
        """Which accounts are paused, since when and why."""
        with self.ledger.reading() as connection:
            rows = connection.execute(sa.select(paused).order_by(paused.c.account))
            return {row.account: (row.since, row.reason) for row in rows}

    def _too_late(self, id: str, what: str) -> TooLate:  # noqa: A002
        now = self.get(id)
        states = {"sending": "it is being sent", "sent": "it was sent", "waiting": "it waits"}
        if now.state in BEFORE and what != "try again":
            states[now.state] = "a message of it may stand, which is looked up first"
        found = f"too late to {what}: {states.get(now.state, f'it is {now.state} already')}"
        if now.stands:
            found += f", {now.stands} of {now.messages} messages stand"
        instead = ""
        if what == "cancel" and now.state in OPEN:
            instead = f"crosspost queue cancel {now.id} --rest, which stops what is left"
        return TooLate(found, location=now.id, hint=instead)
