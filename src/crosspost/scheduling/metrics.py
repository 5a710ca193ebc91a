"""Metrics: a worker's figures for Prometheus, in a registry of their own.

What the database knows is asked for when it is scraped, at most every few seconds; what only this
process knows is counted.
"""

import time
from collections.abc import Callable, Iterator, Mapping

import sqlalchemy as sa
from prometheus_client import CollectorRegistry, Counter, Histogram, Info, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from .. import __version__
from ..ledger.rows import LedgerError
from ..publishing.context import Event
from .attempt import AttemptReport
from .deliveries import STATES
from .store import COLUMNS, Schedule

LATE = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 86400)
"""Seconds: the bounds of lateness."""
WAITS = (0.1, 0.5, 1, 5, 15, 60, 300, 900)
FRESH = 5.0
"""Seconds for which what the database said is good enough: counting a million takes a while."""


class Metrics:
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
        self._schedule = schedule
        self.registry = CollectorRegistry()
        self.registry.register(_Database(schedule))
        self.registry.register(_Counted(taken_over, alerts))

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


class _Counted(Collector):
    """What is counted elsewhere in this process."""

    def __init__(
        self,
        taken_over: Callable[[], int],
        alerts: Callable[[], Mapping[tuple[str, bool], int]],
    ) -> None:
        self._taken_over = taken_over
        self._alerts = alerts

    def collect(self) -> Iterator[Metric]:
        says = "Dead workers whose deliveries went on here"
        yield CounterMetricFamily("crosspost_takeovers", says, value=self._taken_over())
        alerts = CounterMetricFamily(
            "crosspost_alerts", "Alerts to a person", labels=["channel", "outcome"]
        )
        for (channel, worked), times in dict(self._alerts()).items():
            alerts.add_metric([channel, "sent" if worked else "failed"], times)
        yield alerts


class _Database(Collector):
    """What all workers share; nothing where the database does not answer."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._at = float("-inf")
        self._families: list[Metric] = []

    def collect(self) -> Iterator[Metric]:
        if time.monotonic() - self._at > FRESH:
            try:
                self._families = list(self._asked())
            except (LedgerError, sa.exc.SQLAlchemyError):
                self._families = []
            self._at = time.monotonic()
        yield from self._families

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
        return max(0.0, ledger.now().timestamp() - at / 1000) if at else 0.0
