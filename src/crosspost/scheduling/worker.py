"""The worker: a process that takes turns, looks after others that died, and ends when told to."""

import datetime as dt
import gc
import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress

import sqlalchemy as sa

from ..connections import Destination
from ..ledger import LedgerError
from ..ledger.tables import delivery, worker
from ..publishing import Event, Patience
from ..record import Record
from .changing import again
from .fencing import ACTIVE
from .rows import millis
from .store import Schedule
from .turn import PATIENCE, End, Turns

SOON, AHEAD = dt.timedelta(seconds=5), dt.timedelta(seconds=45)
"""How long before its time a delivery counts as due, and is made ready for."""
GLANCE = 2.0
"""Seconds between two looks at what is due."""
SELDOM = 50_000
"""Objects more than before, after which Python looks for those that only keep each other."""
MANY = 20
"""Deliveries due at about the same time that are worth looking often for."""
CUT_OFF = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = :name"

logger = logging.getLogger("crosspost")


class Pulse(Record):
    """How a worker is known to live, in seconds."""

    beat: float = 12
    """Between two signs of life."""
    dead: float = 60
    """After which a worker that gives none is taken for dead; longer than any call may take."""
    lost: float = 600
    """After which a delivery that nobody calls is called anew."""
    ending: int = 60
    """That turns under way have to end in, when the worker is told to stop."""


