"""Ghost, WordPress and DEV, each against a fake of its own: what arrives, and what each no becomes."""

import datetime as dt
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from crosspost.adapters import channel_of
from crosspost.adapters.article.sites import own_slug
from crosspost.adapters.base import Connection, Upload
from crosspost.errors import Rejected, Retryable, SendError, UnknownOutcome
from crosspost.model.channel_spec import Account
from crosspost.model.draft import Message
from crosspost.model.post import Media, Meta, Post
from crosspost.model.receipts import Receipt, Sent
from crosspost.registry import load_channel
from crosspost.rendering import render
from crosspost.testing.server import Fake, Fault
from crosspost.testing.trial import destination
from tests.fakes import devto, ghost, wordpress
from tests.senders.matrix import CHANNELS

POST = Post(
    title={"en": "Price < cost & more", "zh": "房价的代价 🎉"},
    happened={"en": "It moved [gallery] to **“three”** {{ x }}.\n\n![A street](在/街.png)\n"},
    tags=("AI chips", "芯片", "C++", "markets", "🎉", "fifth"),
    media=(Media(path="封面.png", alt={"en": "A cover"}),),
    meta=Meta(description={"en": "What a street costs"}, canonical_url="https://a.cn/street"),
)
COVER = Upload(
    name="封面.png", mime="image/png", data=b"\x89PNG\r\n\x1a\n0", width=9, height=9, alt="A cover"
)
STREET = Upload(
    name="街.png", mime="image/png", data=b"\x89PNG\r\n\x1a\n1", width=9, height=9, alt="A street"
)
NOW = dt.datetime.now(dt.UTC)
SITES = ("ghost", "wordpress", "devto")


@pytest.fixture
def fake(request: pytest.FixtureRequest) -> Iterator[Fake]:
    """The fake of the channel that the test names."""
    with CHANNELS[request.param].fake() as running:
        yield running


@pytest.fixture
def connection(request: pytest.FixtureRequest, fake: Fake) -> Iterator[Connection]:
    """The same channel's way there."""
    with closing(connected(request.param, fake)) as opened:
        yield opened


def connected(name: str, fake: Fake, settings: Any = (), **secrets: str) -> Connection:
    faked = CHANNELS[name]
    given = {"api": fake.url, **faked.settings, **dict(settings)}
    there = destination(name, given, {**faked.secrets, **secrets})
    return channel_of(there.account.spec).connect(there)


def message(name: str, post: Post = POST, **options: Any) -> Message:
    spec = load_channel(name)
    account = Account(name="my-site", spec=spec, layout=spec.layout, options=options)
    return render(post, account).messages[0]


def on(*names: str) -> pytest.MarkDecorator:
    """Once with each of these channels, its fake and a connection to that."""
    every = [(one, one, one) for one in names]
    return pytest.mark.parametrize(
        ("name", "fake", "connection"), every, indirect=["fake", "connection"], ids=names
    )


@on(*SITES)
def test_an_article_is_a_draft_unless_it_is_to_be_published(
    name: str, fake: Fake, connection: Connection
):
    sent = connection.send(message(name), "k1", None, ())
    assert sent.more["todo"]
    other = Post(title={"en": "Another"}, happened={"en": "It moved."})
    out = connection.send(message(name, other, publish=True), "k2", None, ())
    assert out.more == {}
    first, second = (post["body"] for post in fake.posts)
    assert (first.get("status"), first.get("published")) in {("draft", None), (None, False)}
    assert second.get("status") in {"published", "publish", None}
    assert second.get("published") in {True, None}
    assert sent.url != out.url
    assert all(one.startswith(fake.url) for one in (sent.url, out.url))


@on("ghost", "wordpress")
def test_pictures_stand_in_their_places_with_their_alt_texts(
    name: str, fake: Fake, connection: Connection
):
    connection.send(message(name), "k", None, (COVER, STREET))
    [post] = fake.posts
    assert post["media"] == ["A cover", "A street"]
    html = post["body"].get("html") or post["body"].get("content")
    assert "街.png" not in html
    assert f'<img src="{fake.url}/' in html


