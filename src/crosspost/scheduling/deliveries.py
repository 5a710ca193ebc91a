"""Deliveries: one draft on its way to one account at a set time, as plain data."""

import base64
import datetime as dt
import hashlib
from typing import Literal, get_args

from ..draft import Draft
from ..record import Record
from ..rhythm import IfLate

State = Literal[
    "waiting",  # until its time, or until it is tried again
    "held",  # its time has come, and its account is paused
    "late",  # its time is past, and a person is to decide
    "sending",
    "sent",
    "refused",
    "unknown",  # nobody knows whether a message of it stands: a person has to look
    "skipped",  # too late to be sent
    "cancelled",
]
STATES: tuple[State, ...] = get_args(State)
OPEN: tuple[State, ...] = ("waiting", "held", "late", "sending")
"""What may still be sent without a person's doing anything new."""
BEFORE: tuple[State, ...] = ("waiting", "held", "late")
"""What may still be cancelled, moved or edited."""
STUCK: tuple[State, ...] = ("late", "refused", "unknown", "skipped", "cancelled")
"""What ``retry`` sends after all."""


class Terms(Record, omit_defaults=True):
    """How one draft is delivered, as it was approved."""

    occurrence: int = 1
    """Which publication of the same draft this is."""
    zone: str = "UTC"
    """Where the author's clock hangs: an IANA name."""
    offset: int = 0
    """Minutes east of UTC that the zone had for the due time when it was set."""
    not_after: dt.datetime | None = None
    """Never later than this."""
    if_late: IfLate = "send"
    late_after: int = 900
    """Seconds after the due time from which it counts as late."""
    gap: int = 0
    """Seconds between two deliveries to the account at least."""
    pictures: dict[str, str] = {}
    """Where each picture was, and the sha256 that its bytes are kept under."""
    source: str = ""
    """The file that the post was read from, for a person to recognise it."""


class Delivery(Record):
    """A draft on its way."""

    id: str
    account: str
    channel: str
    digest: str
    """Of the draft."""
    title: str
    """The first line of the draft."""
    messages: int
    due: dt.datetime
    """When it is to go out, in UTC."""
    at: dt.datetime
    """When it is tried next, in UTC: its due time, unless it was put off."""
    state: State
    turn: int
    """A fencing token: whoever holds an older one may not send any more."""
    tries: int
    """How often it was put off because its channel could not take it."""
    stands: int
    """How many of its messages stand."""
    slot: dt.datetime | None
    """The slot of its account that it fills."""
    worker: str
    started: dt.datetime | None
    """When its first call was made."""
    ended: dt.datetime | None
    reason: str
    advice: str
    terms: Terms


class Plan(Record):
    """A draft that is to be delivered, before it is written down."""

    draft: Draft
    due: dt.datetime
    terms: Terms
    slot: dt.datetime | None = None
    pictures: dict[str, bytes] = {}
    """The bytes of its pictures by their sha256."""

    @property
    def id(self) -> str:
        """What names the delivery for ever."""
        return identifier(self.draft.digest, self.draft.account, self.terms.occurrence)


def identifier(digest: str, account: str, occurrence: int) -> str:
    """The name of a delivery: the same draft, account and occurrence give the same one.

    Ten letters and digits (50 bits), for people type them.

    >>> identifier("sha256:" + "ab" * 32, "中文号", 1)
    '7ep4p5oadc'
    """
    plain = f"{digest} {account} {occurrence}".encode()
    return base64.b32encode(hashlib.sha256(plain).digest()).decode()[:10].lower()
