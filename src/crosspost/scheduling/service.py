"""Service: a worker with all that goes on beside its turns: notices, chores, its health."""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

from ..publishing import Event
from .chores import Chores
from .foretold import Foretold
from .health import Health, Server
from .latest import Latest
from .notices import Notices
from .sign_ins import SignIns
from .store import Schedule
from .supervisor import tell
from .turn import End
from .worker import Pulse, Worker

if TYPE_CHECKING:
    from .metrics import Metrics

logger = logging.getLogger("crosspost")

LAST = 60.0
"""Seconds that the last notices may take when a worker has ended."""


class Service:
    """A worker and what belongs to it.

    Args:
        schedule: its deliveries; its engine bears the worker's name.
        name: of the worker.
        latest: the settings.
        ended: called with the end of each turn.
        health: where its health is served, if it is to be.
        pulse: how it is known to live.
    """

    def __init__(
        self,
        schedule: Schedule,
        name: str,
        latest: Latest,
        *,
        ended: Callable[[End], object] = lambda _: None,
        health: str = "",
        pulse: Pulse = Pulse(),  # noqa: B008 - frozen
    ) -> None:
        self.schedule = schedule
        self.worker = Worker(
            schedule,
            name,
            latest.destination,
            told=self._ended,
            on_event=self._happened,
            pulse=pulse,
        )
        self.notices = Notices(
            schedule,
            latest.settings,
            found=(Foretold(schedule).cases, SignIns(schedule, latest.destination).cases),
            told=self._told,
        )
        self.port = 0
        """Where its health is served."""
        self._address = health
        self._tell = ended
        self._health = Health(schedule)
        self._chores = Chores(schedule)
        self._metrics: Metrics | None = None
        self._ready = False

    def run(self, *, until_empty: bool = False) -> None:
        """Work until the worker's ``halt`` is set, or nothing is due any more.

        Raises:
            ConfigError: its health cannot be served where it is to be.
        """
        with ExitStack() as around:
            if self._address:
                from .metrics import Metrics  # noqa: PLC0415 - only where somebody asks for them

                self._metrics = Metrics(self.schedule, lambda: self.worker.taken_over)
                server = Server(self._address, self._health, self._metrics.text)
                self.port = around.enter_context(server).port
            self.notices.start()
            around.callback(partial(self.notices.stop, LAST))
            around.callback(tell, "STOPPING=1")
            self.worker.run(until_empty=until_empty, also=(self._chores.do, self._went_round))

    def _went_round(self) -> None:
        """The loop has gone round: a supervisor learns that all is well, if it is."""
        self._health.went_round()
        if not self._ready:
            self._ready = True
            tell("READY=1")
        if not self._health.trouble():
            tell("WATCHDOG=1")

    def _ended(self, end: End) -> None:
        if end.state != "sent":
            self.notices.wake()
        try:
            self._tell(end)
            if self._metrics:
                self._metrics.ended(end)
        except Exception:  # the delivery stands, or does not, whoever cannot be told
            logger.exception("%s: its end could not be told", end.delivery.id)

    def _happened(self, event: Event) -> None:
        if self._metrics:
            self._metrics.happened(event)

    def _told(self, hook: str, worked: bool) -> None:  # noqa: FBT001 - whether it did
        if self._metrics:
            self._metrics.told(hook, worked)
