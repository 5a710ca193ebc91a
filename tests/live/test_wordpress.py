"""A real WordPress keeps what was drafted: words, pictures in their places, tags, and a draft.

Its answers are those that tests/fakes/wordpress.py gives.
"""

import contextlib
import datetime as dt
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import httpx
import pytest
from msgspec import structs

import crosspost
from crosspost.adapters.base import Connection, Destination
from crosspost.adapters.wordpress.client import WordPress
from crosspost.errors import Rejected
from crosspost.model.draft import Json, Message
from crosspost.model.post import Meta, Post
from crosspost.model.receipts import Receipt
from crosspost.registry import default_account
from crosspost.testing.trial import destination
from tests.examples import EXAMPLES as EXAMPLE_POSTS
from tests.live import wordpress
from tests.live.reading import PATIENCE
from tests.live.threads import EXAMPLES, uploads

SINCE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Destination]]:
    """One site for all tests, by its users' names."""
    with wordpress.wordpress(tmp_path_factory.mktemp("wordpress")) as (address, passwords):
        yield {
            user: destination("wordpress", {"api": address, "user": user}, {"password": password})
            for user, password in passwords.items()
        }


@pytest.fixture
def ann(site: dict[str, Destination]) -> Iterator[Connection]:
    with contextlib.closing(WordPress(site["ann"])) as connection:
        yield connection


def asked(site: dict[str, Destination], path: str, **params: str) -> Any:
    """What the site says of *path* to its administrator."""
    there = site["ann"]
    signed = (there.settings["user"], there.credentials.get("password"))
    address = f"{there.settings['api']}/wp-json/wp/v2/{path}"
    answer = httpx.get(address, params={"context": "edit", **params}, auth=signed, timeout=PATIENCE)
    answer.raise_for_status()
    return answer.json()


def message(post: Post, **options: Any) -> Message:
    account = structs.replace(default_account("wordpress"), options=options)
    return crosspost.render(post, account).messages[0]


def listed(said: Json) -> list[Json]:
    return said if isinstance(said, list) else []


STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "′": "'", "″": '"', "…": "..."})


def letters(html: str) -> str:
    """What readers see of it, without spaces, signs as they are typed: WordPress sets its own."""
    plain = unescape(re.sub(r"<[^>]*>", "", html)).translate(STRAIGHT)
    return re.sub(r"\s|[-–—]", "", plain)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", [path.name for path in EXAMPLE_POSTS])
def test_an_example_reads_back_as_it_was_drafted(
    name: str, language: str, site: dict[str, Destination], ann: Connection
):
    account = default_account("wordpress")
    layout = structs.replace(account.layout, languages=(language, *{"en", "zh"} - {language}))
    account = structs.replace(account, layout=layout)
    draft = crosspost.render(crosspost.read(EXAMPLES / name), account)
    pictures = uploads(draft, account)
    for one in draft.messages:
        sent = ann.send(one, f"{name}-{language}-{one.index}", None, pictures.get(one.index, ()))
        kept = asked(site, f"posts/{sent.id}")
        assert kept["status"] == "draft"
        assert unescape(kept["title"]["raw"]) == one.payload["title"]
        assert unescape(kept["excerpt"]["raw"]) == one.payload.get("digest", "")
        shown = letters(str(one.payload["title"])) + letters(kept["content"]["rendered"])
        assert shown == letters(one.text.replace("<", "&lt;"))
        tags = {unescape(asked(site, f"tags/{number}")["name"]) for number in kept["tags"]}
        assert sorted(tags) == sorted(map(str, listed(one.payload.get("tags"))))
        for picture in pictures.get(one.index, ())[:1]:
            media = asked(site, f"media/{kept['featured_media']}")
            assert media["alt_text"] == picture.alt
            assert httpx.get(media["source_url"], timeout=PATIENCE).content == picture.data


def test_pictures_stand_in_their_places(site: dict[str, Destination], ann: Connection):
    post = Post(
        title={"zh": "街景 🎉"},
        happened={"zh": '从前。\n\n![一条"街"](dow-changes-chips.png)\n\n后来。'},
    )
    account = default_account("wordpress")
    draft = crosspost.render(post, account)
    sent = ann.send(draft.messages[0], "图", None, uploads(draft, account)[1])
    content = asked(site, f"posts/{sent.id}")["content"]["raw"]
    found = re.search(
        r'从前。.*<img src="([^"]+)" alt="一条&#34;街&#34;">.*后来。', content, re.DOTALL
    )
    assert found
    assert httpx.get(found[1], timeout=PATIENCE).headers["content-type"] == "image/png"


def test_what_is_there_is_found_and_not_made_again(site: dict[str, Destination], ann: Connection):
    said = message(Post(title={"zh": "芯片之战 🎉"}, happened={"zh": "开始了。"}))
    assert ann.find(said, "钥匙-1", None, SINCE) is None
    sent = ann.send(said, "钥匙-1", None, ())
    assert ann.find(said, "钥匙-1", None, SINCE) == sent
    assert ann.send(said, "钥匙-1", None, ()) == sent
    other = ann.send(said, "钥匙-2", None, ())
    assert other.id != sent.id
    titles = [one["title"]["raw"] for one in asked(site, "posts", status="any", per_page="100")]
    assert titles.count("芯片之战 🎉") == 2


