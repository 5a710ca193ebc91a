"""Link cards: what a page says of itself, asked when a post is sent, and what is told of the rest.

Pages are on loopback, which the account allows; nothing else of this machine is ever asked.
"""

import io
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from msgspec import structs
from PIL import Image

from crosspost import images
from crosspost.adapters.base import LinkCard, Upload
from crosspost.errors import Rejected, Retryable
from crosspost.images import read_card
from crosspost.ledger import open_ledger
from crosspost.model.post import Meta, Post
from crosspost.publishing import Job, PublishOptions, RunContext, run
from crosspost.rendering import render
from crosspost.testing.trial import destination
from tests.fakes.bluesky import HANDLE, PASSWORD, BlueskyFake

CANARY = "KANARIENVOGEL-31N14"


def large() -> bytes:
    """A photograph of more than a megabyte, with where it was taken."""
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x010E] = CANARY
    noise = Image.effect_noise((1400, 1000), 90)
    Image.merge("RGB", (noise, noise.rotate(90).resize(noise.size), noise)).save(
        out, "JPEG", quality=97, exif=exif
    )
    return out.getvalue()


def page(head: str) -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>正文</body></html>".encode()


OG = '<meta property="og:title" content="芯片 之战 &amp; 🎉"><meta property="og:description" '
PAGES: dict[str, tuple[str, bytes]] = {
    "/og": ("text/html", page(OG + 'content="谁来造"><meta property="og:image" content="/a.jpg">')),
    "/title": ("text/html; charset=utf-8", page("<title> 只有\n标题 </title>")),
    "/gbk": ("text/html", page("<meta charset=gbk><title>国标</title>").decode().encode("gbk")),
    "/none": ("text/html", page("<p>没有标题")),
    "/no-picture": ("text/html", page(OG + '><meta property="og:image" content="/gone.png">')),
    "/a.jpg": ("image/jpeg", large()),
    "/long": ("text/html", page(f"<title>{'长' * 400}</title>") + b" " * 2_000_000),
    "/bidi": ("text/html", page("<title>\u202e芯片\x07</title>")),
}


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path in {"/there", "/private"}:
            self.send_response(302)
            to = "/og" if self.path == "/there" else "http://localhost:1/og"
            self.send_header("location", to)
            self.end_headers()
            return
        kind, data = PAGES.get(self.path, ("", b""))
        self.send_response(200 if kind else 404)
        self.send_header("content-type", kind)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


SAYS = [
    ("/og", "芯片 之战 & 🎉", "谁来造"),
    ("/there", "芯片 之战 & 🎉", "谁来造"),
    ("/title", "只有 标题", ""),
    ("/gbk", "国标", ""),
    ("/long", "长" * 299 + "…", ""),
    ("/bidi", "\\u202e芯片\\x07", ""),
]


@pytest.mark.parametrize(("path", "title", "description"), SAYS, ids=[one[0] for one in SAYS])
def test_what_a_page_says_of_itself(site, path, title, description):
    card, _ = read_card(site + path, [site])
    assert (card.title, card.description) == (title, description)


def test_its_picture_is_made_to_fit_and_says_nothing_else(site):
    assert len(PAGES["/a.jpg"][1]) > 1_000_000
    card, missing = read_card(f"{site}/og", [site])
    assert missing is None
    assert 0 < len(card.data) <= 1_000_000
    assert CANARY.encode() not in card.data
    assert (card.mime, card.alt) == ("image/jpeg", "")


def test_a_picture_that_is_gone_is_no_reason_to_have_no_card(site):
    card, missing = read_card(f"{site}/no-picture", [site])
    assert (card.title, card.data) == ("芯片 之战 & 🎉", b"")
    assert missing is not None
    assert "404" in str(missing)


@pytest.mark.parametrize("path", ["/nowhere", "/none"])
def test_what_is_no_page_gives_no_card(site, path):
    with pytest.raises(Rejected):
        read_card(site + path, [site])


def test_nobody_there_is_for_later():
    with pytest.raises(Retryable):
        read_card("http://127.0.0.1:1/", ["http://127.0.0.1:1"])


@pytest.mark.parametrize("path", ["/og", "/private"])
def test_a_private_address_is_asked_for_nothing(site, path):
    allowed = [site] if path == "/private" else []
    with pytest.raises(Rejected, match="private network"):
        read_card(site + path, allowed)


def published(site: str, path: str, folder: Path, pictures_from: tuple[str, ...]) -> Any:
    post = Post(
        title={"zh": "自己的标题"},
        happened={"zh": f"全文在这里：{site}{path}"},
        meta=Meta(canonical_url=site + path),
    )
    with (
        BlueskyFake() as fake,
        open_ledger(f"sqlite:///{folder / 'ledger.sqlite3'}") as ledger,
    ):
        settings = {"api": fake.url, "handle": HANDLE}
        there = destination("bluesky", settings, {"password": PASSWORD})
        account = structs.replace(there.account, pictures_from=pictures_from)
        there = structs.replace(there, account=account)
        job = Job(draft=render(post, account), destination=there)
        [result] = run([job], PublishOptions(base=folder), RunContext(ledger))
        assert result.failure is None
        told = [one for one in result.findings if one.code == "link-card.incomplete"]
        return fake.posts[0]["record"]["embed"]["external"], told


def test_a_post_goes_out_with_the_card_of_its_page(site, tmp_path):
    card, told = published(site, "/og", tmp_path, (site,))
    assert (card["title"], card["thumb"]["mimeType"], told) == ("芯片 之战 & 🎉", "image/jpeg", [])


def test_a_post_whose_page_cannot_be_read_goes_out_and_says_so(site, tmp_path):
    card, [told] = published(site, "/nowhere", tmp_path, (site,))
    assert (card["title"], "thumb" in card) == ("自己的标题", False)
    assert (told.values["reason"], told.values["detail"]) == ("page", "404 Not Found")
    assert "404 Not Found" in told.text("zh")


def test_a_card_of_a_private_page_is_told_with_its_host(site, tmp_path):
    card, [told] = published(site, "/og", tmp_path, ())
    assert (card["title"], told.values["detail"]) == ("自己的标题", "127.0.0.1")


def test_a_missing_picture_is_told(site, tmp_path):
    card, [told] = published(site, "/no-picture", tmp_path, (site,))
    assert ("thumb" in card, told.values["reason"]) == (False, "picture")


def test_a_page_is_asked_once_for_both_languages(monkeypatch):
    asked: list[str] = []

    def read(url: str, _allowed: object) -> tuple[LinkCard, None]:
        asked.append(url)
        upload = {name: getattr(images.NO_PICTURE, name) for name in Upload.__struct_fields__}
        return LinkCard(**upload, title="全文", description=""), None

    monkeypatch.setattr(images, "read_card", read)
    title = {"zh": "芯片", "en": "Chips"}
    meta = Meta(canonical_url="https://a.cn/x")
    draft = render(Post(title=title, happened={"zh": "好。", "en": "Good."}, meta=meta), "bluesky")
    cards, told = images.link_cards(draft)
    assert (list(cards), told, asked) == ([1, 2], (), ["https://a.cn/x"])


def test_after_a_while_no_more_pages_are_waited_for(site, tmp_path, monkeypatch):
    monkeypatch.setattr(images, "CARDS_SECONDS", -1.0)
    card, [told] = published(site, "/og", tmp_path, (site,))
    assert (card["title"], told.values["reason"]) == ("自己的标题", "page")
