"""What every channel's code is made of: what it is given, and what it gives back.

Retry, resume, rates and the ledger live outside. A connection stands on its channel's own SDK,
unpatched, makes one call when it is asked, tries nothing twice, and turns every exception into one
of three outcomes (see `crosspost.errors`):

- ``Retryable``: surely not taken. The request never left, or the channel said "not now".
- ``Rejected``: a definite no, in plain words with what to do.
- ``UnknownOutcome``: the request left and no answer could be read.

What a channel's own code raises by mistake is an error of that channel alone: whoever wrote the
code is told where it failed; whoever publishes, that the rest goes on, and what became of the
message. So is a call that does not end (`within_deadline`).
"""

import contextvars
import ctypes
import datetime as dt
import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from traceback import extract_tb
from types import ModuleType
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, TypeVar

from msgspec import structs

from .._record import Record
from ..credentials import Credentials
from ..errors import ChannelError, CrosspostError, Rejected, Retryable, UnknownOutcome, Unverifiable
from ..model.channel_spec import Account, ChannelSpec
from ..redaction import harmless, presentable
from ..registry import home_relative
from ..text.blocks import MediaKind

if TYPE_CHECKING:
    from ..model.draft import Message, Written
    from ..model.post import Post
    from ..model.receipts import Receipt, Sent

TIMEOUT = 30.0
"""Seconds to wait for a connection, and again for an answer."""
AS_A_WHOLE = 4
"""So many times `TIMEOUT` a message's call may take in all: a server that drips a byte now and then
keeps to every other limit."""
SLOWEST = 50_000
"""Bytes of its pictures that go out in a second at least; they have as much more time."""

PROCESSING = 600.0
"""Seconds that a service may work on a film before it can be posted; a call with one has as much
more time."""

_Answer = TypeVar("_Answer")


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


def _harmless(sent: "Sent") -> "Sent":
    """*sent* as it may be shown and kept: its server may say anything."""
    return structs.replace(sent, id=harmless(sent.id), url=presentable(sent.url))


class TooLong(SystemExit):
    """A call has had its time; raised inside it, where no SDK takes it for an error of its own."""


def within_deadline(call: Callable[[], _Answer], seconds: float) -> _Answer:
    """What *call* gives, if it does so within so many *seconds*; else it is broken off.

    It runs in a thread of its own, in which `TooLong` is raised when its time is over: at the next
    byte that it reads, or when its own timeout ends. So its socket is closed by then, and nothing
    of it arrives later.

    Raises:
        TimeoutError: it took too long.
    """
    answer: Future[_Answer] = Future()
    context = contextvars.copy_context()

    def run() -> None:
        try:
            answer.set_result(context.run(call))
        except BaseException as error:  # noqa: BLE001 - whoever waits raises it
            if not answer.done():
                answer.set_exception(error)

    thread = threading.Thread(target=run, name=threading.current_thread().name, daemon=True)
    thread.start()
    if wait([answer], seconds).not_done:
        raised = ctypes.py_object(TooLong)
        for _ in range(2):  # Python drops what is raised while it collects garbage
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), raised)
            if wait([answer], TIMEOUT).done:
                break
        if not answer.done() or isinstance(answer.exception(), TooLong):
            raise TimeoutError
    return answer.result()


