"""Events: what a run tells while it goes on, to a callback and to the log."""

import logging
from typing import Literal, TypedDict, Unpack

from ..model.draft import Draft
from ..model.receipts import MayFail, Problem, Receipt, key

logger = logging.getLogger("crosspost")
logger.addHandler(logging.NullHandler())  # silent, unless the program that uses us says otherwise
logging.getLogger("tenacity").addHandler(logging.NullHandler())

EventKind = Literal["known", "sending", "sent", "waiting", "looking", "refused", "unknown", "later"]

LEVELS = {
    "known": logging.INFO,
    "sending": logging.DEBUG,
    "sent": logging.INFO,
    "waiting": logging.INFO,
    "looking": logging.INFO,
    "refused": logging.ERROR,
    "unknown": logging.ERROR,
    "later": logging.WARNING,
}


class Event(MayFail):
    """Something happened to a message."""

    kind: EventKind
    """``known``: an earlier run has sent it. ``looking``: it may be there, and is looked up."""
    channel: str
    account: str
    digest: str
    run: int
    index: int
    """Which message, from 1; 0 for the draft as a whole."""
    of: int
    attempt: int = 0
    """Which call for this message, from 1, over all runs."""
    seconds: float = 0
    """How long ``waiting`` takes."""
    receipt: Receipt | None = None
    """Of ``sent`` and ``known``."""


class More(TypedDict, total=False):
    """What only some events say."""

    seconds: float
    problem: Problem
    receipt: Receipt


def event(
    kind: EventKind, draft: Draft, run: int, index: int, attempt: int = 0, **more: Unpack[More]
) -> Event:
    """An event of *draft*."""
    return Event(
        kind=kind,
        channel=draft.channel,
        account=draft.account,
        digest=draft.digest,
        run=run,
        index=index,
        of=len(draft.messages),
        attempt=attempt,
        **more,
    )


def log(event: Event) -> None:
    """Write *event* to the logger ``crosspost``; account, key, attempt and outcome are fields."""
    extra = {
        "account": event.account,
        "key": key(event.digest, event.account, event.run, event.index),
        "attempt": event.attempt,
        "outcome": event.kind,
    }
    words = f"{event.account}: message {event.index}/{event.of} {event.kind}"
    if event.seconds:
        words += f" {event.seconds:.1f} s"
    if event.reason:
        words += f": {event.reason}"
    logger.log(LEVELS[event.kind], "%s", words, extra=extra)
