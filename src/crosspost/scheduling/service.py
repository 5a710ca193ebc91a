"""Service: a worker with all that goes on beside its attempts: alerts, maintenance, its health.

Its settings are ``crosspost.toml`` as it is now, for it lives for months. A supervisor is told of
it by systemd's protocol (sd_notify), whose one library has not been kept up for years:
https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html
"""

import logging
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Literal

import sqlalchemy as sa

from .. import configuration
from ..adapters.base import Destination
from ..configuration import FILE, Settings
from ..configuration.tables import Notify, webhook
from ..configuration.trust import last_written
from ..configuration.webhooks import signing_keys
from ..errors import ConfigError, CrosspostError
from ..ledger.rows import LedgerError
from ..ledger.schema import worker
from ..ledger.tasks import Rounds
from ..publishing.context import Event
from .attempt import AttemptReport, Attempts
from .maintenance import Maintenance
from .store import COLUMNS, Schedule
from .worker import Worker

if TYPE_CHECKING:
    from .metrics import Metrics

Word = Literal["READY=1", "STOPPING=1", "WATCHDOG=1"]

STALE = 60.0
"""Seconds after which a loop that has not gone round is stuck."""
LAST_ALERTS = 60.0
"""Seconds that the last alerts may take when a worker has ended."""

logger = logging.getLogger("crosspost")


class Health:
    """How a worker is.

    Args:
        schedule: whose database is asked.
        stale: seconds after which it is taken to be stuck.
        clock: seconds of a clock that nobody sets.
    """

    def __init__(
        self,
        schedule: Schedule,
        stale: float = STALE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._schedule = schedule
        self._stale = stale
        self._clock = clock
        self._round = clock()
        self._answer = clock()

    def went_round(self) -> None:
        """The worker's loop has gone round once more.

        Raises:
            LedgerError: but its database does not answer.
        """
        self._round = self._clock()
        self._asked()
        self._answer = self._clock()

    def trouble(self) -> str:
        """What is wrong with the worker, or nothing."""
        now = self._clock()
        for since, what in ((self._round, "the worker's loop"), (self._answer, "its database")):
            if now - since > self._stale:
                return f"{what} is stuck for {now - since:.0f} s"
        return ""

    def unready(self) -> str:
        """What keeps the worker from sending right now, or nothing."""
        try:
            self._asked()
        except LedgerError as error:
            return error.message
        return self.trouble()

    def held(self) -> int:
        """How many deliveries are held for a person to look at; no restart would help them."""
        count = sa.select(sa.func.count()).where(COLUMNS.state == "held")
        try:
            with self._schedule.ledger.reading() as connection:
                return connection.scalar(count) or 0
        except LedgerError:
            return 0

    def _asked(self) -> None:
        with self._schedule.ledger.reading() as connection:
            connection.scalar(sa.select(sa.func.count()).select_from(worker))


class Service:
    """A worker and what belongs to it.

    Args:
        schedule: its deliveries; its dispatcher bears the worker's name.
        name: of the worker.
        destination: an account by name, with all that sending needs.
        alerts: tell a person what needs one, and programs what happened.
        report: called with how each attempt ended.
        health: where its health is served, if it is to be.
    """

    def __init__(
        self,
        schedule: Schedule,
        name: str,
        destination: Callable[[str], Destination],
        alerts: Sequence[Rounds],
        *,
        report: Callable[[AttemptReport], object] = lambda _: None,
        health: str = "",
    ) -> None:
        self.schedule = schedule
        self.worker = Worker(
            Attempts(schedule, name, destination, report=self._ended, on_event=self._happened)
        )
        self._alerts = alerts
        self._address = health
        self._report = report
        self._health = Health(schedule)
        self._maintenance = Maintenance(schedule)
        self._metrics: Metrics | None = None
        self._ready = False

    def run(self, *, until_empty: bool = False) -> None:
        """Work until the worker's ``halt`` is set, or nothing is due any more.

        Raises:
            ConfigError: its health cannot be served where it is to be.
        """
        with ExitStack() as around:
            if self._address:
                from .metrics import Metrics, Server  # noqa: PLC0415 - only where somebody asks

                self._metrics = Metrics(
                    self.schedule, lambda: self.worker.taken_over, self._outcomes
                )
                around.enter_context(Server(self._address, self._health, self._metrics.text))
            for each in self._alerts:
                each.start()
                around.callback(partial(each.stop, LAST_ALERTS))
            around.callback(tell_supervisor, "STOPPING=1")
            also = (self._maintenance.do, self._went_round)
            self.worker.run(until_empty=until_empty, also=also)

    def _went_round(self) -> None:
        """The loop has gone round: a supervisor learns that all is well, if it is."""
        self._health.went_round()
        if not self._ready:
            self._ready = True
            tell_supervisor("READY=1")
        if not self._health.trouble():
            tell_supervisor("WATCHDOG=1")

    def _ended(self, report: AttemptReport) -> None:
        if report.state != "sent":
            for each in self._alerts:
                each.wake()
        try:
            self._report(report)
            if self._metrics:
                self._metrics.ended(report)
        except Exception:  # it was delivered, or was not, whoever cannot be told
            logger.exception("%s: its end could not be told", report.delivery.id)

    def _outcomes(self) -> Mapping[tuple[str, bool], int]:
        return {key: count for each in self._alerts for key, count in each.outcomes.items()}

    def _happened(self, event: Event) -> None:
        if self._metrics:
            self._metrics.happened(event)


class LiveSettings:
    """The settings, read anew when a file of them has changed.

    One that cannot be read any more is complained of once, and the settings before it go on: a
    slip of the pen must not stop what was approved. The ledger stays the one of the start.

    Raises:
        ConfigError: they cannot be read at the start.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stamp = last_written(configuration.places())
        self._settings = configuration.read()

    def settings(self) -> Settings:
        """What the files say now, or said before one of them went wrong."""
        with self._lock:
            stamp = last_written(configuration.places())
            if stamp != self._stamp:
                self._stamp = stamp
                try:
                    self._settings = configuration.read()
                    logger.warning("%s has changed, and is read anew", FILE)
                except CrosspostError as error:
                    logger.error("the settings stay as they were: %s", error)  # noqa: TRY400 - no slip of ours
            return self._settings

    def check(self) -> None:
        """See at the start what would only come out when somebody has to be told.

        Raises:
            ConfigError: what ``[notify]`` names is not there, or a webhook has no secret.
        """
        settings = self.settings()
        said = settings.notify or Notify()
        webhook(said, settings.env_file)
        if said.account:
            settings.destination(said.account)
        if said.command and shutil.which(said.command[0]) is None:
            at = f"{FILE}: notify.command"
            raise ConfigError("notify.no-program", location=at, program=said.command[0])
        for each in settings.webhooks.values():
            signing_keys(each, settings.env_file)

    def destination(self, name: str) -> Destination:
        """The account *name* with all that sending needs.

        Raises:
            ConfigError: there is none, or it says what cannot be.
        """
        return self.settings().destination(name)


def tell_supervisor(word: Word) -> bool:
    """Say *word* to whoever supervises this process, a datagram to the socket ``NOTIFY_SOCKET``.

    Returns:
        Whether anybody does, and heard it.
    """
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address or not hasattr(socket, "AF_UNIX"):
        return False
    if address.startswith("@"):  # Linux's abstract names
        address = f"\0{address[1:]}"
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.sendto(word.encode(), address)
    except OSError:
        return False
    return True
