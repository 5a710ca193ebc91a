"""What needs a person is told once: over two workers, restarts and crashes, on both databases."""

import datetime as dt
import json
import logging
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, get_args

import pytest
from msgspec import structs

from crosspost.adapters.base import Identity
from crosspost.alerts import webhooks
from crosspost.alerts.alert import AlertKind, Notification
from crosspost.alerts.conditions import DuePredictions, TokenChecks, ended
from crosspost.alerts.notifier import Notifier, channels
from crosspost.configuration import Settings
from crosspost.configuration.tables import Notify
from crosspost.errors import Rejected
from crosspost.model.post import Post, Prediction
from crosspost.model.receipts import Problem
from crosspost.predictions import remember
from crosspost.publishing import Job, PublishOptions, RunContext, run_job
from crosspost.rendering import render
from crosspost.scheduling import DeliveryPlan, DeliveryTerms, Schedule, open_schedule
from crosspost.scheduling.attempt import PAUSED, Lease
from crosspost.scheduling.dispatch import Attempt
from crosspost.translations import texts
from tests.ledger.drafts import draft
from tests.publishing.door import CHANNELS, destination
from tests.publishing.memory import Channel

NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> dt.datetime:
        return self.time

    def on(self, **later: float) -> None:
        self.time += dt.timedelta(**later)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def schedule(either: str, clock: Clock) -> Iterator[Schedule]:
    with open_schedule(either, now=clock.now) as opened:
        yield opened


def scheduled(schedule: Schedule, title: str = "天气 🎉", due: dt.datetime = NOON) -> str:
    plan = DeliveryPlan(draft=draft(title, "第二条"), due=due, terms=DeliveryTerms())
    schedule.add([plan])
    return plan.id


def refused(schedule: Schedule, title: str = "天气 🎉") -> str:
    name = scheduled(schedule, title)
    Lease(schedule, Attempt(delivery=name, number=1), "w").end(
        "refused", Problem(code="余额不足", values={"hint": "top up"})
    )
    return name


class Told:
    """Settings whose command writes what it reads into a folder, one file an alert."""

    def __init__(self, folder: Path, language: str = "en", code: int = 0) -> None:
        self.folder = folder
        write = (
            "import sys, uuid, pathlib\n"
            f"pathlib.Path({str(folder)!r}, uuid.uuid4().hex + '.json')"
            ".write_bytes(sys.stdin.buffer.read())\n"
            f"sys.exit({code})"
        )
        said = Notify(command=(sys.executable, "-c", write))
        self.settings = Settings(notify=structs.replace(said, language=language))

    def read(self) -> list[dict[str, Any]]:
        return [json.loads(path.read_bytes()) for path in sorted(self.folder.glob("*.json"))]


def notifier(schedule: Schedule, settings: Settings, **more: Any) -> Notifier:
    return Notifier(schedule, lambda: settings, **more)


def test_a_refusal_is_told_once_over_workers_and_restarts(
    schedule: Schedule, clock: Clock, tmp_path: Path
):
    told = Told(tmp_path)
    name = refused(schedule)
    one, other = notifier(schedule, told.settings), notifier(schedule, told.settings)
    looks = [threading.Thread(target=each.look) for each in (one, other)]
    for look in looks:
        look.start()
    for look in looks:
        look.join()
    clock.on(days=3)
    for each in (one, other, notifier(schedule, told.settings)):
        each.look()
    (said,) = told.read()
    assert said["delivery"] == name
    assert said["kind"] == "refused"
    assert said["reason"] == "余额不足"
    assert said["title"] == "天气 🎉"
    assert said["commands"] == [f"crosspost queue show {name}", f"crosspost queue retry {name}"]
    assert "top up" in said["text"]
    assert "2026-11-24 04:00 UTC" in said["text"]


def test_refused_again_after_a_retry_is_told_again(schedule: Schedule, tmp_path: Path):
    told = Told(tmp_path, "zh")
    name = refused(schedule)
    notifier(schedule, told.settings).look()
    number = schedule.retry(name).attempt
    Lease(schedule, Attempt(delivery=name, number=number), "w").end(
        "refused", Problem(code="还是不足")
    )
    notifier(schedule, told.settings).look()
    assert {said["reason"] for said in told.read()} == {"余额不足", "还是不足"}
    assert all("拒绝了一条内容" in said["headline"] for said in told.read())


