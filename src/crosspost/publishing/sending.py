"""Sending one message: the intent, the call, the answer; and looking, where there is a doubt.

The ledger says ``sending`` before the call and how it ended after it. A message of which it does
not know that is looked up first, and sent again only where it surely is not there.
"""

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Unpack

from ..connections import Connection, Upload
from ..draft import Draft, Message
from ..errors import CrosspostError, Rejected, Retryable, UnknownOutcome, Unverifiable
from ..ledger import Begun, LedgerError, Rate, Row
from ..receipts import Failure, Receipt, Sent, key
from ..record import Record
from .events import Kind, More, event
from .outcomes import THEN, Outcome, in_words
from .retrying import kept, retried
from .surroundings import Stopped, Surroundings

ASTRAY = dt.timedelta(hours=1, minutes=5)
"""How far our clock may have been ahead when a call was made: looked up by as much further back."""
LOOK_AGAIN = 30.0
"""Seconds until it is looked up whether a message stands, where patience ended before that."""


class Step(Record):
    """One message of a publication, and what goes with it."""

    draft: Draft
    run: int
    message: Message
    above: Receipt | None
    """Of the message it replies to."""
    uploads: tuple[Upload, ...] = ()

    @property
    def key(self) -> str:
        """What names it for ever."""
        return key(self.draft.digest, self.draft.account, self.run, self.message.index)


