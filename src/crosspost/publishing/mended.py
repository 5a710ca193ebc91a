"""Mended: a thread of which a part stands, whose words were changed before the rest went out.

What stands and is unchanged is kept, and the rest goes on under it. Where a part that stands was
itself changed, nobody but its author can say what to do: nothing is sent.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher

from .._record import Record
from ..errors import Rejected
from ..ledger.rows import MessageRow
from ..ledger.store import Ledger
from ..model.draft import Draft, Message

AGO = dt.timedelta(days=30)
"""How long ago a part may have been sent: what is half done for longer is left alone."""
ALIKE = 0.6
"""How much of a message has to be in another one for it to be the same one, mended (0 to 1)."""


class HalfSent(Record):
    """A publication of which a part stands, and the rest was never delivered."""

    draft: Draft
    rows: tuple[MessageRow, ...]
    """Of every message that was begun."""

    @property
    def sent(self) -> tuple[MessageRow, ...]:
        """What stands, in order."""
        return tuple(row for row in self.rows if row.sent)


def kept_part(
    draft: Draft,
    rows: Sequence[MessageRow],
    ledger: Ledger,
    is_underway: Callable[[str, int], bool] = lambda _digest, _run: False,
) -> tuple[MessageRow, ...]:
    """What stands of an earlier wording of *draft*, for it to go on under.

    Args:
        draft: what is to be sent.
        rows: what the ledger knows of this wording.
        ledger: knows the others.
        is_underway: whether one of them, by digest and run, is somebody else's to finish.

    Raises:
        Rejected: a part that stands was changed, may stand or not, or another wording of this
            draft has gone on since.
        LedgerError: the ledger cannot be read.
    """
    if len(draft.messages) == 1:
        return ()
    if rows:
        if ledger.went_on(draft.account, rows[0].key):
            raise Rejected("send.mended-since", location=draft.account)
        return ()
    for digest, run in ledger.half_sent(draft.account, ledger.now() - AGO):
        before = ledger.draft(digest, draft.account, run)
        if before is None or digest == draft.digest or is_underway(digest, run):
            continue
        half = HalfSent(draft=before, rows=tuple(ledger.rows(digest, draft.account, run)))
        if is_mended(half, draft):
            return _kept(half, draft)
    return ()


def standing(draft: Draft, ledger: Ledger) -> int:
    """How many messages of *draft* stand already, be it from an earlier wording."""
    if sent := ledger.receipts(draft.digest, draft.account):
        return len(sent)
    try:
        return len(kept_part(draft, (), ledger))
    except Rejected:  # which publishing says
        return 0


def is_mended(half: HalfSent, draft: Draft) -> bool:
    """Whether *draft* is *half* with other words: a part that stands is in it, or nearly."""
    if half.draft.channel != draft.channel:
        return False
    now = _by_index(draft.messages)
    then = _by_index(half.draft.messages)
    return any(
        row.index in now and _alike(then[row.index].text, now[row.index].text) for row in half.sent
    )


def _alike(before: str, now: str) -> bool:
    """Whether *now* may be *before* after an author's hand went over it.

    >>> _alike("芯片之战：谁赢了？🎉", "芯片之战：谁输了？🎉"), _alike("芯片之战", "一条街的价格")
    (True, False)
    """
    if before == now:
        return True
    compared = SequenceMatcher(None, before, now)
    return compared.quick_ratio() >= ALIKE and compared.ratio() >= ALIKE


def _kept(half: HalfSent, draft: Draft) -> tuple[MessageRow, ...]:
    """What stands of *half*, all of it as *draft* has it.

    Raises:
        Rejected: it is not.
    """
    for row in half.rows:
        if row.in_doubt:
            raise Rejected(
                "send.half-in-doubt", location=draft.account, index=row.index, message=row.key
            )
    now, then = _by_index(draft.messages), _by_index(half.draft.messages)
    same = half.draft.options == draft.options and half.draft.under == draft.under
    changed = [
        row
        for row in half.sent
        if not same or row.index not in now or _call(now[row.index]) != _call(then[row.index])
    ]
    if changed or [row.index for row in half.sent] != list(range(1, len(half.sent) + 1)):
        first = (changed or half.sent)[0]
        raise Rejected(
            "send.sent-part-changed",
            location=draft.account,
            index=first.index,
            where=(first.sent.url or first.sent.id) if first.sent else "",
        )
    return half.sent


def _call(message: Message) -> tuple[object, ...]:
    """What of *message* its readers have seen."""
    return message.payload, message.after, message.media


def _by_index(messages: Sequence[Message]) -> Mapping[int, Message]:
    return {message.index: message for message in messages}
