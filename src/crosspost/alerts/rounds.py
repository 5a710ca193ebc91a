"""Rounds: looking for what is to be told, now and then, in a thread of its own; telling it once."""

import datetime as dt
import logging
import threading
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable

from ..errors import CrosspostError
from ..ledger.store import Ledger
from ..ledger.tasks import LONGEST, claim_task, give_up, mark_done

logger = logging.getLogger("crosspost")


class NotDelivered(CrosspostError):  # noqa: N818 - nothing is wrong with the program
    """What was to be told did not reach anybody."""


class Rounds(ABC):
    """Looks every so many seconds, and at once when something has happened.

    Args:
        name: of the thread, and of what goes wrong in it.
        every: seconds between two looks, where nobody calls for one.
        ledger: knows what was told.
    """

    def __init__(self, name: str, every: float, ledger: Ledger) -> None:
        self.outcomes: Counter[tuple[str, bool]] = Counter()
        """How often each way was gone, and whether it worked."""
        self._name, self._every, self._ledger = name, every, ledger
        self._call = threading.Event()
        self._halt = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @abstractmethod
    def look(self) -> None:
        """Tell what has not been told."""

    def start(self) -> None:
        """Look, and go on looking."""
        self._thread.start()

    def wake(self) -> None:
        """Look now: something has happened."""
        self._call.set()

    def stop(self, patience: float) -> None:
        """Look once more, and end; *patience* is how many seconds that may take."""
        self._halt.set()
        self._call.set()
        self._thread.join(patience)

    def _run(self) -> None:
        while True:
            last = self._halt.is_set()
            self._call.clear()
            try:
                self.look()
            except Exception as error:  # noqa: BLE001 - a database that is away comes back
                logger.warning("%s: %s", self._name, error)
            if last:
                return
            self._call.wait(self._every)

    def tell_once(
        self,
        key: str,
        way: str,
        tell: Callable[[], object],
        *,
        what: str,
        patience: dt.timedelta = LONGEST,
    ) -> bool | None:
        """Tell what is named *key*, unless somebody has or is at it; whether it worked.

        What fails is tried again, ever more rarely, until it is given up.

        Args:
            key: what it is, and to whom.
            way: by which it is told.
            tell: tells it.
            what: what that is, for the log.
            patience: how long it is tried.
        """
        if not claim_task(self._ledger, key):
            return None
        worked = False
        try:
            tell()
            worked = True
        except Exception as error:
            if not isinstance(error, NotDelivered):
                logger.exception("%s failed", what)
            more = "given up" if give_up(self._ledger, key, patience) else "it is tried again"
            logger.error("%s failed: %s; %s", what, error, more)  # noqa: TRY400
        else:
            mark_done(self._ledger, key)
        self.outcomes[way, worked] += 1
        return worked
