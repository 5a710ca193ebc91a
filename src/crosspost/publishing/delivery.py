"""Delivery: one draft to one account, message by message, resumed where it stopped."""

from collections.abc import Mapping, Sequence
from functools import partial

from msgspec import UNSET

from ..connections import Connection, Upload
from ..draft import Draft, Message
from ..ledger import Rate
from ..receipts import Failure, Receipt
from .sending import Sender, Step
from .surroundings import Surroundings
from .terms import Result, Terms

Results = list[Result]


def deliver(
    draft: Draft,
    connection: Connection,
    around: Surroundings,
    terms: Terms = Terms(),  # noqa: B008 - frozen
    *,
    uploads: Mapping[int, Sequence[Upload]] = {},
    rates: Sequence[Rate] = (),
) -> Results:
    """Send what does not stand yet of *draft*: the receipts of all that stands, or a failure last.

    Args:
        draft: what to send, exactly.
        connection: where to.
        around: the ledger, the patience and the sleep.
        terms: whether to send what stands already, and more.
        uploads: pictures made ready, by the index of their message.
        rates: how many calls the channel takes in which time.

    Raises:
        LedgerError: it cannot be used, or another process keeps sending to the account.
    """
    ledger = around.ledger
    with ledger.claim(draft.account, wait=around.patience.total, sleep=around.sleep):
        run = terms.number or ledger.run(draft, again=terms.again)
        rows = [] if terms.fresh else ledger.publication(draft.digest, draft.account, run)
        known = {row.index: row for row in rows}
        stand = {row.index: row.receipt for row in rows if row.receipt}
        sender = Sender(connection, around, rates)

        def send(message: Message) -> Result:
            step = Step(
                draft=draft,
                run=run,
                message=message,
                above=_above(message, draft, stand),
                uploads=tuple(uploads.get(message.index, ())),
            )
            return sender.send(step, known.get(message.index))

        for message in draft.messages:
            got = terms.each(message.index, partial(send, message))
            if isinstance(got, Failure):
                return [*_in_order(stand), got]
            stand[message.index] = got
    return [*_in_order(stand)]


def _above(message: Message, draft: Draft, stand: Mapping[int, Receipt]) -> Receipt | None:
    """What *message* replies to: the first one, to what the whole draft follows."""
    if message.index == 1:
        return None if draft.under is UNSET else draft.under
    return stand.get(message.index - 1 if message.after is UNSET else message.after)


def _in_order(stand: Mapping[int, Receipt]) -> list[Receipt]:
    return [stand[index] for index in sorted(stand)]
