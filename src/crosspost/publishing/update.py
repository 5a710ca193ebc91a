"""Update and delete: what was published is made to say what its post says today, or taken back."""

import threading
from collections.abc import Collection, Iterable, Mapping
from functools import partial
from pathlib import Path

from msgspec import structs

from ..adapters.base import Destination
from ..configuration import Settings
from ..errors import CrosspostError, Rejected
from ..ledger import Ledger
from ..model.draft import Draft
from ..model.post import Post, check_post
from ..predictions.record import remember
from .changes import (
    Revision,
    Standing,
    check,
    compare,
    find,
    find_earlier,
    find_named,
    take_over,
)
from .context import PublishOptions, PublishResult, RunContext
from .publish import (
    Accounts,
    Callback,
    destinations_of,
    drafts_of,
    in_thread,
    opened_ledger,
    words_of,
)
from .run import Job, run


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

    *may_lack* are codes of errors that say that an account has nothing to be changed.

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
        jobs = [
            update_job(draft, one, opened, of=of, rest=delete_rest, looked_at=looked_at)
            for draft, one in made
        ]
        return run(jobs, options, RunContext(opened, on_event, halt=halt))


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
    draft: Draft,
    destination: Destination,
    ledger: Ledger,
    *,
    of: str = "",
    rest: bool = False,
    looked_at: Mapping[str, Revision] = {},
) -> Job:
    """What is to be done for *draft* to take the place of what stands; as of `update`."""
    job = Job(draft=draft, destination=destination)
    try:
        changes = compared(draft, destination, ledger, of=of, rest=rest)
        if looked_at.get(draft.account, changes) != changes:
            raise Rejected("change.moved-on", location=draft.account)
    except CrosspostError as error:
        return structs.replace(job, error=error)
    unneeded = [changes.rows[one.key] for one in changes.of("unneeded")] if rest else []
    return structs.replace(job, begin=partial(take_over, changes), unneeded=tuple(unneeded))


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
        jobs = [delete_job(each, one, looked_at) for each, one in found]
        options = PublishOptions(approved=words_of(approved))
        return run(jobs, options, RunContext(opened, on_event, halt=halt))


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
    standing: Standing, destination: Destination, looked_at: Mapping[str, Standing] = {}
) -> Job:
    """What is to be done for all of *standing* to go; as of `delete`."""
    same = looked_at.get(destination.account.name, standing) == standing
    return Job(
        draft=standing.draft,
        destination=destination,
        sends=False,
        unneeded=standing.every,
        error=None if same else Rejected("change.moved-on", location=standing.draft.account),
    )
