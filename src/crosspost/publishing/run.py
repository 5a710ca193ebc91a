"""A run: drafts on their way, each to its account in a thread of its own.

All of them are checked before the first call of any; what fails in one never holds back another.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, closing
from functools import partial

from msgspec import structs

from .._record import Record
from ..adapters.base import Connection, Destination, Identity
from ..errors import ChannelError, ConfigError, CrosspostError, Rejected, Retryable
from ..ledger.journal import write_failure
from ..ledger.rows import LedgerError, MessageRow
from ..ledger.store import Ledger
from ..model.draft import Draft
from ..model.receipts import Failure, FailureOutcome, Problem
from .changes import check_deletion
from .context import PublishOptions, PublishResult, RunContext, Stopped, event, log_warnings
from .mended import kept_part
from .preflight import (
    Uploads,
    check_approval,
    check_bound,
    check_findings,
    check_limits,
    check_place,
    check_size,
    check_who,
    connect,
    drawn_on,
    prepare_link_cards,
    prepare_uploads,
    seen_pictures,
    sign_in,
    who_is,
    with_still_pictures,
)
from .send import Rates, deliver, take_back

logger = logging.getLogger("crosspost")


class Job(Record):
    """A draft and where it goes."""

    draft: Draft
    destination: Destination
    begin: Callable[[Ledger], int] | None = None
    """Takes over what stands of an earlier wording, and says which publication *draft* is then."""
    sends: bool = True
    """Whether *draft* is to stand; else it stands, and nothing is done but to delete."""
    unneeded: tuple[MessageRow, ...] = ()
    """What is deleted in the end, the last first."""
    error: CrosspostError | None = None
    """Why nothing is done at all."""


def run(jobs: Sequence[Job], options: PublishOptions, context: RunContext) -> list[PublishResult]:
    """Do all *jobs*: one result for each, in their order."""
    if not jobs:
        return []
    checked = threading.Barrier(len(jobs))
    with ThreadPoolExecutor(len(jobs), thread_name_prefix="crosspost") as pool:
        ends = [pool.submit(run_job, job, options, context, checked.wait) for job in jobs]
        try:
            wait(ends)
        except BaseException:  # Ctrl-C: the calls under way end, and are written down
            context.halt.set()
            raise
    return [end.result() for end in ends]


def run_job(
    job: Job,
    options: PublishOptions,
    context: RunContext,
    checked: Callable[[], object] = lambda: None,
) -> PublishResult:
    """Do one job; *checked* is called once it is known whether a call can be made, before any."""
    with ExitStack() as resources:
        try:
            found = _checked(job, options, context, resources)
        except Exception as error:  # noqa: BLE001 - no call was made, and the others go on
            return failed_job(job.draft, error, context)
        finally:
            checked()
        return found if isinstance(found, PublishResult) else _delivered(job, found, context)


class _Ready(Record):
    """A job that was checked: its next call is a message's."""

    connection: Connection
    caller: str
    options: PublishOptions
    uploads: Uploads = {}
    rows: tuple[MessageRow, ...] = ()
    """What the ledger knows of the publication."""


def _checked(
    job: Job, options: PublishOptions, context: RunContext, resources: ExitStack
) -> PublishResult | _Ready:
    """*job*, signed in; or its result, where it was delivered before.

    Raises:
        CrosspostError: it cannot be sent so.
    """
    if job.error:
        raise job.error
    for row in job.unneeded:
        check_deletion(row, job.destination.account.spec, context.ledger)
    if not job.sends:
        if options.approved is not None and job.draft.digest not in options.approved:
            raise Rejected("send.not-approved", digest=job.draft.digest)
        check_place(job.draft, job.destination, {})
        connection, identity = _signed_in(job, options, context, resources)
        return _Ready(connection=connection, caller=identity.caller, options=options)
    check_approval(job.draft, options.approved)
    check_place(job.draft, job.destination, options.place)
    if not job.begin and (known := _known_here(job, options, context)):
        return known
    options = _bound(job, options, context.ledger)
    check_findings(job.draft)
    connection, identity = _signed_in(job, options, context, resources)
    uploads = _uploads(job, options, identity)
    rows: Sequence[MessageRow] = ()
    if not job.begin:
        rows = _rows(job.draft, options, context.ledger)
        if known := _known(job.draft, rows, context):  # by another name of the account
            return known
        if not options.republish and options.run <= 1:
            kept_part(job.draft, rows, context.ledger, options.is_underway)
    return _Ready(
        connection=connection,
        caller=identity.caller,
        options=options,
        uploads=uploads,
        rows=tuple(rows),
    )


def _delivered(job: Job, ready: _Ready, context: RunContext) -> PublishResult:
    """The result of *job*, all of which is done that can be."""
    spec, connection = job.destination.account.spec, ready.connection
    rates = partial(drawn_on, job.draft, spec, ready.caller)
    result = PublishResult.of(job.draft)
    try:
        if job.sends:
            result = _sent(job, ready, context, rates)
        if job.unneeded and not result.failure:
            gone = take_back(job.draft, job.unneeded, connection, context, rates)
            return structs.replace(result, deleted=gone.deleted, failure=gone.failure)
    except Exception as error:
        if not isinstance(error, (LedgerError, Rejected, Stopped)):
            logger.exception("%s: a mistake in crosspost itself", job.draft.account)
        failed = failed_job(job.draft, error, context)
        return structs.replace(failed, receipts=result.receipts)
    return result


