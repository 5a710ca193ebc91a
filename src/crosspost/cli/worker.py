"""``crosspost worker``: sends what was scheduled when its time has come."""

import argparse
import datetime as dt
import logging
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from ..alerts import of_a_worker
from ..redaction import scrub_logs
from ..scheduling import Delivery, Schedule, new_name, open_schedule
from ..scheduling.attempt import AttemptReport
from ..scheduling.service import LiveSettings, Service
from ._options import read_settings
from ._output import FAILED, FINE, PARTLY, complain, stopping, text, words
from .status import TITLE


def work(options: argparse.Namespace) -> int:
    """Send what is due, until a signal says to stop or nothing is due any more."""
    read_settings()  # says what to write where there is no account yet
    live, name = LiveSettings(), new_name()
    live.check()
    with _logged(options), open_schedule(live.settings().ledger, worker=name) as schedule:
        lines = Lines(schedule, quiet=options.quiet)
        service = Service(
            schedule,
            name,
            live.destination,
            of_a_worker(schedule, live.settings, live.destination),
            report=lines.ended,
            health=options.health or "",
        )
        with stopping(service.worker.halt):
            if not options.quiet:
                complain(text("worker.started", name=name))
            service.run(until_empty=options.until_empty)
        return lines.code() if options.until_empty else FINE


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
