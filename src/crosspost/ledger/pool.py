"""The pool of SQLite's connections: there is one, and threads have it in turn.

One at a time writes to SQLite anyway, and threads that wait for a connection sleep, where those
that wait for SQLite's lock look again and again.
"""

import threading
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import ConnectionPoolEntry

from .gate import Gate, Rank

PATIENCE, CLOSING = 300, 5
"""Seconds that a thread waits for a connection, in a burst, behind all others; and for the end of
what others do with it, before it is closed."""


class OneConnection(sa.StaticPool):
    """The connection, for whoever is inside the gate: a thread that works keeps it meanwhile."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
        super().__init__(*args, **kwargs)
        self.gate = Gate(1)
        self._holder = 0

    def recreate(self) -> "OneConnection":
        """A new one, behind the same gate."""
        made = super().recreate()
        assert isinstance(made, OneConnection)  # noqa: S101 - as its own class says
        made.gate = self.gate
        return made

    def dispose(self) -> None:
        """Close it, once nobody uses it, or does not let go of it."""
        mine = self.gate.enter(Rank.CALL, CLOSING)
        try:
            super().dispose()
        finally:
            if mine:
                self.gate.leave(threading.get_ident())

    def _do_get(self) -> ConnectionPoolEntry:
        self._enter()
        self._holder = threading.get_ident()
        try:
            return super()._do_get()
        except BaseException:
            self.gate.leave(self._holder)
            raise

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        super()._do_return_conn(record)
        self.gate.leave(self._holder)  # one that was lost comes back in any thread

    def _enter(self) -> None:
        if not self.gate.enter(Rank.CALL, PATIENCE):
            found = "another thread of this process keeps the connection"
            raise sa.exc.TimeoutError(found)
