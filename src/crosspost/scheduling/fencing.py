"""Fencing: one worker's right to one turn of a delivery, and what it makes of it.

The right is asked for in the very transaction that says that a call is about to be made, so that
a delivery is either cancelled with nothing sent, or sent: there is nothing between the two.
"""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from ..draft import Draft, Message
from ..ledger.tables import delivery, paused
from ..publishing import Stopped
from ..record import Record, decoded
from .changing import again, doubted
from .deliveries import Delivery, State
from .rows import delivery_of, millis, query
from .store import Schedule

ACTIVE: tuple[State, ...] = ("waiting", "sending")


COLUMNS = delivery.c
MINE = (
    COLUMNS.id == sa.bindparam("mine"),
    COLUMNS.turn == sa.bindparam("token"),
    sa.or_(*(COLUMNS.state == state for state in ACTIVE)),  # IN would be written out at each call
)
"""The delivery at the turn that a worker holds. Statements are built once: building is dear."""
PAUSED = sa.select(paused.c.account).where(paused.c.account == COLUMNS.account).exists()
LOOK = query().add_columns(PAUSED.label("paused")).where(*MINE)
CHANGE = sa.update(delivery).where(*MINE)
BEFORE = CHANGE.where(~PAUSED).values(
    state="sending", started=sa.func.coalesce(COLUMNS.started, sa.bindparam("now"))
)


class Found(Record):
    """What a worker finds when a turn's time has come."""

    delivery: Delivery
    draft: Draft
    spaced: bool
    """It has waited for the gap between two deliveries already."""
    paused: bool
    doubtful: bool
    """Nobody knows of a message of it whether it stands."""


class Hold:
    """The right of *worker* to the turn *number* of the delivery *id*.

    Args:
        schedule: where it stands.
        id: of the delivery.
        number: of the turn.
        worker: who holds it.
    """

    def __init__(self, schedule: Schedule, id: str, number: int, worker: str) -> None:  # noqa: A002
        self.schedule = schedule
        self.id = id
        self.number = number
        self.worker = worker
        self.done = False
        """The delivery has ended well, in the same transaction as its last message."""
        self._mine = {"mine": id, "token": number}

    def look(self) -> Found | None:
        """What is to be sent, or nothing where the right is lost."""
        with self.schedule.ledger.reading() as connection:
            row = connection.execute(LOOK, self._mine).first()
            if row is None:
                return None
            one = delivery_of(row)
            begun = one.started is not None
            doubtful = begun and bool(connection.scalar(sa.select(doubted(one))))
        return Found(
            delivery=one,
            draft=decoded(row.draft, Draft),
            spaced=row.spaced,
            paused=row.paused,
            doubtful=doubtful,
        )

    def before(self, connection: sa.Connection) -> None:
        """A call is about to be made.

        Raises:
            Stopped: it was cancelled, moved, paused or taken over by another worker.
        """
        values = {**self._mine, "now": millis(self.schedule.ledger.now()), "worker": self.worker}
        if connection.execute(BEFORE, values).rowcount != 1:
            found = "another hand has taken the delivery"
            raise Stopped(found, hint="crosspost queue shows what became of it")

    def after(self, connection: sa.Connection, message: Message) -> None:
        """*message* stands; with the last one the delivery is done.

        It stands, too, where the right to send was lost while it was under way.
        """
        values: dict[str, Any] = {"stands": message.index}
        if message.index == message.of:
            values |= {"state": "sent", "ended": millis(self.schedule.ledger.now())}
        mine = self._set(connection, **values)
        self.done = mine and message.index == message.of
        if not mine:
            fewer = (COLUMNS.id == self.id) & (COLUMNS.stands < message.index)
            connection.execute(sa.update(delivery).where(fewer).values(stands=message.index))

    def end(self, state: State, reason: str = "", advice: str = "", stands: int = 0) -> bool:
        """The turn has ended for good; whether it was still ours to end."""
        values: dict[str, Any] = {"state": state, "reason": reason, "advice": advice}
        values["ended"] = millis(self.schedule.ledger.now())
        if stands:
            values["stands"] = stands
        with self.schedule.ledger.writing() as connection:
            return self._set(connection, **values)

    def rest(self, state: State, reason: str = "", advice: str = "") -> bool:
        """Wait for a person (``held``, ``late``); whether it was still ours to lay down."""
        with self.schedule.ledger.writing() as connection:
            return self._set(connection, state=state, reason=reason, advice=advice)

    def put_off(self, at: dt.datetime, **values: Any) -> bool:  # noqa: ANN401 - of any column
        """Have it called again at *at*, at a new turn; whether it was still ours to put off."""
        schedule = self.schedule
        with schedule.ledger.writing() as connection:
            row = again(
                connection,
                schedule.engine,
                self.id,
                ACTIVE,
                delivery.c.turn == self.number,
                at=millis(at),
                **values,
            )
        return row is not None

    def _set(self, connection: sa.Connection, **values: Any) -> bool:  # noqa: ANN401
        return connection.execute(CHANGE, {**self._mine, **values}).rowcount == 1
