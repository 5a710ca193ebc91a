"""Sending: one draft to one account, message by message, resumed where it stopped.

The ledger says ``sending`` before a call and how it ended after it. A message of which it does
not know that is looked up first, and sent again only where it surely is not there.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Unpack

from msgspec import UNSET, structs

from .._record import Record
from ..adapters.base import Connection, Upload
from ..errors import CrosspostError, Rejected, Retryable, SendError, UnknownOutcome, Unverifiable
from ..ledger.journal import write_failure
from ..ledger.rate_limits import Rate
from ..ledger.rows import LedgerError, MessageRow
from ..ledger.store import Ledger
from ..model.draft import Draft, Message
from ..model.receipts import Failure, FailureOutcome, NextStep, Problem, Receipt, Sent, message_key
from ..redaction import unforeseen
from .context import (
    BEGINS,
    ENDS,
    EventKind,
    More,
    PublishOptions,
    PublishResult,
    RunContext,
    Stopped,
    Verb,
    event,
)
from .mended import kept_part
from .retry import call_with_retries, write_with_retries

if TYPE_CHECKING:
    import sqlalchemy as sa

CLOCK_SKEW = dt.timedelta(hours=26)
"""Subtracted from the start of a call when a sent message is searched for: our clock may have been
ahead by as much as two time zones are apart, or by a day."""
LOOK_BACK = dt.timedelta(days=30)
"""How far back it is searched for where the call is to begin in the future: our clock was ahead,
and nobody knows by how much."""
LOOK_AGAIN = 30.0
"""Seconds until it is looked up whether a message was delivered, where patience ended before."""


Rates = Callable[[Message, Verb], Sequence[Rate]]
"""How many calls the channel takes in which time, of those that count this one."""


def deliver(
    draft: Draft,
    connection: Connection,
    context: RunContext,
    options: PublishOptions = PublishOptions(),  # noqa: B008 - frozen
    *,
    uploads: Mapping[int, Sequence[Upload]] = {},
    rates: Rates = lambda _message, _verb: (),
    begin: Callable[[], int] | None = None,
) -> PublishResult:
    """Send what was not delivered yet of *draft*; change what stands in its place with other words.

    Args:
        draft: what to send, exactly.
        connection: where to.
        context: the ledger, the retry policy and the sleep.
        options: whether to send what was delivered already, and more.
        uploads: pictures made ready, by the index of their message.
        rates: the limits that each message draws on.
        begin: takes over what stands, once the account is ours, and says which publication it is.

    Raises:
        LedgerError: it cannot be used, or another process keeps sending to the account.
    """
    ledger = context.ledger
    wait, sleep = context.retry.total, context.sleep
    with ledger.lock_account(draft.account, wait=wait, sleep=sleep) as check_lock:
        run = begin() if begin else _run(draft, ledger, options)
        known = {row.index: row for row in ledger.rows(draft.digest, draft.account, run)}
        receipts = {index: row.receipt for index, row in known.items() if row.receipt}
        sender = Sender(connection, context, check_lock)
        label = ledger.label(draft.account)
        failure = None
        for message in draft.messages:
            row = known.get(message.index)
            name = row.key if row else message_key(draft.digest, label, run, message.index)
            over = ledger.row(row.replaces) if row and row.replaces and not row.receipt else None
            verb: Verb = "edit" if over and over.receipt else "send"
            step = OutgoingMessage(
                draft=draft,
                run=run,
                key=name,
                message=message,
                verb=verb,
                above=_above(message, draft, receipts),
                stands=over.receipt if over else None,
                pictures=tuple(uploads.get(message.index, ())),
                rates=tuple(rates(message, verb)),
            )
            got = sender.send(step)
            if isinstance(got, Failure):
                failure = got
                break
            receipts[message.index] = got
    return PublishResult.of(draft, (receipts[index] for index in sorted(receipts)), failure)


def _run(draft: Draft, ledger: Ledger, options: PublishOptions) -> int:
    """Which publication it is; the first one goes on from what stands of an earlier wording."""
    run = options.run or ledger.run(draft, again=options.republish)
    if run == 1 and not options.republish and len(draft.messages) > 1:
        rows = ledger.rows(draft.digest, draft.account, run)
        if kept := kept_part(draft, rows, ledger, options.is_underway):
            ledger.take_over(draft, run, {row.index: row for row in kept})
    return run


def take_back(
    draft: Draft,
    rows: Sequence[MessageRow],
    connection: Connection,
    context: RunContext,
    rates: Rates,
) -> PublishResult:
    """Delete the messages of *rows*, which stand, the last first; the rest is as of `deliver`."""
    ledger = context.ledger
    deleted: list[Receipt] = []
    failure: Failure | None = None
    wait, sleep = context.retry.total, context.sleep
    with ledger.lock_account(draft.account, wait=wait, sleep=sleep) as check_lock:
        sender = Sender(connection, context, check_lock)
        known = {row.key: row for row in ledger.rows(account=draft.account)}
        for row in reversed([known[row.key] for row in rows if row.key in known]):
            said, stands = ledger.draft(*row.publication), row.receipt
            if said is None or stands is None:
                continue
            message = said.messages[row.index - 1]
            step = OutgoingMessage(
                draft=said,
                run=row.run,
                key=row.key,
                message=message,
                verb="delete",
                stands=stands,
                rates=tuple(rates(message, "delete")),
            )
            got = sender.send(step)
            if isinstance(got, Failure):
                failure = got
                write_failure(ledger, got, len(said.messages))
                break
            deleted.append(got)
    result = PublishResult.of(draft, failure=failure)
    return structs.replace(result, deleted=tuple(deleted))


def _above(message: Message, draft: Draft, receipts: Mapping[int, Receipt]) -> Receipt | None:
    """What *message* replies to: the first one, to what the whole draft follows."""
    if message.index == 1:
        return None if draft.under is UNSET else draft.under
    return receipts.get(message.index - 1 if message.after is UNSET else message.after)


class OutgoingMessage(Record):
    """One message of a publication, and what goes with it."""

    draft: Draft
    run: int
    key: str
    """What names it for ever."""
    message: Message
    verb: Verb
    above: Receipt | None = None
    """Of the message it replies to."""
    stands: Receipt | None = None
    """Of what is to be changed or deleted."""
    pictures: tuple[Upload, ...] = ()
    rates: tuple[Rate, ...] = ()
    """What it draws on."""


class Sender:
    """Sends to one account.

    Args:
        connection: where to.
        context: the ledger, the retry policy and the sleep.
        check_lock: sees before each call that the account is still ours alone.
    """

    def __init__(
        self,
        connection: Connection,
        context: RunContext,
        check_lock: Callable[[], None] = lambda: None,
    ) -> None:
        self._check_lock = check_lock
        self._connection = connection
        self._context = context
        self._ledger = context.ledger
        self._attempt = 0
        """Of the message under way: how many calls there were for it, over all runs."""
        self._doubted = False
        """Whether an earlier call may have deleted it."""

    def send(self, step: OutgoingMessage) -> Receipt | Failure:
        """Send it, unless it turns out to be there; as often as it takes and the policy allows."""
        self._attempt = 0

        def on_wait(seconds: float, why: Problem) -> None:
            self._tell("waiting", step, seconds=seconds, problem=why)

        try:
            receipt = call_with_retries(
                lambda: self._once(step), self._context, self._context.retry, on_wait
            )
        except CrosspostError as error:
            return self._failure(step, error)
        self._tell(ENDS[step.verb] if self._attempt else "known", step, receipt=receipt)
        return receipt

    def _once(self, step: OutgoingMessage) -> Receipt:
        row = self._ledger.row(step.key)
        if row and step.verb != "delete":
            if row.state == "deleted":
                raise Rejected("send.deleted-since")
            if row.receipt:
                return row.receipt
        self._context.check()
        self._doubted = bool(row and row.state == "deleting")
        if row and row.in_doubt and step.verb == "send":  # all else may be done once more
            found = self._look_up(step, row)
            if found is not None:
                return self._write_down(step, found)
            self._ledger.not_sent(step.key, Problem.said("send.not-found"))
        return self._write_down(step, self._call(step))

    def _call(self, step: OutgoingMessage) -> Sent:
        """The call, between the intent and its outcome; without the intent there is no call."""
        self._wait_for_rate(step, step.rates)
        reserved = self._ledger.now()
        self._check_lock()
        self._attempt = self._begin(step)
        self._check_on_time(step, reserved)
        self._tell(BEGINS[step.verb], step)
        try:
            return self._done(step)
        except Rejected as error:
            no = self._ledger.unknown if self._doubted else self._ledger.refused
            no(step.key, Problem.of(error, _next_step(step, "refused")))
            raise
        except Retryable as error:
            not_now = self._ledger.unknown if self._doubted else self._ledger.not_sent
            not_now(step.key, Problem.of(error, _next_step(step, "later")))
            raise
        except Exception as error:  # whatever else an SDK raises may come after the call
            why = Problem.of(error, _next_step(step, "unknown"), message=step.key)
            self._ledger.unknown(step.key, why)
            raise _again_as(UnknownOutcome, error) from error

    def _done(self, step: OutgoingMessage) -> Sent:
        """What the channel answers; of what is deleted, what stood there."""
        message, stands = step.message, step.stands
        if stands is None:
            return self._connection.send(message, step.key, step.above, step.pictures)
        if step.verb == "edit":
            return self._connection.edit(message, stands, step.pictures)
        self._connection.delete(stands)
        return stands.sent

    def _begin(self, step: OutgoingMessage) -> int:
        """Write the intent down: which call for the message it is."""
        also = self._context.before
        if step.verb == "delete":
            self._ledger.begin_deletion(step.key, also=also)
            return self._attempt + 1
        index = step.message.index
        return self._ledger.begin(step.draft, step.run, index, name=step.key, also=also).attempt

    def _check_on_time(self, step: OutgoingMessage, reserved: dt.datetime) -> None:
        """Reserve anew, where writing the intent took so long that calls would pile up.

        Raises:
            Retryable: that takes too long; no call was made, and the intent is taken back.
            Stopped: no call is wanted any more; the same.
        """
        late = (self._ledger.now() - reserved).total_seconds()
        missed = [one for one in step.rates if one.brief and late > one.apart]
        if not missed:
            return
        try:
            self._wait_for_rate(step, missed)
        except CrosspostError as error:
            self._ledger.not_sent(step.key, Problem.of(error, "wait"))
            raise

    def _wait_for_rate(self, step: OutgoingMessage, rates: Sequence[Rate]) -> None:
        """Keep the channel's documented rates.

        Raises:
            Retryable: that would take longer than the policy allows.
        """
        seconds = self._ledger.reserve(rates, self._context.retry.total)
        if seconds > self._context.retry.total:
            raise Retryable("send.rate-used-up", after=seconds)
        if seconds:
            self._tell("waiting", step, seconds=seconds, problem=Problem.said("send.rate"))
            self._context.sleep(seconds)

    def _look_up(self, step: OutgoingMessage, row: MessageRow) -> Sent | None:
        """Whether it is there; that it is not is believed once things have settled.

        Raises:
            Unverifiable: nobody can say.
            Retryable: the channel cannot say now.
        """
        happened = row.problem or Problem.said("send.answer-not-kept")
        if row.state == "sending":
            self._ledger.unknown(step.key, happened)
        self._attempt = row.attempt
        self._tell("looking", step, problem=happened)
        settle = self._context.retry.settle
        try:
            there = self._find(step, row)
            passed = max((self._ledger.now() - row.at).total_seconds(), 0)  # a clock was set back
            if there is None and passed < settle:
                self._context.sleep(settle - passed)
                there = self._find(step, row)
        except Unverifiable as error:
            self._ledger.unknown(step.key, happened.to_resolve(step.key, error.hint_text))
            why, hint = Problem.of(error), error.hint_text
            raise Unverifiable("send.cannot-tell", happened=happened, why=why, hint=hint) from error
        return there

    def _find(self, step: OutgoingMessage, row: MessageRow) -> Sent | None:
        """Look; what is there since an earlier publication of the same text is another one."""
        now, since = self._ledger.now(), row.since or row.at
        since = now - LOOK_BACK if since > now else since - CLOCK_SKEW
        try:
            there = self._connection.find(step.message, step.key, step.above, since)
        except (Retryable, Unverifiable):
            raise
        except Exception as error:  # a refusal to look, or a slip of an SDK, answers nothing
            raise _again_as(Unverifiable, error) from error
        return None if there and self._ledger.is_delivered(row.account, there.id) else there

    def _write_down(self, step: OutgoingMessage, sent: Sent) -> Receipt:
        """Keep the answer.

        Raises:
            Unverifiable: it cannot be written; the ledger still says ``sending``.
        """

        def also(connection: "sa.Connection") -> None:
            self._context.after(connection, step.message)

        def write() -> Receipt:
            if step.verb != "delete":
                return self._ledger.sent(step.key, sent, also=also)
            row = self._ledger.deleted(step.key, also=also)
            assert step.stands is not None  # noqa: S101 - nothing else is deleted
            return structs.replace(step.stands, at=row.at)

        try:
            return write_with_retries(write, self._context)
        except (LedgerError, Stopped) as error:
            where = f"{sent.id} {sent.url}".strip()
            why = Problem.of(error)
            raise Unverifiable("send.delivered-unwritten", place=where, why=why) from error

    def _failure(self, step: OutgoingMessage, error: CrosspostError) -> Failure:
        outcome = self._outcome(step, error)
        next_step = _next_step(step, outcome)
        own_no = self._doubted and isinstance(
            error, Rejected
        )  # to this call, not to an earlier one
        if own_no or (next_step == "look" and isinstance(error, Unverifiable)):
            next_step = "resolve"  # the hint of a doubt, not of what kept us from looking
        problem = Problem.of(error, next_step, message=step.key)
        self._tell(outcome, step, problem=problem)
        return Failure(
            channel=step.draft.channel,
            account=step.draft.account,
            digest=step.draft.digest,
            index=step.message.index,
            run=step.run,
            outcome=outcome,
            problem=problem,
            after=_after(error, outcome),
            account_level=isinstance(error, Rejected) and error.account_level,
        )

    def _outcome(self, step: OutgoingMessage, error: CrosspostError) -> FailureOutcome:
        """Unknown as long as the ledger has a doubt, whatever ended the run."""
        if isinstance(error, Rejected) and not self._doubted:
            return "refused"
        if isinstance(error, (Rejected, UnknownOutcome, Unverifiable)):
            return "unknown"
        try:
            row = self._ledger.row(step.key)
        except LedgerError:
            return "unknown"
        return "unknown" if row and row.in_doubt else "later"

    def _tell(self, kind: EventKind, step: OutgoingMessage, **more: Unpack[More]) -> None:
        index, attempt = step.message.index, self._attempt
        self._context.tell(event(kind, step.draft, step.run, index, attempt=attempt, **more))


def _next_step(step: OutgoingMessage, outcome: FailureOutcome) -> NextStep:
    """What to do about *outcome*: what may be done twice needs nobody to look."""
    if step.verb != "send":
        return "" if outcome == "refused" else "again"
    steps: dict[FailureOutcome, NextStep] = {"refused": "put-right", "unknown": "look"}
    return steps.get(outcome, "wait")


def _again_as(kind: type[UnknownOutcome | Unverifiable], error: Exception) -> SendError:
    """*error* as one of *kind*: the same code, place and values, and another meaning."""
    if isinstance(error, CrosspostError):
        return kind(error.code, location=error.places, **error.values)
    return kind("crosspost.unforeseen", error=unforeseen(error))


def _after(error: CrosspostError, outcome: FailureOutcome) -> float | None:
    """When it may be tried again, or looked up where that has not been done."""
    if isinstance(error, Retryable) and (error.after is not None or outcome == "later"):
        return error.after
    return None if isinstance(error, (Rejected, Unverifiable)) else LOOK_AGAIN
