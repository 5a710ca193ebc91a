"""Publish: a post to all its accounts, in one call."""

import asyncio
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import UNSET

from .. import accounts as configuration
from ..connections import Destination
from ..draft import Draft
from ..errors import ConfigError
from ..ledger import Ledger, open_ledger
from ..post import Post
from ..predictions import originals, remember
from ..receipts import Failure, Receipt
from ..rendering import render
from .events import Event
from .jobs import Job, run
from .surroundings import Surroundings
from .terms import Terms

What = Post | Sequence[Draft]
Where = Sequence[str | Destination]
Callback = Callable[[Event], object]


def publish(
    post: What,
    accounts: Where,
    *,
    again: bool = False,
    approved: Collection[str] | None = None,
    base: Path = Path(),
    ledger: Ledger | str | None = None,
    on_event: Callback | None = None,
) -> list[Receipt | Failure]:
    """Send *post* to every account, each message once, and go on where an earlier run stopped.

    What stands already is not sent again: the same call after a failure sends the rest.

    Args:
        post: what to say, or the drafts that were looked at, one for each account.
        accounts: names from ``crosspost.toml``, or destinations.
        again: send once more what stands already.
        approved: digests (``sha256:…``); a draft with any other is refused.
        base: the folder that the paths of pictures start from.
        ledger: where outcomes are kept: a ledger, its URL, or nothing for the one that
            ``crosspost.toml`` names.
        on_event: told of progress, one event at a time, in the thread where it happens.

    Returns:
        For each account, in order, the receipt of every message that stands, and last a failure
        where one does not.

    Raises:
        ConfigError: an account is not there, or none of the drafts is for it.
        FitError: the post cannot be brought inside an account's limits.
        LedgerError: the ledger cannot be opened.
    """
    terms = Terms(again=again, approved=approved, base=base)
    return _publish(post, accounts, terms, ledger, on_event, threading.Event())


async def publish_async(
    post: What,
    accounts: Where,
    *,
    again: bool = False,
    approved: Collection[str] | None = None,
    base: Path = Path(),
    ledger: Ledger | str | None = None,
    on_event: Callback | None = None,
) -> list[Receipt | Failure]:
    """As `publish`, while the loop goes on; *on_event* is called in the loop's own thread.

    Where the task is cancelled, no further call is made; those under way end on their own and
    are written down.
    """
    terms = Terms(again=again, approved=approved, base=base)
    halt = threading.Event()
    loop = asyncio.get_running_loop()

    def hand_over(event: Event) -> None:
        if on_event is not None:
            loop.call_soon_threadsafe(on_event, event)

    try:
        return await asyncio.to_thread(_publish, post, accounts, terms, ledger, hand_over, halt)
    except asyncio.CancelledError:
        halt.set()
        raise


def _publish(
    post: What,
    accounts: Where,
    terms: Terms,
    ledger: Ledger | str | None,
    on_event: Callback | None,
    halt: threading.Event,
) -> list[Receipt | Failure]:
    there = _destinations(accounts)
    with _opened(ledger) as book:
        jobs = [Job(draft=draft, destination=one) for draft, one in _drafts(post, there, book)]
        if isinstance(post, Post):
            remember(post, [job.draft for job in jobs], book)
        return run(jobs, terms, Surroundings(book, on_event, halt=halt))


@contextmanager
def _opened(ledger: Ledger | str | None) -> Iterator[Ledger]:
    if isinstance(ledger, Ledger):
        yield ledger
        return
    with open_ledger(ledger or configuration.read().ledger) as opened:
        yield opened


def _destinations(accounts: Where) -> list[Destination]:
    """Each account once, however often it is named."""
    named = any(isinstance(one, str) for one in accounts)
    settings = configuration.read() if named else configuration.Settings()
    there = [one if isinstance(one, Destination) else settings.destination(one) for one in accounts]
    return list({one.account.name: one for one in there}.values())


def _drafts(
    post: What, there: Sequence[Destination], ledger: Ledger
) -> Iterator[tuple[Draft, Destination]]:
    """What each account receives: a post that follows another one, under it or with its link."""
    above = originals(post, ledger) if isinstance(post, Post) else {}
    for one in there:
        if isinstance(post, Post):
            yield render(post, one.account, above.get(one.account.name, UNSET)), one
        else:
            yield _made(post, one), one


def _made(drafts: Sequence[Draft], there: Destination) -> Draft:
    for draft in drafts:
        if draft.account == there.account.name:
            return draft
    found = f"no draft is for {there.account.name}"
    raise ConfigError(found, hint="render one for it")