class GuardedConnection:
    """A channel's connection whose mistakes say where they were made, and what is known by then.

    Args:
        connection: what the channel's ``connect`` gave.
        spec: whose it is.
        module: the channel's code.
    """

    def __init__(self, connection: Connection, spec: ChannelSpec, module: ModuleType) -> None:
        self._connection, self._spec, self._module = connection, spec, module
        self._broken_off = False

    def whoami(self) -> Identity:
        """As the channel's; a mistake in it is a `ChannelError`."""
        with faults_of(self._spec, self._module):
            who = self._ended(self._connection.whoami, Retryable)
        return structs.replace(
            who,
            name=presentable(who.name),
            url=presentable(who.url),
            notes=tuple(map(presentable, who.notes)),
        )

    def send(
        self, message: "Message", key: str, above: "Receipt | None", uploads: Sequence[Upload]
    ) -> "Sent":
        """As the channel's; after a mistake in it nobody knows whether the message was taken."""
        call = partial(self._connection.send, message, key, above, uploads)
        with faults_of(self._spec, self._module, UnknownOutcome):
            return _harmless(self._ended(call, UnknownOutcome, uploads))

    def find(
        self, message: "Message", key: str, above: "Receipt | None", since: dt.datetime
    ) -> "Sent | None":
        """As the channel's; a mistake in it answers nothing."""
        with faults_of(self._spec, self._module, Unverifiable):
            call = partial(self._connection.find, message, key, above, since)
            found = self._ended(call, Retryable)
            return _harmless(found) if found else None

    def edit(self, message: "Message", stands: "Receipt", uploads: Sequence[Upload]) -> "Sent":
        """As the channel's; after a mistake in it nobody knows what the message says."""
        call = partial(self._own("edit"), message, stands, uploads)
        with faults_of(self._spec, self._module, UnknownOutcome):
            return _harmless(self._ended(call, UnknownOutcome, uploads))

    def delete(self, stands: "Receipt") -> None:
        """As the channel's; after a mistake in it nobody knows whether it stands."""
        with faults_of(self._spec, self._module, UnknownOutcome):
            self._ended(partial(self._own("delete"), stands), UnknownOutcome)

    def close(self) -> None:
        """As the channel's; what was done stays done, whatever goes wrong here."""
        if self._broken_off:  # its state is anything by then
            with suppress(Exception):
                within_deadline(self._connection.close, TIMEOUT)
            return
        with faults_of(self._spec, self._module):
            self._connection.close()

    def _own(self, name: str) -> Callable[..., Any]:
        """The channel's method *name*, or what stands in for it where a class inherits nothing."""
        return getattr(self._connection, name, None) or partial(
            getattr(Connection, name), self._connection
        )

    def _ended(
        self,
        call: Callable[[], _Answer],
        unclear: type[Retryable | UnknownOutcome],
        uploads: Sequence[Upload] = (),
    ) -> _Answer:
        """What *call* gives within its deadline; *unclear* is what it comes to beyond that."""
        seconds = AS_A_WHOLE * TIMEOUT + sum(len(one.data) for one in uploads) / SLOWEST
        seconds += PROCESSING if any(one.kind != "picture" for one in uploads) else 0
        try:
            return within_deadline(call, seconds)
        except TimeoutError as error:
            self._broken_off = True
            raise unclear("web.too-slow", seconds=round(seconds)) from error


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


@contextmanager
def faults_of(
    spec: ChannelSpec,
    module: ModuleType | None = None,
    kind: type[ChannelError | UnknownOutcome | Unverifiable] = ChannelError,
) -> Iterator[None]:
    """Code of the channel *spec* within; what it raises by mistake becomes a *kind*."""
    try:
        yield
    except CrosspostError:
        raise
    except Exception as error:
        said = f"{type(error).__name__}: {error}".removesuffix(": ")
        adapter = home_relative(spec.adapter)
        raise kind(
            "channel.code-failed",
            location=_place(error, module),
            channel=spec.title,
            error=said,
            adapter=adapter,
        ) from error


def _place(error: Exception, module: ModuleType | None) -> str:
    """The last line of the channel's own code on the way to *error*: ``~/notebook.py:12``."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{home_relative(error.filename)}:{error.lineno}"
    frames = [one for one in extract_tb(error.__traceback__) if not one.filename.startswith("<")]
    home = Path(getattr(module, "__file__", None) or "-").parent
    own = [one for one in frames if Path(one.filename).is_relative_to(home)] or frames
    return f"{home_relative(own[-1].filename)}:{own[-1].lineno}"
