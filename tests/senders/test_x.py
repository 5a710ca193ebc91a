"""X against a fake that is checked by X's own document: what arrives, what each failure becomes."""

import datetime as dt
import logging
import sys
import time
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from crosspost import errors, read, render
from crosspost.adapters.x import client
from crosspost.adapters.x.client import LAG
from crosspost.model.draft import Json
from crosspost.testing.server import Fault
from crosspost.testing.trial import destination
from tests.examples import EXAMPLES
from tests.fakes.x import DOCUMENT, XFake, weight
from tests.senders.threads import PNG, message, receipt, send_all

ROOT = Path(__file__).parents[2]
CASES = tomllib.loads((ROOT / "tests/cases/sending-x.toml").read_text(encoding="utf-8"))["case"]
SECRETS = {
    "api_key": "planted-key-钥",
    "api_secret": "planted-api-secret",
    "access_token": "planted-token",
    "access_token_secret": "planted-token-secret",
}
LONG_AGO = dt.timedelta(minutes=1)


@pytest.fixture
def fake():
    with XFake() as running:
        yield running


@pytest.fixture
def connection(fake):
    connected = client.XConnection(destination("x", {"api": fake.url}, SECRETS))
    yield connected
    connected.close()


def now():
    return dt.datetime.now(dt.UTC)


@pytest.mark.parametrize("case", CASES, ids=[case["fault"] for case in CASES])
def test_a_failure_has_one_outcome(fake, connection, case, caplog):
    caplog.set_level(logging.DEBUG)
    fake.faults.append(Fault(case["fault"]))
    with pytest.raises(getattr(errors, case["outcome"])) as caught:
        connection.send(message("天气：晴"), "k", None, [])
    while len(fake.posts) < case["stands"]:  # its server may be slower than who gave up
        time.sleep(0.01)
    assert len(fake.posts) == case["stands"]
    assert len(fake.requests) == 1, "a sender tries nothing twice"
    assert case.get("says", "") in str(caught.value)
    assert getattr(caught.value, "account_level", False) == case.get("whole", False)
    if "after" in case:
        assert case["after"] <= caught.value.after <= case["after"] + 2
    assert "planted" not in str(caught.value)


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.name for path in EXAMPLES])
def test_what_stands_is_the_draft(fake, connection, path):
    draft = render(read(path), "x")
    sent = send_all(connection, draft)
    assert [post["text"] for post in fake.posts] == [one.text for one in draft.messages]
    assert [post["parent"] for post in fake.posts] == [None, *(one.id for one in sent[:-1])]
    assert [len(post["media"]) for post in fake.posts] == [
        len(m.media or ()) for m in draft.messages
    ]
    assert {one["alt"] for post in fake.posts for one in post["media"]} <= {PNG.alt}


@pytest.mark.skipif(
    not (ROOT / ".bench/node_modules/twitter-text").exists(),
    reason="npm twitter-text is not installed: `make bench` does it",
)
def test_the_official_counter_finds_them_short_enough(fake, connection, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(ROOT / "benchmarks"), *sys.path])
    peers = import_module("peers")
    for path in EXAMPLES[:3]:
        send_all(connection, render(read(path), "x"))
    texts = [post["text"] for post in fake.posts]
    assert max(peers.weighted_lengths(texts)) <= 280
    assert max(map(weight, texts)) <= 280


def test_a_poll_and_a_picture(fake, connection):
    poll: Json = {"options": ["明天", "never"], "duration_minutes": 1440}
    connection.send(message("哪天？", poll=poll), "k", None, [])
    connection.send(message("街景"), "k", None, [PNG, PNG])
    assert fake.posts[0]["poll"] == poll
    assert [one["alt"] for one in fake.posts[1]["media"]] == ["一条街", "一条街"]


@pytest.mark.parametrize(
    ("text", "more", "says"),
    [
        ("中" * 141, {}, "not permitted"),
        ("$NVDA 对 $AMD", {}, "not permitted"),
        (" \n", {}, "invalid"),
        ("哪天？", {"poll": {"options": ["明天"], "duration_minutes": 5}}, "400"),
        ("哪天？", {"poll": {"options": ["明天", "后天"], "duration_minutes": 4}}, "400"),
        ("引用", {"quote_tweet_id": "第一条"}, "400"),
        ("图", {"media_ids": ["1", "2", "3", "4", "5"]}, "400"),
    ],
)
def test_what_x_would_not_take_is_refused(fake, connection, text, more, says):
    if says == "400" and not DOCUMENT.exists():
        pytest.skip("X's OpenAPI document is not here")
    with pytest.raises(errors.Rejected, match=says):
        connection.send(message(text, **more), "k", None, [])
    assert fake.posts == []


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [("402", errors.Rejected), ("timeout", errors.Retryable), ("500", errors.Retryable)],
)
@pytest.mark.parametrize("route", ["/2/media/upload", "/2/media/metadata"])
def test_an_upload_that_fails_leaves_nothing(fake, connection, fault, outcome, route):
    fake.faults.append(Fault(fault, on=route))
    with pytest.raises(outcome):
        connection.send(message("街景"), "k", None, [PNG])
    assert fake.posts == []