@on("ghost", "wordpress")
def test_a_second_attempt_stores_no_picture_again(name: str, fake: Fake, connection: Connection):
    fake.faults.append(Fault("503", on=CHANNELS[name].call))
    with pytest.raises(SendError):
        connection.send(message(name), "k", None, (COVER, STREET))
    connection.send(message(name), "k", None, (COVER, STREET))
    assert len(getattr(fake, "pictures")) == 2  # noqa: B009 - each of both has them


@on("ghost", "wordpress")
def test_what_is_there_is_not_made_again(name: str, fake: Fake, connection: Connection):
    """Even where no ledger knows of it: its slug says so."""
    sent = connection.send(message(name), "k", None, ())
    assert connection.send(message(name), "k", None, ()) == sent
    assert len(fake.posts) == 1
    assert fake.posts[0]["slug"] == own_slug(message(name), "k")
    assert connection.send(message(name), "another", None, ()).id != sent.id


@on(*SITES)
def test_a_lost_answer_is_looked_up(name: str, fake: Fake, connection: Connection):
    fake.faults.append(Fault("lost-answer", on=CHANNELS[name].call))
    assert connection.find(message(name), "k", None, NOW) is None
    with pytest.raises(UnknownOutcome):
        connection.send(message(name), "k", None, ())
    found = connection.find(message(name), "k", None, NOW)
    assert found
    assert found.id == fake.posts[0]["id"]


@on(*SITES)
def test_who_it_is(name: str, fake: Fake, connection: Connection):
    who = connection.whoami()
    host = fake.url.removeprefix("http://")
    assert (who.name, who.id) == {
        "ghost": ("船长的博客 ⚓", fake.url),
        "wordpress": ("船长 @ 船长的网站 & 更多", f"{fake.url} 7"),
        "devto": ("@chuanzhang", f"1234@{host}"),
    }[name]


@pytest.mark.parametrize(
    ("name", "fake", "kind", "code", "account"),
    [
        ("ghost", "ghost", "401", "ghost.wrong-key", True),
        ("ghost", "ghost", "403", "ghost.may-not", True),
        ("ghost", "ghost", "403 HostLimitError", "ghost.host-limit", True),
        ("ghost", "ghost", "404", "ghost.no-api", True),
        ("ghost", "ghost", "413", "ghost.too-large", False),
        ("ghost", "ghost", "415", "ghost.no-picture", False),
        ("ghost", "ghost", "422", "ghost.not-as-wanted", False),
        ("wordpress", "wordpress", "401", "wordpress.wrong-password", True),
        ("wordpress", "wordpress", "401 rest_cannot_create", "wordpress.may-not", True),
        ("wordpress", "wordpress", "403 rest_cannot_publish", "wordpress.may-not", True),
        ("wordpress", "wordpress", "404", "wordpress.no-api", True),
        ("wordpress", "wordpress", "400 empty_content", "wordpress.not-as-wanted", False),
        ("wordpress", "wordpress", "500 db_insert_error", "wordpress.not-as-wanted", False),
        ("wordpress", "wordpress", "500 rest_upload_sideload_error", "wordpress.no-picture", False),
        ("devto", "devto", "401", "devto.wrong-key", True),
        ("devto", "devto", "404", "devto.no-api", True),
        ("devto", "devto", "422", "devto.not-as-wanted", False),
    ],
    indirect=["fake"],
)
def test_what_its_noes_mean(name: str, fake: Fake, kind: str, code: str, account: bool):
    fake.faults.append(Fault(kind, on=CHANNELS[name].call))
    with closing(connected(name, fake)) as opened, pytest.raises(Rejected) as caught:
        opened.send(message(name), "k", None, ())
    assert (caught.value.code, caught.value.account_level) == (code, account)
    assert fake.posts == []


