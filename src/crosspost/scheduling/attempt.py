"""An attempt: what a worker does when a delivery's time has come.

The engine sees to it that an attempt is called; publishing sends; this decides whether it is still
to be sent, and what becomes of the delivery afterwards. An attempt never sleeps for long: what has
to wait is deferred to a new one, and costs nothing until then.

The right to send is asked for in the very transaction that says that a call is about to be made,
so that a delivery is either cancelled with nothing sent, or sent: there is nothing between the two.
"""

import datetime as dt
import logging
import threading
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Any

import sqlalchemy as sa

from .._record import Record
from ..adapters.base import Destination
from ..errors import CrosspostError
from ..ledger.rate_limits import Rate
from ..ledger.rows import LedgerError
from ..ledger.schema import delivery, paused, picture
from ..model.draft import Draft, Message, Picture
from ..model.receipts import Failure, MayFail, Problem
from ..publishing.context import (
    Event,
    PublishOptions,
    PublishResult,
    RetryPolicy,
    RunContext,
    Stopped,
)
from ..publishing.preflight import MISDIRECTED
from ..publishing.run import Job, run_job
from .deliveries import (
    ACTIVE,
    DAMAGE,
    ENDED,
    GIVE_UP,
    Delivery,
    State,
    damaged,
    draft_of,
    identifier,
    query,
    read_delivery,
)
from .dispatch import Attempt
from .store import COLUMNS, Schedule, in_doubt

RETRY = RetryPolicy(attempts=3, total=20, longest=10)
"""Of one attempt; what does not work until then is deferred."""
FIRST, LONGEST = 15.0, 900.0
"""Seconds that a delivery is deferred for the first time, and at most; twice as long each time."""
SHORT_WAIT = 2.0
"""Seconds that an attempt waits itself, for the gap between two deliveries."""
TOO_EARLY = 60.0
"""Seconds before its time that no attempt is called, unless a clock was set back: deferred."""
DOUBTS = 3
"""Attempts that may end in a doubt which the next one looks up."""

PAUSED = Problem.said("delivery.account-paused")

logger = logging.getLogger("crosspost")


class AttemptOutcome(StrEnum):
    """How an attempt ended."""

    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    OVERDUE = "overdue"
    ON_HOLD = "on-hold"
    HELD = "held"
    """Something about it is not as it was approved, or went wrong."""
    DEFERRED = "deferred"
    """The channel could not take it: it is tried again later."""
    WAITS_FOR_GAP = "waits for the gap"
    """Something else went out to the account a moment ago."""
    HANDED_ON = "handed on"
    """This worker ends, or was called too early: another attempt is made at once, or in time."""
    SUPERSEDED = "superseded"
    """Somebody changed the delivery, or another worker has taken it."""


class AttemptReport(MayFail):
    """How an attempt ended, for whoever has to tell a person."""

    delivery: Delivery
    state: State
    account_level: bool = False
    """It is the account's own trouble, and the account is paused."""


class Situation(Record):
    """What a worker finds when an attempt's time has come."""

    delivery: Delivery
    draft: Draft
    gap_applied: bool
    """It has waited for the gap between two deliveries already."""
    paused: bool
    in_doubt: bool
    """Nobody knows of a message of it whether it was delivered."""


MINE = sa.and_(
    COLUMNS.id == sa.bindparam("mine"),
    COLUMNS.attempt == sa.bindparam("number_of_mine"),
    COLUMNS.state.in_(ACTIVE),
)
IS_PAUSED = sa.select(paused.c.account).where(paused.c.account == COLUMNS.account).exists()
# made once, for making a statement costs as much as running it
LOOK = query().add_columns(IS_PAUSED.label("paused")).where(MINE)
BEGIN = (
    sa.update(delivery)
    .where(MINE, ~IS_PAUSED)
    .values(
        state="sending",
        started=sa.func.coalesce(COLUMNS.started, sa.bindparam("now", type_=COLUMNS.started.type)),
        worker=sa.bindparam("by"),
    )
)
CHANGE = sa.update(delivery).where(MINE)


