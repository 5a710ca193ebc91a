"""Deliveries: one draft on its way to one account at a set time, as plain data; and reading one."""

import base64
import datetime as dt
import hashlib
from collections.abc import Collection
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa

from .._record import Record, decoded
from ..configuration.tables import IfLate
from ..errors import CrosspostError, phrase
from ..ledger import schema
from ..ledger.schema import delivery, delivery_content
from ..model.draft import Draft
from ..model.receipts import MayFail, Problem
from ..translations import Phrase

State = Literal[
    "waiting",  # until its time, or until it is tried again
    "on-hold",  # its time has come, and its account is paused
    "overdue",  # its time is past, and a person is to decide
    "held",  # something about it is not as it was approved, or went wrong: a person is to look
    "sending",
    "sent",
    "refused",
    "unknown",  # nobody knows whether a message of it was delivered: a person has to look
    "expired",  # too late to be sent
    "cancelled",
]
STATES: tuple[State, ...] = get_args(State)
STATE_TEXTS: dict[State, Phrase] = {
    "waiting": phrase("state.waiting"),
    "on-hold": phrase("state.on-hold"),
    "overdue": phrase("state.overdue"),
    "held": phrase("state.held"),
    "sending": phrase("state.sending"),
    "sent": phrase("state.sent"),
    "refused": phrase("state.refused"),
    "unknown": phrase("state.unknown"),
    "expired": phrase("state.expired"),
    "cancelled": phrase("state.cancelled"),
}
"""How a delivery stands, as the end of a sentence about it."""
OPEN: tuple[State, ...] = ("waiting", "on-hold", "overdue", "held", "sending")
"""What may still be sent."""
CHANGEABLE: tuple[State, ...] = ("waiting", "on-hold", "overdue", "held")
"""What may still be cancelled, moved or edited."""
ACTIVE: tuple[State, ...] = ("waiting", "sending")
"""What an attempt may be made at."""
ENDED: tuple[State, ...] = ("sent", "refused", "unknown", "expired", "cancelled")
RETRYABLE: tuple[State, ...] = ("overdue", "held", "refused", "unknown", "expired", "cancelled")
"""What ``retry`` sends after all."""
GIVE_UP = dt.timedelta(hours=24)
"""How long after its due time a delivery is tried, where its terms do not say."""


class DeliveryTerms(Record, omit_defaults=True):
    """How one draft is delivered, as it was approved."""

    occurrence: int = 1
    """Which publication of the same draft this is."""
    zone: str = "UTC"
    """Where the author's clock hangs: an IANA name."""
    offset: int = 0
    """Minutes east of UTC that the zone had for the due time when it was set."""
    not_after: dt.datetime | None = None
    """Never later than this."""
    when_overdue: IfLate = "send"
    overdue_after: int = 900
    """Seconds after the due time from which it counts as overdue."""
    gap: int = 0
    """Seconds between two deliveries to the account at least."""
    pictures: dict[str, str] = {}
    """Where each picture was, and the sha256 that its bytes are kept under."""
    source: str = ""
    """The file that the post was read from, for a person to recognise it."""
    place: dict[str, str] = {}
    """Where it was approved for: the channel and settings of its account; none in what was
    scheduled before this was kept."""
    who: str = ""
    """Whom for: what the channel knew the account by, where it had ever signed in."""


class Delivery(MayFail):
    """A draft on its way.

    One whose row is damaged has no messages, and a problem that says so.
    """

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
    """When it is tried next, in UTC: its due time, unless it was deferred."""
    state: State
    attempt: int
    """The number of its attempt, a fencing token: whoever holds an older one may not send."""
    deferrals: int
    """How often it was deferred because its channel could not take it."""
    delivered: int
    """How many of its messages were delivered."""
    slot: dt.datetime | None
    """The slot of its account that it fills."""
    worker: str
    started: dt.datetime | None
    """When its first call was made."""
    ended: dt.datetime | None
    terms: DeliveryTerms

    @property
    def local(self) -> dt.datetime:
        """When it goes or went out, by its author's clock."""
        return self.at.astimezone(ZoneInfo(self.terms.zone))


