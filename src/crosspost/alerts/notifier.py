"""The notifier: whatever needs a person is told once, over all workers and restarts.

In a thread of its own: a channel that hangs or fails never holds back what is to be sent. One that
fails is tried again, ever more rarely, for a day.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from ..config import Settings
from ..config.notify import AlertLanguage, Notify
from ..errors import CrosspostError
from ..scheduling import Schedule
from ..scheduling.maintenance import claim_task, done_keys, give_up, mark_done
from .alert import Notification
from .channels import AlertChannel, NotDelivered, channels
from .conditions import CONDITIONS, Condition

EVERY = 15.0
"""Seconds between two looks, where nobody calls for one."""

logger = logging.getLogger("crosspost")


class Notifier:
    """Looks for what needs a person, and tells it.

    Args:
        schedule: where they are looked for.
        settings: what ``crosspost.toml`` says now.
        more: what looks for more, beside `conditions.CONDITIONS`.
    """

    def __init__(
        self,
        schedule: Schedule,
        settings: Callable[[], Settings],
        more: Sequence[Callable[[], Iterator[Condition]]] = (),
    ) -> None:
        self._schedule = schedule
        self._settings = settings
        self.outcomes: Counter[tuple[str, bool]] = Counter()
        """How often each channel was gone, and whether it worked."""
        self._more = more
        self._done: set[str] = set()
        self._known: Settings | None = None
        self._channels: list[tuple[str, AlertChannel]] = []
        self._call = threading.Event()
        self._halt = threading.Event()
        self._thread = threading.Thread(target=self._run, name="alerts", daemon=True)

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
        for condition in self._conditions():
            settings = self._settings()
            language = (settings.notify or Notify()).language
            for name, channel in self._channels_of(settings):
                self._tell(condition, name, channel, language)

    def _channels_of(self, settings: Settings) -> list[tuple[str, AlertChannel]]:
        """The channels; looked up once, for a keyring takes its time."""
        if settings is not self._known:
            self._known, self._channels = settings, [("log", _log)]
            try:
                self._channels += channels(settings, self._schedule.ledger)
            except CrosspostError as error:
                logger.error("alerts: %s", error)  # noqa: TRY400 - no slip of ours
        return self._channels

    def _conditions(self) -> Iterator[Condition]:
        for look in CONDITIONS:
            yield from look(self._schedule)
        for more in self._more:
            yield from more()

    def _tell(
        self, condition: Condition, name: str, channel: AlertChannel, language: AlertLanguage
    ) -> None:
        key, ledger = f"{name}: {condition.key}", self._schedule.ledger
        if key in self._done:
            return
        if not claim_task(ledger, key):
            self._done |= done_keys(ledger, [key])
            return
        try:
            channel(Notification(alert=condition.make(language), language=language))
        except Exception as error:
            self.outcomes[name, False] += 1
            if not isinstance(error, NotDelivered):
                logger.exception("an alert by %s failed", name)
            more = "given up" if give_up(ledger, key) else "it is tried again"
            logger.error("an alert by %s failed: %s; %s", name, error, more)  # noqa: TRY400
        else:
            mark_done(ledger, key)
            self._done.add(key)
            self.outcomes[name, True] += 1

    def _run(self) -> None:
        while True:
            last = self._halt.is_set()
            self._call.clear()
            try:
                self.look()
            except Exception as error:  # noqa: BLE001 - a database that is away comes back
                logger.warning("alerts: %s", error)
            if last:
                return
            self._call.wait(EVERY)


def _log(notification: Notification) -> None:
    """Every alert is in the log of the worker that found it first."""
    logger.warning("%s", notification.text.removeprefix("crosspost: "))
