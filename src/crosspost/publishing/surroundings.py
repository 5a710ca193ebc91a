"""Surroundings: what a run takes from the world outside, so that tests can bring their own."""

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Protocol

from ..draft import Message
from ..errors import CrosspostError
from ..ledger import Ledger
from ..record import Record
from .events import Event, log

if TYPE_CHECKING:
    import sqlalchemy as sa

logger = logging.getLogger("crosspost")


class Patience(Record):
    """How long a run waits, in seconds, before it leaves the rest to the next one."""

    attempts: int = 6
    """Of one message."""
    total: float = 300
    """For one message, all waits together; a channel that says to wait longer ends the run."""
    first: float = 1
    """The first wait where the channel does not say how long; each next one is twice as long."""
    longest: float = 60
    """No wait that we choose ourselves is longer."""
    settle: float = 5
    """How long after a call that may have landed "it is not there" is believed: what reads a
    timeline lags behind what writes it."""


class Sleep(Protocol):
    """Wait that many seconds."""

    def __call__(self, seconds: float, /) -> object:
        """Wait."""
        ...


class Watch(Protocol):
    """Whoever else has to agree to each call, and to learn of its end, in the same transaction."""

    def before(self, connection: "sa.Connection") -> None:
        """A call is about to be made.

        Raises:
            Stopped: it must not be.
        """
        ...

    def after(self, connection: "sa.Connection", message: Message) -> None:
        """*message* stands."""
        ...


class Stopped(CrosspostError):  # noqa: N818 - nothing went wrong
    """Whoever called wants no further call to be made."""


class Surroundings:
    """A run's ledger, its sleep, its patience and who is told.

    Args:
        ledger: where outcomes are kept; its clock is the run's.
        on_event: told of each event, one at a time, in the thread where it happens.
        patience: how long to wait.
        halt: once it is set, no further call is made; those under way end, and are written down.
        sleep: waits; by default no longer than until *halt* is set.
        watch: has to agree to each call.
        outside: entered while the channel, a picture or a sleep is waited for (see `ledger.gate`).
    """

    def __init__(
        self,
        ledger: Ledger,
        on_event: Callable[[Event], object] | None = None,
        *,
        patience: Patience = Patience(),  # noqa: B008 - frozen
        halt: threading.Event | None = None,
        sleep: Sleep | None = None,
        watch: Watch | None = None,
        outside: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self.ledger = ledger
        self.patience = patience
        self.halt = halt or threading.Event()
        self._on_event = on_event
        self._sleep = sleep or self.halt.wait
        self._watch = watch
        self.outside = outside
        self._one_at_a_time = threading.Lock()

    def before(self, connection: "sa.Connection") -> None:
        """Ask whether a call may be made, in the transaction that says so."""
        if self._watch is not None:
            self._watch.before(connection)

    def after(self, connection: "sa.Connection", message: Message) -> None:
        """Say that *message* stands, in the transaction that keeps its answer."""
        if self._watch is not None:
            self._watch.after(connection, message)

    def check(self) -> None:
        """Go on, or not.

        Raises:
            Stopped: no further call is wanted.
        """
        if self.halt.is_set():
            found = "stopped before the next call"
            raise Stopped(found, hint="run the same again")

    def sleep(self, seconds: float) -> None:
        """Wait *seconds*.

        Raises:
            Stopped: no further call is wanted.
        """
        with self.outside():
            self._sleep(seconds)
        self.check()

    def tell(self, event: Event) -> None:
        """Log *event* and hand it on; a callback that fails never holds back a message."""
        log(event)
        if self._on_event is None:
            return
        with self._one_at_a_time:
            try:
                self._on_event(event)
            except Exception:
                logger.exception("a callback for events failed")
