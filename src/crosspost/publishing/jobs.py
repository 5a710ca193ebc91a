"""A run: drafts on their way, each to its account in a thread of its own.

All of them are checked before the first call of any; what fails in one never holds back another.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, closing

from ..connections import Connection, Destination
from ..draft import Draft
from ..errors import ConfigError, CrosspostError, Rejected, Retryable
from ..ledger import LedgerError
from ..receipts import Failure
from ..record import Record
from .checking import (
    Uploads,
    check_approval,
    check_findings,
    check_limits,
    connected,
    identity,
    uploads,
)
from .delivery import Results, deliver
from .events import event
from .outcomes import THEN, Outcome, in_words
from .pacing import rates
from .surroundings import Stopped, Surroundings
from .terms import Terms


class Job(Record):
    """A draft and where it goes."""

    draft: Draft
    destination: Destination


def run(jobs: Sequence[Job], terms: Terms, around: Surroundings) -> Results:
    """Do all *jobs*; their receipts and failures, in their order."""
    if not jobs:
        return []
    checked = threading.Barrier(len(jobs))
    with ThreadPoolExecutor(len(jobs), thread_name_prefix="crosspost") as pool:
        ends = [pool.submit(do, job, terms, around, checked.wait) for job in jobs]
        try:
            wait(ends)
        except BaseException:  # Ctrl-C: the calls under way end, and are written down
            around.halt.set()
            raise
    return [result for end in ends for result in end.result()]


def do(
    job: Job, terms: Terms, around: Surroundings, checked: Callable[[], object] = lambda: None
) -> Results:
    """Do one job: its receipts, and a failure last where it did not end well.

    Args:
        job: what to send, and where.
        terms: how.
        around: the ledger, the patience and the sleep.
        checked: called once it is known whether a call can be made, and before any is.
    """
    with ExitStack() as open_ones:
        try:
            check_approval(job.draft, terms.approved)
            known = _known(job.draft, terms, around)
            with around.outside():
                ready = None if known else _ready(job, terms, around, open_ones)
        except Exception as error:  # noqa: BLE001 - no call was made, and the others go on
            return [_failed(job.draft, error, around)]
        finally:
            checked()
        if ready is None:
            return known
        connection, caller, pictures = ready
        profile = job.destination.account.profile
        try:
            return deliver(
                job.draft,
                connection,
                around,
                terms,
                uploads=pictures,
                rates=rates(profile.rate, job.draft.account, caller),
            )
        except (LedgerError, Stopped) as error:
            return [_failed(job.draft, error, around)]


def _known(draft: Draft, terms: Terms, around: Surroundings) -> Results:
    """The receipts of a draft that stands already, all of it."""
    if terms.again or terms.fresh:
        return []
    stand = around.ledger.receipts(draft.digest, draft.account, terms.number)
    if not stand or len(stand) < len(draft.messages):
        return []
    for receipt in stand:
        around.tell(event("known", draft, receipt.run, receipt.index, receipt=receipt))
    return [*stand]


def _ready(
    job: Job, terms: Terms, around: Surroundings, open_ones: ExitStack
) -> tuple[Connection, str, Uploads]:
    check_findings(job.draft)
    connection = open_ones.enter_context(closing(connected(job.destination, job.draft.options)))
    who = identity(connection, around)
    check_limits(job.draft, who.limits)
    profile = job.destination.account.profile
    pictures = uploads(job.draft, profile, who.limits, terms.base, terms.kept)
    return connection, who.caller, pictures


def _failed(draft: Draft, error: Exception, around: Surroundings) -> Failure:
    """A draft of which no message was sent in this run."""
    passing = isinstance(error, (Retryable, LedgerError, Stopped))
    no = isinstance(error, CrosspostError) and not passing
    outcome: Outcome = "refused" if no else "later"
    reason, advice = in_words(error)
    advice = advice or THEN[outcome]
    around.tell(event(outcome, draft, 0, 0, reason=reason, advice=advice))
    return Failure(
        channel=draft.channel,
        account=draft.account,
        digest=draft.digest,
        index=0,
        run=0,
        outcome=outcome,
        reason=reason,
        advice=advice,
        after=error.after if isinstance(error, Retryable) else None,
        whole=isinstance(error, ConfigError)
        or (isinstance(error, Rejected) and error.account_level),
    )
