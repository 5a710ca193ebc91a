"""``crosspost worker``: sends what was scheduled when its time has come."""

import argparse
import datetime as dt
import logging
import shutil
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .. import config
from ..adapters.base import Destination
from ..alerts import DuePredictions, Notifier, TokenChecks
from ..config import FILE, Settings
from ..config.tables import Notify, webhook
from ..errors import ConfigError, CrosspostError
from ..redaction import scrub_logs
from ..registry import user_config_folder
from ..scheduling import Delivery, Schedule, new_name, open_schedule
from ..scheduling.attempt import AttemptReport
from ..scheduling.service import Service
from ._options import read_settings
from ._output import FAILED, FINE, PARTLY, complain, stopping, text, words
from .status import TITLE

Stamp = tuple[tuple[int, int], ...]
"""When each file of the settings was written last, and how long it is."""

logger = logging.getLogger("crosspost")


def work(options: argparse.Namespace) -> int:
    """Send what is due, until a signal says to stop or nothing is due any more."""
    read_settings()  # says what to write where there is no account yet
    live, name = LiveSettings(), new_name()
    live.check()
    with _logged(options), open_schedule(live.settings().ledger, worker=name) as schedule:
        lines = Lines(schedule, quiet=options.quiet)
        more = (
            DuePredictions(schedule).conditions,
            TokenChecks(schedule, live.destination).conditions,
        )
        service = Service(
            schedule,
            name,
            live.destination,
            Notifier(schedule, live.settings, more),
            report=lines.ended,
            health=options.health or "",
        )
        with stopping(service.worker.halt):
            if not options.quiet:
                complain(text("worker.started", name=name))
            service.run(until_empty=options.until_empty)
        return lines.code() if options.until_empty else FINE


class LiveSettings:
    """The settings, read anew when a file of them has changed.

    One that cannot be read any more is complained of once, and the settings before it go on: a
    slip of the pen must not stop what was approved. The ledger stays the one of the start.

    Raises:
        ConfigError: they cannot be read at the start.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stamp = _stamp()
        self._settings = config.read()

    def settings(self) -> Settings:
        """What the files say now, or said before one of them went wrong."""
        with self._lock:
            stamp = _stamp()
            if stamp != self._stamp:
                self._stamp = stamp
                try:
                    self._settings = config.read()
                    logger.warning("%s has changed, and is read anew", FILE)
                except CrosspostError as error:
                    logger.error("the settings stay as they were: %s", error)  # noqa: TRY400 - no slip of ours
            return self._settings

    def check(self) -> None:
        """See at the start what would only come out when somebody has to be told.

        Raises:
            ConfigError: what ``[notify]`` names is not there.
        """
        settings = self.settings()
        said = settings.notify or Notify()
        webhook(said, settings.env_file)
        if said.account:
            settings.destination(said.account)
        if said.command and shutil.which(said.command[0]) is None:
            at = f"{FILE}: notify.command"
            raise ConfigError("notify.no-program", location=at, program=said.command[0])

    def destination(self, name: str) -> Destination:
        """The account *name* with all that sending needs.

        Raises:
            ConfigError: there is none, or it says what cannot be.
        """
        return self.settings().destination(name)


def _stamp() -> Stamp:
    """What changes when a file is written."""
    return tuple(_seen(path) for path in (user_config_folder() / FILE, Path(FILE)))


def _seen(path: Path) -> tuple[int, int]:
    try:
        said = path.stat()
    except OSError:
        return 0, 0
    return said.st_mtime_ns, said.st_size


MINUTES = 120
"""Seconds from which a lateness is said in minutes."""


class Lines:
    """Prints a line for each attempt that ended; what goes on meanwhile is in the log.

    Args:
        schedule: where more is known of a delivery.
        quiet: print nothing; counting goes on.
    """

    def __init__(self, schedule: Schedule, *, quiet: bool = False) -> None:
        self._schedule = schedule
        self._quiet = quiet
        self._ends: Counter[str] = Counter()

    def ended(self, report: AttemptReport) -> None:
        """An attempt has ended."""
        self._ends[report.state] += 1
        if not self._quiet:
            self._write(self._said(report))

    def code(self) -> int:
        """The exit code that the ends so far come to."""
        troubles = self._ends.total() - self._ends["sent"]
        if not troubles:
            return FINE
        return PARTLY if self._ends["sent"] else FAILED

    def _said(self, report: AttemptReport) -> str:
        one = report.delivery
        if report.state == "sent":
            one = self._schedule.get(one.id)
            said = text("worker.sent", count=one.messages, late=late(one)) + self._place(one)
        else:
            key = "worker.ended-paused" if report.account_level else "worker.ended"
            said = text(key, state=words("state", report.state), reason=report.reason)
        title = one.title if len(one.title) <= TITLE else f"{one.title[:TITLE]}…"
        return f"{one.account}: {one.id} {said} · {title}"

    def _place(self, one: Delivery) -> str:
        """The address of its first message, where the channel gives one."""
        stand = self._schedule.ledger.receipts(one.digest, one.account, one.terms.occurrence)
        return f": {stand[0].sent.url}" if stand and stand[0].sent.url else ""

    @staticmethod
    def _write(line: str) -> None:
        sys.stdout.write(f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M:%S} {line}\n")
        sys.stdout.flush()


def late(one: Delivery) -> str:
    """How long after its due time a delivery began, as the end of a sentence."""
    if one.started is None:
        return ""
    seconds = max(0.0, (one.started - one.due).total_seconds())
    if seconds < MINUTES:
        return text("worker.late-seconds", count=f"{seconds:.1f}")
    return text("worker.late-minutes", count=f"{seconds / 60:.0f}")


@contextmanager
def _logged(options: argparse.Namespace) -> Iterator[None]:
    """What the logger ``crosspost`` is told goes to standard error, without any secret."""
    scrub_logs()
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("crosspost: %(message)s"))
    logger = logging.getLogger("crosspost")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG if options.verbose else logging.WARNING)
    try:
        yield
    finally:
        logger.removeHandler(handler)
