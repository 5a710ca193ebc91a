"""Notices: whatever needs a person is told once, over all workers and restarts.

In a thread of its own: a hook that hangs or fails never holds back what is to be sent. One that
fails is tried again, ever more rarely, for a day.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence

from ..accounts import Settings
from ..errors import CrosspostError
from ..notify import Language, Notify
from . import once, troubles
from .hooks import Hook, HookError, hooks
from .notice import Telling
from .store import Schedule
from .troubles import Case

EVERY = 15.0
"""Seconds between two looks for troubles, where nobody calls for one."""

logger = logging.getLogger("crosspost")


class Notices:
    """Looks for troubles and tells of them.

    Args:
        schedule: where they are looked for.
        settings: what ``crosspost.toml`` says now.
        found: what looks for more, beside `troubles.SOURCES`.
        told: called with the name of a hook and whether it worked.
    """

    def __init__(
        self,
        schedule: Schedule,
        settings: Callable[[], Settings],
        found: Sequence[Callable[[], Iterator[Case]]] = (),
        told: Callable[[str, bool], object] = lambda _hook, _worked: None,
    ) -> None:
        self._schedule = schedule
        self._settings = settings
        self._found = found
        self._told = told
        self._done: set[str] = set()
        self._known: Settings | None = None
        self._ways: list[tuple[str, Hook]] = []
        self._call = threading.Event()
        self._halt = threading.Event()
        self._thread = threading.Thread(target=self._run, name="notices", daemon=True)

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

    def look(self) -> None:
        """Tell what has not been told."""
        for case in self._cases():
            settings = self._settings()
            language = (settings.notify or Notify()).language
            for name, hook in self._hooks(settings):
                self._tell(case, name, hook, language)

    def _hooks(self, settings: Settings) -> list[tuple[str, Hook]]:
        """The ways to a person; looked up once, for a keyring takes its time."""
        if settings is not self._known:
            self._known, self._ways = settings, [("log", _log)]
            try:
                self._ways += hooks(settings, self._schedule.ledger)
            except CrosspostError as error:
                logger.error("notices: %s", error)  # noqa: TRY400 - no slip of ours
        return self._ways

    def _cases(self) -> Iterator[Case]:
        for source in troubles.SOURCES:
            yield from source(self._schedule)
        for look in self._found:
            yield from look()

    def _tell(self, case: Case, name: str, hook: Hook, language: Language) -> None:
        key, ledger = f"{name}: {case.key}", self._schedule.ledger
        if key in self._done:
            return
        if not once.claim(ledger, key):
            self._done |= once.known(ledger, [key])
            return
        try:
            hook(Telling(notice=case.make(language), language=language))
        except Exception as error:
            self._told(name, False)  # noqa: FBT003 - whether it worked
            if not isinstance(error, HookError):
                logger.exception("a notice by %s failed", name)
            more = "given up" if once.given_up(ledger, key) else "it is tried again"
            logger.error("a notice by %s failed: %s; %s", name, error, more)  # noqa: TRY400
        else:
            once.done(ledger, key)
            self._done.add(key)
            self._told(name, True)  # noqa: FBT003

    def _run(self) -> None:
        while True:
            last = self._halt.is_set()
            self._call.clear()
            try:
                self.look()
            except Exception as error:  # noqa: BLE001 - a database that is away comes back
                logger.warning("notices: %s", error)
            if last:
                return
            self._call.wait(EVERY)


def _log(telling: Telling) -> None:
    """Every notice is in the log of the worker that found it first."""
    logger.warning("%s", telling.text.removeprefix("crosspost: "))
