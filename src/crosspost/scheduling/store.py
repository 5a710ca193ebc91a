"""The store: deliveries in the ledger's database, and what a person may do with them.

Each step is one transaction, together with what the engine is asked for. The number of a
delivery's ``attempt`` is a fencing token: whatever changes a delivery raises it, and a worker that
is at an older one has lost the right to make another call (see `attempt.Lease`).
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any

import msgspec
import sqlalchemy as sa

from ..errors import CrosspostError, phrase
from ..ledger.open import open_ledger, utc_now
from ..ledger.rows import as_ledger_errors
from ..ledger.schema import (
    delivery,
    delivery_content,
    insert_new,
    is_account,
    message,
    paused,
    picture,
)
from ..ledger.store import Ledger
from ..model.draft import Draft
from ..model.receipts import Problem
from .deliveries import (
    ACTIVE,
    CHANGEABLE,
    ENDED,
    OPEN,
    RETRYABLE,
    STATE_TEXTS,
    STATES,
    Delivery,
    DeliveryPlan,
    DeliveryTerms,
    State,
    delivery_of,
    draft_of,
    query,
)
from .dispatch import Attempt, Dispatcher

AT_A_TIME = 1000
"""Deliveries that are written down in one transaction."""
REVIVED: tuple[State, ...] = ("cancelled", "expired", "refused")
"""What scheduling the same thing once more brings back, where nothing of it was delivered."""
CHANGES = {
    "cancel": phrase("change.cancel"),
    "move": phrase("change.move"),
    "edit": phrase("change.edit"),
    "retry": phrase("change.retry"),
}
ON_HOLD: tuple[State, ...] = ("on-hold",)
COLUMNS = delivery.c
NONE_DELIVERED = COLUMNS.delivered == 0
_Row = sa.Row[Any]


class TooLate(CrosspostError):  # noqa: N818 - nothing is wrong with the program
    """A delivery cannot be changed any more."""


@contextmanager
def open_schedule(
    url: str | None = None,
    *,
    now: Callable[[], dt.datetime] = utc_now,
    worker: str = "",
    read_only: bool = False,
) -> Iterator["Schedule"]:
    """Open the schedule in the ledger at *url*, made where there is none.

    Args:
        url: as for `ledger.open_ledger`.
        now: the clock, in UTC.
        worker: the name of the worker that is going to make attempts, if one is.
        read_only: nothing is going to be changed, so that the engine need not be loaded.

    Raises:
        LedgerError: the ledger cannot be opened.
        ConfigError: a library is missing.
    """
    with (
        open_ledger(url, now=now, worker=worker) as ledger,
        schedule_in(ledger, worker, read_only=read_only) as schedule,
    ):
        yield schedule


@contextmanager
def schedule_in(
    ledger: Ledger, worker: str = "", *, read_only: bool = False
) -> Iterator["Schedule"]:
    """The schedule in *ledger*, which stays open; as `open_schedule`.

    Raises:
        LedgerError: the ledger cannot be used.
        ConfigError: a library is missing.
    """
    with closing(Dispatcher(ledger.engine, worker)) as dispatcher:
        if not read_only:
            with as_ledger_errors(ledger.engine.url):
                dispatcher.prepare()
        yield Schedule(ledger, dispatcher)


def delivery_states(ledger: Ledger, ids: Collection[str]) -> set[State]:
    """The states of those deliveries of *ids* that there are; the engine is not asked."""
    wanted = sa.select(COLUMNS.state).where(COLUMNS.id.in_(ids))
    with ledger.reading() as connection:
        return set(connection.scalars(wanted))


class Schedule:
    """Deliveries, on their way and done.

    Args:
        ledger: where they are kept beside what was sent.
        dispatcher: calls each at its time.
    """

    def __init__(self, ledger: Ledger, dispatcher: Dispatcher) -> None:
        self.ledger = ledger
        self.dispatcher = dispatcher

    # What is there

    def get(self, id: str) -> Delivery:  # noqa: A002 - what it is
        """The delivery *id*, or the only one whose id begins so.

        Raises:
            CrosspostError: there is none, or there are several.
        """
        with self.ledger.reading() as connection:
            found = connection.execute(query(prefix=id, limit=2)).all() if id else []
        if len(found) == 1:
            return delivery_of(found[0])
        raise CrosspostError("delivery.several" if found else "delivery.none", delivery=id)

    def draft(self, id: str) -> Draft:  # noqa: A002
        """What the delivery *id* sends."""
        with self.ledger.reading() as connection:
            row = connection.execute(query(ids=[id])).one()
        return draft_of(row)

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
        count = sa.select(COLUMNS.state, sa.func.count().label("n")).group_by(COLUMNS.state)
        counted: Counter[State] = Counter()
        with self.ledger.reading() as connection:
            for row in connection.execute(count):
                counted[row.state if row.state in STATES else "held"] += row.n
        return counted

    def taken(self, account: str, since: dt.datetime) -> set[dt.datetime]:
        """The slots of *account* from *since* on that a delivery fills."""
        here = (COLUMNS.account == account, COLUMNS.slot >= since)
        with self.ledger.reading() as connection:
            return set(connection.scalars(sa.select(COLUMNS.slot).where(*here)))

    def dues(self, account: str, since: dt.datetime) -> list[dt.datetime]:
        """When something goes out to *account* from *since* on, in order."""
        here = (COLUMNS.account == account, COLUMNS.at >= since, COLUMNS.state.in_(OPEN))
        wanted = sa.select(COLUMNS.at).where(*here).order_by(COLUMNS.at)
        with self.ledger.reading() as connection:
            return list(connection.scalars(wanted))

    def pauses(self) -> dict[str, tuple[dt.datetime, Problem]]:
        """Which accounts are paused, since when and why."""
        with self.ledger.reading() as connection:
            rows = connection.execute(sa.select(paused).order_by(paused.c.account))
            return {row.account: (row.since, row.problem) for row in rows}

    # What a person does

    def add(self, plans: Sequence[DeliveryPlan]) -> None:
        """Write *plans* down; what waits there already, or was sent, stays as it is."""
        for start in range(0, len(plans), AT_A_TIME):
            some = {plan.id: plan for plan in plans[start : start + AT_A_TIME]}
            with self.ledger.writing() as connection:
                known = sa.select(COLUMNS.id).where(COLUMNS.id.in_(some))
                there = set(connection.scalars(known))
                if new := {name: some[name] for name in some if name not in there}:
                    self._insert(connection, new)
                for id in there:  # noqa: A001
                    self._revive(connection, some[id])

    def _insert(self, connection: sa.Connection, plans: Mapping[str, DeliveryPlan]) -> None:
        made = sa.insert(delivery).returning(COLUMNS.number, sort_by_parameter_order=True)
        numbers = connection.scalars(made, [_row(*each) for each in plans.items()]).all()
        rows = [
            {"number": number, "terms": _json(plan.terms), "draft": _json(plan.draft)}
            for number, plan in zip(numbers, plans.values(), strict=True)
        ]
        connection.execute(sa.insert(delivery_content), rows)
        for name, plan in plans.items():
            _keep_pictures(connection, plan)
            first = Attempt(delivery=name, number=1)
            self.dispatcher.add(connection, first, plan.draft.account, plan.due)

    def _revive(self, connection: sa.Connection, plan: DeliveryPlan) -> None:
        values: dict[str, Any] = {"due": plan.due, "at": plan.due, "slot": plan.slot}
        values |= {"gap_applied": False, "deferrals": 0}
        row = self.attempt_anew(connection, plan.id, REVIVED, NONE_DELIVERED, **values)
        if row:
            keep(connection, row.number, plan)

    def cancel(self, id: str, *, rest: bool = False) -> Delivery:  # noqa: A002
        """See that the delivery *id* is not sent; with *rest*, that no more of it is.

        Raises:
            TooLate: a message of it was sent, or is being sent right now.
        """
        before = self.get(id)
        states: Collection[State] = OPEN if rest else CHANGEABLE
        where = [] if rest else [nothing_begun(before)]
        if not before.messages:  # nothing of it can be read, whatever its state says
            states, where = (), [COLUMNS.state.not_in(ENDED)]
        values = {"state": "cancelled", "slot": None, "ended": self.ledger.now()}
        with self.ledger.writing() as connection:
            row = _fence(connection, before.id, states, *where, **values)
        return self._changed(before.id, row, "cancel")

    def move(
        self,
        id: str,  # noqa: A002
        due: dt.datetime,
        terms: DeliveryTerms,
        slot: dt.datetime | None = None,
    ) -> Delivery:
        """Send the delivery *id* at *due* instead, in *slot* if that is one, under *terms*.

        Raises:
            TooLate: a message of it was sent, or is being sent right now.
        """
        before = self.get(id)
        values = {"due": due, "at": due, "slot": slot, "gap_applied": False}
        return self._change("move", before, CHANGEABLE, nothing_begun(before), terms, **values)

    def edit(self, id: str, plan: DeliveryPlan) -> Delivery:  # noqa: A002
        """Send the draft of *plan* instead, under the same id and at the same time.

        Raises:
            TooLate: a message of it was sent, or is being sent right now.
        """
        before = self.get(id)
        held = COLUMNS.state == "held"  # what was wrong with it was the old draft, or its place
        values = {
            "state": sa.case((held, "waiting"), else_=COLUMNS.state),
            "problem": sa.case((held, sa.null()), else_=COLUMNS.problem),
        }
        return self._change("edit", before, CHANGEABLE, nothing_begun(before), plan, **values)

    def retry(self, id: str) -> Delivery:  # noqa: A002
        """Try the delivery *id* now, however late; what was delivered of it is not sent again.

        Raises:
            TooLate: it is on its way already, or done.
        """
        before = self.get(id)
        terms = msgspec.structs.replace(before.terms, not_after=None, when_overdue="send")
        states: tuple[State, ...] = (*RETRYABLE, "waiting") if before.deferrals else RETRYABLE
        values = {"at": self.ledger.now(), "deferrals": 0, "gap_applied": True}
        return self._change("retry", before, states, sa.true(), terms, **values)

    def _change(
        self,
        change: str,
        before: Delivery,
        states: Collection[State],
        where: sa.ColumnElement[bool],
        new: DeliveryTerms | DeliveryPlan,
        **values: Any,  # noqa: ANN401 - of any column
    ) -> Delivery:
        """Have *before* called by a new attempt with *values* and *new*; how it is then.

        Raises:
            TooLate: it is in none of *states*, or *where* is not so: why.
        """
        with self.ledger.writing() as connection:
            row = self.attempt_anew(connection, before.id, states, where, **values)
            if row:
                keep(connection, row.number, new)
        return self._changed(before.id, row, change)

    def pause(self, account: str, why: Problem) -> int:
        """Send nothing more to *account* for now; how many deliveries are open there."""
        row = {"account": account, "since": self.ledger.now(), "problem": why}
        here = (COLUMNS.account == account, COLUMNS.state.in_(OPEN))
        with self.ledger.writing() as connection:
            insert_new(connection, paused, row)
            return connection.scalar(sa.select(sa.func.count()).where(*here)) or 0

    def resume(self, account: str) -> int:
        """Go on with *account*; how many deliveries its pause has held up."""
        here = (COLUMNS.account == account, COLUMNS.state == "on-hold")
        with self.ledger.writing() as connection:
            connection.execute(sa.delete(paused).where(paused.c.account == account))
            held = connection.scalars(sa.select(COLUMNS.id).where(*here)).all()
            for id in held:  # noqa: A001
                self.attempt_anew(connection, id, ON_HOLD, at=self.ledger.now())
        return len(held)

    def attempt_anew(
        self,
        connection: sa.Connection,
        id: str,  # noqa: A002
        states: Collection[State],
        *where: sa.ColumnElement[bool],
        **values: Any,  # noqa: ANN401 - of any column
    ) -> _Row | None:
        """Set *values*, and have the delivery *id* called at its time by a new attempt.

        Returns:
            Its number, account, attempt and time, or nothing where it was not in one of *states*.
        """
        blank = {"state": "waiting", "problem": None, "ended": None}
        row = _fence(connection, id, states, *where, **{**blank, **values})
        if row:
            attempt = Attempt(delivery=id, number=row.attempt)
            self.dispatcher.add(connection, attempt, row.account, row.at)
        return row

    def call_again(
        self,
        connection: sa.Connection,
        attempt: Attempt,
        at: dt.datetime | sa.ColumnElement[dt.datetime],
    ) -> None:
        """Have what *attempt* was to send called at *at*, as it stands.

        Nothing where another attempt has been made since: of several that want to, one does.
        """
        same = COLUMNS.attempt == attempt.number
        values = {"at": at, "state": COLUMNS.state, "problem": COLUMNS.problem}
        self.attempt_anew(connection, attempt.delivery, ACTIVE, same, **values)

    def _changed(self, id: str, row: _Row | None, change: str) -> Delivery:  # noqa: A002
        """The delivery as it is now.

        Raises:
            TooLate: it could not be changed: why.
        """
        now = self.get(id)
        if row is not None:
            return now
        state = STATE_TEXTS[now.state]
        if now.state in CHANGEABLE and change != "retry":
            state = phrase("state.in-doubt")
        if now.delivered:
            state = phrase(
                "state.partly", state=state, delivered=now.delivered, messages=now.messages
            )
        rest = change == "cancel" and now.state in OPEN
        code = "delivery.cancel-the-rest" if rest else "delivery.too-late"
        raise TooLate(code, location=now.id, change=CHANGES[change], state=state, delivery=now.id)


def _fence(
    connection: sa.Connection,
    id: str,  # noqa: A002
    states: Collection[State],
    *where: sa.ColumnElement[bool],
    **values: Any,  # noqa: ANN401 - of any column
) -> _Row | None:
    """Set *values* and take the right to send from whoever has it, if it is in one of *states*."""
    some = [COLUMNS.state.in_(states)] if states else []
    change = (
        sa.update(delivery)
        .where(COLUMNS.id == id, *some, *where)
        .values(attempt=COLUMNS.attempt + 1, **values)
        .returning(COLUMNS.number, COLUMNS.account, COLUMNS.attempt, COLUMNS.at)
    )
    return connection.execute(change).first()


def nothing_begun(one: Delivery) -> sa.ColumnElement[bool]:
    """Nothing of *one* was delivered, and nothing of it is in doubt."""
    return NONE_DELIVERED & ~in_doubt(one)


def in_doubt(one: Delivery) -> sa.ColumnElement[bool]:
    """Nobody knows of a message of *one* whether it was delivered."""
    columns = message.c
    doubts = sa.select(columns.key).where(
        is_account(columns.account, one.account),
        columns.digest == one.digest,
        columns.run == one.terms.occurrence,
        columns.state.in_(["sending", "unknown"]),
    )
    return doubts.exists()


def keep(connection: sa.Connection, number: int, new: DeliveryTerms | DeliveryPlan) -> None:
    """Keep other terms for the delivery of that *number*, or all that a plan says."""
    if isinstance(new, DeliveryPlan):
        _keep_pictures(connection, new)
        values = {"terms": _json(new.terms), "draft": _json(new.draft)}
    else:
        values = {"terms": _json(new)}
    here = delivery_content.c.number == number
    connection.execute(sa.update(delivery_content).where(here).values(values))


def _keep_pictures(connection: sa.Connection, plan: DeliveryPlan) -> None:
    """Keep the plan's pictures by their sha256, each once."""
    if plan.pictures:
        rows = [{"digest": name, "data": data} for name, data in plan.pictures.items()]
        insert_new(connection, picture, rows)


def _row(id: str, plan: DeliveryPlan) -> dict[str, Any]:  # noqa: A002
    return {
        "id": id,
        "account": plan.draft.account,
        "state": "waiting",
        "attempt": 1,
        "deferrals": 0,
        "gap_applied": False,
        "delivered": 0,
        "due": plan.due,
        "at": plan.due,
        "slot": plan.slot,
    }


def _json(record: Draft | DeliveryTerms) -> str:
    return msgspec.json.encode(record).decode()
