"""LinkedIn against its fake: little text, comments, pictures, and what each no becomes."""

import datetime as dt
from collections.abc import Iterator

import pytest
from msgspec import structs

from crosspost.adapters import channel_of
from crosspost.adapters.base import Connection, Upload
from crosspost.errors import Rejected, Retryable, SendError, UnknownOutcome, Unverifiable
from crosspost.model.channel_spec import Account
from crosspost.model.draft import Draft
from crosspost.model.post import Post, Source
from crosspost.model.receipts import Receipt, Sent
from crosspost.registry import load_channel
from crosspost.rendering import render
from crosspost.testing.server import Fault
from crosspost.testing.trial import destination
from tests.fakes.linkedin import FIRST, PERSON, TOKEN, VERSION, LinkedInFake, shown

SINCE = dt.datetime.now(dt.UTC)
POST = Post(
    title={"zh": "房价的代价 (2026) 🎉"},
    happened={"zh": "**一条街**：snake_case、a*b、[1]、<b>、~、\\n、{x|y} 与 @alice #1。"},
    sources=(Source(title="年鉴", url="https://example.com/a_(b)"),),
    tags=("芯片", "history of science"),
)
PAGE = "urn:li:organization:5583111"


@pytest.fixture
def fake() -> Iterator[LinkedInFake]:
    with LinkedInFake() as running:
        yield running


@pytest.fixture
def connection(fake: LinkedInFake) -> Iterator[Connection]:
    made = connected(fake)
    yield made
    made.close()


def connected(fake: LinkedInFake, author: str = "", version: str = VERSION) -> Connection:
    settings = {"api": fake.url, "author": author, "version": version}
    there = destination("linkedin", settings, {"access_token": TOKEN})
    return channel_of(there.account.spec).connect(there)


def drafted(post: Post = POST, **options: str | bool | int) -> Draft:
    spec = load_channel("linkedin")
    return render(post, Account(name="主页", spec=spec, layout=spec.layout, options=options))


def receipt(sent: Sent) -> Receipt:
    return Receipt(
        channel="linkedin", account="主页", digest="sha256:", index=1, run=1, sent=sent, at=SINCE
    )


def test_readers_see_every_sign(fake: LinkedInFake, connection: Connection):
    [message] = drafted().messages
    sent = connection.send(message, "键", None, ())
    assert fake.posts[0]["text"] == message.text
    assert message.text.endswith("#芯片 #HistoryOfScience")
    assert "{hashtag|\\#|芯片}" in str(message.payload["commentary"])
    assert sent.url == f"https://www.linkedin.com/feed/update/urn:li:share:{FIRST}/"


def test_what_is_not_escaped_would_cut_it_off():
    """So it is there: the fake is no kinder than LinkedIn."""
    assert shown("一条街 (2026) 涨了") == "一条街 "


def test_the_links_stand_in_a_comment_where_that_is_wanted(
    fake: LinkedInFake, connection: Connection
):
    post, comment = drafted(first_comment=True).messages
    assert "example.com" not in post.text
    assert comment.after == 1
    first = connection.send(post, "一", None, ())
    connection.send(comment, "二", receipt(first), ())
    assert fake.posts[1]["parent"] == first.id
    assert "https://example.com/a_(b)" in fake.posts[1]["text"]


def test_more_links_than_a_comment_holds_are_more_comments():
    many = tuple(Source(title="年鉴" * 9, url=f"https://example.com/{at:090}") for at in range(20))
    _, *comments = drafted(structs.replace(POST, sources=many), first_comment=True).messages
    assert len(comments) > 1
    said = "".join(one.text for one in comments)
    assert all(one.url in said for one in many)


def test_pictures_have_their_alt_texts(fake: LinkedInFake, connection: Connection):
    one = Upload(name="1.png", mime="image/png", data=b"1", width=9, height=9, alt="一条街")
    other = structs.replace(one, data=b"2", alt="")
    [message] = drafted().messages
    connection.send(message, "一", None, (one,))
    again = structs.replace(message, payload={"commentary": "再来"})
    connection.send(again, "二", None, (one, other))
    assert [post["media"] for post in fake.posts] == [["一条街"], ["一条街", ""]]
    assert [*fake.images.values()] == [b"1", b"1", b"2"]


def test_who_posts_is_the_member_or_the_page(fake: LinkedInFake):
    member, page = connected(fake), connected(fake, PAGE)
    assert member.whoami().id == PERSON
    assert page.whoami().id == PAGE
    fake.tells_who = False
    assert page.whoami().id == PAGE
    page.send(drafted().messages[0], "键", None, ())
    assert fake.posts[0]["body"]["author"] == PAGE
    member.close()
    page.close()


def test_a_version_that_is_over_says_so(fake: LinkedInFake):
    old = connected(fake, version="202401")
    with pytest.raises(Rejected) as caught:
        old.send(drafted().messages[0], "键", None, ())
    assert (caught.value.code, caught.value.account_level) == ("linkedin.old-version", True)
    old.close()


@pytest.mark.parametrize(
    ("kind", "outcome", "code"),
    [
        ("401", Rejected, "linkedin.wrong-token"),
        ("403", Rejected, "linkedin.may-not"),
        ("422 Content is a duplicate of urn:li:share:1", Rejected, "linkedin.duplicate"),
        ("400", Rejected, "linkedin.refused"),
        ("429", Retryable, "web.too-many-calls"),
        ("503", UnknownOutcome, "web.in-trouble"),
        ("lost-answer", UnknownOutcome, "web.no-answer"),
    ],
)
def test_what_a_no_comes_to(
    fake: LinkedInFake, connection: Connection, kind: str, outcome: type[SendError], code: str
):
    fake.faults.append(Fault(kind, on="/rest/posts"))
    with pytest.raises(outcome) as caught:
        connection.send(drafted().messages[0], "键", None, ())
    assert caught.value.code == code
    assert TOKEN not in str(caught.value)


def test_a_lost_answer_is_a_persons_to_settle(connection: Connection):
    with pytest.raises(Unverifiable):
        connection.find(drafted().messages[0], "键", None, SINCE)
