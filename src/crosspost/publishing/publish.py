"""Publish: a post to all its accounts, in one call."""

import asyncio
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec import UNSET, structs

from ..adapters.base import Destination
from ..configuration import Settings, read
from ..errors import ConfigError
from ..ledger import Ledger, open_ledger
from ..model.draft import Draft, allowing_unreviewed
from ..model.post import Post, check_post
from ..predictions.record import remember, reply_targets
from ..rendering import render
from .context import Event, PublishOptions, PublishResult, RunContext
from .run import Job, run

Accounts = Iterable[str | Destination] | str | Destination
"""Names, or what `configuration.Settings.destination` gives; one of them, or any number."""
Callback = Callable[[Event], object]


def publish(  # noqa: PLR0913 - each is said by name, and may be left out
    post: Post,
    accounts: Accounts,
    *,
    drafts: Iterable[Draft] | None = None,
    republish: bool = False,
    approved: Iterable[str] | str | None = None,
    allow_unreviewed: bool = False,
    base: str | Path = "",
    ledger: Ledger | str | None = None,
    config: Settings | None = None,
    on_event: Callback | None = None,
    halt: threading.Event | None = None,
) -> list[PublishResult]:
    """Send *post* to every account, each message once, and go on where an earlier run stopped.

    What was delivered already is not sent again: the same call after a failure sends the rest.
    What the post predicts is recorded before anything is sent.

    Args:
        post: what to say.
        accounts: names of accounts, or destinations (`Settings.destination`); or one of them.
        drafts: the drafts of *post* that were looked at, one for each account, to be sent as they
            are; without them it is rendered anew.
        republish: send once more what was delivered already.
        approved: what was said yes to, as ``preview`` and `model.draft.approval` have it: words,
            place and pictures; any other draft is refused.
        allow_unreviewed: send what a program wrote (`drafting`) and nobody has read.
        base: the folder that the paths of pictures start from.
        ledger: where outcomes are kept: a ledger, its URL, or nothing for the one that *config*
            names.
        config: whose accounts they are (`config`); without it, those of ``crosspost.toml``.
        on_event: told of progress, one event at a time, in the thread where it happens.
        halt: once it is set, no further call is made; those under way end, and are written down.

    Returns:
        One result for each account, in order: its receipts, why the rest failed if it did, and
        what the draft says of itself.

    Raises:
        ConfigError: an account is not there, or none of the drafts is for it.
        FitError: the post cannot be brought inside an account's limits.
        LedgerError: the ledger cannot be opened.

    What is raised is raised before anything was sent; from then on each account has its result,
    and what fails on one holds back no other.

    >>> from crosspost import Post, config
    >>> from crosspost.testing import Outbox, memory_ledger  # nothing leaves this process
    >>> mine = config({"accounts": {"公告": {"channel": "telegram", "chat": "@gonggao"}}})
    >>> post = Post(title="搬家了 🎉")
    >>> with Outbox() as outbox, memory_ledger() as ledger:
    ...     first = publish(post, "公告", ledger=ledger, config=mine)
    ...     again = publish(post, "公告", ledger=ledger, config=mine)
    >>> first[0].delivered, first[0].receipts[0].sent.url, again == first, outbox.texts("公告")
    (True, 'https://outbox.test/1', True, ['搬家了 🎉'])
    """
    check_post(post)
    options = PublishOptions(republish=republish, approved=words_of(approved), base=Path(base))
    destinations = destinations_of(accounts, config)
    with opened_ledger(ledger, config) as opened:
        made = drafts_of(post, drafts, destinations, opened, allow_unreviewed=allow_unreviewed)
        remember(post, [draft for draft, _ in made], opened)
        jobs = [Job(draft=draft, destination=one) for draft, one in made]
        return run(jobs, options, RunContext(opened, on_event, halt=halt))


