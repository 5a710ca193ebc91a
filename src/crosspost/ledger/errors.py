"""What can go wrong with the ledger itself, in plain words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ..errors import CrosspostError

FULL = ("full", "No space left")
"""What SQLite, and what PostgreSQL and the system itself say of a disk that takes no more."""


class LedgerError(CrosspostError):
    """The ledger cannot be read or written: nothing is sent without it."""


@contextmanager
def as_ledger_errors(url: URL) -> Iterator[None]:
    """Turn what the database says into a `LedgerError` that hides the URL's password."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        first, *_ = str(cause).splitlines() or [type(error).__name__]
        full = any(word in str(cause) for word in FULL)
        code = "ledger.disk-full" if full else "ledger.unusable"
        raise LedgerError(code, location=display_url(url), reason=first) from error


def display_url(url: URL) -> str:
    """Where the ledger is, without its password.

    >>> from sqlalchemy import make_url
    >>> display_url(make_url("postgresql://author:hunter2@本地/crosspost"))
    'postgresql://author:***@本地/crosspost'
    """
    return url.database or "" if url.drivername.startswith("sqlite") else str(url)
