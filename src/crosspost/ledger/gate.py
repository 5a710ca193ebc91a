"""A gate: of many threads only so many work at a time, and each lets others in while it waits.

Python runs one thread at a time anyway, and changes over at every call of the database: two hundred
that work side by side take a fifth more time than the same ones after each other.
"""

import heapq
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from itertools import count


class Rank(IntEnum):
    """Who comes in first; of the same rank, whoever came first."""

    BACK = 0
    """Was inside, and waited for something: a channel's answer is written down before all else."""
    CALL = 1
    """Wants the database for a moment."""
    NEW = 2
    """Begins."""


class Gate:
    """Held while working: ``with gate: ...``; by one thread any number of times.

    Args:
        places: how many threads work at the same time.
    """

    def __init__(self, places: int) -> None:
        self._lock = threading.RLock()  # a lost connection may come back at any moment
        self._free = places
        self._numbers = count()
        self._waiting: list[tuple[Rank, int, threading.Lock]] = []
        self._inside: dict[int, int] = {}
        """How many times each thread holds its place."""

    @property
    def waiting(self) -> int:
        """How many threads stand before it."""
        return len(self._waiting)

    def enter(self, rank: Rank, patience: float = -1) -> bool:
        """Take a place; whether there was one within *patience* seconds, for ever if negative."""
        me = threading.get_ident()
        if me in self._inside:
            self._inside[me] += 1
            return True
        turn = threading.Lock()
        turn.acquire()
        mine = (rank, next(self._numbers), turn)
        let_in = False
        try:
            with self._lock:
                heapq.heappush(self._waiting, mine)
                self._let_in()
            let_in = turn.acquire(timeout=patience)
        finally:
            if let_in:
                self._inside[me] = 1
            else:
                self._give_up(mine)
        return let_in

    def leave(self, thread: int) -> None:
        """Give up what *thread* took last, if it was not interrupted on its way back in."""
        times = self._inside.get(thread, 0)
        if times > 1:
            self._inside[thread] = times - 1
        elif times:
            del self._inside[thread]
            with self._lock:
                self._free += 1
                self._let_in()

    def _let_in(self) -> None:
        """Give free places to whoever comes first."""
        while self._free and self._waiting:
            self._free -= 1
            heapq.heappop(self._waiting)[-1].release()

    def _give_up(self, mine: tuple[Rank, int, threading.Lock]) -> None:
        """Wait no more, whatever ended it; a place given meanwhile is for the next one."""
        with self._lock:
            if mine in self._waiting:
                self._waiting.remove(mine)
                heapq.heapify(self._waiting)
            else:
                self._free += 1
                self._let_in()

    def __enter__(self) -> None:
        self.enter(Rank.NEW)

    def __exit__(self, *_: object) -> None:
        self.leave(threading.get_ident())

    @contextmanager
    def outside(self) -> Iterator[None]:
        """While something else is waited for; of no consequence to a thread that is outside.

        Nor to one that has the database: what it does there is not done yet.
        """
        me = threading.get_ident()
        if self._inside.get(me) != 1:
            yield
            return
        self.leave(me)
        try:
            yield
        finally:
            self.enter(Rank.BACK)
