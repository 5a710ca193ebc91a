"""Health: whether a worker is well, for whoever watches over it, and its figures, over HTTP.

``/healthz`` is well as long as the worker's loop goes round and its database answers; a supervisor
restarts a worker that is not. ``/readyz`` asks the database at once, ``/metrics`` is for
Prometheus.
"""

import socket
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

import sqlalchemy as sa

from ..errors import ConfigError
from ..ledger.rows import LedgerError
from ..ledger.schema import worker
from .store import COLUMNS, Schedule

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
STALE = 60.0
"""Seconds after which a loop that has not gone round is stuck."""
ADDRESS = "127.0.0.1"


class Health:
    """How a worker is.

    Args:
        schedule: whose database is asked.
        stale: seconds after which it is taken to be stuck.
        clock: seconds of a clock that nobody sets.
    """

    def __init__(
        self,
        schedule: Schedule,
        stale: float = STALE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._schedule = schedule
        self._stale = stale
        self._clock = clock
        self._round = clock()
        self._answer = clock()

    def went_round(self) -> None:
        """The worker's loop has gone round once more.

        Raises:
            LedgerError: but its database does not answer.
        """
        self._round = self._clock()
        self._asked()
        self._answer = self._clock()

    def trouble(self) -> str:
        """What is wrong with the worker, or nothing."""
        now = self._clock()
        for since, what in ((self._round, "the worker's loop"), (self._answer, "its database")):
            if now - since > self._stale:
                return f"{what} is stuck for {now - since:.0f} s"
        return ""

    def unready(self) -> str:
        """What keeps the worker from sending right now, or nothing."""
        try:
            self._asked()
        except LedgerError as error:
            return error.message
        return self.trouble()

    def held(self) -> int:
        """How many deliveries are held for a person to look at; no restart would help them."""
        count = sa.select(sa.func.count()).where(COLUMNS.state == "held")
        try:
            with self._schedule.ledger.reading() as connection:
                return connection.scalar(count) or 0
        except LedgerError:
            return 0

    def _asked(self) -> None:
        with self._schedule.ledger.reading() as connection:
            connection.scalar(sa.select(sa.func.count()).select_from(worker))


class Server:
    """Serves a worker's health until it is closed.

    Args:
        address: ``host:port``, ``[host]:port`` or a port; without a host this machine alone is
            answered.
        health: how it is.
        figures: Prometheus' text.

    Raises:
        ConfigError: nobody can listen there.
    """

    def __init__(self, address: str, health: Health, figures: Callable[[], bytes]) -> None:
        answers: dict[str, Callable[[], tuple[int, bytes, str]]] = {
            "/healthz": lambda: _words(health.trouble(), health.held()),
            "/readyz": lambda: _words(health.unready(), health.held()),
            "/metrics": lambda: (200, figures(), PROMETHEUS),
        }

        class Handler(BaseHTTPRequestHandler):
            timeout = 10

            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                known = answers.get(path, lambda: (404, f"{' '.join(answers)}\n".encode(), TEXT))
                status, body, kind = known()
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing: it is asked every few seconds."""

        host, port = _place(address)
        try:
            self._server = _of(host)((host, port), Handler)
        except (OSError, OverflowError) as error:
            at = f"--health {address}"
            raise ConfigError("health.port", location=at, reason=str(error)) from error
        self.port: int = self._server.server_address[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, name="health", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


TEXT = "text/plain; charset=utf-8"


def _words(trouble: str, held: int) -> tuple[int, bytes, str]:
    if trouble:
        return 503, f"{trouble}\n".encode(), TEXT
    return 200, f"ok\n{f'held for a person: {held}' if held else ''}".encode(), TEXT


def _place(address: str) -> tuple[str, int]:
    """A host and a port.

    >>> _place("9464"), _place("0.0.0.0:80"), _place("[::1]:9464")
    (('127.0.0.1', 9464), ('0.0.0.0', 80), ('::1', 9464))
    """
    host, _, port = address.rpartition(":")
    if not port.isascii() or not port.isdecimal():
        raise ConfigError("health.no-address", location=f"--health {address}")
    return host.strip("[]") or ADDRESS, int(port)


def _of(host: str) -> type[ThreadingHTTPServer]:
    """A server of the address's own family."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return type("HealthServer", (ThreadingHTTPServer,), {"address_family": family})
