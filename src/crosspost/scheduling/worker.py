"""The worker: a process that makes attempts, takes over from those that died, and ends if told."""

import datetime as dt
import logging
import os
import socket
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import sqlalchemy as sa

from .._record import Record
from ..ledger.rows import LedgerError
from ..ledger.schema import worker
from .attempt import Attempts
from .deliveries import ACTIVE
from .dispatch import Attempt
from .store import COLUMNS, Schedule

SOON = dt.timedelta(seconds=5)
"""How long before its time a delivery counts as due."""
LOOK = 1.0
"""Seconds between two looks whether anything is due, where the worker is to end when nothing is."""
AT_A_TIME = 500
"""Deliveries that are looked up in the engine at once."""
CUT_OFF = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = :name"

logger = logging.getLogger("crosspost")


class Heartbeat(Record):
    """When a worker gives signs of life, and when it is taken for dead, in seconds."""

    every: float = 12
    """Between two signs of life."""
    dead_after: float = 60
    """After which a worker that gives none is taken for dead; longer than any call may take."""
    stop_within: int = 60
    """That attempts under way have to end in, when the worker is told to stop."""


class Worker:
    """Has *attempts* made until it is told to stop.

    Args:
        attempts: makes them; the dispatcher of its schedule bears the worker's name, too.
        heartbeat: how it is known to live.
    """

    def __init__(self, attempts: Attempts, heartbeat: Heartbeat = Heartbeat()) -> None:  # noqa: B008 - frozen
        self.schedule, self.name, self.halt = attempts.schedule, attempts.worker, attempts.halt
        self.taken_over = 0
        """How many dead workers it has looked after."""
        self._heartbeat = heartbeat
        self._idle_since: dict[Attempt, dt.datetime] = {}
        self._attempts = attempts

    def run(self, *, until_empty: bool = False, also: Sequence[Callable[[], object]] = ()) -> None:
        """Make attempts until `halt` is set, or until nothing is due any more.

        Args:
            until_empty: end as soon as nothing is due.
            also: done at each sign of life.
        """
        self._beat()  # before the first attempt: others would take us for dead
        self.schedule.dispatcher.start(self._attempts.make)
        try:
            while not self.halt.is_set():
                for task in (self._beat, self._take_over, *also):
                    self._do(task)
                if self._rest(until_empty=until_empty):
                    break
        finally:
            self.halt.set()
            self.schedule.dispatcher.stop(self._heartbeat.stop_within)
            self._do(self._leave)

    def _rest(self, *, until_empty: bool) -> bool:
        """Wait until the next sign of life; whether all that is due is done, where that matters."""
        if not until_empty:
            self.halt.wait(self._heartbeat.every)
            return False
        look = min(LOOK, self._heartbeat.every)
        for _ in range(round(self._heartbeat.every / look)):
            with suppress(LedgerError):  # it comes back
                if not self._anything_due():
                    return True
            if self.halt.wait(look):
                break
        return False

    @staticmethod
    def _do(task: Callable[[], object]) -> None:
        """Do *task*; a database that is away for a while comes back, and no slip ends the loop."""
        try:
            task()
        except (LedgerError, sa.exc.SQLAlchemyError) as error:
            logger.warning("%s", error)
        except Exception:
            logger.exception("a mistake in crosspost itself")

    def _anything_due(self) -> bool:
        until = self.schedule.ledger.now() + SOON
        due = sa.select(COLUMNS.id).where(COLUMNS.state.in_(ACTIVE), COLUMNS.at <= until).limit(1)
        with self.schedule.ledger.reading() as connection:
            return connection.execute(due).first() is not None

    def _beat(self) -> None:
        columns = worker.c
        with self.schedule.ledger.writing() as connection:
            now = self.schedule.ledger.shared_now(connection)
            seen = sa.update(worker).where(columns.name == self.name).values(seen=now)
            if not connection.execute(seen).rowcount:
                row = {"name": self.name, "host": socket.gethostname(), "process": os.getpid()}
                connection.execute(sa.insert(worker).values(**row, since=now, seen=now))

    def _leave(self) -> None:
        with self.schedule.ledger.writing() as connection:
            connection.execute(sa.delete(worker).where(worker.c.name == self.name))

    def _take_over(self) -> None:
        """Make anew what is due and at nobody's hands: its worker died, or the engine lost it."""
        due = self._due()
        holders = self.schedule.dispatcher.holders(due) if due else {}
        alive, dead = self._workers()  # after the holders: whoever begins has said so before
        for name in dead:
            self._cut_off(name)
        orphans = [one for one, holder in holders.items() if holder and holder not in alive]
        lost = [one for one in due if one not in holders]
        self._revive([*orphans, *lost, *self._never_begun(holders)])
        for name in dead:  # a crash before does it again
            self._forget(name)

    def _never_begun(self, holders: Mapping[Attempt, str]) -> list[Attempt]:
        """What the engine takes to be in our hands, and could not hand over: it said so in its log.

        So it is with what an older version wrote in a way that this one cannot read.
        """
        now = self.schedule.ledger.now()
        mine = {one for one, holder in holders.items() if holder == self.name}
        idle = mine - self._attempts.under_way
        self._idle_since = {one: self._idle_since.get(one, now) for one in idle}
        end = now - dt.timedelta(seconds=self._heartbeat.dead_after)
        return [one for one, since in self._idle_since.items() if since < end]

    def _due(self) -> list[Attempt]:
        wanted = sa.select(COLUMNS.id, COLUMNS.attempt).where(
            COLUMNS.state.in_(ACTIVE), COLUMNS.at < self.schedule.ledger.now()
        )
        with self.schedule.ledger.reading() as connection:
            rows = connection.execute(wanted.order_by(COLUMNS.at).limit(AT_A_TIME)).all()
        return [Attempt(delivery=row.id, number=row.attempt) for row in rows]

    def _workers(self) -> tuple[set[str], set[str]]:
        """Who is alive, and who gives no sign of life or has no process on this machine."""
        here = socket.gethostname()
        with self.schedule.ledger.reading() as connection:
            rows = connection.execute(sa.select(worker)).all()
            now = self.schedule.ledger.shared_now(connection)
        since = now - dt.timedelta(seconds=self._heartbeat.dead_after)
        dead = {
            row.name
            for row in rows
            if row.name != self.name
            and (row.seen < since or (row.host == here and not _lives(row.process)))
        }
        return {row.name for row in rows} - dead | {self.name}, dead

    def _cut_off(self, name: str) -> None:
        """End the sessions of a worker that may only be frozen, and with them its account locks."""
        with self.schedule.ledger.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.text(CUT_OFF), {"name": f"crosspost {name}"})

    def _forget(self, name: str) -> None:
        """Take a dead worker off the list; of several that saw it die, one says so."""
        with self.schedule.ledger.writing() as connection:
            gone = connection.execute(sa.delete(worker).where(worker.c.name == name)).rowcount
        if gone:
            logger.warning("worker %s was dead; what it had begun goes on here", name)
            self.taken_over += 1

    def _revive(self, attempts: Sequence[Attempt]) -> None:
        """Make these anew; of several workers that want to, one does: it raises the number."""
        now = sa.literal(self.schedule.ledger.now(), COLUMNS.at.type)
        for one in attempts:
            with self.schedule.ledger.writing() as connection:
                later = sa.case((COLUMNS.at > now, COLUMNS.at), else_=now)
                self.schedule.call_again(connection, one, later)
        self.schedule.dispatcher.forget(attempts)


def workers_alive(schedule: Schedule) -> int:
    """How many workers have given a sign of life lately."""
    with schedule.ledger.reading() as connection:
        since = schedule.ledger.shared_now(connection) - dt.timedelta(
            seconds=Heartbeat().dead_after
        )
        alive = sa.select(sa.func.count()).select_from(worker).where(worker.c.seen >= since)
        return connection.scalar(alive) or 0


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
