"""Buckets: one for each limit that a channel sets, exact over all processes that share a ledger.

A bucket keeps one number, the time at which it would be empty again (GCRA, the generic cell rate
algorithm), so that a call costs one row however many were made before. Calls are kept a little
further apart than the limit asks for, so that none is passed when some begin late.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from ..record import Record
from . import tables
from .statements import unless_there

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


def take(connection: sa.Connection, rates: Sequence[Rate], now: float, most: float) -> float:
    """A place for one call under all *rates*: seconds until it may be made.

    Args:
        connection: a transaction of its own.
        rates: the limits.
        now: seconds since 1970.
        most: where the wait would be longer, no place is taken.
    """
    ordered = sorted(rates, key=lambda rate: rate.key)  # two processes never wait in a circle
    empty = _locked(connection, [rate.key for rate in ordered])
    for rate in ordered:  # a place further ahead was taken before the clock was set back
        empty[rate.key] = min(empty[rate.key], now + rate.seconds + most)
    at = max([now, *(empty[rate.key] - (rate.burst - 1) * rate.apart for rate in ordered)])
    if at - now > most:
        return at - now
    for rate in ordered:
        full = max(empty[rate.key], at) + rate.apart
        here = tables.bucket.c.key == rate.key
        connection.execute(sa.update(tables.bucket).where(here).values(empty=full))
    return at - now


def _locked(connection: sa.Connection, keys: list[str]) -> dict[str, float]:
    """When each bucket is empty again; one that is met for the first time is made."""
    query = (
        sa.select(tables.bucket.c.key, tables.bucket.c.empty)
        .where(tables.bucket.c.key.in_(keys))
        .order_by(tables.bucket.c.key)
        .with_for_update()
    )
    found = {row.key: row.empty for row in connection.execute(query)}
    if len(found) == len(keys):
        return found
    rows = [{"key": key, "empty": 0.0} for key in keys if key not in found]
    connection.execute(unless_there(connection, tables.bucket), rows)
    return {row.key: row.empty for row in connection.execute(query)}
