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

    >>> from crosspost.errors import Refused
    >>> in_words(Refused("余额不足", write="top up the account"))
    ('余额不足', 'top up the account')
    """
    if isinstance(error, CrosspostError):
        where = f"{error.at}: " if error.at else ""
        return scrub(where + error.found), scrub(error.write)
    return scrub(f"{type(error).__name__}: {error}"), ""
