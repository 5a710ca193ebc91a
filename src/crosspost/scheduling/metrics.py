"""Health and metrics of a worker, over HTTP, for whoever watches over it.

``/healthz`` is well as long as the worker's loop goes round and its database answers; a supervisor
restarts a worker that is not. ``/readyz`` asks the database at once. ``/metrics`` is Prometheus':
what the database knows is asked for when it is scraped, at most every few seconds; what only this
process knows is counted.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self

import sqlalchemy as sa
from prometheus_client import CollectorRegistry, Counter, Histogram, Info, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from .. import __version__
from ..errors import ConfigError
from ..ledger.rows import LedgerError
from ..publishing.context import Event
from .attempt import AttemptReport
from .deliveries import STATES
from .store import COLUMNS, Schedule

if TYPE_CHECKING:
    from .service import Health

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
ADDRESS = "127.0.0.1"
LATE = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 86400)
"""Seconds: the bounds of lateness."""
WAITS = (0.1, 0.5, 1, 5, 15, 60, 300, 900)
FRESH = 5.0
"""Seconds for which what the database said is good enough: counting a million takes a while."""


class Metrics(Collector):
    """Counts what happens.

    Args:
        schedule: whose deliveries.
        taken_over: how many dead workers this one has looked after.
        alerts: how often each way to a person was gone, and whether it worked.
    """

    def __init__(
        self,
        schedule: Schedule,
        taken_over: Callable[[], int],
        alerts: Callable[[], Mapping[tuple[str, bool], int]],
    ) -> None:
        self._schedule, self._taken_over, self._alerts = schedule, taken_over, alerts
        self._at = float("-inf")
        self._shared: list[Metric] = []
        """What all workers share, as the database said it then; nothing where it did not answer."""
        self.registry = CollectorRegistry()
        self.registry.register(self)

        def counter(name: str, says: str, *labels: str) -> Counter:
            return Counter(f"crosspost_{name}", says, labels, registry=self.registry)

        self._ends = counter("attempts", "Attempts that ended here", "channel", "state")
        self._retries = counter("retries", "Calls or attempts that are tried again", "channel")
        self._unknown = counter("doubts", "Calls that nobody knows the end of", "channel")
        self._late = Histogram(
            "crosspost_lateness_seconds",
            "From the due time of a delivery to its first call",
            ["channel"],
            buckets=LATE,
            registry=self.registry,
        )
        self._waits = Histogram(
            "crosspost_rate_wait_seconds",
            "Waits before a call: for a limit, or until it is tried again",
            ["channel"],
            buckets=WAITS,
            registry=self.registry,
        )
        build = Info("crosspost_build", "What is running", registry=self.registry)
        build.info({"version": __version__, "database": schedule.ledger.engine.dialect.name})

    def ended(self, end: AttemptReport) -> None:
        """An attempt has ended."""
        one = end.delivery
        self._ends.labels(one.channel, end.state).inc()
        if end.state == "sent":
            one = self._schedule.get(one.id)
            if one.started:
                late = (one.started - one.due).total_seconds()
                self._late.labels(one.channel).observe(max(0.0, late))

    def happened(self, event: Event) -> None:
        """Something happened to a message."""
        if event.kind == "waiting":
            self._waits.labels(event.channel).observe(event.seconds)
        if event.kind == "later" or (event.kind == "sending" and event.attempt > 1):
            self._retries.labels(event.channel).inc()
        if event.kind in ("looking", "unknown"):
            self._unknown.labels(event.channel).inc()

    def text(self) -> bytes:
        """All of them, as Prometheus reads them."""
        return generate_latest(self.registry)

    def collect(self) -> Iterator[Metric]:
        """What is not counted here: asked of the worker, its alerts and the database."""
        says = "Dead workers whose deliveries went on here"
        yield CounterMetricFamily("crosspost_takeovers", says, value=self._taken_over())
        alerts = CounterMetricFamily(
            "crosspost_alerts", "Alerts to a person", labels=["channel", "outcome"]
        )
        for (channel, worked), times in dict(self._alerts()).items():
            alerts.add_metric([channel, "sent" if worked else "failed"], times)
        yield alerts
        if time.monotonic() - self._at > FRESH:
            try:
                self._shared = list(self._asked())
            except (LedgerError, sa.exc.SQLAlchemyError):
                self._shared = []
            self._at = time.monotonic()
        yield from self._shared

    def _asked(self) -> Iterator[Metric]:
        counts, pauses = self._schedule.counts(), self._schedule.pauses()
        deliveries = GaugeMetricFamily(
            "crosspost_deliveries", "Deliveries by state", labels=["state"]
        )
        for state in STATES:
            deliveries.add_metric([state], counts.get(state, 0))
        yield deliveries
        over = "How long the first delivery that waits has been due"
        yield GaugeMetricFamily("crosspost_overdue_seconds", over, value=self._overdue())
        paused = "Accounts to which nothing is sent for now"
        yield GaugeMetricFamily("crosspost_paused_accounts", paused, value=len(pauses))

    def _overdue(self) -> float:
        ledger = self._schedule.ledger
        first = sa.select(sa.func.min(COLUMNS.at)).where(COLUMNS.state == "waiting")
        with ledger.reading() as connection:
            at = connection.scalar(first)
        return max(0.0, (ledger.now() - at).total_seconds()) if at else 0.0


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

    def __init__(self, address: str, health: "Health", figures: Callable[[], bytes]) -> None:
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
