"""Steps: each message of a turn, as the engine keeps what came of it."""

import sqlite3
from collections.abc import Callable

import msgspec
import sqlalchemy as sa

from ..ledger.failures import in_plain_words
from ..publishing.terms import Each, Result
from ..receipts import Failure, Receipt
from ..record import converted
from .engine import Kept, Step

AWAY = (sa.exc.OperationalError, sqlite3.OperationalError)
"""What the engine raises where its database is: a full disk, a connection that was lost."""


def kept_by(step: Step, database: sa.URL) -> Each:
    """Calls what sends a message as a *step* of the engine, which keeps its answer in *database*.

    Raises:
        LedgerError: it cannot be kept. What was sent the ledger knows: the same may be done again.
    """

    def each(index: int, send: Callable[[], Result]) -> Result:
        try:
            return _result(step(index, lambda: _kept(send())))
        except AWAY:
            with in_plain_words(database):
                raise

    return each


def _kept(result: Result) -> Kept:
    """*result* as plain JSON."""
    kind = "failed" if isinstance(result, Failure) else "stands"
    return {kind: msgspec.to_builtins(result)}


def _result(kept: Kept) -> Result:
    if "failed" in kept:
        return converted(kept["failed"], Failure)
    return converted(kept["stands"], Receipt)