class Lease:
    """The right of *worker* to *attempt*, as long as nobody has raised the delivery's number."""

    def __init__(self, schedule: Schedule, attempt: Attempt, worker: str) -> None:
        self.schedule = schedule
        self.attempt = attempt
        self.worker = worker
        self.done = False
        """The delivery has ended well, in the same transaction as its last message."""
        self._mine = {"mine": attempt.delivery, "number_of_mine": attempt.number}

    def look(self) -> Situation | None:
        """What is to be sent, or nothing where the right is lost."""
        with self.schedule.ledger.reading() as connection:
            row = connection.execute(LOOK, self._mine).first()
            if row is None:
                return None
            try:
                one = read_delivery(row)
            except DAMAGE as error:
                raise damaged(error) from error
            begun = one.started is not None
            doubt = begun and bool(connection.scalar(sa.select(in_doubt(one))))
        return Situation(
            delivery=one,
            draft=draft_of(row),
            gap_applied=row.gap_applied,
            paused=row.paused,
            in_doubt=doubt,
        )

    def before(self, connection: sa.Connection) -> None:
        """A call is about to be made.

        Raises:
            Stopped: it was cancelled, moved, paused or taken over by another worker.
        """
        values = {"now": self.schedule.ledger.now(), "by": self.worker}
        if connection.execute(BEGIN, {**self._mine, **values}).rowcount != 1:
            raise Stopped("delivery.taken-over")

    def after(self, connection: sa.Connection, message: Message) -> None:
        """*message* was delivered; with the last one the delivery is done.

        It was, too, where the right to send was lost while it was under way.
        """
        values: dict[str, Any] = {"delivered": message.index}
        if message.index == message.of:
            values |= {"state": "sent", "ended": self.schedule.ledger.now()}
        mine = self._set(connection, **values)
        self.done = mine and message.index == message.of
        if not mine:
            fewer = (COLUMNS.id == self.attempt.delivery) & (COLUMNS.delivered < message.index)
            change = sa.update(delivery).where(fewer)
            connection.execute(change.values(delivered=message.index))

    def end(self, state: State, why: Problem | None = None, **values: Any) -> bool:  # noqa: ANN401 - of any column
        """The delivery has ended, or waits for a person; whether it was still ours to lay down."""
        if state in ENDED:
            values["ended"] = self.schedule.ledger.now()
        with self.schedule.ledger.writing() as connection:
            return self._set(connection, state=state, problem=why, **values)

    def defer(self, at: dt.datetime, **values: Any) -> bool:  # noqa: ANN401
        """Have a new attempt made at *at*; whether it was still ours to defer."""
        number = COLUMNS.attempt == self.attempt.number
        with self.schedule.ledger.writing() as connection:
            row = self.schedule.attempt_anew(
                connection, self.attempt.delivery, ACTIVE, number, at=at, **values
            )
        return row is not None

    def _set(self, connection: sa.Connection, **values: Any) -> bool:  # noqa: ANN401
        return connection.execute(CHANGE, {**self._mine, **values}).rowcount == 1