@on(*SITES)
def test_it_says_how_long_to_wait(name: str, fake: Fake, connection: Connection):
    fake.faults.append(Fault("429", on=CHANNELS[name].call))
    with pytest.raises(Retryable) as caught:
        connection.send(message(name), "k", None, ())
    assert caught.value.after == 7


@pytest.mark.parametrize(
    ("name", "fake", "secret", "code"),
    [
        ("ghost", "ghost", {"admin_key": f"{ghost.KEY}:{'00' * 32}"}, "ghost.wrong-key"),
        ("ghost", "ghost", {"admin_key": "no key at all"}, "ghost.wrong-key"),
        ("wordpress", "wordpress", {"password": "紫电青霜"}, "wordpress.wrong-password"),
        ("devto", "devto", {"api_key": "s3cret-0f-nobody"}, "devto.wrong-key"),
    ],
    indirect=["fake"],
)
def test_a_wrong_secret_is_no_sign_in(name: str, fake: Fake, secret: dict[str, str], code: str):
    with closing(connected(name, fake, **secret)) as opened, pytest.raises(Rejected) as caught:
        opened.whoami()
    assert caught.value.code == code
    assert not any(value in str(caught.value) for value in secret.values())


@on("ghost")
def test_what_ghost_is_told(name: str, fake: Fake, connection: Connection):
    connection.send(message(name), "k", None, (COVER, STREET))
    body = fake.posts[0]["body"]
    assert body["title"] == "Price < cost & more"
    assert body["custom_excerpt"] == "What a street costs"
    assert body["canonical_url"] == "https://a.cn/street"
    assert 'href="https://a.cn/street"' in body["html"], "its readers see no canonical address"
    assert body["feature_image_alt"] == "A cover"
    assert body["tags"] == [{"name": tag} for tag in POST.tags]


@on("wordpress")
def test_words_are_no_shortcodes_and_no_html_on_wordpress(
    name: str, fake: Fake, connection: Connection
):
    connection.send(message(name), "k", None, ())
    body = fake.posts[0]["body"]
    assert body["title"] == "Price &lt; cost &amp; more"
    assert "&#91;gallery]" in body["content"]
    assert "[gallery]" not in body["content"]


@on("wordpress")
def test_tags_are_made_once_and_categories_never(
    name: str, fake: wordpress.WordPressFake, connection: Connection
):
    fake.terms["tags"] += ["AI Chips", "AT&T"]
    post = Post(title={"en": "One"}, happened={"en": "It."}, tags=("ai chips", "AT&T", "芯片"))
    connection.send(message(name, post, categories="r&d 芯片"), "k", None, ())
    assert fake.terms["tags"] == ["AI Chips", "AT&T", "芯片"]
    assert (fake.posts[0]["body"]["tags"], fake.posts[0]["body"]["categories"]) == ([1, 2, 3], [2])
    with pytest.raises(Rejected) as caught:
        connection.send(message(name, post, categories="Reserch"), "k2", None, ())
    assert caught.value.code == "wordpress.no-category"


@on("devto")
def test_what_dev_is_told(name: str, fake: Fake, connection: Connection):
    at = "https://raw.example/posts/"
    connection.send(message(name, series="Streets", pictures_at=at), "k", None, ())
    body = fake.posts[0]["body"]
    assert body["tags"] == ["aichips", "芯片", "c", "markets"]
    assert body["main_image"] == "https://raw.example/posts/%E5%B0%81%E9%9D%A2.png"
    assert "](https://raw.example/posts/%E5%9C%A8/%E8%A1%97.png)" in body["body_markdown"]
    assert (body["series"], body["canonical_url"]) == ("Streets", "https://a.cn/street")
    assert body["description"] == "What a street costs"
    assert "https://a.cn/street" not in body["body_markdown"], "DEV shows it itself"
    assert "{% raw %}{{% endraw %}{ x }}" in body["body_markdown"]


