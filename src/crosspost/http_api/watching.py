"""Watching a publication: what happens to it as server-sent events, until it has ended.

https://html.spec.whatwg.org/multipage/server-sent-events.html. The events are the entries of the
ledger's journal, whichever process made them, so that a watcher who was cut off goes on after the
last one that it saw, at any process on the same ledger.
"""

import logging
from collections.abc import AsyncIterator
from functools import partial

import anyio
import anyio.to_thread
from sse_starlette import EventSourceResponse, ServerSentEvent

from .._record import Record, encoded
from ..alerts.webhooks import Happening, told
from ..ledger import Ledger, callers
from ..ledger.journal import JournalEntry, entries
from ..ledger.rows import LedgerError
from ..redaction import scrub
from ..scheduling.deliveries import ENDED, identifier
from ..scheduling.store import delivery_states

POLL = 0.5
"""Seconds between two looks."""
HEARTBEAT = 15.0
"""Seconds between two comments that keep the connection open."""
SLOW = 30.0
"""Seconds after which a reader that takes nothing is let go."""
GRACE = 5.0
"""Seconds that a stream may take to end where the process does."""
OVER = ".end"
"""At the end of an event's id: nothing follows it."""

logger = logging.getLogger("crosspost")


class PublicationEnd(Record):
    """The last event: what became of the publication, for good or until it is tried again."""

    outcome: str
    """``sent``, ``refused``, ``unknown``, ``later``, ``deleted``, ``cancelled``, ``expired``."""
    delivered: int
    """Messages that stand."""
    of: int


class Watched(Record):
    """A publication, and what its watcher has seen of it."""

    digest: str
    account: str
    run: int = 0
    """Which publication of the draft; 0 for the last one, or the one that is about to begin."""
    after: int = 0
    """The number of the last event that was seen."""


class Watch:
    """Looks at a publication for one watcher.

    Args:
        ledger: where it is.
        watched: which, and from where on.
        language: of reasons and hints.
        authorization: the header by which the watcher was let in; it is looked at each time.
        limiter: how many may look at once.
    """

    def __init__(
        self,
        ledger: Ledger,
        watched: Watched,
        *,
        language: str,
        authorization: str,
        limiter: anyio.CapacityLimiter,
    ) -> None:
        self._ledger, self._watched = ledger, watched
        self._language, self._authorization = language, authorization
        self._limiter = limiter
        self._last: JournalEntry | None = None
        self._run = watched.run
        self.after = watched.after
        self._ending = anyio.Event()
        """This process ends; a watcher comes again, at another one."""

    def response(self) -> EventSourceResponse:
        """The answer: a stream of events, and of comments in between."""
        return EventSourceResponse(
            self._events(),
            ping=HEARTBEAT,
            send_timeout=SLOW,
            sep="\n",
            shutdown_event=self._ending,
            shutdown_grace_period=GRACE,
        )

    async def _events(self) -> AsyncIterator[ServerSentEvent]:
        while True:
            try:
                look = partial(anyio.to_thread.run_sync, limiter=self._limiter)
                found, end = await look(self._look)
                allowed = await look(callers.bearer, self._ledger, self._authorization)
            except LedgerError as error:  # a watcher comes again, and goes on where it was
                logger.warning("a watcher is let go: %s", error)
                return
            if allowed is None:
                return
            for number, happening in found:
                yield _event(happening, happening.type, str(number))
            if end is not None:
                yield _event(end, "end", f"{self.after}{OVER}")
                return
            with anyio.move_on_after(POLL):
                await self._ending.wait()
                return

    def _look(self) -> tuple[list[tuple[int, Happening]], PublicationEnd | None]:
        """What has happened since, and whether that was all."""
        one, ledger = self._watched, self._ledger
        self._run = self._run or ledger.last_run(one.digest, one.account)
        found = entries(ledger, one.digest, one.account, self._run or 1, self.after)
        if found:
            self._last, self.after = found[-1], found[-1].number
        happened = [(each.number, told(each, ledger, self._language)) for each in found]
        return happened, self._ended()

    def _ended(self) -> PublicationEnd | None:
        one, ledger, last = self._watched, self._ledger, self._last
        run = self._run or 1
        rows = ledger.rows(one.digest, one.account, run)
        of = rows[0].of if rows else last.of if last else 0
        standing = sum(row.receipt is not None for row in rows)
        if rows and standing == of:
            return PublicationEnd(outcome="sent", delivered=standing, of=of)
        names = {identifier(one.digest, name, run) for name in ledger.names(one.account)}
        names.add(identifier(one.digest, one.account, run))
        states = delivery_states(ledger, names)
        if states - set(ENDED):  # a worker is to go on with it, or a person to decide
            return None
        if last is not None and last.index == 0:
            return PublicationEnd(outcome=last.kind, delivered=standing, of=of)
        if states:
            return PublicationEnd(outcome=min(states), delivered=standing, of=of)
        return None


def _event(data: Record, kind: str, name: str) -> ServerSentEvent:
    return ServerSentEvent(data=scrub(encoded(data).decode()), event=kind, id=name, sep="\n")
