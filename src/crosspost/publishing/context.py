"""What a run is given: how to send, how long to try, who has a say in it; and what it tells."""

import logging
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

from .._record import Record
from ..errors import CrosspostError
from ..ledger.store import Ledger
from ..model.draft import Draft, Message, Picture
from ..model.findings import Finding
from ..model.receipts import Failure, MayFail, Problem, Receipt, message_key

if TYPE_CHECKING:
    import sqlalchemy as sa

logger = logging.getLogger("crosspost")
logger.addHandler(logging.NullHandler())  # silent, unless the program that uses us says otherwise
logging.getLogger("tenacity").addHandler(logging.NullHandler())

EventKind = Literal[
    "known",
    "sending",
    "sent",
    "editing",
    "edited",
    "deleting",
    "deleted",
    "waiting",
    "looking",
    "refused",
    "unknown",
    "later",
]
Verb = Literal["send", "edit", "delete"]
"""What a call does. Only ``send`` doubles something when it is done twice."""
BEGINS: dict[Verb, EventKind] = {"send": "sending", "edit": "editing", "delete": "deleting"}
ENDS: dict[Verb, EventKind] = {"send": "sent", "edit": "edited", "delete": "deleted"}


LEVELS: dict[EventKind, int] = {
    **dict.fromkeys(BEGINS.values(), logging.DEBUG),
    "refused": logging.ERROR,
    "unknown": logging.ERROR,
    "later": logging.WARNING,
}
"""In the log; of any other kind it is ``INFO``."""


class Event(MayFail):
    """Something happened to a message."""

    kind: EventKind
    """``known``: an earlier run has sent it. ``looking``: it may be there, and is looked up."""
    channel: str
    account: str
    digest: str
    run: int
    index: int
    """Which message, from 1; 0 for the draft as a whole."""
    of: int
    attempt: int = 0
    """Which call for this message, from 1, over all runs."""
    seconds: float = 0
    """How long ``waiting`` takes."""
    receipt: Receipt | None = None
    """Of ``sent``, ``edited``, ``deleted`` and ``known``."""


class More(TypedDict, total=False):
    """What only some events say."""

    seconds: float
    problem: Problem
    receipt: Receipt


def event(
    kind: EventKind, draft: Draft, run: int, index: int, attempt: int = 0, **more: Unpack[More]
) -> Event:
    """An event of *draft*."""
    return Event(
        kind=kind,
        channel=draft.channel,
        account=draft.account,
        digest=draft.digest,
        run=run,
        index=index,
        of=len(draft.messages),
        attempt=attempt,
        **more,
    )


def log_warnings(draft: Draft) -> None:
    """Write what *draft* loses on its way to the logger ``crosspost``."""
    for found in draft.findings:
        if found.level == "warning":
            words = f"{draft.account}: {found.where}: {found.message} [{found.code}]"
            extra = {"account": draft.account, "code": found.code, "outcome": "warning"}
            logger.warning("%s", words, extra=extra)


def log(event: Event) -> None:
    """Write *event* to the logger ``crosspost``; account, key, attempt and outcome are fields."""
    extra = {
        "account": event.account,
        "key": message_key(event.digest, event.account, event.run, event.index),
        "attempt": event.attempt,
        "outcome": event.kind,
    }
    words = f"{event.account}: message {event.index}/{event.of} {event.kind}"
    if event.seconds:
        words += f" {event.seconds:.1f} s"
    if event.reason:
        words += f": {event.reason}"
    logger.log(LEVELS.get(event.kind, logging.INFO), "%s", words, extra=extra)


class PublishOptions(Record):
    """How drafts are sent."""

    republish: bool = False
    """Send once more what was delivered already."""
    approved: Collection[str] | None = None
    """What was said yes to, each as `model.draft.approval` has it; any other draft is refused."""
    base: Path = Path()
    """The folder that the paths of pictures start from."""
    picture_bytes: Callable[[Picture], bytes | None] = lambda _: None
    """A picture's bytes, where they were kept when the draft was approved."""
    run: int = 0
    """Which publication of the draft this is, where that was settled before."""
    is_underway: Callable[[str, int], bool] = lambda _digest, _run: False
    """Whether somebody else is to finish a publication, by the digest of its draft and its number:
    it is then no earlier wording of this one, however alike."""
    place: Mapping[str, str] = {}
    """Where it was approved for: the channel and settings of its account."""
    who: str = ""
    """Whom it was approved for: what the account was known by, if it had ever signed in."""


class PublishResult(Record):
    """What became of one draft on its account."""

    channel: str
    account: str
    digest: str
    """Of the draft."""
    receipts: tuple[Receipt, ...] = ()
    """Of every message that was delivered, in order, those of earlier runs too."""
    failure: Failure | None = None
    """Why the rest was not."""
    deleted: tuple[Receipt, ...] = ()
    """Of every message that was deleted, the last first."""
    findings: tuple[Finding, ...] = ()
    """What the draft says of itself."""

    @classmethod
    def of(
        cls, draft: Draft, receipts: Iterable[Receipt] = (), failure: Failure | None = None
    ) -> "PublishResult":
        """The result of *draft*."""
        return cls(
            channel=draft.channel,
            account=draft.account,
            digest=draft.digest,
            receipts=tuple(receipts),
            failure=failure,
            findings=draft.findings,
        )

    @property
    def delivered(self) -> bool:
        """Whether all of it was delivered."""
        return self.failure is None


class RetryPolicy(Record):
    """How long a run tries, in seconds, before it leaves the rest to the next one."""

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


class Stopped(CrosspostError):  # noqa: N818 - nothing went wrong
    """Whoever called wants no further call to be made."""


class RunContext:
    """A run's ledger, its retry policy, its sleep and who is told.

    Args:
        ledger: where outcomes are kept; its clock is the run's.
        on_event: told of each event, one at a time, in the thread where it happens.
        retry: how long to try.
        halt: once it is set, no further call is made; those under way end, and are written down.
        sleep: waits; by default no longer than until *halt* is set.
        before: called in the transaction that says that a call is about to be made; where it must
            not be, it raises `Stopped`.
        after: called in the transaction that keeps the answer, with the message that was delivered.
    """

    def __init__(
        self,
        ledger: Ledger,
        on_event: Callable[[Event], object] | None = None,
        *,
        retry: RetryPolicy = RetryPolicy(),  # noqa: B008 - frozen
        halt: threading.Event | None = None,
        sleep: Callable[[float], object] | None = None,
        before: "Callable[[sa.Connection], None]" = lambda _: None,
        after: "Callable[[sa.Connection, Message], object]" = lambda _connection, _message: None,
    ) -> None:
        self.ledger = ledger
        self.retry = retry
        self.halt = halt or threading.Event()
        self._on_event = on_event
        self._sleep = sleep or self.halt.wait
        self.before, self.after = before, after
        self._one_at_a_time = threading.Lock()

    def check(self) -> None:
        """Go on, or not.

        Raises:
            Stopped: no further call is wanted.
        """
        if self.halt.is_set():
            raise Stopped("send.stopped")

    def sleep(self, seconds: float) -> None:
        """Wait *seconds*.

        Raises:
            Stopped: no further call is wanted.
        """
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