class DeliveryPlan(Record):
    """A draft that is to be delivered, before it is written down."""

    draft: Draft
    due: dt.datetime
    terms: DeliveryTerms
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


class _Line(msgspec.Struct):
    """What a list shows of a message."""

    text: str


class _Head(msgspec.Struct):
    """What a list shows of a draft; the rest is skipped."""

    channel: str
    digest: str
    messages: list[_Line]


HEAD = msgspec.json.Decoder(_Head)
TERMS = msgspec.json.Decoder(DeliveryTerms)


def query(
    *,
    ids: Collection[str] = (),
    prefix: str = "",
    accounts: Collection[str] = (),
    states: Collection[State] = (),
    limit: int | None = None,
    latest: bool = False,
) -> sa.Select[Any]:
    """Deliveries with what they send, the next one first, or the *latest* one."""
    columns = delivery.c
    wanted = sa.select(delivery, delivery_content.c.terms, delivery_content.c.draft)
    wanted = wanted.join(delivery_content, delivery_content.c.number == columns.number)
    if ids:
        wanted = wanted.where(columns.id.in_(ids))
    if prefix:
        wanted = wanted.where(columns.id.startswith(prefix, autoescape=True))
    if accounts:
        wanted = wanted.where(columns.account.in_(accounts))
    if states:  # one of no known state is damaged, and in nobody's way but a person's
        known = columns.state.in_(states)
        strange = columns.state.not_in(STATES)
        wanted = wanted.where(known | strange if "held" in states else known)
    order = (columns.at, columns.number)
    return wanted.order_by(*(each.desc() if latest else each for each in order)).limit(limit)


EPOCH = dt.datetime.fromtimestamp(0, dt.UTC)
DAMAGE = (msgspec.MsgspecError, ArithmeticError, AttributeError, TypeError, ValueError)
"""What reading a damaged row comes to."""


def delivery_of(row: sa.Row[Any]) -> Delivery:
    """A row as a person or a program sees it; of a damaged one as much as can be read."""
    try:
        return read_delivery(row)
    except DAMAGE as error:
        return Delivery(
            id=str(row.id),
            account=str(row.account),
            channel="",
            digest="",
            title="",
            messages=0,
            due=EPOCH if row.due is schema.UNREADABLE else row.due,
            at=EPOCH if row.at is schema.UNREADABLE else row.at,
            state=row.state if row.state in ENDED else "held",
            attempt=row.attempt if isinstance(row.attempt, int) else 0,
            deferrals=0,
            delivered=0,
            slot=None,
            worker="",
            started=None,
            ended=None,
            problem=Problem.of(damaged(error)),
            terms=DeliveryTerms(),
        )


def draft_of(row: sa.Row[Any]) -> Draft:
    """What a delivery sends.

    Raises:
        CrosspostError: its row is damaged.
    """
    try:
        return decoded(row.draft, Draft)
    except DAMAGE as error:
        raise damaged(error) from error


def damaged(error: Exception) -> CrosspostError:
    """What is said of a row that cannot be read."""
    return CrosspostError("delivery.damaged", error=f"{type(error).__name__}: {error}")


def read_delivery(row: sa.Row[Any]) -> Delivery:
    """A row as a person or a program sees it; of a damaged one it raises one of `DAMAGE`."""
    if schema.UNREADABLE in (row.due, row.at, row.slot, row.started, row.ended):
        raise ValueError("a time")  # noqa: TRY003 - told by `damaged`
    head = HEAD.decode(row.draft)
    return schema.record_of(
        row,
        Delivery,
        channel=head.channel,
        digest=head.digest,
        title=head.messages[0].text.partition("\n")[0] if head.messages else "",
        messages=len(head.messages),
        worker=row.worker or "",
        terms=TERMS.decode(row.terms),
    )
