"""Settling: a person says how a prediction came out."""

from ..errors import CrosspostError
from ..ledger import Ledger
from ..ledger import predictions as book
from ..ledger.predictions import Kept, Outcome
from .finding import find


def settle(ledger: Ledger, meant: str, outcome: Outcome, note: str = "", url: str = "") -> Kept:
    """Settle the prediction *meant*, or settle it anew; what was decided before stays on record.

    Returns:
        It as it was before.

    Raises:
        CrosspostError: there is no such prediction, it is not settled and cannot be opened again,
            or *url* is no address.
    """
    if url and not url.startswith(("https://", "http://")):
        found = f'"{url}" is no address'
        raise CrosspostError(found, at="--url", write="https://…")
    before = find(ledger, meant)
    if outcome == "open" and before.outcome == "open":
        found = f"{before.id} is open already"
        raise CrosspostError(found, write="--true, --false, --partly or --void")
    book.settle(ledger, before.id, outcome, note, url)
    return before