async def publish_async(  # noqa: PLR0913 - each is said by name, and may be left out
    post: Post,
    accounts: Accounts,
    *,
    drafts: Iterable[Draft] | None = None,
    republish: bool = False,
    approved: Iterable[str] | str | None = None,
    allow_unreviewed: bool = False,
    base: str | Path = "",
    ledger: Ledger | str | None = None,
    config: Settings | None = None,
    on_event: Callback | None = None,
) -> list[PublishResult]:
    """As `publish`, while the loop goes on; *on_event* is called in the loop's own thread.

    Where the task is cancelled, no further call is made; those under way end on their own and
    are written down.
    """
    return await in_thread(publish, locals())


async def in_thread(
    do: Callable[..., list[PublishResult]], said: Mapping[str, Any]
) -> list[PublishResult]:
    """What *do* gives for the arguments *said*, while the loop goes on; see `publish_async`."""
    halt = threading.Event()
    loop = asyncio.get_running_loop()
    on_event: Callback | None = said["on_event"]

    def hand_over(event: Event) -> None:
        if on_event is not None:
            loop.call_soon_threadsafe(on_event, event)

    try:
        return await asyncio.to_thread(do, **{**said, "on_event": hand_over, "halt": halt})
    except asyncio.CancelledError:
        halt.set()
        raise


@contextmanager
def opened_ledger(ledger: Ledger | str | None, config: Settings | None) -> Iterator[Ledger]:
    """The ledger that is meant, open within; without any, the one that *config* names."""
    if isinstance(ledger, Ledger):
        yield ledger
        return
    with open_ledger(ledger or (config or read()).ledger) as opened:
        yield opened


def destinations_of(accounts: Accounts, config: Settings | None) -> list[Destination]:
    """Each account once, however often it is named; names are those of *config*, or of files.

    Raises:
        ConfigError: there is no such account, or something else was handed over.
    """
    given: object = accounts
    several = isinstance(given, Iterable) and not isinstance(given, str)
    wanted: list[object] = list(given) if isinstance(given, Iterable) and several else [given]
    for place, one in enumerate(wanted):
        if not isinstance(one, str | Destination):
            at = f"accounts[{place}]" if several else "accounts"
            raise ConfigError("argument.no-account", location=at, value=repr(one))
    settings = config or (read() if any(isinstance(one, str) for one in wanted) else Settings())
    found = [
        one if isinstance(one, Destination) else settings.destination(str(one)) for one in wanted
    ]
    return list({one.account.name: one for one in found}.values())


def words_of(approved: Iterable[str] | str | None) -> Collection[str] | None:
    """What was said yes to: one digest or several, whatever holds them.

    >>> words_of("sha256:芯"), words_of(iter(["sha256:片"])), words_of(None)
    (frozenset({'sha256:芯'}), frozenset({'sha256:片'}), None)
    """
    if approved is None:
        return None
    return frozenset([approved] if isinstance(approved, str) else approved)


def drafts_of(
    post: Post,
    drafts: Iterable[Draft] | None,
    destinations: Iterable[Destination],
    ledger: Ledger,
    *,
    allow_unreviewed: bool = False,
) -> list[tuple[Draft, Destination]]:
    """What each account receives: a post that follows another one, under it or with its link.

    Args:
        post: what to say.
        drafts: those that were looked at, the first of each account; without them *post* is
            rendered.
        destinations: for whom.
        ledger: knows where an earlier post stands.
        allow_unreviewed: what a program wrote may go out unread.

    Raises:
        ConfigError: none of *drafts* is for one of the accounts.
        FitError: the post cannot be brought inside an account's limits.
    """
    above = reply_targets(post, ledger) if drafts is None else {}
    known = {draft.account: draft for draft in reversed(list(drafts or ()))}
    made = []
    for one in destinations:
        name = one.account.name
        if drafts is None:
            draft = render(post, one.account, above.get(name, UNSET))
        elif name in known:
            draft = structs.replace(known[name], approval=UNSET)
        else:
            raise ConfigError("send.no-draft", account=name)
        made.append((allowing_unreviewed(draft) if allow_unreviewed else draft, one))
    return made
