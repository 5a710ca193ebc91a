"""Rate limits: a channel's own, kept exactly by all processes that share a ledger.

A limit's bucket keeps one number, the time at which it would be empty again (GCRA, the generic
cell rate algorithm), so that a call costs one row however many were made before. Calls are kept a
little further apart than the limit asks for, so that none is passed when some begin late.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from .._record import Record
from ..model.channel_rules import RateLimit
from . import schema

BRIEF = 60
"""Seconds; a limit of fewer is kept without bursts, for late calls would pile up inside it."""
SPARED = 2 / 3
"""The share of such a limit that is used."""
BURST = 5
"""A fifth of a longer limit may be used at once: a thread goes out in one go."""
FEW = 4
"""A limit of so few calls leaves nothing to spare."""


class Rate(Record):
    """No more than *most* calls in any *seconds*."""

    key: str
    """Whose limit it is, and which: ``@bot per_second``."""
    most: int
    seconds: float

    @property
    def brief(self) -> bool:
        """Whether calls that are late by moments could pass it."""
        return self.seconds < BRIEF

    @property
    def apart(self) -> float:
        """Seconds between two calls when there is no burst.

        >>> Rate(key="中文号", most=30, seconds=1).apart
        0.05
        """
        if self.most <= FEW:
            return self.seconds / max(self.most, 1)
        if self.brief:
            return self.seconds / (self.most * SPARED)
        return self.seconds / (self.most - self.burst)

    @property
    def burst(self) -> int:
        """Calls that may follow each other at once.

        >>> Rate(key="中文号", most=100, seconds=900).burst
        20
        """
        return 1 if self.brief else max(self.most // BURST, 1)


def rates(limits: Iterable[RateLimit], account: str, caller: str = "") -> tuple[Rate, ...]:
    """The buckets of *limits*.

    Args:
        limits: those of one call.
        account: what is said of one chat holds for it.
        caller: who calls; what is said of all chats holds for it (`Identity.caller`).

    >>> from crosspost.model.channel_rules import rate_limits
    >>> limits = rate_limits({"per_second": 30, "per_second_in_a_chat": 1})
    >>> for one in rates(limits, "公告", "@bot"):
    ...     print(one.key, one.most, one.seconds)
    @bot per_second 30 1
    公告 per_second_in_a_chat 1 1
    """
    return tuple(
        Rate(
            key=f"{account if one.in_a_chat else caller or account} {one.key}",
            most=one.max,
            seconds=one.seconds,
        )
        for one in limits
    )


def reserve(connection: sa.Connection, rates: Sequence[Rate], now: float, max_wait: float) -> float:
    """Reserve one call under all *rates*: seconds until it may be made.

    Args:
        connection: a transaction of its own.
        rates: the limits.
        now: seconds since 1970.
        max_wait: where the wait would be longer, nothing is reserved.
    """
    ordered = sorted(rates, key=lambda rate: rate.key)  # two processes never wait in a circle
    rows = _locked(connection, [rate.key for rate in ordered])
    empty = {key: _by_this_clock(row.empty, row.at, now) for key, row in rows.items()}
    for key in (key for key, row in rows.items() if empty[key] != row.empty):
        _write(connection, key, empty[key], now)  # from now on it runs out
    at = max([now, *(empty[rate.key] - (rate.burst - 1) * rate.apart for rate in ordered)])
    if at - now > max_wait:
        return at - now
    for rate in ordered:
        full = max(empty[rate.key], at) + rate.apart
        _write(connection, rate.key, full, now)
    return at - now


def _write(connection: sa.Connection, key: str, empty: float, now: float) -> None:
    here = schema.bucket.c.key == key
    connection.execute(sa.update(schema.bucket).where(here).values(empty=empty, at=now))


class Full(Record):
    """A limit that is used up."""

    call: int
    """The first call that has to wait, from 0."""
    until: float
    """When it may be made, in seconds since 1970."""
    rate: Rate
    """The limit that says so."""


def first_full(
    calls: Iterable[Sequence[Rate]], empty: Mapping[str, float], now: float, patience: float
) -> Full | None:
    """The first of *calls* that would have to wait longer than *patience*, made one after another.

    Nothing is reserved.

    Args:
        calls: the limits that each draws on.
        empty: when each bucket is empty, by its key.
        now: seconds since 1970.
        patience: how many seconds a call may wait.

    >>> day = Rate(key="中文号 per_day", most=2, seconds=86400)
    >>> full = first_full([[day], [day]], {}, now=0, patience=300)
    >>> full.call, full.until
    (1, 43200.0)
    """
    empty = dict(empty)
    at = now
    for number, rates in enumerate(calls):
        may = {rate: empty.get(rate.key, 0.0) - (rate.burst - 1) * rate.apart for rate in rates}
        last = max(may, key=lambda rate: may[rate], default=None)
        if last is not None and may[last] - at > patience:
            return Full(call=number, until=may[last], rate=last)
        at = max([at, *may.values()])
        for rate in rates:
            empty[rate.key] = max(empty.get(rate.key, 0.0), at) + rate.apart
    return None


def emptied(connection: sa.Connection, keys: Iterable[str], now: float) -> dict[str, float]:
    """When each bucket of *keys* that there is is empty, by this clock."""
    query = sa.select(schema.bucket).where(schema.bucket.c.key.in_(sorted(keys)))
    rows = connection.execute(query)
    return {row.key: _by_this_clock(row.empty, row.at, now) for row in rows}


def _by_this_clock(empty: float, at: float | None, now: float) -> float:
    """When a bucket is empty that was to be so at *empty*, as a clock said that showed *at* then.

    It was ahead if that is yet to come: so much earlier it is empty.

    >>> _by_this_clock(empty=1030, at=1000, now=1010), _by_this_clock(empty=9030, at=9000, now=10)
    (1030, 40)
    """
    return empty - max(0, (now if at is None else at) - now)


def _locked(connection: sa.Connection, keys: list[str]) -> dict[str, sa.Row[Any]]:
    """When each bucket is empty again; one that is met for the first time is made."""
    query = (
        sa.select(schema.bucket)
        .where(schema.bucket.c.key.in_(keys))
        .order_by(schema.bucket.c.key)
        .with_for_update()
    )
    found = {row.key: row for row in connection.execute(query)}
    if len(found) == len(keys):
        return found
    rows = [{"key": key, "empty": 0.0} for key in keys if key not in found]
    schema.insert_new(connection, schema.bucket, rows)
    return {row.key: row for row in connection.execute(query)}
