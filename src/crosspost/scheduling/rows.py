"""Rows: deliveries as the database has them, and as plain data."""

import datetime as dt
from collections.abc import Collection
from typing import Any

import msgspec
import sqlalchemy as sa

from ..ledger.schema import delivery, delivery_content
from .types import Delivery, DeliveryTerms, State


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
    if states:
        wanted = wanted.where(columns.state.in_(states))
    order = (columns.at, columns.number)
    return wanted.order_by(*(each.desc() if latest else each for each in order)).limit(limit)


def delivery_of(row: sa.Row[Any]) -> Delivery:
    """A row as a person or a program sees it."""
    head = HEAD.decode(row.draft)
    return Delivery(
        id=row.id,
        account=row.account,
        channel=head.channel,
        digest=head.digest,
        title=head.messages[0].text.partition("\n")[0] if head.messages else "",
        messages=len(head.messages),
        due=moment(row.due),
        at=moment(row.at),
        state=row.state,
        attempt=row.attempt,
        deferrals=row.deferrals,
        delivered=row.delivered,
        slot=moment_or_none(row.slot),
        worker=row.worker or "",
        started=moment_or_none(row.started),
        ended=moment_or_none(row.ended),
        problem=row.problem,
        terms=TERMS.decode(row.terms),
    )


def millis(at: dt.datetime) -> int:
    """A time as rows have it: whole milliseconds since 1970.

    >>> millis(dt.datetime(2026, 11, 27, 9, tzinfo=dt.timezone(dt.timedelta(hours=8))))
    1795741200000
    """
    return round(at.timestamp() * 1000)


def moment(at: int) -> dt.datetime:
    """The time that a row tells, in UTC.

    >>> moment(1795741200000).isoformat()
    '2026-11-27T01:00:00+00:00'
    """
    return dt.datetime.fromtimestamp(at / 1000, dt.UTC)


def moment_or_none(at: int | None) -> dt.datetime | None:
    """The same, or nothing."""
    return None if at is None else moment(at)