class Worker:
    """Takes turns until it is told to stop.

    Args:
        schedule: its deliveries; its engine bears the worker's name.
        name: unlike all others.
        destination: an account by name, with all that sending needs.
        told: called with the end of each turn.
        on_event: told of each message's progress.
        pulse: how it is known to live.
        patience: of one turn.
    """

    def __init__(
        self,
        schedule: Schedule,
        name: str,
        destination: Callable[[str], Destination],
        *,
        told: Callable[[End], object] = lambda _: None,
        on_event: Callable[[Event], object] | None = None,
        pulse: Pulse = Pulse(),  # noqa: B008 - frozen
        patience: Patience = PATIENCE,
    ) -> None:
        self.schedule = schedule
        self.name = name
        self.halt = threading.Event()
        self.taken_over = 0
        """How many dead workers it has looked after."""
        self._pulse = pulse
        self._turns = Turns(
            schedule,
            name,
            destination,
            self.halt,
            told=told,
            on_event=on_event,
            patience=patience,
        )

    def run(self, *, until_empty: bool = False, also: Sequence[Callable[[], object]] = ()) -> None:
        """Take turns until `halt` is set, or until nothing is due any more.

        Args:
            until_empty: end as soon as nothing is due.
            also: done at each sign of life.
        """
        self._beat()  # before the first turn: others would take us for dead
        self._look_ahead()
        self.schedule.engine.work(self._turns.take)
        gc.freeze()  # what is loaded by now stays: looking through it again and again is dear
        gc.set_threshold(SELDOM)
        chores = (self._beat, self._adopt, self._find_lost, *also)
        try:
            while not self.halt.is_set():
                for chore in chores:
                    self._done(chore)
                if self._rest(until_empty=until_empty):
                    break
        finally:
            self.halt.set()
            self.schedule.engine.stop(self._pulse.ending)
            self._done(self._leave)

    def _rest(self, *, until_empty: bool) -> bool:
        """Wait until the next sign of life; whether all that is due is done, where that matters."""
        glance = min(GLANCE, self._pulse.beat)
        for _ in range(round(self._pulse.beat / glance)):
            self._done(self._look_ahead)
            with suppress(LedgerError):  # it comes back
                if until_empty and not self._due(SOON, 1):
                    return True
            if self.halt.wait(glance):
                break
        return False

    @staticmethod
    def _done(chore: Callable[[], object]) -> None:
        """Do *chore*; a database that is away for a while comes back."""
        try:
            chore()
        except (LedgerError, sa.exc.SQLAlchemyError) as error:
            logger.warning("%s", error)

    def _beat(self) -> None:
        now, columns = self.schedule.ledger.now(), worker.c
        with self.schedule.ledger.writing() as connection:
            seen = sa.update(worker).where(columns.name == self.name).values(seen=now)
            if not connection.execute(seen).rowcount:
                row = {"name": self.name, "host": socket.gethostname(), "process": os.getpid()}
                connection.execute(sa.insert(worker).values(**row, since=now, seen=now))

    def _leave(self) -> None:
        """Take leave, unless a turn would not end in time: then others see that we are gone."""
        if self.schedule.engine.left_by(self.name):
            return
        with self.schedule.ledger.writing() as connection:
            connection.execute(sa.delete(worker).where(worker.c.name == self.name))

    def _adopt(self) -> None:
        """Have called anew what dead workers had begun."""
        for name in self._dead():
            logger.warning("worker %s is dead; what it had begun goes on here", name)
            self._cut_off(name)
            self._revive(self.schedule.engine.left_by(name))
            with self.schedule.ledger.writing() as connection:  # a crash before this does it again
                connection.execute(sa.delete(worker).where(worker.c.name == name))
            self.taken_over += 1

    def _dead(self) -> list[str]:
        """Workers that give no sign of life; whoever reads their names looks after them."""
        ledger, columns = self.schedule.ledger, worker.c
        now = ledger.now()
        silent = columns.seen < now - dt.timedelta(seconds=self._pulse.dead)
        here = (columns.host == socket.gethostname()) & (columns.name != self.name)
        with ledger.writing() as connection:
            near = connection.execute(sa.select(columns.name, columns.process).where(here))
            gone = [row.name for row in near if not _lives(row.process)]
            dead = sa.or_(silent, columns.name.in_(gone)) & (columns.name != self.name)
            elected = (
                sa.update(worker).where(dead).values(seen=now, host="").returning(columns.name)
            )
            return list(connection.scalars(elected))

    def _cut_off(self, name: str) -> None:
        """End the sessions of a worker that may only be frozen, and with them its claims."""
        with self.schedule.ledger.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.text(CUT_OFF), {"name": f"crosspost {name}"})

    def _revive(self, turns: Sequence[tuple[str, int]]) -> None:
        schedule, now = self.schedule, millis(self.schedule.ledger.now())
        for id, number in turns:  # noqa: A001 - what it is
            mine = delivery.c.turn == number
            at = sa.case((delivery.c.at > now, delivery.c.at), else_=now)
            with schedule.ledger.writing() as connection:
                again(
                    connection,
                    schedule.engine,
                    id,
                    ACTIVE,
                    mine,
                    at=at,
                    state=delivery.c.state,
                    reason=delivery.c.reason,
                )
        schedule.engine.forget(turns)

    def _find_lost(self) -> None:
        """Call anew what is long due and at nobody's hands: after a backup was put back."""
        schedule, columns = self.schedule, delivery.c
        since = millis(schedule.ledger.now()) - round(self._pulse.lost * 1000)
        wanted = sa.select(columns.id, columns.turn).where(
            columns.state.in_(ACTIVE), columns.at < since
        )
        with schedule.ledger.reading() as connection:
            old = [(row.id, row.turn) for row in connection.execute(wanted.limit(500))]
            live = set(connection.scalars(sa.select(worker.c.name)))
        if lost := schedule.engine.unknown(old, live):
            logger.warning("%d deliveries had been lost by the engine", len(lost))
            self._revive(lost)

    def _look_ahead(self) -> None:
        """Have the engine look often as long as many are due soon, or one is late.

        Each look takes one an account: what waits behind it is taken at the next one.
        """
        self.schedule.engine.look(often=self._due(AHEAD, MANY) == MANY or self._late())

    def _late(self) -> bool:
        """Whether the time of a delivery has come that is not begun."""
        columns, now = delivery.c, millis(self.schedule.ledger.now())
        late = sa.select(columns.id).where(columns.state == "waiting", columns.at < now)
        with self.schedule.ledger.reading() as connection:
            return connection.execute(late.limit(1)).first() is not None

    def _due(self, ahead: dt.timedelta, most: int) -> int:
        """How many deliveries are under way or due within *ahead*; counted up to *most*."""
        columns, until = delivery.c, millis(self.schedule.ledger.now() + ahead)
        soon = (columns.state == "waiting") & (columns.at <= until)  # each by the index
        open_ones = sa.select(sa.literal(1)).where(sa.or_(soon, columns.state == "sending"))
        some = open_ones.limit(most).subquery()
        with self.schedule.ledger.reading() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def new_name() -> str:
    """A name for a worker that no other ever had."""
    return uuid.uuid4().hex[:12]


def _lives(process: int) -> bool:
    """Whether a process of this machine lives; our own number was another's before."""
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
