"""Misskey against its fake: what a note says of itself, doubts, pictures, and each no."""

import datetime as dt
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from msgspec import structs

from crosspost.adapters.base import Connection, Upload
from crosspost.adapters.misskey.client import Misskey
from crosspost.errors import Rejected, Retryable, SendError, UnknownOutcome
from crosspost.model.channel_spec import Account
from crosspost.model.draft import Message
from crosspost.model.post import Meta, Post
from crosspost.model.receipts import Receipt, Sent
from crosspost.registry import load_channel
from crosspost.rendering import render
from crosspost.testing.server import Fault
from crosspost.testing.trial import destination
from tests.fakes.misskey import TOKEN, MisskeyFake

POST = Post(title={"zh": "房价的代价 🎉"}, happened={"zh": "“成交”只有*三套*，2*3 是六。"})
COVER = Upload(name="图.png", mime="image/png", data=b"\x89PNG0", width=9, height=9, alt="一条街")


@pytest.fixture
def fake() -> Iterator[MisskeyFake]:
    with MisskeyFake() as running:
        yield running


@pytest.fixture
def misskey(fake: MisskeyFake) -> Iterator[Connection]:
    there = destination("misskey", {"api": fake.url + "/"}, {"access_token": TOKEN})
    with closing(Misskey(there)) as connection:
        yield connection


def note(said: str | Post = POST, **options: Any) -> Message:
    spec = load_channel("misskey")
    account = Account(name="中文号", spec=spec, layout=spec.layout, options=options)
    post = Post(title={"zh": said}) if isinstance(said, str) else said
    return render(post, account).messages[0]


def receipt(sent: Sent) -> Receipt:
    return Receipt(
        channel="misskey", account="中文号", digest="摘要", index=1, run=1, sent=sent, at=now()
    )


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def test_it_knows_its_name_and_the_server_s_limits(misskey: Connection):
    who = misskey.whoami()
    assert (who.name, who.id) == ("@kuajie@127.0.0.1", "9abc1kuajie@127.0.0.1")
    sizes = dict.fromkeys(("media.bytes", "media.video.bytes"), 30_000_000)
    assert who.limits == {"code points": 3000, **sizes}


def test_a_note_is_what_the_draft_says(misskey: Connection, fake: MisskeyFake):
    meta = Meta(content_warning={"zh": "房产"}, sensitive=True)
    warned = structs.replace(POST, meta=meta)
    sent = misskey.send(note(warned, visibility="home"), "键", None, (COVER,))
    assert fake.drive["f0"]["isSensitive"]
    made = fake.posts[0]["note"]
    assert (made["visibility"], made["cw"]) == ("home", "房产")
    assert "2<plain>*</plain>3" in made["text"]
    assert sent.url == f"{fake.url}/notes/{sent.id}"
    rule = load_channel("misskey").receipt
    assert rule
    assert rule.read(sent.url) == sent.id


def test_nothing_stands_before_a_note_where_nobody_wants_it(misskey: Connection, fake: MisskeyFake):
    misskey.send(note(), "键", None, ())
    assert fake.posts[0]["note"]["cw"] is None


def test_a_picture_that_the_drive_has_already_gets_its_own_alt_text(
    misskey: Connection, fake: MisskeyFake
):
    other = Upload(name="图.png", mime="image/png", data=COVER.data, width=9, height=9, alt="二")
    misskey.send(note(), "键", None, (COVER, other))
    assert fake.posts[0]["media"] == ["一条街", "二"]


@pytest.mark.parametrize("ahead", [dt.timedelta(), dt.timedelta(hours=1), dt.timedelta(hours=-1)])
def test_a_doubt_is_settled_by_our_own_notes(
    misskey: Connection, fake: MisskeyFake, ahead: dt.timedelta
):
    fake.ahead, fake.most = ahead, 2
    since = now()
    first = misskey.send(note("一"), "一", None, ())
    second = misskey.send(note("二"), "二", receipt(first), ())
    for one in ("三", "四", "五"):
        misskey.send(note(one), one, None, ())
    assert misskey.find(note("一"), "一", None, since) == first
    assert misskey.find(note("二"), "二", receipt(first), since) == second
    assert misskey.find(note("二"), "二", None, since) is None, "it answers another"
    later = since + dt.timedelta(minutes=1)
    assert misskey.find(note("一"), "一", None, later) is None, "that is an older one"


def test_a_doubt_that_the_server_does_not_settle_is_a_person_s(
    misskey: Connection, fake: MisskeyFake
):
    fake.faults.append(Fault("403 PERMISSION_DENIED", on="/users/notes"))
    with pytest.raises(Rejected):
        misskey.find(note(), "键", None, now())


@pytest.mark.parametrize(
    ("kind", "code", "account"),
    [
        ("403 AUTHENTICATION_FAILED", "misskey.wrong-token", True),
        ("403 PERMISSION_DENIED", "misskey.may-not", True),
        ("403 YOUR_ACCOUNT_SUSPENDED", "misskey.suspended", True),
        ("400 NO_SUCH_REPLY_TARGET", "misskey.no-note-above", False),
        ("400 CONTAINS_PROHIBITED_WORDS", "misskey.refused", False),
        ("403", "web.refused", True),
    ],
)
def test_what_its_noes_mean(
    misskey: Connection, fake: MisskeyFake, kind: str, code: str, account: bool
):
    fake.faults.append(Fault(kind))
    with pytest.raises(Rejected) as caught:
        misskey.send(note(), "键", None, ())
    assert (caught.value.code, caught.value.account_level) == (code, account)
    assert TOKEN not in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize(
    ("kind", "on", "becomes"),
    [
        ("429 RATE_LIMIT_EXCEEDED", "/notes/create", Retryable),
        ("500 INTERNAL_ERROR", "/notes/create", UnknownOutcome),
        ("500 INTERNAL_ERROR", "/drive", Retryable),
        ("garbled", "/notes/create", UnknownOutcome),
    ],
)
def test_what_it_cannot_do_now(
    misskey: Connection, fake: MisskeyFake, kind: str, on: str, becomes: type[SendError]
):
    fake.faults.append(Fault(kind, on=on))
    with pytest.raises(SendError) as caught:
        misskey.send(note(), "键", None, (COVER,))
    assert type(caught.value) is becomes
