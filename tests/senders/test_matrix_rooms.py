"""Matrix against its fake: rooms, threads, pictures, doubts, and each no."""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import closing

import pytest

from crosspost.adapters.base import Connection, Upload
from crosspost.adapters.matrix.client import Matrix
from crosspost.errors import Rejected, Retryable, SendError, UnknownOutcome
from crosspost.model.draft import Message
from crosspost.model.post import Post
from crosspost.model.receipts import Receipt, Sent
from crosspost.registry import default_account, load_channel
from crosspost.rendering import render
from crosspost.testing.server import Fault
from crosspost.testing.trial import destination
from tests.fakes.matrix import ALIAS, ENCRYPTED, ME, OTHER_TOKEN, ROOM, TOKEN, MatrixFake

POST = Post(
    title={"zh": "房价的代价 🎉"},
    happened={"zh": "“成交”只有*三套*，见[年鉴](https://a.cn/?a&b)。@room 1 < 2\n\n> 一句话\n\n好"},
)
COVER = Upload(name="图.png", mime="image/png", data=b"\x89PNG0", width=9, height=9, alt="一条街")


@pytest.fixture
def fake() -> Iterator[MatrixFake]:
    with MatrixFake() as running:
        yield running


def connected(fake: MatrixFake, room: str = ROOM, token: str = TOKEN) -> closing[Connection]:
    there = destination("matrix", {"api": fake.url, "room": room}, {"access_token": token})
    return closing(Matrix(there))


@pytest.fixture
def matrix(fake: MatrixFake) -> Iterator[Connection]:
    with connected(fake) as connection:
        yield connection


def message(text: str = "") -> Message:
    post = Post(title={"zh": text}) if text else POST
    return render(post, "matrix").messages[0]


def receipt(sent: Sent) -> Receipt:
    return Receipt(
        channel="matrix", account="中文号", digest="摘要", index=1, run=1, sent=sent, at=now()
    )


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@pytest.mark.parametrize("room", [ROOM, ALIAS])
def test_it_knows_who_and_where_it_is(fake: MatrixFake, room: str):
    with connected(fake, room) as matrix:
        who = matrix.whoami()
    assert (who.name, who.id) == (f"{ME} → {room}", f"{ME} {ROOM}")
    assert who.limits == dict.fromkeys(("media.bytes", "media.video.bytes"), 52_428_800)


@pytest.mark.parametrize(
    ("room", "code"),
    [
        (ENCRYPTED, "matrix.encrypted"),
        ("!elsewhere:fake.example", "matrix.not-in-room"),
        ("#nowhere:fake.example", "matrix.no-room"),
    ],
)
def test_a_room_that_it_cannot_speak_in_is_told_before_anything_is_sent(
    fake: MatrixFake, room: str, code: str
):
    with connected(fake, room) as matrix, pytest.raises(Rejected) as caught:
        matrix.send(message(), "键", None, ())
    assert (caught.value.code, caught.value.account_level) == (code, True)
    assert fake.events == []


def test_a_message_has_text_and_html(matrix: Connection, fake: MatrixFake):
    sent = matrix.send(message(), "键", None, ())
    content = fake.posts[0]["content"]
    assert "“成交”只有三套，见年鉴 (https://a.cn/?a&b)。 @room" in content["body"]
    assert (
        '只有<em>三套</em>，见<a href="https://a.cn/?a&amp;b">年鉴</a>' in content["formatted_body"]
    )
    assert "1 &lt; 2<blockquote>一句话</blockquote>好" in content["formatted_body"]
    assert sent.url == f"https://matrix.to/#/{ROOM}/{sent.id}?via=fake.example"
    rule = load_channel("matrix").receipt
    assert rule
    assert rule.read(sent.url) == sent.id


