"""Entries: turns that the engine is to call, and what it calls them."""

from ..record import Record

EARLY = 5.5
"""Seconds before its time at which a turn is called: the engine looks once a second which turns are
due, and into its queue every few seconds; the turn waits for the exact moment."""


class Entry(Record):
    """One turn that is to be called."""

    id: str
    turn: int
    account: str
    """Turns of the same account are called one after the other."""
    at: float
    """When, in seconds since 1970."""

    @property
    def name(self) -> str:
        """What the engine calls it."""
        return named(self.id, self.turn)

    @property
    def call(self) -> float:
        """When it is called, a little earlier."""
        return self.at - EARLY

    @property
    def priority(self) -> int:
        """The earlier, the sooner: minutes since 1970."""
        return max(1, int(self.at // 60))


def named(id: str, turn: int) -> str:  # noqa: A002 - what it is
    """What the engine calls a turn; the first one as the delivery itself, for most have one.

    >>> named("o5y7cwlgww", 1), named("o5y7cwlgww", 2), parts("o5y7cwlgww.2")
    ('o5y7cwlgww', 'o5y7cwlgww.2', ('o5y7cwlgww', 2))
    """
    return id if turn == 1 else f"{id}.{turn}"


def parts(name: str) -> tuple[str, int]:
    """The delivery and the number of the turn *name*."""
    id, _, turn = name.partition(".")  # noqa: A001
    return id, int(turn or 1)