def test_dev_is_told_of_no_picture_that_lies_beside_the_post():
    spec = load_channel("devto")
    draft = render(POST, Account(name="my-site", spec=spec, layout=spec.layout))
    told = [one.code for one in draft.findings]
    assert told.count("media.no-address") == 2
    assert {"tag.cut", "tag.omitted"} <= set(told)
    assert "media.no-alt-field" not in told
    assert "main_image" not in draft.messages[0].payload
    assert "cover" not in draft.messages[0].payload


def test_a_cover_s_alt_text_has_no_place_on_dev():
    spec = load_channel("devto")
    account = Account(
        name="my-site",
        spec=spec,
        layout=spec.layout,
        options={"pictures_at": "https://raw.example/posts"},
    )
    draft = render(POST, account)
    told = [one.code for one in draft.findings]
    assert (told.count("media.no-alt-field"), told.count("media.no-address")) == (1, 0)


@on("devto")
def test_an_older_article_of_the_same_words_is_another(
    name: str,
    fake: devto.DevToFake,  # noqa: ARG001 - it answers
    connection: Connection,
):
    connection.send(message(name, publish=True), "k", None, ())
    later = dt.datetime(2026, 12, 24, tzinfo=dt.UTC)
    before = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
    assert connection.find(message(name, publish=True), "k", None, later) is None
    assert connection.find(message(name, publish=True), "k", None, before)


@on("devto")
def test_all_pages_of_drafts_are_looked_through(
    name: str, fake: devto.DevToFake, connection: Connection
):
    sent = connection.send(message(name), "k", None, ())
    first = fake.posts[0]
    fake.posts += [
        {**first, "shown": {**first["shown"], "id": number, "title": f"Other {number}"}}
        for number in range(2, 203)
    ]
    found = connection.find(message(name), "k", None, NOW)
    assert found
    assert found.id == sent.id


@on(*SITES)
def test_what_stands_is_changed_and_keeps_its_slug(name: str, fake: Fake, connection: Connection):
    sent = connection.send(message(name), "k", None, ())
    slug = fake.posts[0]["body"].get("slug")
    mended = Post(title={"en": "Another"}, happened={"en": "It moved on."})
    stands = receipt(name, sent)
    assert connection.edit(message(name, mended), stands, ()) == sent
    assert fake.posts[0]["text"] == "Another"
    assert fake.posts[0]["body"].get("slug") == slug
    out = connection.edit(message(name, mended, publish=True), stands, ())
    assert out.more == {} or name == "devto"
    connection.edit(message(name), stands, ())
    body = fake.posts[0]["body"]
    assert body.get("published", body.get("status")) in {True, "publish", "published"}, "it is out"


@on("ghost", "wordpress")
def test_what_stands_is_deleted_once(name: str, fake: Fake, connection: Connection):
    stands = receipt(name, connection.send(message(name), "k", None, ()))
    connection.delete(stands)
    assert fake.posts == []
    connection.delete(stands)
    with pytest.raises(Rejected) as caught:
        connection.edit(message(name), stands, ())
    assert caught.value.code == "change.not-there"


@on("ghost")
def test_what_somebody_else_is_changing_is_left_to_them(
    name: str, fake: Fake, connection: Connection
):
    stands = receipt(name, connection.send(message(name), "k", None, ()))
    fake.faults.append(Fault("409 UpdateCollisionError", on="PUT /ghost/api/admin/posts/"))
    with pytest.raises(Retryable) as caught:
        connection.edit(message(name), stands, ())
    assert caught.value.code == "ghost.being-edited"


def receipt(name: str, sent: Sent) -> Receipt:
    return Receipt(
        channel=name,
        account="my-site",
        digest="sha256:00",
        index=1,
        run=1,
        sent=sent,
        at=NOW,
    )
