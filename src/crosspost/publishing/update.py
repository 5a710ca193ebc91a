"""Update and delete: what was published is made to say what its post says today, or taken back."""

import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from msgspec import structs

from ..adapters.base import Connection, Destination
from ..configuration import Settings
from ..errors import CrosspostError, Rejected
from ..ledger import Ledger
from ..ledger.rows import MessageRow
from ..model.draft import Draft
from ..model.post import Post, check_post
from ..model.receipts import Failure, Receipt, Sent
from ..predictions.record import remember
from .changes import (
    Revision,
    Standing,
    check,
    check_deletion,
    compare,
    find,
    find_earlier,
    find_named,
    message_of,
    take_over,
)
from .context import PublishOptions, PublishResult, RunContext
from .preflight import check_place, connect, drawn_on, sign_in, who_is
from .publish import (
    Accounts,
    Callback,
    destinations_of,
    drafts_of,
    in_thread,
    opened_ledger,
    words_of,
)
from .run import Job, failed_job, run, run_job
from .send import OutgoingMessage, Sender


def compared(
    draft: Draft, destination: Destination, ledger: Ledger, *, of: str = "", rest: bool = False
) -> Revision:
    """What `update` would do for *draft* on *destination*; no call is made.

    Args:
        draft: what is to stand.
        destination: whose account.
        ledger: knows what stands.
        of: the publication that is meant, as ``crosspost status`` has it; else the one that is
            the same post as it was.
        rest: whether messages that it has no longer are deleted.

    Raises:
        Rejected: the channel does not allow it.
        CrosspostError: no such publication stands, or more than one.
    """
    standing = find_named(draft, ledger, of) if of else find_earlier(draft, ledger)
    changes = compare(draft, standing, ledger)
    check(changes, destination.account.spec, ledger, rest=rest)
    return changes


def compared_each(
    drafts: Iterable[Draft],
    settings: Settings,
    ledger: Ledger,
    *,
    of: str = "",
    rest: bool = False,
    may_lack: Collection[str] = (),
) -> tuple[list[Revision], list[CrosspostError], list[CrosspostError]]:
    """`compared` for each of *drafts*, and why not where nothing can be done.

    Args:
        drafts: what is to stand, each on the account of its name in *settings*.
        settings: whose accounts.
        ledger: knows what stands.
        of: the publication that is meant; see `compared`.
        rest: whether messages that it has no longer are deleted.
        may_lack: codes of errors that say that an account has nothing to be changed.

    Returns:
        What would be done; the errors with those codes; all others.
    """
    found: list[Revision] = []
    lacking: list[CrosspostError] = []
    refused: list[CrosspostError] = []
    for draft in drafts:
        there = settings.destination(draft.account)
        try:
            found.append(compared(draft, there, ledger, of=of, rest=rest))
        except CrosspostError as error:
            (lacking if error.code in may_lack else refused).append(error)
    return found, lacking, refused


def update(  # noqa: PLR0913 - each is said by name, and may be left out
    post: Post,
    accounts: Accounts,
    *,
    of: str = "",
    delete_rest: bool = False,
    drafts: Iterable[Draft] | None = None,
    approved: Iterable[str] | str | None = None,
    allow_unreviewed: bool = False,
    base: str | Path = "",
    ledger: Ledger | str | None = None,
    config: Settings | None = None,
    on_event: Callback | None = None,
    halt: threading.Event | None = None,
    looked_at: Mapping[str, Revision] = {},
) -> list[PublishResult]:
    """Make what stands of *post* say what it says today: what changed is edited, in order.

    What is new at the end of a thread is sent under it. The same call after a failure goes on.

    Args:
        post: what it is to say.
        accounts: names of accounts, or destinations; or one of them.
        of: the publication that is meant: the beginning of its digest. Without it, the one of which
            *post* is another wording.
        delete_rest: delete messages that it has no longer; else they stay.
        drafts: as for `publish`, with all that follows.
        approved: what was said yes to.
        allow_unreviewed: say what a program wrote and nobody has read.
        base: the folder that the paths of pictures start from.
        ledger: a ledger, its URL, or nothing for the one that *config* names.
        config: whose accounts they are (`config`); without it, those of ``crosspost.toml``.
        on_event: told of progress.
        halt: once it is set, no further call is made.
        looked_at: what somebody has said yes to, by account; where it would be anything else by
            now, nothing is changed.

    Returns:
        One result for each account, in order; its receipts are those of all that stands.

    Raises:
        ConfigError: an account is not there, or none of the drafts is for it.
        FitError: the post cannot be brought inside an account's limits.
        LedgerError: the ledger cannot be opened.

    >>> from crosspost import config, publish
    >>> from crosspost.testing import Outbox, memory_ledger
    >>> mine = config({"accounts": {"公告": {"channel": "telegram", "chat": "@gonggao"}}})
    >>> before = Post(title="搬家了 🎉", happened="我们三月一日搬到老面包房。")
    >>> now = Post(title="搬家了 🎉", happened="我们三月二日搬到老面包房。")
    >>> with Outbox() as outbox, memory_ledger() as ledger:
    ...     _ = publish(before, "公告", ledger=ledger, config=mine)
    ...     results = update(now, "公告", ledger=ledger, config=mine)
    >>> results[0].delivered, [text.splitlines()[-1] for text in outbox.texts("公告")]
    (True, ['我们三月二日搬到老面包房。'])
    """
    check_post(post)
    options = PublishOptions(approved=words_of(approved), base=Path(base))
    destinations = destinations_of(accounts, config)
    with opened_ledger(ledger, config) as opened:
        made = drafts_of(post, drafts, destinations, opened, allow_unreviewed=allow_unreviewed)
        remember(post, [draft for draft, _ in made], opened)
        jobs = [Job(draft=draft, destination=one) for draft, one in made]
        do = partial(update_job, of=of, rest=delete_rest, looked_at=looked_at)
        return run(jobs, options, RunContext(opened, on_event, halt=halt), do)


