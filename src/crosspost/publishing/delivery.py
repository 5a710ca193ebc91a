"""Delivery: one draft to one account, message by message, resumed where it stopped."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from msgspec import UNSET

from ..connections import Connection, Upload
from ..draft import Draft, Message
from ..receipts import Failure, Receipt
from .events import event
from .pacing import rates
from .sending import Sender, Step
from .surroundings import Surroundings

Result = Receipt | Failure
Results = list[Result]
Each = Callable[[int, Callable[[], Result]], Result]
"""Calls what sends one message, whose index it is told; a durable engine keeps what comes back."""


def at_once(index: int, send: Callable[[], Result]) -> Result:
    """Send it, and that is all."""
    del index
    return send()


def deliver(
    draft: Draft,
    connection: Connection,
    around: Surroundings,
    *,
    uploads: Mapping[int, Sequence[Upload]] = {},
    rate: Mapping[str, int] = {},
    caller: str = "",
    again: bool = False,
    run: int = 0,
    each: Each = at_once,
) -> Results:
    """Send what does not stand yet of *draft*: the receipts of all that stands, or a failure last.

    Args:
        draft: what to send, exactly.
        connection: where to.
        around: the ledger, the patience and the sleep.
        uploads: pictures made ready, by the index of their message.
        rate: how many calls the channel takes in which time (`Profile.rate`).
        caller: whose rates they are, where accounts share one (`Identity.caller`).
        again: send it all once more where it stands already.
        run: which publication of the draft this is, where that was settled before.
        each: calls what sends a message.

    Raises:
        LedgerError: it cannot be used, or another process keeps sending to the account.
    """
    ledger = around.ledger
    with ledger.claim(draft.account, wait=around.patience.total, sleep=around.sleep):
        run = ledger.run(draft, again=again, number=run)
        known = ledger.receipts(draft.digest, draft.account, run)
        stand = {receipt.index: receipt for receipt in known}
        sender = Sender(connection, around, rates(rate, draft.account, caller))

        def send(message: Message) -> Result:
            if message.index in stand:
                around.tell(event("known", draft, run, message.index, receipt=stand[message.index]))
                return stand[message.index]
            step = Step(
                draft=draft,
                run=run,
                message=message,
                above=stand.get(_above(message)),
                uploads=tuple(uploads.get(message.index, ())),
            )
            return sender.send(step)

        for message in draft.messages:
            got = each(message.index, partial(send, message))
            if isinstance(got, Failure):
                return [*_in_order(stand), got]
            stand[message.index] = got
    return [*_in_order(stand)]


def _above(message: Message) -> int:
    return message.index - 1 if message.after is UNSET else message.after


def _in_order(stand: Mapping[int, Receipt]) -> list[Receipt]:
    return [stand[index] for index in sorted(stand)]
