"""Rows: what the ledger knows of one message, as plain data, or why it cannot say."""

import datetime as dt
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ..errors import CrosspostError, phrase
from ..model.channel_spec import ReceiptRule
from ..model.receipts import MayFail, Receipt, Sent

FULL = ("full", "No space left")
"""What SQLite, and what PostgreSQL and the system itself say of a disk that takes no more."""

DAMAGED = ("file is not a database", "disk image is malformed")
"""What SQLite says of a file that was overwritten or cut."""
IO = "disk I/O error"
ROOM = 1 << 20
"""Bytes that a disk has free at least where it is not what SQLite stumbles over."""
LASTING = (
    sa.exc.DataError,
    sa.exc.IntegrityError,
    sa.exc.NotSupportedError,
    sa.exc.ProgrammingError,
)
"""What the database would say of the same statement every time."""


class LedgerError(CrosspostError):
    """The ledger cannot be read or written: nothing is sent without it."""

    @property
    def lasts(self) -> bool:
        """Whether trying again would end the same way, however long one waits."""
        cause = self.__cause__
        own = isinstance(cause, sa.exc.StatementError) and not isinstance(cause, DBAPIError)
        return own or isinstance(cause, LASTING)


def collides(error: LedgerError) -> bool:
    """Whether another row has what only one may have, as a slot."""
    return isinstance(error.__cause__, sa.exc.IntegrityError)


@contextmanager
def as_ledger_errors(url: URL) -> Iterator[None]:
    """Turn what the database says into a `LedgerError` that hides the URL's password."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        first, *_ = str(cause).splitlines() or [type(error).__name__]
        full = any(word in str(cause) for word in FULL) or (IO in str(cause) and _is_full(url))
        code = "ledger.disk-full" if full else "ledger.unusable"
        if any(word in str(cause) for word in DAMAGED):
            raise LedgerError("ledger.damaged", location=display_url(url), said=first) from error
        raise LedgerError(code, location=display_url(url), reason=first) from error


def _is_full(url: URL) -> bool:
    """Whether the disk of a SQLite ledger has no room left; SQLite does not always say so."""
    try:
        return shutil.disk_usage(Path(url.database or "").parent).free < ROOM
    except OSError:
        return False


def display_url(url: URL) -> str:
    """Where the ledger is, without its password.

    >>> from sqlalchemy import make_url
    >>> display_url(make_url("postgresql://author:hunter2@本地/crosspost"))
    'postgresql://author:***@本地/crosspost'
    """
    return url.database or "" if url.drivername.startswith("sqlite") else str(url)


MessageState = Literal[
    "sending", "sent", "refused", "unknown", "later", "replaced", "deleting", "deleted"
]
"""``replaced``: a later wording has taken it over, as it was or changed. ``deleting``: it may be
there or not."""


class MessageRow(MayFail):
    """One message, from its first call on."""

    key: str
    channel: str
    account: str
    digest: str
    run: int
    index: int
    of: int
    state: MessageState
    """``sending`` where no process is at it any more means the same as ``unknown``."""
    attempt: int
    at: dt.datetime
    """When the state last changed, in UTC."""
    since: dt.datetime | None = None
    """When the first call that may have landed began, in UTC: look no further back."""
    sent: Sent | None = None
    replaces: str = ""
    """The key of the message of an earlier wording in whose place it stands: what is to be done is
    to change that one, or nothing where it is the same."""

    @property
    def publication(self) -> tuple[str, str, int]:
        """Digest, account and run: what is one publication, as `Ledger.draft` takes them."""
        return self.digest, self.account, self.run

    @property
    def in_doubt(self) -> bool:
        """Whether nobody knows if the channel has it, or has it as it should be."""
        return self.state in {"sending", "unknown", "deleting"}

    @property
    def receipt(self) -> Receipt | None:
        """The receipt, where the message was delivered and was not deleted."""
        if self.sent is None or self.state == "deleted":
            return None
        return Receipt(
            channel=self.channel,
            account=self.account,
            digest=self.digest,
            index=self.index,
            run=self.run,
            sent=self.sent,
            at=self.at,
        )


class AlreadyStarted(LedgerError):  # noqa: N818 - nothing went wrong
    """A message that was sent, or may have been, was to be begun once more."""


def doubt(unconfirmed: Sequence[MessageRow], key: str | None) -> MessageRow:
    """The one of *unconfirmed* that *key* names; the first one without a key.

    Raises:
        CrosspostError: there is none.
    """
    for row in unconfirmed:
        if key in {None, row.key}:
            return row
    if not unconfirmed:
        raise CrosspostError("resolve.none", key=key)
    raise CrosspostError("resolve.unknown", key=key, choices=[row.key for row in unconfirmed])


def sent_as(row: MessageRow, said: str, rule: ReceiptRule | None) -> Sent:
    """What the channel would have answered, from the address or id that a person has copied.

    Args:
        row: of the message.
        said: what they copied.
        rule: the channel's, of how an id is read from an address.

    Raises:
        CrosspostError: the rest of the thread answers to it, and no id is in what they say.
    """
    name = rule.read(said) if rule else ""
    if rule and not name and row.index < row.of:
        raise CrosspostError("resolve.address-needed", location=phrase("option", name="sent"))
    return Sent(id=name or row.key, url=said if "://" in said[:8] else "")
