"""Outcomes: how an error becomes what a person reads, without any secret."""

from typing import Literal

from ..credentials import scrub
from ..errors import CrosspostError

Outcome = Literal["refused", "unknown", "later"]

THEN: dict[Outcome, str] = {
    "refused": "put that right, then publish again",
    "unknown": "publish again, which looks for it first, or look yourself",
    "later": "publish again in a while",
}
"""What to do where the channel gives no better advice; what stands is not sent again."""


def in_words(error: BaseException) -> tuple[str, str]:
    """What happened, and what to do about it.

    >>> from crosspost.errors import Rejected
    >>> in_words(Rejected("余额不足", hint="top up the account"))
    ('余额不足', 'top up the account')
    """
    if isinstance(error, CrosspostError):
        where = f"{error.location}: " if error.location else ""
        return scrub(where + error.message), scrub(error.hint)
    return scrub(f"{type(error).__name__}: {error}"), ""
