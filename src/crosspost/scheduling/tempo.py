"""Tempo: how often a worker looks for turns that are due; often only where there are many.

Looking is most of what a worker at rest costs, and what keeps a busy one from its next turns.
"""

import threading
from collections.abc import Callable

SLOW, FAST = 3.0, 0.5
"""Seconds between two looks."""


class Tempo:
    """Held by each turn under way: ``with tempo: ...``.

    Args:
        full: how many turns there may be at the same time; so many, and more are surely waiting.
        change: sets the seconds between two looks, for all workers.
    """

    def __init__(self, full: int, change: Callable[[float], object]) -> None:
        self._full = full
        self._change = change
        self._lock = threading.Lock()
        self._turns = 0
        self._fast = False
        self._hurried = False
        """Since `ease` was called last."""

    def __enter__(self) -> None:
        with self._lock:
            self._turns += 1
            hurry = self._turns >= self._full  # each time: another worker may ease meanwhile
            if hurry:
                self._fast = self._hurried = True
        if hurry:
            self._change(FAST)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._turns -= 1

    def ease(self) -> None:
        """Called now and then: look seldom again, where there was no hurry for a while."""
        with self._lock:
            rests = self._fast and not self._hurried and not self._turns
            self._hurried = False
            if rests:
                self._fast = False
        if rests:
            self._change(SLOW)