async def update_async(  # noqa: PLR0913 - each is said by name, and may be left out
    post: Post,
    accounts: Accounts,
    *,
    of: str = "",
    delete_rest: bool = False,
    drafts: Iterable[Draft] | None = None,
    approved: Iterable[str] | str | None = None,
    allow_unreviewed: bool = False,
    base: str | Path = "",
    ledger: Ledger | str | None = None,
    config: Settings | None = None,
    on_event: Callback | None = None,
) -> list[PublishResult]:
    """As `update`, while the loop goes on; see `publish_async`."""
    return await in_thread(update, locals())


def update_job(
    job: Job,
    options: PublishOptions,
    context: RunContext,
    checked: Callable[[], object] = lambda: None,
    *,
    of: str = "",
    rest: bool = False,
    looked_at: Mapping[str, Revision] = {},
) -> PublishResult:
    """Do one job of `update`; as `run_job`."""
    ledger = context.ledger
    try:
        changes = compared(job.draft, job.destination, ledger, of=of, rest=rest)
        if looked_at.get(job.draft.account, changes) != changes:
            raise Rejected("change.moved-on", location=job.draft.account)
    except CrosspostError as error:
        checked()
        return failed_job(job.draft, error, context)
    begin = partial(take_over, changes)
    result = run_job(structs.replace(job, begin=begin), options, context, checked)
    unneeded = [changes.rows[one.key] for one in changes.of("unneeded")]
    if not rest or not unneeded or result.failure:
        return result
    taken = structs.replace(job, draft=changes.standing.draft)
    gone = _taken_back(taken, unneeded, context)
    return structs.replace(result, deleted=gone.deleted, failure=gone.failure)


def delete(  # noqa: PLR0913 - each is said by name, and may be left out
    of: str | Post,
    accounts: Accounts,
    *,
    drafts: Iterable[Draft] | None = None,
    approved: Iterable[str] | str | None = None,
    ledger: Ledger | str | None = None,
    config: Settings | None = None,
    on_event: Callback | None = None,
    halt: threading.Event | None = None,
    looked_at: Mapping[str, Standing] = {},
) -> list[PublishResult]:
    """Take back what stands of a publication, the last message first; what is gone is done.

    Args:
        of: the publication: the beginning of its digest, as ``crosspost status`` has it; or the
            post of which it is a wording.
        accounts: names of accounts, or destinations; or one of them.
        drafts: those of the post, where they were made already.
        approved: digests of the publications that may be deleted; any other is refused.
        ledger: a ledger, its URL, or nothing for the one that *config* names.
        config: whose accounts they are (`config`); without it, those of ``crosspost.toml``.
        on_event: told of progress.
        halt: once it is set, no further call is made.
        looked_at: what somebody has said yes to, by account; where something else stands by now,
            nothing is deleted.

    Returns:
        One result for each account, in order: what was deleted, and why the rest was not.

    Raises:
        ConfigError: an account is not there.
        LedgerError: the ledger cannot be opened.
        CrosspostError: nothing of it stands, or several publications are meant.

    >>> from crosspost import config, publish
    >>> from crosspost.testing import Outbox, memory_ledger
    >>> mine = config({"accounts": {"公告": {"channel": "telegram", "chat": "@gonggao"}}})
    >>> post = Post(title="搬家了 🎉")
    >>> with Outbox() as outbox, memory_ledger() as ledger:
    ...     _ = publish(post, "公告", ledger=ledger, config=mine)
    ...     results = delete(post, "公告", ledger=ledger, config=mine)
    >>> len(results[0].deleted), outbox.sent
    (1, [])
    """
    if not isinstance(of, str):
        check_post(of)
    destinations = destinations_of(accounts, config)
    with opened_ledger(ledger, config) as opened:
        if isinstance(of, Post):
            made = drafts_of(of, drafts, destinations, opened)
            found = [(find_earlier(draft, opened), one) for draft, one in made]
        else:
            found = [(find(opened, one.account.name, of), one) for one in destinations]
        standing = {one.account.name: each for each, one in found}
        jobs = [Job(draft=each.draft, destination=one) for each, one in found]
        options = PublishOptions(approved=words_of(approved))
        do = partial(delete_job, standing=standing, looked_at=looked_at)
        return run(jobs, options, RunContext(opened, on_event, halt=halt), do)