def _sent(job: Job, ready: _Ready, context: RunContext, rates: Rates) -> PublishResult:
    draft, cards = with_link_cards(job, with_still_pictures(job.draft, ready.uploads), ready.rows)
    if not ready.rows:  # else an earlier attempt has said so
        log_warnings(draft)
    result = deliver(
        draft,
        ready.connection,
        context,
        ready.options,
        uploads=ready.uploads | cards,
        rates=rates,
        begin=partial(job.begin, context.ledger) if job.begin else None,
    )
    if result.failure is not None:
        write_failure(context.ledger, result.failure, len(draft.messages))
    return result


def with_link_cards(job: Job, draft: Draft, rows: Sequence[MessageRow]) -> tuple[Draft, Uploads]:
    """*draft*, which says which cards lack their pages; the cards of what is not there yet."""
    there = {row.index for row in rows if row.receipt}
    left = tuple(one for one in draft.messages if one.index not in there)
    pictures_from = job.destination.account.pictures_from
    cards, told = prepare_link_cards(structs.replace(draft, messages=left), pictures_from)
    return structs.replace(draft, findings=(*draft.findings, *told)), cards


def _known_here(job: Job, options: PublishOptions, context: RunContext) -> PublishResult | None:
    """What is known without a sign-in: not of a name that leads elsewhere than it did."""
    place, _ = context.ledger.remembered(job.draft.account)
    if place and place != job.destination.place:
        return None
    return _known(job.draft, _rows(job.draft, options, context.ledger), context)


def _bound(job: Job, options: PublishOptions, ledger: Ledger) -> PublishOptions:
    """*options* that hold *job* to what was approved: its place, its pictures, who was signed in.

    The pictures that were looked at are the ones that are sent.

    Raises:
        Rejected: something else was approved, or a picture is not there.
        Retryable: the address of a picture does not answer now.
    """
    if options.approved is None:
        return options
    account = job.destination.account
    pictures = seen_pictures(job.draft, options.base, account.pictures_from)
    check_bound(job.draft, options.approved, job.destination.place, pictures)
    place, who = ledger.remembered(job.draft.account)
    return structs.replace(
        options,
        picture_bytes=lambda one: pictures[one.path or one.url],
        who=options.who or (who if place == job.destination.place else ""),
    )


def _rows(draft: Draft, options: PublishOptions, ledger: Ledger) -> list[MessageRow]:
    """What the ledger knows of the publication that is meant."""
    if options.republish:
        return []
    run = options.run or ledger.last_run(draft.digest, draft.account)
    return ledger.rows(draft.digest, draft.account, run)


def _known(draft: Draft, rows: Sequence[MessageRow], context: RunContext) -> PublishResult | None:
    """The result of a draft that was delivered before, all of it.

    Raises:
        Rejected: a later wording stands in its place.
    """
    if any(row.state == "replaced" for row in rows):
        raise Rejected("send.mended-since", location=draft.account)
    receipts = [row.receipt for row in rows if row.receipt]
    if not receipts or len(receipts) < len(draft.messages):
        return None
    for receipt in receipts:
        context.tell(event("known", draft, receipt.run, receipt.index, receipt=receipt))
    return PublishResult.of(draft, receipts)


def _signed_in(
    job: Job, options: PublishOptions, context: RunContext, resources: ExitStack
) -> tuple[Connection, Identity]:
    """The connection, and who calls by it: whom it was approved for, if that was known."""
    made = connect(job.destination, job.draft.options, context.ledger)
    connection = resources.enter_context(closing(made))
    identity = sign_in(connection, context)
    who = who_is(job.destination, identity)
    check_who(who, options.who, job.draft.account)
    context.ledger.recognise(job.draft.account, who, job.destination.place)
    return connection, identity


def _uploads(job: Job, options: PublishOptions, identity: Identity) -> Uploads:
    """The pictures, once all is within what the account takes today."""
    account = job.destination.account
    check_size(job.draft, account.spec)
    check_limits(job.draft, identity.limits)
    return prepare_uploads(
        job.draft,
        account.spec,
        identity.limits,
        options.base,
        options.picture_bytes,
        pictures_from=account.pictures_from,
    )


def failed_job(draft: Draft, error: Exception, context: RunContext) -> PublishResult:
    """A draft of which no message was sent in this run."""
    passing = isinstance(error, (Retryable, LedgerError, Stopped))
    no = isinstance(error, CrosspostError) and not passing
    outcome: FailureOutcome = "refused" if no else "later"
    problem = Problem.of(error, "put-right" if no else "wait")
    context.tell(event(outcome, draft, 0, 0, problem=problem))
    failure = Failure(
        channel=draft.channel,
        account=draft.account,
        digest=draft.digest,
        index=0,
        run=0,
        outcome=outcome,
        problem=problem,
        after=error.after if isinstance(error, Retryable) else None,
        account_level=isinstance(error, (ConfigError, ChannelError))
        or (isinstance(error, Rejected) and error.account_level),
    )
    write_failure(context.ledger, failure, len(draft.messages))
    return PublishResult.of(draft, failure=failure)
