"""The desk's own worker: what is due is sent as long as the desk is open.

It is the worker of ``crosspost worker`` in a thread, with its alerts and its maintenance. Others
may live beside it: whose turn a delivery is, the ledger and the engine settle, as between any two.
"""

import logging
import threading
from collections.abc import Callable

from ..configuration import Settings
from ..credentials import scrub
from ..errors import CrosspostError

logger = logging.getLogger("crosspost")

LOOK = 5.0
"""Seconds between two looks whether anything waits at all; until then no worker is needed."""
AFTER_TROUBLE = 30.0
"""Seconds until a worker that could not begin is tried again."""


class DeskWorker:
    """Sends what is due, from the first delivery that waits on.

    Args:
        settings: as they are now.
    """

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self.name = ""
        """Of the worker that is at it; nothing as long as nothing waits."""
        self.problem = ""
        """Why there is none, though something waits."""
        self._settings = settings
        self._halts: list[threading.Event] = []
        self._halt, self._woken = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="desk's worker", daemon=True)

    def start(self) -> None:
        """Look, and go on looking."""
        self._thread.start()

    def wake(self) -> None:
        """Look now: something has been scheduled."""
        self._woken.set()

    def halt(self) -> None:
        """Begin no further call; the one under way ends, and is written down."""
        self._halt.set()
        self._woken.set()
        for one in self._halts:
            one.set()

    def join(self) -> None:
        """Wait for the call that is under way."""
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._halt.is_set():
            pause = LOOK
            try:
                if self._anything_waits():
                    self._work()
                self.problem = ""
            except Exception as error:
                known = isinstance(error, CrosspostError)
                self.problem = str(error) if known else scrub(f"{type(error).__name__}: {error}")
                if not known:
                    logger.exception("the desk's worker has broken off")
                pause = AFTER_TROUBLE
            self._woken.wait(pause)
            self._woken.clear()

    def _anything_waits(self) -> bool:
        settings = self._settings()
        if not settings.has_ledger():
            return False
        try:
            from ..scheduling import open_schedule  # noqa: PLC0415 - only who schedules has its libraries
            from ..scheduling.deliveries import OPEN  # noqa: PLC0415
        except ModuleNotFoundError:
            return False
        with open_schedule(settings.ledger, read_only=True) as schedule:
            return bool(schedule.deliveries(states=OPEN, limit=1))

    def _work(self) -> None:
        from ..alerts import DuePredictions, Notifier, TokenChecks  # noqa: PLC0415 - as above
        from ..scheduling import new_name, open_schedule  # noqa: PLC0415
        from ..scheduling.service import LiveSettings, Service  # noqa: PLC0415

        live, name = LiveSettings(), new_name()
        with open_schedule(live.settings().ledger, worker=name) as schedule:
            conditions = (
                DuePredictions(schedule).conditions,
                TokenChecks(schedule, live.destination).conditions,
            )
            service = Service(
                schedule,
                name,
                live.destination,
                Notifier(schedule, live.settings, conditions),
            )
            self._halts.append(service.worker.halt)
            if self._halt.is_set():
                return
            self.name, self.problem = name, ""
            try:
                service.run()
            finally:
                self.name = ""
