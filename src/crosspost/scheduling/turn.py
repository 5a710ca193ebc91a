"""A turn: what a worker does when a delivery's time has come.

The engine sees to it that a turn is called, and called again after a crash; publishing sends; this
decides whether it is still to be sent, and what becomes of the delivery afterwards. A turn never
sleeps for long: what has to wait is put off, and costs nothing until then.
"""

import datetime as dt
import logging
import threading
from collections.abc import Callable
from functools import partial

import msgspec
import sqlalchemy as sa

from ..connections import Destination
from ..draft import Picture
from ..errors import CrosspostError
from ..ledger import LedgerError, Rate
from ..ledger.tables import picture
from ..publishing import Event, Job, Patience, Surroundings, Terms, do
from ..publishing.outcomes import Outcome, in_words
from ..receipts import Failure, Receipt
from ..record import Record
from .deliveries import Delivery, State
from .engine import Step
from .fencing import Found, Hold
from .steps import kept_by
from .store import Schedule

PATIENCE = Patience(attempts=3, total=20, longest=10)
"""Of one turn; what does not work until then is put off."""
FIRST, LONGEST = 15.0, 900.0
"""Seconds that a delivery is put off for the first time, and at most; twice as long each time."""
GIVE_UP = dt.timedelta(hours=24)
"""How long after its due time a delivery is tried, where its terms do not say."""
SOON = 2.0
"""Seconds that a turn waits itself, for the gap between two deliveries."""
LONG = 60.0
"""Seconds before its time that no turn is called, unless a clock was set back: put off again."""
DOUBTS = 3
"""Turns that may end in a doubt which the next one looks up."""

PAUSED = "its account is paused"

logger = logging.getLogger("crosspost")


class End(Record):
    """How a turn ended, for whoever has to tell a person."""

    delivery: Delivery
    state: State
    reason: str = ""
    advice: str = ""
    account: bool = False
    """It is the account's own trouble, and the account is paused."""


