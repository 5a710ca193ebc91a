"""Terms: what holds for all jobs of a run."""

from collections.abc import Callable, Collection
from pathlib import Path

from ..draft import Picture
from ..receipts import Failure, Receipt
from ..record import Record

Result = Receipt | Failure
Each = Callable[[int, Callable[[], Result]], Result]
"""Calls what sends one message, whose index it is told; a durable engine keeps what comes back."""


def at_once(index: int, send: Callable[[], Result]) -> Result:
    """Send it, and that is all."""
    del index
    return send()


class Terms(Record):
    """How drafts are sent."""

    again: bool = False
    """Send once more what stands already."""
    approved: Collection[str] | None = None
    """Digests; any other draft is refused."""
    base: Path = Path()
    """The folder that the paths of pictures start from."""
    kept: Callable[[Picture], bytes | None] = lambda _: None
    """A picture's bytes, where they were kept when the draft was approved."""
    number: int = 0
    """Which publication this is, where that was settled before."""
    fresh: bool = False
    """Nothing of it was begun: what stands is not looked for before each message is."""
    each: Each = at_once
    """Calls what sends a message."""
