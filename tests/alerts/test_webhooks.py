"""What happened is told to programs, signed: none is lost, none holds anything up."""

import base64
import datetime as dt
import json
import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any, get_args

import pytest
from standardwebhooks import Webhook as Judge

from crosspost.alerts import webhooks
from crosspost.alerts.webhooks import Webhooks, signed
from crosspost.configuration import Settings
from crosspost.configuration.webhooks import (
    WebhookEvent,
    WebhookTarget,
    read_webhooks,
    signing_keys,
)
from crosspost.errors import ConfigError
from crosspost.ledger import Ledger, open_ledger
from crosspost.ledger.journal import EntryKind
from crosspost.ledger.open import utc_now
from crosspost.model.draft import Draft
from crosspost.publishing import Job, PublishOptions, RetryPolicy, RunContext, run_job
from tests.ledger.drafts import draft
from tests.publishing.door import destination
from tests.publishing.memory import Channel, Does

SECRET = "whsec_" + base64.b64encode("编辑部的钥匙，一共三十三个字节".encode()[:32]).decode()
NAMES = ("CROSSPOST_WEBHOOKS_编辑部_SECRET", "CROSSPOST_WEBHOOKS_档案_SECRET")
EVERY: tuple[WebhookEvent, ...] = get_args(WebhookEvent)


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, SECRET)


class Clock:
    """The time, and how far it was moved."""

    def __init__(self) -> None:
        self.ahead = dt.timedelta()

    def now(self) -> dt.datetime:
        return utc_now() + self.ahead

    def on(self, **later: float) -> None:
        self.ahead += dt.timedelta(**later)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(either: str, clock: Clock) -> Iterator[Ledger]:
    with open_ledger(either, now=clock.now) as opened:
        yield opened


class Target:
    """A program that is told: what it got, and what it answers."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        self.waits = threading.Event()
        self.waits.set()
        self.address = ""

    @property
    def types(self) -> list[str]:
        return [json.loads(body)["type"] for _, body in self.got]

    @property
    def ids(self) -> list[str]:
        return [head["webhook-id"] for head, _ in self.got]

    def verified(self) -> list[dict[str, Any]]:
        """What somebody else's library finds that we have signed."""
        return [Judge(SECRET).verify(body, head) for head, body in self.got]


