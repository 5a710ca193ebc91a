"""A gate: of many threads only so many work at a time, and each lets others in while it waits.

Python runs one thread at a time anyway, and changes over at every call of the database: two hundred
that work side by side take a fifth more time than the same ones after each other.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Gate:
    """Held while working: ``with gate: ...``.

    Args:
        places: how many threads work at the same time.
    """

    def __init__(self, places: int) -> None:
        self._places = threading.Semaphore(places)
        self._inside: set[int] = set()

    def __enter__(self) -> None:
        self._places.acquire()
        self._inside.add(threading.get_ident())

    def __exit__(self, *_: object) -> None:
        self._inside.discard(threading.get_ident())
        self._places.release()

    @contextmanager
    def outside(self) -> Iterator[None]:
        """While something else is waited for; of no consequence to a thread that is outside."""
        if threading.get_ident() not in self._inside:
            yield
            return
        self.__exit__()
        try:
            yield
        finally:
            self.__enter__()
