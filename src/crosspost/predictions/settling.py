"""Settling: a person says how a prediction came out."""

from ..errors import CrosspostError, PostError
from ..ledger import Ledger
from ..ledger import predictions as book
from ..ledger.predictions import Kept, Outcome
from ..post import Texts
from ..readers.files import refuse_controls
from ..readers.page import Page
from ..readers.prose import prose
from .finding import find


def settle(ledger: Ledger, meant: str, outcome: Outcome, note: str = "", url: str = "") -> Kept:
    """Settle the prediction *meant*, or settle it anew; what was decided before stays on record.

    Returns:
        It as it was before.

    Raises:
        CrosspostError: there is no such prediction, it is not settled and cannot be opened again,
            *url* is no address, or *note* says what no post may.
    """
    noted(note)
    if url and not url.startswith(("https://", "http://")):
        found = f'"{url}" is no address'
        raise CrosspostError(found, location="--url", hint="https://…")
    before = find(ledger, meant)
    if outcome == "open" and before.outcome == "open":
        found = f"{before.id} is open already"
        raise CrosspostError(found, hint="--true, --false, --partly or --void")
    book.settle(ledger, before.id, outcome, note, url)
    return before


def noted(note: str, languages: tuple[str, ...] = ()) -> Texts:
    """A note in each language it is written in, as a post would be read.

    Raises:
        PostError: it holds what no post may: a control character, a comment.

    >>> noted("Boston has put it off. 波士顿推迟了。", ("en", "zh"))
    {'en': 'Boston has put it off.', 'zh': '波士顿推迟了。'}
    """
    page = Page("--note", languages)
    try:
        refuse_controls(note, "--note")
        return prose(page.lines(note.strip()), page)
    except PostError as error:
        raise PostError(error.message, location="--note", hint="the note without it") from None