@contextmanager
def target() -> Iterator[Target]:
    made = Target()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            made.waits.wait(10)
            made.got.append(({key.lower(): value for key, value in self.headers.items()}, body))
            self.send_response(made.answers.pop(0) if made.answers else 204)
            self.send_header("location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
    made.address = f"http://127.0.0.1:{running.server_address[1]}/hook"
    try:
        yield made
    finally:
        made.waits.set()
        running.shutdown()
        running.server_close()


@pytest.fixture
def newsroom() -> Iterator[Target]:
    with target() as made:
        yield made


def hook(made: Target, name: str = "编辑部", **more: Any) -> WebhookTarget:
    return WebhookTarget(name=name, url=made.address, private=True, **more)


def telling(ledger: Ledger, *hooks: WebhookTarget) -> Webhooks:
    settings = Settings(webhooks={one.name: one for one in hooks})
    made = Webhooks(ledger, lambda: settings)
    made.look()  # from now on
    return made


def publish(ledger: Ledger, *does: Does, of: Draft | None = None, looks: Any = "sees") -> None:
    channel = Channel(does, looks)
    made = of or draft("天气 🎉", "第二条")
    job = Job(draft=made, destination=destination(made.account, channel))
    policy = RetryPolicy(attempts=1, total=0, settle=0)
    run_job(job, PublishOptions(), RunContext(ledger, retry=policy, sleep=lambda _: None))


def test_a_publication_is_told_signed_and_once(ledger: Ledger, newsroom: Target):
    one, other = telling(ledger, hook(newsroom)), telling(ledger, hook(newsroom))
    publish(ledger)
    looks = [threading.Thread(target=each.look) for each in (one, other, one)]
    for look in looks:
        look.start()
    for look in looks:
        look.join()
    (said,) = newsroom.verified()
    assert said["type"] == "publication.sent"
    data = said["data"]
    assert (data["account"], data["channel"], data["index"], data["of"]) == ("主号", "x", 0, 2)
    assert [one["index"] for one in data["messages"]] == [1, 2]
    assert newsroom.got[0][0]["content-type"] == "application/json"


ENDS: dict[str, tuple[Sequence[Does], str, list[str]]] = {
    "sent": ((), "sees", ["publication.sent"]),
    "refused": (("sent", "refused"), "sees", ["publication.refused"]),
    "unknown": (("lost",), "blind", ["publication.unknown"]),
    "later": (("later",), "sees", []),
}


@pytest.mark.parametrize("case", ENDS)
def test_what_is_sent_refused_or_unknown_is_told(ledger: Ledger, newsroom: Target, case: str):
    does, looks, types = ENDS[case]
    tell = telling(ledger, hook(newsroom))
    publish(ledger, *does, looks=looks)
    tell.look()
    assert newsroom.types == types
    for said in newsroom.verified():
        data = said["data"]
        assert bool(data["code"] and data["reason"]) == (case != "sent")


def test_each_step_is_told_to_who_wants_it(ledger: Ledger, newsroom: Target):
    tell = telling(ledger, hook(newsroom, events=EVERY, language="zh"))
    publish(ledger, "sent", "refused")
    tell.look()
    assert newsroom.types == [
        *("message.sending", "message.sent", "message.sending", "message.refused"),
        "publication.refused",
    ]
    assert len(set(newsroom.ids)) == 5


def test_an_account_that_is_not_asked_for_is_not_told(ledger: Ledger, newsroom: Target):
    tell = telling(ledger, hook(newsroom, accounts=("别的号",)))
    publish(ledger)
    publish(ledger, of=draft("别的 🎉", account="别的号"))
    tell.look()
    assert [said["data"]["account"] for said in newsroom.verified()] == ["别的号"]


def test_what_was_before_is_no_news(ledger: Ledger, newsroom: Target):
    publish(ledger)
    telling(ledger, hook(newsroom)).look()
    assert newsroom.got == []


@pytest.mark.usefixtures("rested")
def test_a_restart_loses_nothing_and_the_id_stays(ledger: Ledger, clock: Clock, newsroom: Target):
    newsroom.answers = [500, 302]
    first = telling(ledger, hook(newsroom))
    publish(ledger)
    first.look()
    for _ in range(3):
        clock.on(minutes=3)
        telling(ledger, hook(newsroom))
    assert newsroom.types == ["publication.sent"] * 3, "a redirect is not followed, and no answer"
    assert len(set(newsroom.ids)) == 1


@pytest.fixture
def rested(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits after a failure."""
    monkeypatch.setattr(webhooks, "RESTS_LONG", 0.0)


def test_who_died_before_it_was_told_is_followed_by_another(
    ledger: Ledger, clock: Clock, newsroom: Target, monkeypatch: pytest.MonkeyPatch
):
    dying = telling(ledger, hook(newsroom))
    publish(ledger)

    def killed(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(webhooks, "post", killed)
        with pytest.raises(SystemExit):
            dying.look()
    other = telling(ledger, hook(newsroom))
    assert newsroom.got == [], "whoever has claimed it may be at it still"
    clock.on(minutes=2)
    other.look()
    assert newsroom.types == ["publication.sent"]


@pytest.mark.usefixtures("rested")
def test_a_target_that_is_back_gets_at_once_what_it_missed(
    ledger: Ledger, clock: Clock, newsroom: Target
):
    newsroom.answers = [503] * 3
    tell = telling(ledger, hook(newsroom))
    for title in "甲乙丙丁":
        publish(ledger, of=draft(title))
        tell.look()
    assert len(newsroom.got) == 4
    tell.look()
    assert len(set(newsroom.ids)) == 4
    assert len(newsroom.got) == 7
    clock.on(days=9)
    tell.look()
    assert len(newsroom.got) == 7


def test_a_target_that_fails_rests_ever_longer(ledger: Ledger, newsroom: Target):
    newsroom.answers = [500] * 9
    tell = telling(ledger, hook(newsroom))
    for title in "甲乙丙丁":
        publish(ledger, of=draft(title))
        tell.look()
    assert len(newsroom.got) == 1


def test_a_target_that_never_answers_holds_nothing_up(
    ledger: Ledger, newsroom: Target, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(webhooks, "ANSWERS", 2)
    with target() as damaged:
        damaged.waits.clear()
        tell = telling(ledger, hook(damaged, "档案"), hook(newsroom))
        publish(ledger)
        looking = threading.Thread(target=tell.look)
        looking.start()
        publish(ledger, of=draft("与此同时"))
        looking.join()
        tell.look()
    assert newsroom.types == ["publication.sent"] * 2
    assert tell.outcomes["webhook 档案", False] >= 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.1.2.3", "[::1]", "169.254.169.254"])
def test_an_address_of_this_network_is_refused_unless_it_is_meant(
    ledger: Ledger, newsroom: Target, host: str, caplog: pytest.LogCaptureFixture
):
    port = newsroom.address.rpartition(":")[2]
    there = WebhookTarget(name="编辑部", url=f"https://{host}:{port}")
    tell = telling(ledger, there)
    publish(ledger)
    tell.look()
    assert newsroom.got == []
    assert "is this machine, or a network of its own" in caplog.text


def test_two_keys_sign_while_one_takes_the_others_place(monkeypatch: pytest.MonkeyPatch):
    new = "whsec_" + base64.b64encode(b"n" * 32).decode()
    monkeypatch.setenv(NAMES[0], f"{new} {SECRET}")
    keys = signing_keys(WebhookTarget(name="编辑部", url=""), None)
    body = '{"字": "🎉"}'.encode()
    head = signed("msg_1", int(utc_now().timestamp()), body, keys)
    for secret in (new, SECRET):
        assert Judge(secret).verify(body, head) == {"字": "🎉"}


def test_the_signature_is_that_of_the_published_example():
    """From the specification's own tests."""
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    head = signed("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', [key])
    assert head["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_no_secret_is_logged(ledger: Ledger, newsroom: Target, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    newsroom.answers = [500]
    tell = telling(ledger, hook(newsroom))
    publish(ledger)
    tell.look()
    assert newsroom.got
    assert SECRET not in caplog.text
    assert SECRET.removeprefix("whsec_") not in str(newsroom.got)


def test_whatever_the_journal_holds_can_be_told():
    kinds = set(get_args(EntryKind))
    messages = {one.removeprefix("message.") for one in EVERY if one.startswith("message.")}
    wholes = {one.removeprefix("publication.") for one in EVERY if one.startswith("publication.")}
    assert messages == kinds
    assert wholes == kinds - {"sending", "edited", "deleting"}


WRONG: dict[str, tuple[Any, str]] = {
    "a text": ("https://x.example", "webhook.not-a-table"),
    "no table": ({"a": "https://x.example"}, "webhook.not-a-table"),
    "no url": ({"a": {}}, "webhook.no-address"),
    "plain http": ({"a": {"url": "http://x.example"}}, "webhook.no-address"),
    "a password": ({"a": {"url": "https://me:pw@x.example"}}, "value.password-in-address"),
    "a file": ({"a": {"url": "file:///etc/passwd", "private": True}}, "webhook.no-address"),
    "a slip": ({"a": {"url": "https://x.example", "event": []}}, "value.unknown-key"),
    "no event": ({"a": {"url": "https://x.example", "events": ["sent"]}}, "value.unknown"),
    "its secret": ({"a": {"url": "https://x.example", "secret": SECRET}}, "value.unknown-key"),
    "private text": (
        {"a": {"url": "https://x.example", "private": "yes"}},
        "value.neither-true-nor-false",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_is_an_error(case: str):
    table, code = WRONG[case]
    with pytest.raises(ConfigError) as error:
        read_webhooks(table, "webhooks")
    assert error.value.code == code
    assert SECRET not in str(error.value)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "webhook.no-secret"),
        ("hunter2", "webhook.bad-secret"),
        ("whsec_YQ==", "webhook.bad-secret"),
        ("whsec_" + "字" * 32, "webhook.bad-secret"),
        (SECRET.removeprefix("whsec_"), "webhook.bad-secret"),
    ],
)
def test_what_is_no_secret_is_an_error(monkeypatch: pytest.MonkeyPatch, value: str, code: str):
    monkeypatch.setenv(NAMES[0], value)
    with pytest.raises(ConfigError) as error:
        signing_keys(WebhookTarget(name="编辑部", url=""), None)
    assert error.value.code == code
    assert not value or value not in str(error.value)


def test_it_ends_when_it_is_told_to(ledger: Ledger, newsroom: Target):
    tell = telling(ledger, hook(newsroom))
    tell.start()
    publish(ledger)
    tell.stop(10)
    assert newsroom.types == ["publication.sent"]


def test_the_wait_grows(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("time.monotonic", lambda: 100.0)
    turn = webhooks.Turn()
    waits = []
    for _ in range(9):
        turn.rest()
        waits.append(turn.rests_until - 100)
    assert all(one <= other for one, other in pairwise(waits))
    assert (waits[0], waits[-1]) == (5.0, 300.0)