@pytest.mark.parametrize("fault", ["lost-answer", "cut", "slow"])
@pytest.mark.parametrize(
    "text",
    [
        "天气 & 地图：https://example.com/a?b=1&c=2 见图",
        "Read https://example.com/%E8%B7%AF%E5%BE%84/ <now> & then",
        "👨‍👩‍👧 一家三口\n\n第二段",
    ],
)
def test_a_post_whose_answer_got_lost_is_found(fake, connection, fault, text):
    above = receipt(connection.send(message("第一"), "k1", None, []))
    fake.faults.append(Fault(fault, on="/2/tweets"))
    begun = now()
    with pytest.raises(errors.UnknownOutcome):
        connection.send(message(text), "k2", above, [PNG][: fault == "cut"])
    found = connection.find(message(text), "k2", above, begun)
    assert found.id == fake.posts[1]["id"]
    assert found.url == f"https://x.com/kuajie/status/{found.id}"


def test_another_place_text_or_time_is_another_post(fake, connection):
    first = connection.send(message("第一"), "k1", None, [])
    since = now() - LONG_AGO
    assert connection.find(message("第一"), "k2", receipt(first), since) is None
    assert connection.find(message("第一。"), "k2", None, since) is None
    fake.posts[0]["created_at"] = (now() - dt.timedelta(hours=1)).isoformat()
    assert connection.find(message("第一"), "k2", None, since) is None


def test_it_looks_through_all_pages(connection):
    first = connection.send(message("最早的一条"), "k", None, [])
    for number in range(105):
        connection.send(message(f"后来的第 {number} 条"), "k", None, [])
    found = connection.find(message("最早的一条"), "k", None, now() - LONG_AGO)
    assert found is not None
    assert found.id == first.id


@pytest.mark.parametrize("fault", ["402", "403"])
def test_an_app_that_may_not_read_cannot_tell(fake, connection, fault):
    fake.faults.append(Fault(fault, on="/2/users/42/tweets"))
    with pytest.raises(errors.Rejected):
        connection.find(message("天气"), "k", None, now() - LONG_AGO)


@pytest.mark.parametrize("fault", ["429", "500", "timeout", "garbled"])
def test_reading_that_fails_is_for_later(fake, connection, fault):
    fake.faults.append(Fault(fault, on="/2/users/42/tweets"))
    with pytest.raises(errors.Retryable):
        connection.find(message("天气"), "k", None, now() - LONG_AGO)


def test_a_text_that_x_has_from_another_time_is_for_a_person(fake, connection):
    connection.send(message("天气"), "k1", None, [])
    fake.posts[0]["created_at"] = "2026-01-01T00:00:00+00:00"
    with pytest.raises(errors.UnknownOutcome):
        connection.send(message("天气"), "k2", None, [])
    with pytest.raises(errors.Retryable):  # our posts may show it late
        connection.find(message("天气"), "k2", None, now())
    with pytest.raises(errors.Unverifiable, match="posted before"):
        connection.find(message("天气"), "k2", None, now() - LAG)


def test_nobody_there_is_for_later(fake, connection):
    fake.stop()
    for call in (connection.whoami, lambda: connection.send(message("天气"), "k", None, [PNG])):
        with pytest.raises(errors.Retryable, match="no connection"):
            call()


def test_who_we_are_and_what_we_may(fake):
    long = client.XConnection(destination("x-premium", {"api": fake.url}, SECRETS))
    assert long.whoami().name == "@kuajie"
    assert long.whoami().limits == {"weighted": 280}, "no subscription: no long posts"
    fake.plan = "Premium"
    paid = client.XConnection(destination("x-premium", {"api": fake.url}, SECRETS)).whoami()
    assert paid.limits == {}
    assert paid.notes == ("subscription: Premium",)


@pytest.fixture
def oauth2(fake, tmp_path, monkeypatch):
    """An account that signs in by OAuth 2.0, on a computer without a keyring."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    secrets = {"refresh_token": "refresh-1", "client_id": "planted-client"}
    return destination("x", {"api": fake.url}, secrets)


def test_oauth2_is_renewed_once_and_kept(fake, oauth2):
    for text in ("天气", "明天"):
        client.XConnection(oauth2).send(message(text), "k", None, [])
    routes = [one.path for one in fake.requests]
    assert routes == ["/2/oauth2/token", "/2/tweets", "/2/tweets"]


def test_oauth2_goes_on_with_the_pair_it_got(fake, oauth2, monkeypatch):
    monkeypatch.setattr("crosspost.credentials.tokens.SPARE", dt.timedelta(hours=3))
    client.XConnection(oauth2).whoami()
    client.XConnection(oauth2).whoami()
    assert fake.refresh == "refresh-3"


def test_oauth2_that_ended_says_how_to_sign_in(fake, oauth2):
    fake.refresh = "refresh-of-someone-else"
    with pytest.raises(errors.Rejected, match="accounts login"):
        client.XConnection(oauth2).whoami()


@pytest.mark.parametrize("fault", ["timeout", "500", "garbled"])
def test_oauth2_that_cannot_be_renewed_now_is_for_later(fake, oauth2, fault):
    fake.faults.append(Fault(fault, on="/2/oauth2/token"))
    with pytest.raises(errors.Retryable):
        client.XConnection(oauth2).send(message("天气"), "k", None, [])
    assert fake.posts == []
