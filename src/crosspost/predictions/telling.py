"""Telling: which predictions are due, and saying so once."""

import datetime as dt
from collections.abc import Callable

from ..ledger import Ledger
from ..ledger.predictions import Kept, claim_telling, published, untell


def due(ledger: Ledger, today: dt.date) -> list[Kept]:
    """The published predictions that nobody has settled and whose last day is *today* or past.

    Args:
        ledger: where they are kept.
        today: in the author's own time zone.
    """
    return [
        one
        for one in published(ledger)
        if one.outcome == "open" and (day := one.said.prediction.due) and day <= today
    ]


def tell_once(ledger: Ledger, today: dt.date, tell: Callable[[Kept], object]) -> list[Kept]:
    """Call *tell* for each prediction that is due, once in its life, whoever else asks.

    One whose *tell* fails counts as untold. A process that is killed while it tells may leave one
    untold for ever; `due` still lists it.

    Returns:
        Those that were told now.
    """
    told = []
    for one in due(ledger, today):
        if one.told_at is None and claim_telling(ledger, one.id):
            try:
                tell(one)
            except BaseException:
                untell(ledger, one.id)
                raise
            told.append(one)
    return told
