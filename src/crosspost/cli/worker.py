"""``crosspost worker``: sends what was scheduled when its time has come."""

import argparse
import datetime as dt
import logging
import sys
from collections import Counter

from ..alerts.notifier import of_a_worker
from ..errors import within
from ..logs import JsonLines, log_line, logged
from ..scheduling import Delivery, Schedule, new_name, open_schedule
from ..scheduling.attempt import AttemptReport
from ..scheduling.service import LiveSettings, Service
from ._options import read_settings
from ._output import FAILED, FINE, PARTLY, some_of, stopping, text, words


def work(options: argparse.Namespace) -> int:
    """Send what is due, until a signal says to stop or nothing is due any more."""
    read_settings()  # says what to write where there is no account yet
    live, name = LiveSettings(), new_name()
    live.check()
    with (
        logged(options.log_format, verbose=options.verbose),
        open_schedule(live.settings().ledger, worker=name) as schedule,
    ):
        lines = Lines(schedule, quiet=options.quiet, as_json=options.log_format == "json")
        service = Service(
            schedule,
            name,
            live.destination,
            of_a_worker(schedule, live.settings, live.destination),
            report=lines.ended,
            health=options.health or "",
        )
        with stopping(service.worker.halt, options.log_format):
            if not options.quiet:
                started = text("worker.started", name=name)
                sys.stderr.write(f"{log_line(started, options.log_format)}\n")
                sys.stderr.flush()
            service.run(until_empty=options.until_empty)
        return lines.code() if options.until_empty else FINE


MINUTES = 120
"""Seconds from which a lateness is said in minutes."""


class Lines:
    """Prints a line for each attempt that ended; what goes on meanwhile is in the log.

    Args:
        schedule: where more is known of a delivery.
        quiet: print nothing; counting goes on.
        as_json: an object a line, as the log has them.
    """

    def __init__(self, schedule: Schedule, *, quiet: bool = False, as_json: bool = False) -> None:
        self._schedule = schedule
        self._quiet = quiet
        self._as_json = as_json
        self._ends: Counter[str] = Counter()

    def ended(self, report: AttemptReport) -> None:
        """An attempt has ended."""
        self._ends[report.state] += 1
        if not self._quiet:
            self._write(report)

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
            said = text("worker.sent", count=one.messages, late=lateness_text(one)) + self._place(
                one
            )
        else:
            key = "worker.ended-paused" if report.account_level else "worker.ended"
            said = text(key, state=words("state", report.state), reason=report.reason)
        return within(one.account, f"{one.id} {said} · {some_of(one.title)}")

    def _place(self, one: Delivery) -> str:
        """The address of its first message, where the channel gives one."""
        stand = self._schedule.ledger.receipts(one.digest, one.account, one.terms.occurrence)
        return f": {stand[0].sent.url}" if stand and stand[0].sent.url else ""

    def _write(self, report: AttemptReport) -> None:
        said = self._said(report)
        if self._as_json:
            one = report.delivery
            record = logging.makeLogRecord(
                {
                    "name": "crosspost.deliveries",
                    "levelno": logging.INFO,
                    "levelname": "INFO",
                    "msg": said,
                    "account": one.account,
                    "delivery": one.id,
                    "state": report.state,
                    "messages": one.messages,
                }
            )
            line = JsonLines().format(record)
        else:
            line = f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M:%S} {said}"
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def lateness_text(one: Delivery) -> str:
    """How long after its due time a delivery began, as the end of a sentence."""
    if one.started is None:
        return ""
    seconds = max(0.0, (one.started - one.due).total_seconds())
    if seconds < MINUTES:
        return text("worker.late-seconds", count=f"{seconds:.1f}")
    return text("worker.late-minutes", count=f"{seconds / 60:.0f}")