def test_text_and_html_fit_an_event_together():
    text = "一条街上只成交三套，“谁”来付钱？**第一家**说<不急>，第二家已经挂出了牌子🎉。"
    draft = render(Post(title={"zh": "长"}, happened={"zh": text * 900}), default_account("matrix"))
    assert len(draft.messages) > 1
    for one in draft.messages:
        content = json.dumps(one.payload, ensure_ascii=False).encode()
        assert len(content) < 60_000 + 500
        assert one.size <= one.limit


def test_a_thread_hangs_under_its_first_message(matrix: Connection, fake: MatrixFake):
    first = matrix.send(message("一"), "一", None, ())
    second = matrix.send(message("二"), "二", receipt(first), ())
    third = matrix.send(message("三"), "三", receipt(Sent(id=second.id)), (COVER,))
    relations = [one["content"].get("m.relates_to", {}) for one in fake.events]
    assert [one.get("event_id") for one in relations] == [None, *[first.id] * 3]
    assert third.more["thread"] == first.id
    assert fake.posts[-1]["parent"] == second.id


def test_pictures_stand_before_their_text_and_once(matrix: Connection, fake: MatrixFake):
    fake.faults.append(Fault("lost-answer", on="/send/", skip=1))
    with pytest.raises(UnknownOutcome):
        matrix.send(message(), "键", None, (COVER,))
    again = matrix.send(message(), "键", None, (COVER,))
    kinds = [one["content"]["msgtype"] for one in fake.events]
    assert kinds == ["m.image", "m.text"]
    assert fake.posts[0]["media"] == ["一条街"]
    assert again.id == fake.posts[0]["id"]


@pytest.mark.parametrize("ahead", [dt.timedelta(), dt.timedelta(hours=1), dt.timedelta(hours=-1)])
@pytest.mark.parametrize("token", [TOKEN, OTHER_TOKEN])
def test_a_doubt_is_settled_by_any_session(fake: MatrixFake, ahead: dt.timedelta, token: str):
    fake.ahead, fake.most, since = ahead, 2, now()
    with connected(fake) as matrix:
        first = matrix.send(message("一"), "一", None, ())
        for one in ("二", "三", "四", "五"):
            matrix.send(message(one), one, None, ())
    with connected(fake, token=token) as matrix:
        assert matrix.find(message("一"), "一", None, since) == first
        assert matrix.find(message("六"), "六", None, since) is None


def test_a_doubt_that_the_server_does_not_settle_is_a_person_s(
    matrix: Connection, fake: MatrixFake
):
    fake.joined.remove(ROOM)
    with pytest.raises(Rejected):
        matrix.find(message(), "键", None, now())


@pytest.mark.parametrize(
    ("kind", "code", "account"),
    [
        ("401 M_UNKNOWN_TOKEN", "matrix.wrong-token", True),
        ("403 M_FORBIDDEN", "matrix.may-not", True),
        ("403 M_USER_SUSPENDED", "matrix.suspended", True),
        ("413 M_TOO_LARGE", "matrix.too-long", False),
        ("400 M_BAD_JSON", "matrix.refused", False),
    ],
)
def test_what_its_noes_mean(
    matrix: Connection, fake: MatrixFake, kind: str, code: str, account: bool
):
    fake.faults.append(Fault(kind, on="/send/"))
    with pytest.raises(Rejected) as caught:
        matrix.send(message(), "键", None, ())
    assert (caught.value.code, caught.value.account_level) == (code, account)
    assert TOKEN not in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize(
    ("kind", "becomes"), [("429", Retryable), ("502", UnknownOutcome), ("garbled", UnknownOutcome)]
)
def test_what_it_cannot_do_now(
    matrix: Connection, fake: MatrixFake, kind: str, becomes: type[SendError]
):
    fake.faults.append(Fault(kind, on="/send/"))
    with pytest.raises(SendError) as caught:
        matrix.send(message(), "键", None, ())
    assert type(caught.value) is becomes
    assert kind != "429" or getattr(caught.value, "after", 0) == 7
