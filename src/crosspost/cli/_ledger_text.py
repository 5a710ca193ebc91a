"""What the ledger knows of messages and deliveries, as lines to read."""

import datetime as dt
import shlex
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ._output import FAILED, FINE, PARTLY

if TYPE_CHECKING:
    from ..ledger import Row
    from ..model.draft import Draft
    from ..model.receipts import Receipt, Sent
    from ..scheduling import Delivery, Schedule
    from ..scheduling.attempt import AttemptReport

TITLE = 40
"""Characters of a draft that say which one it is."""
DIGEST = len("sha256:") + 12


def place(sent: "Sent") -> str:
    """Where a message stands: its id and its address, and what a person still has to do.

    >>> from crosspost.model.receipts import Sent
    >>> place(Sent(id="45", url="https://t.me/zhongwen/45"))
    '45 https://t.me/zhongwen/45'
    >>> place(Sent(id="草稿1", more={"todo": "publish it there"}))
    '草稿1 (publish it there)'
    """
    todo = f"({sent.more['todo']})" if "todo" in sent.more else ""
    return " ".join(filter(None, (sent.id, sent.url, todo)))


def moment(at: dt.datetime) -> str:
    """A time to the minute, in UTC.

    >>> moment(dt.datetime(2026, 11, 23, 8, 5, tzinfo=dt.timezone(dt.timedelta(hours=8))))
    '2026-11-23 00:05 UTC'
    """
    return f"{at.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"


def known(receipt: "Receipt", of: int) -> str:
    """A message that stands since an earlier run."""
    where, since = place(receipt.sent), moment(receipt.at)
    return f"{receipt.account}: {receipt.index}/{of} stands since {since}: {where}"


def resolving(name: str) -> str:
    """The command by which a person settles the doubt about the message *name*."""
    return f"crosspost resolve {shlex.quote(name)} --sent [URL], or --not-sent"


def lines(rows: Iterable["Row"], draft: "Draft | None") -> Iterator[str]:
    """One publication: a heading, then every message that has been begun."""
    rows = list(rows)
    first = rows[0]
    name = first.account
    if first.account != first.channel:
        name = f"{first.account} ({first.channel})"
    stand = sum(row.state == "sent" for row in rows)
    again = f" · publication {first.run}" if first.run > 1 else ""
    title = f" · {_title(draft)}" if draft else ""
    yield f"{name} · {stand} of {first.of} sent · {first.digest[:DIGEST]}{again}{title}"
    for row in rows:
        yield from _message(row)


def _message(row: "Row") -> Iterator[str]:
    where = place(row.sent) if row.sent else row.reason
    state = "unknown" if row.in_doubt else row.state
    yield f"  {row.index}/{row.of} {state} · {moment(row.at)}" + (f" · {where}" if where else "")
    if row.in_doubt:
        yield f"    {resolving(row.key)}"
    elif row.advice and row.state != "sent":
        yield f"    hint: {row.advice}"


def _title(draft: "Draft") -> str:
    line = draft.messages[0].text.partition("\n")[0]
    return line if len(line) <= TITLE else f"{line[:TITLE]}…"


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
