"""Mended: a thread of which a part stands, whose words were changed before the rest went out.

What stands and is unchanged is kept, and the rest goes on under it. Where a part that stands was
itself changed, nobody but its author can say what to do: nothing is sent.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher

from ..errors import Rejected
from ..ledger.rows import MessageRow
from ..ledger.store import Ledger
from ..model.draft import Draft, Message

AGO = dt.timedelta(days=30)
"""How long ago a part may have been sent: what is half done for longer is left alone."""
ALIKE = 0.6
"""How much of a message has to be in another one for it to be the same one, mended (0 to 1)."""


def kept_part(
    draft: Draft,
    rows: Sequence[MessageRow],
    ledger: Ledger,
    is_underway: Callable[[str, int], bool] = lambda _digest, _run: False,
) -> tuple[MessageRow, ...]:
    """What stands of an earlier wording of *draft*, for it to go on under.

    Args:
        draft: what is to be sent.
        rows: what the ledger knows of it.
        ledger: knows other wordings.
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
        begun = ledger.rows(digest, draft.account, run)
        sent = tuple(row for row in begun if row.sent)
        if _is_mended(before, sent, draft):
            _check_kept(before, begun, sent, draft)
            return sent
    return ()


def standing(draft: Draft, ledger: Ledger) -> int:
    """How many messages of *draft* stand already, be it from an earlier wording."""
    if sent := ledger.receipts(draft.digest, draft.account):
        return len(sent)
    try:
        return len(kept_part(draft, (), ledger))
    except Rejected:  # which publishing says
        return 0


def _is_mended(before: Draft, sent: Sequence[MessageRow], draft: Draft) -> bool:
    """Whether *draft* is *before* with other words: a part that was *sent* is in it, or nearly."""
    if before.channel != draft.channel:
        return False
    now, then = _by_index(draft.messages), _by_index(before.messages)
    return any(
        row.index in now and alike(then[row.index].text, now[row.index].text) for row in sent
    )


def alike(before: str, now: str) -> bool:
    """Whether *now* may be *before* after an author's hand went over it.

    >>> alike("芯片之战：谁赢了？🎉", "芯片之战：谁输了？🎉"), alike("芯片之战", "一条街的价格")
    (True, False)
    """
    # with autojunk, no letter counts that a text of 200 characters holds often
    compared = SequenceMatcher(None, before, now, autojunk=False)
    ways = (compared.real_quick_ratio, compared.quick_ratio, compared.ratio)  # the quickest first
    return before == now or all(way() >= ALIKE for way in ways)


def _check_kept(
    before: Draft, begun: Sequence[MessageRow], sent: Sequence[MessageRow], draft: Draft
) -> None:
    """Go on only where all that was *sent* of *before* is as *draft* has it.

    Raises:
        Rejected: it is not, or what was *begun* of it may stand or not.
    """
    for row in begun:
        if row.in_doubt:
            raise Rejected(
                "send.half-in-doubt", location=draft.account, index=row.index, message=row.key
            )
    now, then = _by_index(draft.messages), _by_index(before.messages)
    same = before.options == draft.options and before.under == draft.under
    changed = [
        row
        for row in sent
        if not same or row.index not in now or _call(now[row.index]) != _call(then[row.index])
    ]
    if changed or [row.index for row in sent] != list(range(1, len(sent) + 1)):
        first = (changed or sent)[0]
        raise Rejected(
            "send.sent-part-changed",
            location=draft.account,
            index=first.index,
            where=(first.sent.url or first.sent.id) if first.sent else "",
        )


def _call(message: Message) -> tuple[object, ...]:
    """What of *message* its readers have seen."""
    return message.payload, message.after, message.media


def _by_index(messages: Sequence[Message]) -> Mapping[int, Message]:
    return {message.index: message for message in messages}
