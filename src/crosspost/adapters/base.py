"""What every channel's code is made of: what it is given, and what it gives back.

Retry, resume, rates and the ledger live outside. A connection stands on its channel's own SDK,
unpatched, makes one call when it is asked, tries nothing twice, and turns every exception into one
of three outcomes (see `crosspost.errors`):

- ``Retryable``: surely not taken. The request never left, or the channel said "not now".
- ``Rejected``: a definite no, in plain words with what to do.
- ``UnknownOutcome``: the request left and no answer could be read.
"""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from .._record import Record
from ..credentials import Credentials
from ..model.channel_spec import Account

if TYPE_CHECKING:  # whoever opens a connection need not import what posts are made of
    from ..model.draft import Message, Written
    from ..model.post import Post
    from ..model.receipts import Receipt, Sent

TIMEOUT = 30.0
"""Seconds to wait for a connection, and again for an answer."""


class Adapter(Protocol):
    """What every channel's module has; a module satisfies it."""

    def write(self, post: "Post", account: Account) -> "Written":
        """*post* as *account* wants it, inside its channel's limits; pure."""
        ...


class Destination(Record):
    """An account with all that sending needs."""

    account: Account
    settings: dict[str, str]
    """What ``crosspost.toml`` says beside the layout: a chat, an instance (see ``[account]``)."""
    credentials: Credentials


class Upload(Record):
    """A picture made ready for one channel: inside its formats, bytes and pixels."""

    name: str
    mime: str
    data: bytes
    width: int
    height: int
    alt: str = ""


class Identity(Record):
    """Who an account is, and what it may do."""

    name: str
    """As its readers know it: ``@crosspost``."""
    url: str = ""
    limits: dict[str, int] = {}
    """Live limits that differ from the entry's, by unit of the text: ``{"mastodon": 5000}``."""
    notes: tuple[str, ...] = ()
    """What it may do, in words: premium, certified."""
    ends: dt.datetime | None = None
    """When its token ends, in UTC."""
    renews: bool = False
    """Its token is renewed by itself: that it ends need not worry anybody."""
    caller: str = ""
    """Who calls, where several accounts share one and its rates: a bot."""


class Connection(Protocol):
    """A signed-in account."""

    def whoami(self) -> Identity:
        """Ask the channel who we are.

        Raises:
            Rejected: it does not know us.
            Retryable: it cannot say now.
        """
        ...

    def send(
        self, message: "Message", key: str, above: "Receipt | None", uploads: Sequence[Upload]
    ) -> "Sent":
        """Send one message, under the message *above* where it answers one.

        Args:
            message: what to send; its payload is the call's arguments.
            key: names this message for ever (see `receipts.key`).
            above: the receipt of the message it replies to.
            uploads: its pictures.

        Raises:
            Rejected: the channel said no.
            Retryable: surely not sent.
            UnknownOutcome: the call began and nobody knows how it ended.
        """
        ...

    def find(
        self, message: "Message", key: str, above: "Receipt | None", since: dt.datetime
    ) -> "Sent | None":
        """Look for a message that may have been sent at *since* or after.

        Returns:
            The channel's answer as it would have been, or ``None`` if it surely is not there.

        Raises:
            Unverifiable: nobody can say from here.
            Retryable: it cannot say now.
        """
        ...

    def close(self) -> None:
        """Let go of the network."""
        ...


class MessageNotes(Protocol):
    """A few words for each message, on disk as soon as they are kept: a container's id, say."""

    def note(self, key: str) -> str:
        """What was kept of the message *key*, by whichever process; nothing at first."""
        ...

    def keep_note(self, key: str, note: str) -> None:
        """Keep *note* of the message *key*, instead of the one before."""
        ...


@runtime_checkable
class TwoCallConnection(Connection, Protocol):
    """A connection whose channel takes two calls for a message: a container, then its publication.

    Between them it keeps a note, so that whoever goes on after a crash publishes the same container
    or finds that it is published.
    """

    def keep_notes_in(self, notes: MessageNotes) -> None:
        """Be told where; before the first message."""
        ...