class Turns:
    """Takes turns for a worker.

    Args:
        schedule: where the deliveries are.
        worker: who takes them.
        destination: an account by name, with all that sending needs.
        halt: once it is set, no further call is made.
        told: called with each end.
        on_event: told of each message's progress.
        patience: of one turn.
    """

    def __init__(
        self,
        schedule: Schedule,
        worker: str,
        destination: Callable[[str], Destination],
        halt: threading.Event,
        *,
        told: Callable[[End], object] = lambda _: None,
        on_event: Callable[[Event], object] | None = None,
        patience: Patience = PATIENCE,
    ) -> None:
        self._schedule = schedule
        self._ledger = schedule.ledger
        self._worker = worker
        self._destination = destination
        self._halt = halt
        self._told = told
        self._on_event = on_event
        self._patience = patience
        self._gate = schedule.ledger.gate

    def take(self, id: str, number: int, step: Step) -> str:  # noqa: A002 - what it is
        """Take the turn *number* of the delivery *id*; in a word, how it ended."""
        hold = Hold(self._schedule, id, number, self._worker)
        while True:
            try:
                with self._gate:
                    return self._take(hold, step)
            except LedgerError as error:  # a full disk, a database that is away: it comes back
                logger.warning("%s: %s", id, error)
                if self._halt.wait(SOON):
                    raise

    def _take(self, hold: Hold, step: Step) -> str:
        found = hold.look()
        if found is None:
            return "lost"
        if found.paused and not found.doubtful:  # to look is not to send
            return self._rest(hold, "held", PAUSED)
        wait = (found.delivery.at - self._ledger.now()).total_seconds()
        if wait > LONG or (wait > 0 and self._wait(wait)):
            one = found.delivery
            hold.put_off(one.at, state=one.state, reason=one.reason, spaced=found.spaced)
            return "handed on"
        return (
            self._too_late(hold, found)
            or self._spaced(hold, found)
            or self._send(hold, found, step)
        )

    def _too_late(self, hold: Hold, found: Found) -> str:
        """Leave it, where it comes too late and nothing of it was begun; else an empty word."""
        one, now = found.delivery, self._ledger.now()
        if one.state == "sending" or one.stands or found.doubtful:
            return ""
        if one.terms.not_after and now > one.terms.not_after:
            reason = (
                f"too late: not after {one.terms.not_after.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"
            )
            return self._end(hold, End(delivery=one, state="skipped", reason=reason))
        late = (now - (one.at if found.spaced else one.due)).total_seconds()
        if late <= one.terms.late_after or one.tries:
            return ""
        reason = f"{late / 60:.0f} minutes late"
        if one.terms.if_late == "skip":
            return self._end(hold, End(delivery=one, state="skipped", reason=reason))
        if one.terms.if_late == "ask":
            advice = f"crosspost queue retry {one.id}, or crosspost queue cancel {one.id}"
            word = self._rest(hold, "late", reason, advice)
            self._told(End(delivery=one, state="late", reason=reason, advice=advice))
            return word
        return ""

    def _spaced(self, hold: Hold, found: Found) -> str:
        """Put it off, where the account's last delivery was too short a time ago."""
        one = found.delivery
        if not one.terms.gap or found.spaced or one.stands or one.state == "sending":
            return ""
        gap = Rate(key=f"{one.account} gap", most=1, seconds=one.terms.gap)
        wait = self._ledger.place([gap], most=float("inf"))
        if wait > SOON:
            reason = "waits for the gap after the one before"
            hold.put_off(self._in(wait), spaced=True, reason=reason)
            return "spaced"
        self._wait(wait)
        return ""

    def _send(self, hold: Hold, found: Found, step: Step) -> str:
        one = found.delivery
        around = Surroundings(
            self._ledger,
            self._on_event,
            patience=self._patience,
            halt=self._halt,
            watch=hold,
            outside=self._gate.outside,
        )
        terms = Terms(
            kept=partial(self._picture, one),
            number=one.terms.occurrence,
            fresh=one.started is None,
            each=kept_by(step, self._ledger.engine.url),
        )
        try:
            job = Job(draft=found.draft, destination=self._destination(one.account))
            *_, last = do(job, terms, around)
        except LedgerError:
            raise
        except CrosspostError as error:  # the account is not what it was when this was scheduled
            last = _failure(found, "refused", *in_words(error), whole=True)
        except Exception as error:
            if hold.look() is None:  # the engine, too, has given the turn to another worker
                return "lost"
            logger.exception("%s: a mistake in crosspost itself", one.id)
            name = type(error).__name__
            last = _failure(found, "later", f"a mistake in crosspost itself: {name}")
        if isinstance(last, Receipt):
            if not hold.done:  # all of it stood before
                hold.end("sent", stands=len(found.draft.messages))
            self._told(End(delivery=one, state="sent"))
            return "sent"
        return self._failed(hold, found, last)

    def _failed(self, hold: Hold, found: Found, failure: Failure) -> str:
        now = hold.look()
        return "lost" if now is None else self._ended_badly(hold, found.delivery, now, failure)

    def _ended_badly(self, hold: Hold, one: Delivery, now: Found, failure: Failure) -> str:
        if now.paused and failure.outcome == "later" and not now.doubtful:
            return self._rest(hold, "held", PAUSED)
        if failure.outcome == "refused" and failure.whole:
            self._schedule.pause(one.account, failure.reason)
            word = self._rest(hold, "held", failure.reason, failure.advice)
            end = End(
                delivery=one,
                state="held",
                reason=failure.reason,
                advice=failure.advice,
                account=True,
            )
            self._told(end)
            return word
        doubt = now.doubtful or failure.outcome == "unknown"
        if failure.outcome == "refused":
            return self._end(hold, _ended(one, "unknown" if doubt else "refused", failure))
        if failure.outcome == "unknown" and (failure.after is None or one.tries >= DOUBTS):
            return self._end(hold, _ended(one, "unknown", failure))
        if self._halt.is_set():
            state = "sending" if doubt else "waiting"
            hold.put_off(self._in(0), state=state, tries=one.tries, spaced=True)
            return "handed on"
        return self._later(hold, now.delivery, failure, doubt=doubt)

    def _later(self, hold: Hold, one: Delivery, failure: Failure, *, doubt: bool) -> str:
        """Put it off, ever longer, or give up where it has been tried for long enough."""
        wait = max(failure.after or 0, min(FIRST * 2**one.tries, LONGEST))
        end = one.terms.not_after or max(one.due, one.started or one.due) + GIVE_UP
        if failure.outcome == "later" and self._in(wait) > end:
            reason = f"given up at {self._ledger.now():%Y-%m-%d %H:%M} UTC: {failure.reason}"
            given_up = msgspec.structs.replace(failure, reason=reason)
            begun: State = "unknown" if doubt else "refused"
            return self._end(hold, _ended(one, begun if one.started else "skipped", given_up))
        state = "sending" if doubt else "waiting"
        values = {"state": state, "tries": one.tries + 1, "reason": failure.reason, "spaced": True}
        return "put off" if hold.put_off(self._in(wait), **values) else "lost"

    @staticmethod
    def _rest(hold: Hold, state: State, reason: str, advice: str = "") -> str:
        return state if hold.rest(state, reason, advice) else "lost"

    def _end(self, hold: Hold, end: End) -> str:
        if not hold.end(end.state, end.reason, end.advice):
            return "lost"
        self._told(end)
        return end.state

    def _wait(self, seconds: float) -> bool:
        """Whether it is to end."""
        with self._gate.outside():
            return self._halt.wait(seconds)

    def _in(self, seconds: float) -> dt.datetime:
        return self._ledger.now() + dt.timedelta(seconds=seconds)

    def _picture(self, one: Delivery, wanted: Picture) -> bytes | None:
        """The bytes of a picture as they were when its draft was approved."""
        name = one.terms.pictures.get(wanted.path or wanted.url)
        if name is None:
            return None
        here = sa.select(picture.c.data).where(picture.c.digest == name)
        with self._ledger.reading() as connection:
            data: bytes | None = connection.scalar(here)
        return data


def _ended(one: Delivery, state: State, failure: Failure) -> End:
    return End(delivery=one, state=state, reason=failure.reason, advice=failure.advice)


def _failure(
    found: Found, outcome: Outcome, reason: str, advice: str = "", *, whole: bool = False
) -> Failure:
    return Failure(
        channel=found.draft.channel,
        account=found.draft.account,
        digest=found.draft.digest,
        index=0,
        run=found.delivery.terms.occurrence,
        outcome=outcome,
        reason=reason,
        advice=advice,
        whole=whole,
    )
