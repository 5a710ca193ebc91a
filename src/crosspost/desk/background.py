"""Behind the desk's pages: a thread in which what is due is sent, and modules loaded late.

What needs the libraries of publishing is loaded when it is asked for (`loaded`): whoever only
writes need not have them.
"""

import logging
import threading
from collections.abc import Callable
from importlib import import_module
from types import ModuleType

from ..configuration import Settings
from ..errors import CrosspostError
from ..redaction import unforeseen

logger = logging.getLogger("crosspost")

LOOK = 5.0
"""Seconds between two looks whether anything waits at all; until then no worker is needed."""
AFTER_TROUBLE = 30.0
"""Seconds until a worker that could not begin is tried again."""


def loaded(name: str) -> ModuleType:
    """The desk's module *name*, which needs more libraries than the desk.

    Raises:
        ModuleNotFoundError: an extra is not installed.
    """
    return import_module(f".{name}", __package__)


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
                self._send_due()
                self.problem = ""
            except Exception as error:
                known = isinstance(error, CrosspostError)
                self.problem = str(error) if known else unforeseen(error)
                if not known:
                    logger.exception("the desk's worker has broken off")
                pause = AFTER_TROUBLE
            self._woken.wait(pause)
            self._woken.clear()

    def _send_due(self) -> None:
        if not self._settings().has_ledger():
            return
        try:
            due = loaded("due")
        except ModuleNotFoundError:  # nothing can have been scheduled
            return
        if due.anything_waits(self._settings()):
            due.send(self._begun)

    def _begun(self, name: str, halt: threading.Event) -> None:
        """A worker is about to begin, or has ended where it has no name."""
        self._halts = [halt]
        if self._halt.is_set():
            halt.set()
        self.name, self.problem = name, ""
