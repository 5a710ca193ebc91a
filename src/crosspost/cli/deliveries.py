"""Deliveries as a worker's lines: what was sent, where it stands, and how late; or why not."""

import datetime as dt
import sys
from collections import Counter
from typing import TYPE_CHECKING

from .exits import FAILED, FINE, PARTLY
from .standing import TITLE

if TYPE_CHECKING:
    from ..scheduling import Delivery, Schedule
    from ..scheduling.attempt import AttemptReport

MINUTES = 120
"""Seconds from which a lateness is said in minutes."""


class Lines:
    """Prints a line for each attempt that ended; what goes on meanwhile is in the log.

    Args:
        schedule: where more is known of a delivery.
        quiet: print nothing; counting goes on.
    """

    def __init__(self, schedule: "Schedule", *, quiet: bool = False) -> None:
        self._schedule = schedule
        self._quiet = quiet
        self._ends: Counter[str] = Counter()

    def ended(self, report: "AttemptReport") -> None:
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

    def _said(self, report: "AttemptReport") -> str:
        one = report.delivery
        name = f"{one.account}: {one.id}"
        if report.state == "sent":
            one = self._schedule.get(one.id)
            messages = f"{one.messages} messages" if one.messages > 1 else "1 message"
            said = f"sent, {messages}{late(one)}{self._place(one)}"
        else:
            paused = ", and its account is paused" if report.account_level else ""
            said = f"{report.state}{paused}: {report.reason}"
        title = one.title if len(one.title) <= TITLE else f"{one.title[:TITLE]}…"
        return f"{name} {said} · {title}"

    def _place(self, one: "Delivery") -> str:
        """The address of its first message, where the channel gives one."""
        stand = self._schedule.ledger.receipts(one.digest, one.account, one.terms.occurrence)
        return f": {stand[0].sent.url}" if stand and stand[0].sent.url else ""

    @staticmethod
    def _write(line: str) -> None:
        sys.stdout.write(f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M:%S} {line}\n")
        sys.stdout.flush()


def late(one: "Delivery") -> str:
    """How long after its due time a delivery began, as the end of a sentence."""
    if one.started is None:
        return ""
    seconds = max(0.0, (one.started - one.due).total_seconds())
    if seconds < MINUTES:
        return f", {seconds:.1f} s after its time"
    return f", {seconds / 60:.0f} min after its time"
