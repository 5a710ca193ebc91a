"""Mastodon against a fake: what each failure becomes, and how a doubt is looked up.

What a real server makes of our statuses is in tests/live.
"""

import contextlib
import datetime as dt
import tomllib
from pathlib import Path

import pytest

from crosspost import errors, read, render
from crosspost.adapters.mastodon import client
from crosspost.model.receipts import Receipt
from crosspost.testing.server import Answer, Fault
from crosspost.testing.trial import destination
from tests.examples import EXAMPLES
from tests.fakes.mastodon import TOKEN, MastodonFake
from tests.senders.messages import status
from tests.senders.threads import PNG, receipt, send_all

TABLE = Path(__file__).parents[1] / "cases/sending-mastodon.toml"
CASES = tomllib.loads(TABLE.read_text(encoding="utf-8"))["case"]
CREATE = "POST /api/v1/statuses"


@pytest.fixture
def fake():
    with MastodonFake() as running:
        yield running


@pytest.fixture
def connect(fake):
    """Connects with a token; closes what it connected."""
    with contextlib.ExitStack() as opened:

        def to(token=TOKEN):
            place = destination("mastodon", {"api": fake.url}, {"access_token": token})
            return opened.enter_context(contextlib.closing(client.Mastodon(place)))

        yield to


def under(sent) -> Receipt:
    return receipt(sent, channel="mastodon")


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@pytest.mark.parametrize("case", CASES, ids=[f"{one['on']} {one['fault']}" for one in CASES])
def test_a_failure_has_one_outcome_and_what_stands_is_found(fake, connect, case):
    fake.faults.append(Fault(case["fault"], on=case["on"]))
    channel, since = connect(), now()
    with pytest.raises(getattr(errors, case["outcome"])) as caught:
        channel.send(status("天气：晴"), "k", None, [PNG])
    assert len(fake.posts) == case["stands"]
    tried = [one for one in fake.requests if f"{one.method} {one.path}" == case["on"]]
    assert len(tried) == 1, "a sender tries nothing twice"
    assert case.get("says", "") in str(caught.value)
    assert getattr(caught.value, "account_level", False) == case.get("whole", False)
    assert getattr(caught.value, "after", None) == pytest.approx(case.get("after"), abs=2)
    assert TOKEN not in str(caught.value)
    found = channel.find(status("天气：晴"), "k", None, since)
    assert [post["id"] for post in fake.posts] == ([found.id] if found else [])


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.name for path in EXAMPLES])
def test_what_stands_is_the_draft_and_is_found_again(fake, connect, path):
    draft = render(read(path), "mastodon")
    channel, since = connect(), now()
    sent = send_all(channel, draft)
    for post, one in zip(fake.posts, draft.messages, strict=True):
        assert (post["text"], post["status"]["language"]) == (one.text, one.payload["language"])
        assert post["media"] == ["一条街"] * len(one.media or ())
    assert [post["parent"] for post in fake.posts] == [None, *(one.id for one in sent[:-1])]
    above = None
    for one, made in zip(draft.messages, sent, strict=True):
        assert channel.find(one, "k", above, since) == made
        above = under(made)


def test_the_same_key_gives_the_same_status(fake, connect):
    """Within the hour that the server remembers it."""
    first = connect().send(status("天气"), "钥匙 1", None, [])
    assert connect().send(status("天气"), "钥匙 1", None, []) == first
    assert connect().send(status("天气"), "钥匙 2", None, []) != first
    assert len(fake.posts) == 2


def test_only_the_same_text_in_the_same_place_is_it(connect):
    channel, since = connect(), now()
    top = channel.send(
        status("天气 1/2 https://example.com/很长的路径/看不见的结尾"), "k1", None, []
    )
    below = channel.send(status("天气 2/2\n\n@ann@example.org"), "k2", under(top), [])
    assert channel.find(status("天气 2/2\n\n@ann@example.org"), "k2", under(top), since) == below
    assert channel.find(status("天气 2/2\n\n@ann@example.org"), "k2", None, since) is None
    assert channel.find(status("天气 1/2"), "k1", None, since) is None


@pytest.mark.parametrize("hours", [-3, 0, 3])
def test_since_is_told_by_the_server_s_clock(fake, connect, hours):
    """The same text of an earlier publication is not it, however wrong the clock is."""
    fake.ahead = dt.timedelta(hours=hours)
    channel = connect()
    early = now()
    sent = channel.send(status("每日天气"), "k1", None, [])
    assert channel.find(status("每日天气"), "k1", None, early) == sent
    assert channel.find(status("每日天气"), "k2", None, early + dt.timedelta(minutes=1)) is None


def test_it_reads_as_far_back_as_the_call(fake, connect):
    channel, since = connect(), now()
    sent = channel.send(status("第一"), "k", None, [])
    for number in range(90):
        channel.send(status(f"后来 {number}"), f"k{number}", None, [])
    assert channel.find(status("第一"), "k", None, since) == sent
    pages = [one for one in fake.requests if one.path.endswith("/statuses") and one.query]
    assert len(pages) == 4


def test_a_picture_is_waited_for(fake, connect, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)
    monkeypatch.setattr("crosspost.adapters.base.TIMEOUT", 30)
    fake.processing = 3
    connect().send(status("街景"), "k", None, [PNG])
    assert fake.posts[0]["media"] == ["一条街"]
    fake.processing = 1000
    with pytest.raises(errors.Retryable, match=r"图\.png"):
        connect().send(status("街景二"), "k2", None, [PNG])


def test_a_header_that_makes_no_sense_is_no_quota(fake, connect, monkeypatch):
    """Mastodon.py calls it a rate limit, although the status stands."""
    headers = {"x-ratelimit-reset": "明天"}
    monkeypatch.setattr(fake, "told", lambda body: Answer(body, headers=headers))
    with pytest.raises(errors.UnknownOutcome):
        connect().send(status("天气"), "k", None, [])
    assert len(fake.posts) == 1


@pytest.mark.parametrize("token", ["wrong", "“全角引号”"])
def test_a_wrong_token_is_refused(connect, token):
    with pytest.raises(errors.Rejected, match="token"):
        connect(token).whoami()
    with pytest.raises(errors.Rejected, match="token"):
        connect(token).find(status("天气"), "k", None, now())


def test_what_mastodon_would_not_take_is_refused(connect):
    connect().send(status("长" * 476 + " https://example.com/" + "a" * 80), "k1", None, [])
    with pytest.raises(errors.Rejected, match="character limit of 500"):
        connect().send(status("长" * 501), "k2", None, [])


def test_nobody_there_is_for_later(fake, connect):
    channel = connect()
    channel.whoami()
    fake.stop()
    for call in (channel.whoami, lambda: channel.send(status("再来"), "k", None, [])):
        with pytest.raises(errors.Retryable, match="no connection"):
            call()


def test_who_we_are_and_what_this_server_takes(connect):
    said = connect().whoami()
    assert (said.name, said.url) == ("@kuajie@fake.example", "https://fake.example/@kuajie")
    assert said.limits == {
        "mastodon": 500,
        "media.images": 4,
        "media.bytes": 16_777_216,
        "media.alt": 1500,
        "media.animation.bytes": 16_777_216,
        "media.video.bytes": 103_809_024,
        "media.video.frame_rate": 120,
        "media.video.area": 8_294_400,
    }