class Attempts:
    """Makes attempts for a worker.

    Args:
        schedule: where the deliveries are.
        worker: who makes them, unlike all others.
        destination: an account by name, with all that sending needs.
        halt: once it is set, no further call is made.
        report: called with how each ended, where that may matter to a person.
        on_event: told of each message's progress.
        retry: of one attempt.
    """

    def __init__(
        self,
        schedule: Schedule,
        worker: str,
        destination: Callable[[str], Destination],
        halt: threading.Event | None = None,
        *,
        report: Callable[[AttemptReport], object] = lambda _: None,
        on_event: Callable[[Event], object] | None = None,
        retry: RetryPolicy = RETRY,
    ) -> None:
        self.schedule = schedule
        self._ledger = schedule.ledger
        self.worker = worker
        self._destination = destination
        self.halt = halt or threading.Event()
        self._report = report
        self._on_event = on_event
        self._retry = retry
        self.under_way: set[Attempt] = set()

    def make(self, attempt: Attempt) -> AttemptOutcome:
        """Make *attempt*: how it ended; what goes wrong with it holds the delivery, in sight."""
        lease = Lease(self.schedule, attempt, self.worker)
        self.under_way.add(attempt)
        make: Callable[[Lease], AttemptOutcome] = self._make
        try:
            while True:
                try:
                    return make(lease)
                except LedgerError as error:  # a full disk, a database that is away: it comes back
                    logger.warning("%s: %s", attempt.delivery, error)
                    if error.lasts and make == self._make:
                        make = partial(self._hold, why=Problem.of(error))
                    elif self.halt.wait(SHORT_WAIT):
                        raise
                except (Exception, SystemExit) as error:
                    logger.exception("%s: it is held", attempt.delivery)
                    make = partial(self._hold, why=Problem.of(error))
        finally:
            self.under_way.discard(attempt)

    def _make(self, lease: Lease) -> AttemptOutcome:
        found = lease.look()
        if found is None:
            return AttemptOutcome.SUPERSEDED
        if found.paused and not found.in_doubt:  # to look is not to send
            return self._on_hold(lease)
        one = found.delivery
        wait = (one.at - self._ledger.now()).total_seconds()
        if wait > TOO_EARLY or (wait > 0 and self.halt.wait(wait)):
            lease.defer(one.at, state=one.state, problem=one.problem, gap_applied=found.gap_applied)
            return AttemptOutcome.HANDED_ON
        return (
            self._too_late(lease, found)
            or self._wait_for_gap(lease, found)
            or self._send(lease, found)
        )

    def _too_late(self, lease: Lease, found: Situation) -> AttemptOutcome | None:
        """Leave it, where it comes too late and nothing of it was begun."""
        one, now = found.delivery, self._ledger.now()
        if one.state == "sending" or one.delivered or found.in_doubt:
            return None
        if one.terms.not_after and now > one.terms.not_after:
            limit = one.terms.not_after.astimezone(dt.UTC)
            why = Problem.said("delivery.expired", limit=f"{limit:%Y-%m-%d %H:%M}")
            return self._end(lease, one, "expired", why)
        late = (now - (one.at if found.gap_applied else one.due)).total_seconds()
        if late <= one.terms.overdue_after or one.deferrals:
            return None
        minutes = round(late / 60)
        if one.terms.when_overdue == "skip":
            return self._end(lease, one, "expired", Problem.said("delivery.late", minutes=minutes))
        if one.terms.when_overdue == "ask":
            why = Problem.said("delivery.overdue", minutes=minutes, delivery=one.id)
            return self._end(lease, one, "overdue", why)
        return None

    def _wait_for_gap(self, lease: Lease, found: Situation) -> AttemptOutcome | None:
        """Defer it, where the account's last delivery was too short a time ago."""
        one = found.delivery
        begun = one.delivered or one.state == "sending"
        if not one.terms.gap or found.gap_applied or begun:
            return None
        gap = Rate(key=f"{one.account} gap", most=1, seconds=one.terms.gap)
        wait = self._ledger.reserve([gap], max_wait=float("inf"))
        if wait > SHORT_WAIT:
            why = Problem.said("delivery.waits-for-gap")
            lease.defer(self._in(wait), gap_applied=True, problem=why)
            return AttemptOutcome.WAITS_FOR_GAP
        self.halt.wait(wait)
        return None

    def _send(self, lease: Lease, found: Situation) -> AttemptOutcome:
        one = found.delivery
        context = RunContext(
            self._ledger,
            self._on_event,
            retry=self._retry,
            halt=self.halt,
            before=lease.before,
            after=lease.after,
        )
        options = PublishOptions(
            picture_bytes=partial(self._picture, one),
            run=one.terms.occurrence,
            is_underway=partial(self._is_another, one),
            place=one.terms.place,
            who=one.terms.who,
        )
        try:
            destination = self._destination(one.account)
        except CrosspostError as error:  # the account is not what it was when this was scheduled
            return self._pause(lease, one, Problem.of(error, "put-right"))
        result = run_job(Job(draft=found.draft, destination=destination), options, context)
        if result.failure is None:
            return self._sent(lease, one, result)
        if result.failure.problem.code in MISDIRECTED:
            return self._hold(lease, result.failure.problem)
        now = lease.look()
        return self._failed(lease, now, result.failure) if now else AttemptOutcome.SUPERSEDED

    def _sent(self, lease: Lease, one: Delivery, result: PublishResult) -> AttemptOutcome:
        if not lease.done:  # all of it was delivered before
            lease.end("sent", delivered=len(result.receipts))
        self._report(AttemptReport(delivery=one, state="sent"))
        return AttemptOutcome.SENT

    def _failed(self, lease: Lease, now: Situation, failure: Failure) -> AttemptOutcome:
        one = now.delivery
        if now.paused and failure.outcome == "later" and not now.in_doubt:
            return self._on_hold(lease)
        if failure.outcome == "refused" and failure.account_level:
            return self._pause(lease, one, failure.problem)
        doubt = now.in_doubt or failure.outcome == "unknown"
        if failure.outcome == "refused":
            state: State = "unknown" if doubt else "refused"
            return self._end(lease, one, state, failure.problem)
        if failure.outcome == "unknown" and (failure.after is None or one.deferrals >= DOUBTS):
            return self._end(lease, one, "unknown", failure.problem)
        if self.halt.is_set():
            state = "sending" if doubt else "waiting"
            lease.defer(self._in(0), state=state, deferrals=one.deferrals, gap_applied=True)
            return AttemptOutcome.HANDED_ON
        return self._defer(lease, one, failure, doubt=doubt)

    def _pause(self, lease: Lease, one: Delivery, why: Problem) -> AttemptOutcome:
        """The account takes nothing from us: whatever else is sent there would end the same way."""
        self.schedule.pause(one.account, why)
        return self._end(lease, one, "on-hold", why, account_level=True)

    def _defer(
        self, lease: Lease, one: Delivery, failure: Failure, *, doubt: bool
    ) -> AttemptOutcome:
        """Defer it, ever longer, or give up where it has been tried for long enough."""
        wait = max(failure.after or 0, min(FIRST * 2**one.deferrals, LONGEST))
        end = one.terms.not_after or max(one.due, one.started or one.due) + GIVE_UP
        if failure.outcome == "later" and self._in(wait) > end:
            why = Problem.said(
                "delivery.given-up",
                time=f"{self._ledger.now().astimezone(dt.UTC):%Y-%m-%d %H:%M}",
                why=failure.problem,
                hint=failure.problem.hint(),
            )
            begun: State = "unknown" if doubt else "refused"
            state: State = begun if one.started else "expired"
            return self._end(lease, one, state, why)
        deferred = lease.defer(
            self._in(wait),
            state="sending" if doubt else "waiting",
            deferrals=one.deferrals + 1,
            problem=failure.problem,
            gap_applied=True,
        )
        return AttemptOutcome.DEFERRED if deferred else AttemptOutcome.SUPERSEDED

    @staticmethod
    def _on_hold(lease: Lease) -> AttemptOutcome:
        """Its account is paused, as somebody knows already."""
        mine = lease.end("on-hold", PAUSED)
        return AttemptOutcome.ON_HOLD if mine else AttemptOutcome.SUPERSEDED

    def _hold(self, lease: Lease, why: Problem) -> AttemptOutcome:
        """Leave it to a person: trying again would not help."""
        return self._end(lease, None, "held", why)

    def _end(
        self,
        lease: Lease,
        one: Delivery | None,
        state: State,
        why: Problem,
        *,
        account_level: bool = False,
    ) -> AttemptOutcome:
        if not lease.end(state, why):
            return AttemptOutcome.SUPERSEDED
        one = one or self.schedule.get(lease.attempt.delivery)
        self._report(
            AttemptReport(delivery=one, state=state, problem=why, account_level=account_level)
        )
        return AttemptOutcome(state)

    def _in(self, seconds: float) -> dt.datetime:
        return self._ledger.now() + dt.timedelta(seconds=seconds)

    def _is_another(self, one: Delivery, digest: str, run: int) -> bool:
        """Whether another delivery sends that publication: a series may begin alike every week."""
        names = self._ledger.names(one.account)
        named = {identifier(digest, name, run) for name in names} - {one.id}
        others = self.schedule.deliveries(ids=named) if named else []
        return any(each.state != "cancelled" for each in others)

    def _picture(self, one: Delivery, wanted: Picture) -> bytes | None:
        """The bytes of a picture as they were when its draft was approved."""
        name = one.terms.pictures.get(wanted.path or wanted.url)
        if name is None:
            return None
        here = sa.select(picture.c.data).where(picture.c.digest == name)
        with self._ledger.reading() as connection:
            data: bytes | None = connection.scalar(here)
        return data