def test_an_alert_that_a_crash_cut_short_is_told_by_another(
    schedule: Schedule, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    told = Told(tmp_path)
    refused(schedule)

    def killed(_: Notification) -> None:
        raise SystemExit  # between the claim and the hook

    dying = notifier(schedule, told.settings)
    with monkeypatch.context() as patched:
        patched.setattr("crosspost.alerts.notifier.channels", lambda *_: [("command", killed)])
        with pytest.raises(SystemExit):
            dying.look()
    other = notifier(schedule, told.settings)
    other.look()
    assert told.read() == [], "whoever has claimed it may be at it still"
    clock.on(minutes=2)
    other.look()
    other.look()
    assert len(told.read()) == 1


def test_a_channel_that_fails_is_tried_ever_more_rarely_for_a_day(
    schedule: Schedule, clock: Clock, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    told = Told(tmp_path, code=7)
    refused(schedule)
    worker = notifier(schedule, told.settings)
    for _ in range(200):
        worker.look()
        clock.on(minutes=15)
    assert 6 <= len(told.read()) <= 12
    assert "ended with 7" in caplog.text
    assert "given up" in caplog.text


@contextmanager
def webhook(status: int = 200) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A server on loopback that takes alerts."""
    got: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{running.server_address[1]}/hook/secret-钥匙", got
    finally:
        running.shutdown()
        running.server_close()


def test_a_webhook_whose_address_is_a_secret(
    schedule: Schedule, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    refused(schedule)
    with webhook() as (where, got):
        monkeypatch.setenv("CROSSPOST_NOTIFY_WEBHOOK", where)
        notifier(schedule, Settings()).look()
    assert [one["kind"] for one in got] == ["refused"]
    assert got[0]["text"].startswith("crosspost: 主号 refused a post")
    assert "钥匙" not in caplog.text


def test_a_webhook_that_drips_holds_nothing_up(
    schedule: Schedule, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """Each byte is in time, and there is no end of them."""

    def drip(listener: socket.socket) -> None:
        with suppress(OSError), listener.accept()[0] as one:
            while True:
                one.sendall(b"H")
                time.sleep(0.05)

    refused(schedule)
    monkeypatch.setattr(webhooks, "ANSWERS", 0.4)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=drip, args=(listener,), daemon=True).start()
        where = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        notifier(schedule, Settings(notify=Notify(webhook=where))).look()
    assert "took longer than 0 s" in caplog.text


def test_one_way_that_fails_does_not_repeat_another(
    schedule: Schedule, clock: Clock, tmp_path: Path
):
    told = Told(tmp_path)
    refused(schedule)
    with webhook(500) as (where, got):
        said = structs.replace(told.settings.notify or Notify(), webhook=where)
        worker = notifier(schedule, Settings(notify=said))
        for _ in range(3):
            worker.look()
            clock.on(minutes=5)
    assert len(got) == 3
    assert len(told.read()) == 1


def test_an_account_gets_a_message_once_whatever_is_killed(
    schedule: Schedule, monkeypatch: pytest.MonkeyPatch
):
    channel = Channel()
    me = destination("我", channel)
    monkeypatch.setattr(Settings, "destination", lambda _settings, _name: me)
    name = refused(schedule)
    settings = Settings(notify=Notify(account="我", language="zh"))
    ((_, send),) = channels(settings, schedule.ledger)
    (condition,) = ended(schedule)
    notification = Notification(alert=condition.make("zh"), language="zh")
    send(notification)
    send(notification)  # whoever told it died before that was noted
    text = "\n".join(text for _, text, _ in channel.posts)
    assert text.count("拒绝了一条内容") == 1
    assert f"crosspost queue retry {name}" in text
    assert "余额不足" in text


def test_an_account_that_is_paused_by_its_own_trouble(schedule: Schedule, tmp_path: Path):
    told = Told(tmp_path)
    names = [scheduled(schedule, title) for title in ("一", "二")]
    signed_out = Problem(code="signed out", values={"hint": "sign in again"})
    schedule.pause("主号", signed_out)
    for name, why in zip(names, (signed_out, PAUSED), strict=True):
        Lease(schedule, Attempt(delivery=name, number=1), "w").end("on-hold", why)
    notifier(schedule, told.settings).look()
    notifier(schedule, told.settings).look()
    (said,) = told.read()
    assert said["kind"] == "paused"
    assert said["commands"] == ["crosspost accounts check '主号'", "crosspost queue resume '主号'"]
    assert "sign in again" in said["text"]


def test_an_account_that_a_person_paused_is_nobodys_news(schedule: Schedule, tmp_path: Path):
    told = Told(tmp_path)
    name = scheduled(schedule)
    schedule.pause("主号", Problem(code="on holiday"))
    Lease(schedule, Attempt(delivery=name, number=1), "w").end("on-hold", PAUSED)
    notifier(schedule, told.settings).look()
    assert told.read() == []


def test_what_is_deferred_for_an_hour_is_told_once_for_its_account(
    schedule: Schedule, clock: Clock, tmp_path: Path
):
    told = Told(tmp_path)
    for title in ("一", "二"):
        name = scheduled(schedule, title)
        Lease(schedule, Attempt(delivery=name, number=1), "w").defer(
            NOON, deferrals=3, problem=Problem(code="the quota is used up")
        )
    notifier(schedule, told.settings).look()
    assert told.read() == []
    clock.on(hours=2)
    notifier(schedule, told.settings).look()
    (said,) = told.read()
    assert (said["kind"], said["account"]) == ("stuck", "主号")
    assert "the quota is used up" in said["reason"]


@pytest.mark.parametrize(
    ("who", "kinds"),
    [
        (Identity(name="@号", ends=NOON + dt.timedelta(days=13)), ["token"]),
        (Identity(name="@号", ends=NOON + dt.timedelta(days=20)), []),
        (Identity(name="@号", ends=NOON + dt.timedelta(hours=2), renews=True), []),
        (Identity(name="@号"), []),
        (Rejected("signed out", hint="a new token"), ["sign-in"]),
    ],
    ids=["ends soon", "ends later", "renews itself", "has no end", "is refused"],
)
def test_accounts_with_something_to_send_are_asked_once_a_day(
    schedule: Schedule, clock: Clock, tmp_path: Path, who: Identity | Exception, kinds: list[str]
):
    told = Told(tmp_path)
    channel = Channel()
    channel.identity = who
    asked = []
    CHANNELS.clear()

    def there(name: str) -> Any:
        asked.append(name)
        return destination(name, channel)

    workers = [
        notifier(schedule, told.settings, more=(TokenChecks(schedule, there).conditions,))
        for _ in range(2)
    ]
    workers[0].look()
    assert asked == [], "nothing is to be sent"
    scheduled(schedule, due=NOON + dt.timedelta(days=9))
    clock.on(minutes=30)
    for day in range(1, 3):
        for _ in range(5):
            for worker in workers:
                worker.look()
            clock.on(minutes=30)
        assert asked == ["主号"] * day
        clock.on(days=1)
    assert [said["kind"] for said in told.read()] == kinds


@pytest.mark.parametrize("kind", get_args(AlertKind))
def test_every_kind_is_worded_in_every_language(kind: str):
    for language, said in texts("alerts").items():
        assert said[f"{kind}.advice"], language
        assert ("{account}" in said[f"{kind}.headline"]) == (kind != "prediction")


@pytest.mark.parametrize(("days", "count"), [(-1, 0), (0, 1), (10, 1), (40, 0)])
def test_a_prediction_that_is_due_is_told_once(
    schedule: Schedule, clock: Clock, tmp_path: Path, days: int, count: int
):
    day = clock.now().astimezone().date() - dt.timedelta(days=days)
    post = Post(
        languages=("zh",),
        title={"zh": "房价的代价"},
        prediction=Prediction(text={"zh": "明年回到三万 🎉"}, due=day),
    )
    there = destination("主号", Channel())
    made = render(post, there.account)
    name = remember(post, [made], schedule.ledger)
    around = RunContext(schedule.ledger)
    assert run_job(Job(draft=made, destination=there), PublishOptions(), around).delivered
    told = Told(tmp_path, "zh")
    for _ in range(2):
        notifier(schedule, told.settings, more=(DuePredictions(schedule).conditions,)).look()
    assert len(told.read()) == count
    for said in told.read():
        assert f"《房价的代价》，{day} 到期：明年回到三万 🎉" in said["text"]
        assert f"crosspost predictions settle {name} --true" in said["text"]