def test_what_is_published_is_there_for_everybody(site: dict[str, Destination], ann: Connection):
    post = Post(
        title={"en": "AT&T <and> [gallery]"},
        happened={"en": 'Not [gallery], nor [caption]a[/caption], but `[audio src="x"]` & 5 < 6.'},
        meta=Meta(description={"en": "Less < more & [gallery]"}),
    )
    said = message(post, publish=True, categories="r&d 芯片")
    sent = ann.send(said, "published", None, ())
    assert sent.more == {}
    assert ann.find(said, "published", None, SINCE) == sent
    page = asked(site, f"posts/{sent.id}")
    assert sent.url == page["link"]
    assert httpx.get(sent.url, timeout=PATIENCE).status_code == httpx.codes.OK
    words = 'Not [gallery], nor [caption]a[/caption], but [audio src="x"] & 5 &lt; 6.'
    assert letters(page["content"]["rendered"]).endswith(letters(words))
    assert unescape(page["title"]["rendered"]) == said.payload["title"]
    assert [asked(site, f"categories/{one}")["name"] for one in page["categories"]] == [
        "R&amp;D 芯片"
    ]


def test_what_stands_is_changed_and_then_binned(site: dict[str, Destination], ann: Connection):
    said = message(Post(title={"zh": "旧题 🎉"}, happened={"zh": "旧文。"}), publish=True)
    sent = ann.send(said, "改", None, ())
    stands = Receipt(
        channel="wordpress", account="ann", digest="sha256:00", index=1, run=1, sent=sent, at=SINCE
    )
    mended = message(Post(title={"zh": "新题 🎉"}, happened={"zh": "新文。"}, tags=("新",)))
    assert ann.edit(mended, stands, ()) == sent
    kept = asked(site, f"posts/{sent.id}")
    assert (kept["title"]["raw"], kept["status"]) == ("新题 🎉", "publish")
    assert "新文。" in kept["content"]["raw"]
    assert ann.find(said, "改", None, SINCE) == sent
    ann.delete(stands)
    ann.delete(stands)
    assert asked(site, f"posts/{sent.id}")["status"] == "trash"
    assert ann.find(said, "改", None, SINCE) is None
    gone = structs.replace(stands, sent=structs.replace(sent, id="987654"))
    ann.delete(gone)
    with pytest.raises(Rejected) as caught:
        ann.edit(mended, gone, ())
    assert caught.value.code == "change.not-there"


def test_tags_are_found_whatever_their_signs(site: dict[str, Destination], ann: Connection):
    post = Post(title={"en": "Tags"}, happened={"en": "It."}, tags=("at&t", "C++", "C", "人工智能"))
    first = ann.send(message(post), "tags-1", None, ())
    with contextlib.closing(WordPress(site["ann"])) as again:
        second = again.send(message(post), "tags-2", None, ())
    numbers = [asked(site, f"posts/{one.id}")["tags"] for one in (first, second)]
    assert numbers[0] == numbers[1]
    assert len(numbers[0]) == 4


def test_an_author_may_do_all_of_it(site: dict[str, Destination]):
    account = default_account("wordpress")
    draft = crosspost.render(crosspost.read(EXAMPLES / "dow-changes-chips.json"), account)
    with contextlib.closing(WordPress(site["author"])) as connection:
        who = connection.whoami()
        assert who.name == "author @ 芯片 & 街 🎉"
        sent = connection.send(draft.messages[0], "author", None, uploads(draft, account)[1])
        assert connection.find(draft.messages[0], "author", None, SINCE) == sent


def test_what_somebody_may_not_is_told_of_the_account(site: dict[str, Destination]):
    account = default_account("wordpress")
    draft = crosspost.render(crosspost.read(EXAMPLES / "dow-changes-chips.json"), account)
    with contextlib.closing(WordPress(site["contributor"])) as connection:
        with pytest.raises(Rejected) as caught:
            connection.send(draft.messages[0], "contributor", None, uploads(draft, account)[1])
        assert (caught.value.code, caught.value.account_level) == ("wordpress.may-not", True)
        with pytest.raises(Rejected) as caught:
            connection.send(message(Post(title={"en": "T"}), publish=True), "c2", None, ())
        assert caught.value.code == "wordpress.may-not"


@pytest.mark.parametrize(("user", "password"), [("ann", "wrong"), ("nobody", "wrong")])
def test_a_wrong_password_is_told(user: str, password: str, site: dict[str, Destination]):
    settings = site["ann"].settings | {"user": user}
    wrong = destination("wordpress", settings, {"password": password})
    with contextlib.closing(WordPress(wrong)) as connection, pytest.raises(Rejected) as caught:
        connection.whoami()
    assert caught.value.code == "wordpress.wrong-password"


def test_a_site_that_is_elsewhere_is_told(site: dict[str, Destination]):
    settings = site["ann"].settings | {"api": f"{site['ann'].settings['api']}/blog"}
    away = destination("wordpress", settings, {"password": "any"})
    with contextlib.closing(WordPress(away)) as connection, pytest.raises(Rejected) as caught:
        connection.whoami()
    assert caught.value.code == "wordpress.no-api"