class Sender:
    """Sends to one account.

    Args:
        connection: where to.
        around: the ledger, the patience and the sleep.
        rates: how many calls the channel takes in which time.
    """

    def __init__(self, connection: Connection, around: Surroundings, rates: Sequence[Rate]) -> None:
        self._connection = connection
        self._around = around
        self._ledger = around.ledger
        self._rates = rates
        self._attempt = 0
        """Of the message under way: how many calls there were for it, over all runs."""

    def send(self, step: Step, row: Row | None) -> Receipt | Failure:
        """Send it, unless it turns out to be there; as often as it takes and patience allows.

        Args:
            step: the message.
            row: what the ledger knows of it; where nobody looked, it says so when it is begun.
        """
        self._attempt = 0

        def waiting(seconds: float, reason: str) -> None:
            self._tell("waiting", step, seconds=seconds, reason=reason)

        try:
            receipt = retried(
                lambda: self._once(step, row), self._around, self._around.patience, waiting
            )
        except CrosspostError as error:
            return self._failure(step, error)
        self._tell("sent" if self._attempt else "known", step, receipt=receipt)
        return receipt

    def _once(self, step: Step, row: Row | None) -> Receipt:
        if self._attempt:  # it has changed since
            row = self._ledger.row(step.key)
        if row and row.receipt:
            return row.receipt
        self._around.check()
        if row and row.doubtful:
            found = self._look(step, row)
            if found is not None:
                return self._keep(step, found)
            self._ledger.clear(step.key, "looked up: it is not there")
        try:
            sent = self._call(step)
        except Begun as begun:
            if row is not None:
                raise
            return self._once(step, begun.row)
        return self._keep(step, sent)

    def _call(self, step: Step) -> Sent:
        """The call, between the intent and its outcome; without the intent there is no call."""
        self._pace(step, self._rates)
        paced = self._ledger.now()
        row = self._ledger.begin(step.draft, step.run, step.message.index, also=self._around.before)
        self._attempt = row.attempt
        self._on_time(step, paced)
        self._tell("sending", step)
        try:
            with self._around.outside():
                return self._connection.send(step.message, step.key, step.above, step.uploads)
        except Rejected as error:
            self._ledger.refused(step.key, *in_words(error))
            raise
        except Retryable as error:
            self._ledger.clear(step.key, *in_words(error))
            raise
        except Exception as error:  # whatever else an SDK raises may come after the call
            self._ledger.unknown(step.key, *in_words(error))
            raise UnknownOutcome(in_words(error)[0]) from error

    def _on_time(self, step: Step, paced: dt.datetime) -> None:
        """Take another place, where writing the intent took so long that calls would pile up.

        Raises:
            Retryable: that takes too long; no call was made, and the intent is taken back.
            Stopped: no call is wanted any more; the same.
        """
        late = (self._ledger.now() - paced).total_seconds()
        missed = [one for one in self._rates if one.brief and late > one.apart]
        if not missed:
            return
        try:
            self._pace(step, missed)
        except CrosspostError as error:
            self._ledger.clear(step.key, *in_words(error))
            raise

    def _pace(self, step: Step, rates: Sequence[Rate]) -> None:
        """Keep the channel's documented rates.

        Raises:
            Retryable: that would take longer than there is patience for.
        """
        seconds = self._ledger.place(rates, self._around.patience.total)
        if seconds > self._around.patience.total:
            found = "the channel's rate is used up"
            raise Retryable(found, after=seconds)
        if seconds:
            self._tell("waiting", step, seconds=seconds, reason="the channel's rate")
            self._around.sleep(seconds)

    def _look(self, step: Step, row: Row) -> Sent | None:
        """Whether it is there; that it is not is believed once things have settled.

        Raises:
            Unverifiable: nobody can say.
            Retryable: the channel cannot say now.
        """
        happened = row.reason or "the process ended before the answer was kept"
        if row.state == "sending":
            self._ledger.unknown(step.key, happened)
        self._attempt = row.attempt
        self._tell("looking", step, reason=happened)
        try:
            there = self._find(step, row)
            passed = max((self._ledger.now() - row.at).total_seconds(), 0)  # a clock was set back
            if there is None and passed < self._around.patience.settle:
                self._around.sleep(self._around.patience.settle - passed)
                there = self._find(step, row)
        except Unverifiable as error:
            why, advice = in_words(error)
            advice = _resolve(step, advice)
            self._ledger.unknown(step.key, happened, advice)
            found = f"{happened}; {why}"
            raise Unverifiable(found, hint=advice) from error
        return there

    def _find(self, step: Step, row: Row) -> Sent | None:
        """Look; what stands there since an earlier publication of the same text is another one."""
        since = (row.since or row.at) - ASTRAY
        try:
            with self._around.outside():
                there = self._connection.find(step.message, step.key, step.above, since)
        except (Retryable, Unverifiable):
            raise
        except Exception as error:  # a refusal to look, or a slip of an SDK, answers nothing
            why, advice = in_words(error)
            raise Unverifiable(why, hint=advice) from error
        return None if there and self._ledger.stands(row.account, there.id) else there

    def _keep(self, step: Step, sent: Sent) -> Receipt:
        """Write the answer down.

        Raises:
            Unverifiable: it cannot be written; the ledger still says ``sending``.
        """
        keep = partial(
            self._ledger.sent,
            step.key,
            sent,
            also=lambda connection: self._around.after(connection, step.message),
        )
        try:
            return kept(keep, self._around)
        except (LedgerError, Stopped) as error:
            where = f"{sent.id} {sent.url}".strip()
            why = f"it stands as {where}, but {in_words(error)[0]}"
            raise Unverifiable(why) from error

    def _failure(self, step: Step, error: CrosspostError) -> Failure:
        reason, advice = in_words(error)
        outcome = self._outcome(step, error)
        if outcome == "unknown" and not isinstance(error, Unverifiable):
            advice = ""  # that of a doubt, not of what kept us from looking
        advice = advice or THEN[outcome]
        if outcome == "unknown":
            advice = _resolve(step, advice)
        self._tell(outcome, step, reason=reason, advice=advice)
        return Failure(
            channel=step.draft.channel,
            account=step.draft.account,
            digest=step.draft.digest,
            index=step.message.index,
            run=step.run,
            outcome=outcome,
            reason=reason,
            advice=advice,
            after=_after(error, outcome),
            whole=isinstance(error, Rejected) and error.account_level,
        )

    def _outcome(self, step: Step, error: CrosspostError) -> Outcome:
        """UnknownOutcome as long as the ledger has a doubt, whatever ended the run."""
        if isinstance(error, Rejected):
            return "refused"
        if isinstance(error, (UnknownOutcome, Unverifiable)):
            return "unknown"
        try:
            row = self._ledger.row(step.key)
        except LedgerError:
            return "unknown"
        return "unknown" if row and row.doubtful else "later"

    def _tell(self, kind: Kind, step: Step, **more: Unpack[More]) -> None:
        index, attempt = step.message.index, self._attempt
        self._around.tell(event(kind, step.draft, step.run, index, attempt=attempt, **more))


def _after(error: CrosspostError, outcome: Outcome) -> float | None:
    """When it may be tried again, or looked up where that has not been done."""
    if isinstance(error, Retryable) and (error.after is not None or outcome == "later"):
        return error.after
    return None if isinstance(error, (Rejected, Unverifiable)) else LOOK_AGAIN


def _resolve(step: Step, advice: str) -> str:
    """*advice*, with the command by which a person decides."""
    command = f"crosspost resolve {step.key}"
    if command in advice:
        return advice
    if "crosspost resolve" in advice:
        return advice.replace("crosspost resolve", command)
    return f"{advice or 'look whether it is there'}, then run: {command}"
