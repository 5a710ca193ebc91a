"""Threads against its fake: containers, what becomes of each no, and a publication in doubt."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import structs

from crosspost.adapters import channel_of
from crosspost.adapters.base import Connection
from crosspost.errors import Rejected, Retryable, SendError, UnknownOutcome, Unverifiable
from crosspost.model.channel_spec import Account
from crosspost.model.draft import Message, Picture
from crosspost.model.post import Media, Post
from crosspost.model.receipts import Receipt, Sent
from crosspost.registry import load_channel
from crosspost.rendering import render
from crosspost.testing.server import Fault
from crosspost.testing.trial import destination
from tests.fakes.threads import FIRST, NAME, NEXT, TOKEN, ThreadsFake

SINCE = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
POST = Post(
    title={"zh": "房价的代价 🎉"},
    happened={"zh": "**一条街**的价格变了👨‍👩‍👧，见 https://example.com/图 。"},
)
PUBLISH = "/threads_publish"


class Notes:
    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def note(self, key: str) -> str:
        return self.kept.get(key, "")

    def keep_note(self, key: str, note: str) -> None:
        self.kept[key] = note


@pytest.fixture
def fake() -> Iterator[ThreadsFake]:
    with ThreadsFake() as running:
        yield running


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crosspost.adapters.uploads.FIRST_PAUSE", 0.0)


@pytest.fixture
def connection(fake: ThreadsFake) -> Iterator[Connection]:
    there = destination("threads", {"api": fake.url}, {"access_token": TOKEN})
    made = channel_of(there.account.spec).connect(structs.replace(there, notes=Notes()))
    yield made
    made.close()


def message(name: str = "threads", post: Post = POST, **changed: Any) -> Message:
    spec = load_channel(name)
    draft = render(post, Account(name="中文号", spec=spec, layout=spec.layout))
    return structs.replace(draft.messages[0], **changed)


def receipt(number: str) -> Receipt:
    return Receipt(
        channel="threads",
        account="中文号",
        digest="sha256:",
        index=1,
        run=1,
        sent=Sent(id=number),
        at=SINCE,
    )


def test_who_we_are_and_what_is_left_today(connection: Connection):
    who = connection.whoami()
    assert (who.name, who.renews) == (f"@{NAME}", True)
    assert "246" in who.notes[0]
    assert "999" in who.notes[0]


def test_nothing_begins_where_no_post_is_left(fake: ThreadsFake, connection: Connection):
    fake.used = 250
    with pytest.raises(Retryable, match="24 hours"):
        connection.whoami()


def test_a_token_is_renewed_long_before_its_end(fake: ThreadsFake, connection: Connection):
    who = connection.whoami()
    assert fake.requests[-1].query["access_token"] == NEXT
    assert who.ends
    assert dt.timedelta(days=29) < who.ends - dt.datetime.now(dt.UTC) < dt.timedelta(days=31)


def test_one_that_is_too_young_is_used_as_it_is(fake: ThreadsFake):
    fake.young = True
    secrets = {"access_token": "THAA-of-today"}
    fake.tokens |= {*secrets.values()}
    there = destination("threads", {"api": fake.url}, secrets)
    connection = channel_of(there.account.spec).connect(there)
    connection.whoami()
    connection.close()
    assert fake.requests[-1].query["access_token"] in secrets.values()


def test_no_token_stands_in_an_error(fake: ThreadsFake, connection: Connection):
    fake.faults.append(Fault("190", times=9))
    with pytest.raises(Rejected) as caught:
        connection.whoami()
    assert caught.value.account_level
    assert TOKEN not in str(caught.value)


def test_a_post_has_its_address(fake: ThreadsFake, connection: Connection):
    sent = connection.send(message(), "键", None, ())
    assert sent == Sent(id=str(FIRST), url=f"https://www.threads.com/@{NAME}/post/{FIRST}")
    assert fake.posts[0]["text"].startswith("房价的代价 🎉")


def test_it_waits_until_its_container_is_ready(fake: ThreadsFake, connection: Connection):
    fake.states = ["IN_PROGRESS", "IN_PROGRESS"]
    connection.send(message(), "键", None, ())
    assert len(fake.posts) == 1


def test_one_that_takes_longer_is_taken_up_again(
    fake: ThreadsFake, connection: Connection, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("crosspost.adapters.threads.client.READY_WITHIN", -1)
    fake.states = ["IN_PROGRESS"]
    with pytest.raises(Retryable, match="still making"):
        connection.send(message(), "键", None, ())
    connection.send(message(), "键", None, ())
    assert (len(fake.containers), len(fake.posts)) == (1, 1)


def test_one_that_failed_says_why(fake: ThreadsFake, connection: Connection):
    fake.states = ["ERROR"]
    with pytest.raises(Rejected, match="FAILED_DOWNLOADING_IMAGE"):
        connection.send(message(), "键", None, ())


def test_one_that_is_over_is_made_anew(fake: ThreadsFake, connection: Connection):
    fake.faults.append(Fault("24", on=PUBLISH))
    with pytest.raises(Retryable):
        connection.send(message(), "键", None, ())
    fake.states = ["EXPIRED"]
    connection.send(message(), "键", None, ())
    assert (len(fake.containers), len(fake.posts)) == (2, 1)


@pytest.mark.parametrize(
    ("kind", "outcome", "code"),
    [
        ("190", Rejected, "threads.wrong-token"),
        ("10", Rejected, "threads.may-not"),
        ("100", Rejected, "threads.too-long"),
        ("400 link", Rejected, "threads.too-many-links"),
        ("4", Retryable, "threads.too-many-calls"),
        ("24", Retryable, "threads.not-ready"),
        ("2", UnknownOutcome, "web.in-trouble"),
        ("400 other", Rejected, "threads.refused"),
    ],
)
def test_what_a_no_comes_to(
    fake: ThreadsFake, connection: Connection, kind: str, outcome: type[SendError], code: str
):
    fake.faults.append(Fault(kind, on=PUBLISH))
    with pytest.raises(outcome) as caught:
        connection.send(message(), "键", None, ())
    assert caught.value.code == code


def test_trouble_while_a_container_is_made_leaves_nothing_in_doubt(
    fake: ThreadsFake, connection: Connection
):
    fake.faults.append(Fault("2", on="POST /v1.0/me/threads"))
    with pytest.raises(Retryable):
        connection.send(message(), "键", None, ())


def test_a_lost_answer_is_found_by_its_container(fake: ThreadsFake, connection: Connection):
    fake.faults.append(Fault("lost-answer", on=PUBLISH))
    with pytest.raises(UnknownOutcome):
        connection.send(message(), "键", None, ())
    found = connection.find(message(), "键", None, SINCE)
    assert found
    assert found.id == str(FIRST)


def test_one_that_was_not_published_is_surely_not_there(fake: ThreadsFake, connection: Connection):
    assert connection.find(message(), "键", None, SINCE) is None
    fake.faults.append(Fault("reset", on=PUBLISH))
    with pytest.raises(UnknownOutcome):
        connection.send(message(), "键", None, ())
    assert connection.find(message(), "键", None, SINCE) is None


def test_one_that_is_published_and_not_shown_is_asked_for_again(
    fake: ThreadsFake, connection: Connection
):
    connection.send(message(), "键", None, ())
    fake.posts.clear()
    with pytest.raises(Retryable, match="does not show"):
        connection.find(message(), "键", None, SINCE)


def test_one_whose_container_is_gone_is_a_persons(fake: ThreadsFake, connection: Connection):
    connection.send(message(), "键", None, ())
    fake.posts.clear()
    fake.containers.clear()
    with pytest.raises(Unverifiable):
        connection.find(message(), "键", None, SINCE)


def test_a_reply_stands_under_its_post_and_is_found_there(
    fake: ThreadsFake, connection: Connection
):
    first = connection.send(message(), "一", None, ())
    second = connection.send(message(), "二", receipt(first.id), ())
    assert fake.posts[1]["parent"] == first.id
    assert connection.find(message(), "二", receipt(first.id), SINCE) == second
    fake.may_read_replies = False
    with pytest.raises(Rejected):
        connection.find(message(), "二", receipt(first.id), SINCE)


def test_what_is_published_meanwhile_is_not_published_twice(
    fake: ThreadsFake, connection: Connection
):
    connection.send(message(), "键", None, ())
    with pytest.raises(UnknownOutcome):
        connection.send(message(), "键", None, ())
    assert len(fake.posts) == 1


def test_pictures_are_named_by_their_addresses(fake: ThreadsFake, connection: Connection):
    one = Picture(url="https://example.com/1.png", alt="一条街")
    other = Picture(url="https://example.com/2.png", alt="")
    connection.send(message(media=(one,)), "一", None, ())
    connection.send(message(media=(one, other)), "二", None, ())
    assert [post["media"] for post in fake.posts] == [["一条街"], ["一条街", ""]]
    assert fake.posts[1]["container"]["media_type"] == "CAROUSEL"


def test_what_lies_on_this_computer_stays_here_and_is_told():
    media = (Media(path="图/封面.png"), Media(url="https://example.com/图.png"))
    post, spec = structs.replace(POST, media=media), load_channel("threads")
    account = Account(name="中文号", spec=spec, layout=spec.layout)
    draft = render(post, account)
    assert draft.messages[0].media == (Picture(url="https://example.com/图.png"),)
    assert "media.no-address" in {found.code for found in draft.findings}
    folder = structs.replace(account, options={"pictures_at": "https://a.cn/p/"})
    first = (render(post, folder).messages[0].media or ())[0]
    assert first.url == "https://a.cn/p/%E5%9B%BE/%E5%B0%81%E9%9D%A2.png"


def test_the_long_form_goes_as_one_post(fake: ThreadsFake, connection: Connection):
    long = message("threads-attachment")
    connection.send(long, "键", None, ())
    assert fake.posts[0]["text"] == long.text
    attached = long.payload["text_attachment"]
    assert isinstance(attached, dict)
    text = str(attached["plaintext"])
    units = len(text[: text.index("一条街")].encode("utf-16-le")) // 2  # 📰 before it is two
    styled = attached["text_with_styling_info"]
    assert isinstance(styled, list)
    assert styled[-1] == {"offset": units, "length": 3, "styling_info": ["bold"]}
