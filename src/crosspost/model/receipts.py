"""Receipts: what became of each message, as plain data."""

import datetime as dt
from typing import Literal

from .._record import Json, Record
from .problem import MayFail, Problem


class Sent(Record):
    """A channel's answer to one call."""

    id: str
    url: str = ""
    more: dict[str, Json] = {}
    """What answering to it needs beside the id: Bluesky's ``cid`` and ``root``."""


class Receipt(Record):
    """One message was delivered: where, as what, since when."""

    channel: str
    account: str
    digest: str
    """Of the draft it belongs to."""
    index: int
    """Which message of the draft, from 1."""
    run: int
    """Which publication of the same draft: 1, and more only by ``--republish``."""
    sent: Sent
    at: dt.datetime
    """In UTC."""


FailureOutcome = Literal["refused", "unknown", "later"]


class Failure(MayFail):
    """One message, and with it the rest of its draft, was not delivered, or may not have been."""

    channel: str
    account: str
    digest: str
    index: int
    """Which message; 0 where no call was made."""
    run: int
    outcome: FailureOutcome
    problem: Problem
    after: float | None = None
    """Seconds after which it may be tried again, where the channel says how long, or looked up
    again, where that may still settle a doubt."""
    account_level: bool = False
    """It is the account's own trouble: whatever else is sent there ends the same way."""


def key(digest: str, account: str, run: int, index: int) -> str:
    """What names one message for ever, at the channel too: an Idempotency-Key, a record's key.

    >>> key("sha256:" + "ab" * 32, "中文号", 1, 3)
    'abababababababab-中文号-1-3'
    """
    return f"{digest.removeprefix('sha256:')[:16]}-{account}-{run}-{index}"
