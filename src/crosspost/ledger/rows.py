"""Rows: what the ledger knows of one message, as plain data."""

import datetime as dt
from typing import Any, Literal

import sqlalchemy as sa

from .._record import decoded
from ..model.receipts import MayFail, Receipt, Sent
from .errors import LedgerError

MessageState = Literal["sending", "sent", "refused", "unknown", "later"]


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

    @property
    def in_doubt(self) -> bool:
        """Whether nobody knows if the channel has it."""
        return self.state in {"sending", "unknown"}

    @property
    def receipt(self) -> Receipt | None:
        """The receipt, where the message was delivered."""
        if self.sent is None:
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


COLUMNS = tuple(name for name in MessageRow.__struct_fields__ if name != "sent")


class AlreadyStarted(LedgerError):  # noqa: N818 - nothing went wrong
    """A message that was sent, or may have been, was to be begun once more."""

    def __init__(self, row: MessageRow, *, location: str) -> None:
        super().__init__("ledger.already-started", location=location, index=row.index)
        self.row = row


def row_of(found: sa.Row[Any]) -> MessageRow:
    """The row as the database has it."""
    values = {name: found._mapping[name] for name in COLUMNS}  # noqa: SLF001 - its public name
    return MessageRow(**values, sent=decoded(found.sent, Sent) if found.sent else None)