async def delete_async(
    of: str | Post,
    accounts: Accounts,
    *,
    drafts: Iterable[Draft] | None = None,
    approved: Iterable[str] | str | None = None,
    ledger: Ledger | str | None = None,
    config: Settings | None = None,
    on_event: Callback | None = None,
) -> list[PublishResult]:
    """As `delete`, while the loop goes on; see `publish_async`."""
    return await in_thread(delete, locals())


def delete_job(
    job: Job,
    options: PublishOptions,
    context: RunContext,
    checked: Callable[[], object] = lambda: None,
    *,
    standing: Mapping[str, Standing],
    looked_at: Mapping[str, Standing] = {},
) -> PublishResult:
    """Do one job of `delete`; as `run_job`."""
    checked()
    stands = standing[job.destination.account.name]
    if looked_at.get(job.destination.account.name, stands) != stands:
        error = Rejected("change.moved-on", location=job.draft.account)
        return failed_job(job.draft, error, context)
    if options.approved is not None and job.draft.digest not in options.approved:
        error = Rejected("send.not-approved", digest=job.draft.digest)
        return failed_job(job.draft, error, context)
    return _taken_back(job, stands.every, context)


def _taken_back(job: Job, rows: Sequence[MessageRow], context: RunContext) -> PublishResult:
    """Delete *rows*, the last first."""
    ledger, spec = context.ledger, job.destination.account.spec
    try:
        check_place(job.draft, job.destination, {})
        for row in rows:
            check_deletion(row, spec, ledger)
        with closing(connect(job.destination, job.draft.options)) as connection:
            identity = sign_in(connection, context)
            who = who_is(job.destination, identity)
            ledger.recognise(job.draft.account, who, job.destination.place)
            return _delete_all(job, rows, context, connection, identity.caller)
    except CrosspostError as error:
        return failed_job(job.draft, error, context)


def _delete_all(
    job: Job,
    rows: Sequence[MessageRow],
    context: RunContext,
    connection: Connection,
    caller: str,
) -> PublishResult:
    ledger, draft, spec = context.ledger, job.draft, job.destination.account.spec
    deleted: list[Receipt] = []
    failure: Failure | None = None
    wait, sleep = context.retry.total, context.sleep
    with ledger.lock_account(draft.account, wait=wait, sleep=sleep) as check_lock:
        sender = Sender(connection, context, check_lock)
        known = {row.key: row for row in ledger.rows(account=draft.account)}
        for row in reversed([known[row.key] for row in rows if row.key in known]):
            message, stands = message_of(row, ledger), row.receipt
            if message is None or stands is None:
                continue
            step = OutgoingMessage(
                draft=draft,
                run=row.run,
                key=row.key,
                message=message,
                above=None,
                call=partial(_delete_one, connection, stands),
                verb="delete",
                rates=tuple(drawn_on(draft, spec, caller, message, "delete")),
                stands=stands,
            )
            got = sender.send(step, row)
            if isinstance(got, Failure):
                failure = got
                break
            deleted.append(got)
    if failure is not None:
        context.ended(failure, len(draft.messages))
    result = PublishResult.of(draft, failure=failure)
    return structs.replace(result, deleted=tuple(deleted))


def _delete_one(connection: Connection, stands: Receipt) -> Sent:
    """Delete one message; the answer is what stood there."""
    connection.delete(stands)
    return stands.sent
