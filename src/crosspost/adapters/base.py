"""What every channel's code is made of: what it is given, and what it gives back.

Retry, resume, rates and the ledger live outside. A connection stands on its channel's own SDK,
unpatched, makes one call when it is asked, tries nothing twice, and turns every exception into one
of three outcomes (see `crosspost.errors`):

- ``Retryable``: surely not taken. The request never left, or the channel said "not now".
- ``Rejected``: a definite no, in plain words with what to do.
- ``UnknownOutcome``: the request left and no answer could be read.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn, Protocol

from .._record import Record
from ..credentials import Credentials
from ..errors import Rejected, Unverifiable
from ..model.channel_spec import Account
from ..text.blocks import MediaKind

if TYPE_CHECKING:
    from ..model.draft import Message, Written
    from ..model.post import Post
    from ..model.receipts import Receipt, Sent

TIMEOUT = 30.0
"""Seconds to wait for a connection, and again for an answer."""
PROCESSING = 600.0
"""Seconds that a service may work on a film before it can be posted; a call with one has as much
more time."""


class Adapter(Protocol):
    """What every channel's module has; a module satisfies it."""

    def write(self, post: "Post", account: Account) -> "Written":
        """*post* as *account* wants it, inside its channel's limits; pure."""
        ...


def hashed(text: str) -> str:
    """What names *text* for ever, in letters and digits: an account's name may be Chinese.

    >>> hashed("abab-中文号-1-1")[:12]
    'c6b78ed20328'
    """
    return hashlib.sha256(text.encode()).hexdigest()


class MessageNotes(Protocol):
    """A few words for each message, on disk as soon as they are kept: a container's id, say."""

    def note(self, key: str) -> str:
        """What was kept of the message *key*, by whichever process; nothing at first."""
        ...

    def keep_note(self, key: str, note: str) -> None:
        """Keep *note* of the message *key*, instead of the one before."""
        ...


class NoNotes:
    """Where nobody keeps anything: each try begins anew."""

    def note(self, key: str) -> str:
        """Nothing."""
        del key
        return ""

    def keep_note(self, key: str, note: str) -> None:
        """Forget it."""


class Destination(Record):
    """An account with all that sending needs."""

    account: Account
    settings: dict[str, str]
    """What ``crosspost.toml`` says beside the layout: a chat, an instance (see ``[account]``)."""
    credentials: Credentials
    notes: MessageNotes | None = None
    """Where its connection keeps what whoever goes on after a crash has to know: the number of a
    container that is to be published, the films that are there already. Nothing where nothing is
    sent."""

    @property
    def place(self) -> dict[str, str]:
        """Where it leads, as far as ``crosspost.toml`` says: its channel and settings."""
        return {"channel": self.account.spec.name, **self.settings}


class Upload(Record):
    """A picture or film made ready for one channel: inside its formats, bytes and pixels."""

    name: str
    mime: str
    data: bytes
    width: int
    height: int
    alt: str = ""
    stands_still: bool = False
    """It moved, and here it does no longer."""
    kind: MediaKind = "picture"
    """What it is sent as: an ``animation`` moves by itself and is silent."""
    seconds: float = 0
    """How long it is, where it moves."""


class LinkCard(Upload, kw_only=True):
    """What a page says of itself, for a card under a post; *data* is its picture, if it has one."""

    title: str
    description: str


class Identity(Record):
    """Who an account is, and what it may do."""

    name: str
    """As its readers know it: ``@crosspost``."""
    id: str = ""
    """What its channel knows it by, whatever it is called: a number, a DID. Unlike any other's on
    any server of the channel; nothing where the channel tells none."""
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
    """A signed-in account. A channel's own class inherits what its channel has no call for."""

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
            key: names this message for ever (see `receipts.message_key`).
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
            Rejected: the channel lets nobody look, which says no more.
            Retryable: it cannot say now.
        """
        ...

    def edit(self, message: "Message", stands: "Receipt", uploads: Sequence[Upload]) -> "Sent":
        """Make what *stands* say what *message* says, with the pictures *uploads* and no others.

        The same call may be made again: what says so already is done.

        Raises:
            Rejected: the channel said no; ``change.not-there`` where it does not stand any more.
            Retryable: it surely is as it was.
            UnknownOutcome: nobody knows.
        """
        del message, uploads
        raise Rejected("change.neither", channel=stands.channel)

    def delete(self, stands: "Receipt") -> None:
        """Take away what *stands*; what is gone already is no error.

        Raises:
            Rejected: the channel said no.
            Retryable: it surely stands.
            UnknownOutcome: nobody knows; the same call may be made again.
        """
        raise Rejected("change.neither", channel=stands.channel)

    def close(self) -> None:
        """Let go of the network, where anything is held between calls."""
        return  # without a body mypy takes it for one to be written


class CannotLook(Connection):
    """A connection to a channel that shows nobody what was sent."""

    cannot_look: str
    """The error that says so."""

    def find(
        self, message: "Message", key: str, above: "Receipt | None", since: dt.datetime
    ) -> NoReturn:
        """Nobody can say.

        Raises:
            Unverifiable: always.
        """
        del message, key, above, since
        raise Unverifiable(self.cannot_look)


@contextmanager
def gone_is_done() -> Iterator[None]:
    """A deletion within: that the message does not stand any more is what was wanted."""
    try:
        yield
    except Rejected as error:
        if error.code != "change.not-there":
            raise


@contextmanager
def not_there(code: str) -> Iterator[None]:
    """A call within about one article of ours: *code* says of it that it is not there."""
    try:
        yield
    except Rejected as error:
        if error.code == code:
            raise Rejected("change.not-there", location=error.places) from error
        raise
