"""A worker's health and figures, asked for over HTTP as its operators' tools do."""

import datetime as dt
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from crosspost import __version__
from crosspost.errors import ConfigError
from crosspost.model.receipts import Problem
from crosspost.publishing.context import EventKind, event
from crosspost.scheduling import DeliveryPlan, DeliveryTerms, Schedule, open_schedule
from crosspost.scheduling.attempt import AttemptReport, Lease
from crosspost.scheduling.dispatch import Attempt
from crosspost.scheduling.maintenance import Maintenance, drop_pictures
from crosspost.scheduling.metrics import Metrics, Server
from crosspost.scheduling.service import Health, tell_supervisor
from tests import postgres
from tests.ledger.drafts import draft

NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)


@pytest.fixture
def schedule(tmp_path: Path) -> Iterator[Schedule]:
    with open_schedule(f"sqlite:///{tmp_path}/账本.sqlite3") as opened:
        yield opened


def scheduled(schedule: Schedule, title: str, pictures: dict[str, str] | None = None) -> str:
    kept = DeliveryTerms(pictures=pictures or {})
    data = dict.fromkeys(kept.pictures.values(), b"\x89PNG")
    plan = DeliveryPlan(draft=draft(title), due=NOON, terms=kept, pictures=data)
    schedule.add([plan])
    return plan.id


def get(port: int, path: str) -> httpx.Response:
    return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=60)


def figures(text: str) -> dict[str, float]:
    """Every sample by its name and labels."""
    return {
        f"{one.name}{sorted(one.labels.items()) or ''}": one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


def test_a_loop_or_a_database_that_is_stuck(schedule: Schedule):
    time = [0.0]
    health = Health(schedule, stale=60, clock=lambda: time[0])
    with Server("0", health, lambda: b"") as server:
        health.went_round()
        time[0] = 50
        assert get(server.port, "/healthz").text == "ok\n"
        time[0] = 70
        stuck = get(server.port, "/healthz")
        assert (stuck.status_code, stuck.text) == (503, "the worker's loop is stuck for 70 s\n")
        assert get(server.port, "/readyz").status_code == 503
        health.went_round()
        assert get(server.port, "/readyz").status_code == 200
        assert get(server.port, "/").status_code == 404


def test_a_database_that_goes_away():
    time = [0.0]
    with postgres.cluster() as url, open_schedule(url) as schedule:
        health = Health(schedule, clock=lambda: time[0])
        metrics = Metrics(schedule, lambda: 0, dict)
        server = Server("0", health, metrics.text)
        server.__enter__()
        assert get(server.port, "/readyz").text == "ok\n"
        assert "crosspost_deliveries" in get(server.port, "/metrics").text
    try:
        gone = get(server.port, "/readyz")
        assert gone.status_code == 503
        assert "the ledger cannot be used" in gone.text
        time[0] = 100
        with pytest.raises(Exception, match="the ledger cannot be used"):
            health.went_round()
        assert get(server.port, "/healthz").text == "its database is stuck for 100 s\n"
        assert get(server.port, "/metrics").status_code == 200, "its own counts go on"
    finally:
        server.__exit__()


def test_figures_are_prometheus_text(schedule: Schedule):
    name = scheduled(schedule, "天气 🎉")
    scheduled(schedule, "明天")
    lease = Lease(schedule, Attempt(delivery=name, number=1), "w")
    with schedule.ledger.writing() as connection:
        lease.before(connection)
    lease.end("sent", delivered=1)
    metrics = Metrics(schedule, lambda: 2, lambda: {("webhook", False): 1})
    one = schedule.get(name)
    metrics.ended(AttemptReport(delivery=one, state="sent"))
    kinds: tuple[EventKind, ...] = ("waiting", "later", "looking")
    for kind in kinds:
        metrics.happened(event(kind, draft("天气 🎉"), 1, 1, seconds=3))
    with Server("127.0.0.1:0", Health(schedule), metrics.text) as server:
        found = figures(get(server.port, "/metrics").text)
    assert found["crosspost_deliveries[('state', 'waiting')]"] == 1
    assert found["crosspost_deliveries[('state', 'sent')]"] == 1
    assert found["crosspost_deliveries[('state', 'refused')]"] == 0
    assert found["crosspost_attempts_total[('channel', 'x'), ('state', 'sent')]"] == 1
    assert found["crosspost_lateness_seconds_count[('channel', 'x')]"] == 1
    assert found["crosspost_rate_wait_seconds_sum[('channel', 'x')]"] == 3
    assert found["crosspost_retries_total[('channel', 'x')]"] == 1
    assert found["crosspost_doubts_total[('channel', 'x')]"] == 1
    assert found["crosspost_takeovers_total"] == 2
    assert found["crosspost_alerts_total[('channel', 'webhook'), ('outcome', 'failed')]"] == 1
    assert found["crosspost_overdue_seconds"] > 0
    assert any(__version__ in key for key in found if key.startswith("crosspost_build_info"))


@pytest.mark.parametrize("address", ["nonsense", "127.0.0.1", "9464x", "127.0.0.1:99999"])
def test_an_address_that_is_none(schedule: Schedule, address: str):
    with pytest.raises(ConfigError, match=r"no address|nobody can listen"):
        Server(address, Health(schedule), lambda: b"")


def test_a_port_that_is_taken(schedule: Schedule):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match="nobody can listen there"):
            Server(f"{port}", Health(schedule), lambda: b"")


def test_a_supervisor_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    assert not tell_supervisor("READY=1")
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(path))
        monkeypatch.setenv("NOTIFY_SOCKET", str(path))
        assert tell_supervisor("READY=1")
        assert listener.recv(100) == b"READY=1"
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "gone"))
    assert not tell_supervisor("WATCHDOG=1")


def test_pictures_that_nothing_needs_are_dropped(schedule: Schedule):
    sent = scheduled(schedule, "发出", pictures={"a.png": "a", "both.png": "b"})
    scheduled(schedule, "还在等", pictures={"both.png": "b"})
    refused = scheduled(schedule, "被拒", pictures={"c.png": "c"})
    Lease(schedule, Attempt(delivery=sent, number=1), "w").end("sent", delivered=1)
    Lease(schedule, Attempt(delivery=refused, number=1), "w").end("refused", Problem(code="no"))
    assert drop_pictures(schedule) == 1
    assert drop_pictures(schedule) == 0
    retried = schedule.retry(refused)
    assert retried.terms.pictures == {"c.png": "c"}


def test_maintenance_is_done_by_one_of_the_workers_once_an_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    time = [NOON]
    with open_schedule(f"sqlite:///{tmp_path}/账本.sqlite3", now=lambda: time[0]) as schedule:
        tidied: list[str] = []

        def tidy(before: str) -> int:
            tidied.append(before)
            return 0

        monkeypatch.setattr(schedule.dispatcher, "tidy", tidy)
        workers = [Maintenance(schedule), Maintenance(schedule)]
        for _ in range(3):
            for each in workers:
                each.do()
                each.do()
            time[0] += dt.timedelta(hours=1)
    assert tidied == [f"2026-11-23T{hour:02}:00:00+00:00" for hour in (4, 5, 6)]
