"""Feeds: what feedparser, and JSON Feed's specification, make of the file; and who else writes it."""

import datetime as dt
import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

import crosspost
from crosspost import configuration
from crosspost.adapters import channel_of
from crosspost.adapters.base import Connection, Upload
from crosspost.adapters.feed.formats import FORMS, Feed, FeedEntry
from crosspost.errors import ConfigError, Rejected, Retryable
from crosspost.model.channel_spec import Account
from crosspost.model.draft import Message
from crosspost.registry import load_channel
from crosspost.testing.trial import destination
from tests.tries import tries

POST = """\
---
author: 作者甲
canonical_url: https://example.com/2026/chip-war
tags: [芯片, GPU]
---
# [en] The chip war 🎉

# [zh] 芯片之战 🎉

[en] Prices rise, see [the report](https://example.com/r?a=1&b=2).

[zh] 各家都涨价，见[报告](https://example.com/r?a=1&b=2)。

![港口](图/港口.png)
"""
PIXELS = b"\x89PNG\r\n\x1a\n0"
HARBOUR = Upload(name="港口.png", mime="image/png", data=PIXELS, width=9, height=9, alt="港口")
SETTINGS = {
    "address": "https://example.com/feed.xml",
    "title": "编辑部 & 朋友",
    "format": "atom",
    "author": "",
    "entries": "50",
}
NOW = dt.datetime.now(dt.UTC)


def connected(file: Path, **settings: str) -> Connection:
    there = destination("feed", {"file": str(file), **SETTINGS, **settings}, {})
    return channel_of(there.account.spec).connect(there)


def messages(folder: Path, source: str = POST, **layout: Any) -> tuple[Message, ...]:
    path = folder / "post.md"
    path.write_text(source, encoding="utf-8")
    spec = load_channel("feed")
    account = Account(name="中文号", spec=spec, layout=structs.replace(spec.layout, **layout))
    return crosspost.render(crosspost.read(path), account).messages


@pytest.mark.parametrize(("form", "version"), [("atom", "atom10"), ("rss", "rss20")])
def test_a_reader_finds_the_post_with_both_languages_and_its_picture(form, version, tmp_path):
    file = tmp_path / "feed.xml"
    connection = connected(file, format=form)
    [message] = messages(tmp_path)
    sent = connection.send(message, "键", None, [HARBOUR])
    read = feedparser.parse(file.read_bytes())
    assert not read.bozo
    assert (read.version, read.feed.title) == (version, "编辑部 & 朋友")
    [one] = read.entries
    assert one.id == one.link == sent.id == sent.url == "https://example.com/2026/chip-war"
    assert one.title == "The chip war 🎉"
    assert one.author == "作者甲"
    assert [tag.term for tag in one.tags] == ["芯片", "GPU"]
    [content] = one.content
    assert "Prices rise" in content.value
    assert "各家都涨价" in content.value
    [picture] = set(
        re.findall(r'<img [^>]*?src="([^"]*)"', content.value)
    )  # both languages show it
    assert picture.startswith("https://example.com/pictures/")
    assert (tmp_path / "pictures" / picture.rpartition("/")[2]).read_bytes() == PIXELS
    assert one.published_parsed == one.updated_parsed
    if form == "atom":
        assert content.language == "en"


def test_json_feed_has_what_its_specification_asks_for(tmp_path):
    """https://www.jsonfeed.org/version/1.1/: version, title and items; of each its id and content."""
    file = tmp_path / "feed.json"
    connected(file, format="json").send(messages(tmp_path)[0], "键", None, [HARBOUR])
    said = json.loads(file.read_text(encoding="utf-8"))
    assert said["version"] == "https://jsonfeed.org/version/1.1"
    assert said["title"] == "编辑部 & 朋友"
    assert said["feed_url"] == "https://example.com/feed.xml"
    assert said.keys() <= {
        *("version", "title", "home_page_url", "feed_url", "language", "authors", "items"),
        "_crosspost",
    }
    [item] = said["items"]
    assert item.keys() <= {
        *("id", "url", "title", "summary", "content_html", "date_published", "date_modified"),
        *("authors", "tags", "language"),
    }
    assert item["id"] == item["url"] == "https://example.com/2026/chip-war"
    assert item["authors"] == [{"name": "作者甲"}]
    assert dt.datetime.fromisoformat(item["date_published"]).tzinfo
    assert "各家都涨价" in item["content_html"]


@pytest.mark.parametrize("form", FORMS)
def test_the_same_again_changes_nothing_and_other_words_bring_it_up_to_date(form, tmp_path):
    file = tmp_path / "feed"
    connection = connected(file, format=form)
    [message] = messages(tmp_path)
    first = connection.send(message, "键", None, [HARBOUR])
    before = file.read_bytes()
    assert connection.send(message, "键-2", None, [HARBOUR]) == first
    assert file.read_bytes() == before
    assert connection.find(message, "键", None, NOW) == first
    [changed] = messages(tmp_path, POST.replace("Prices rise", "Prices fell"))
    assert connection.find(changed, "键", None, NOW) is None
    assert connection.send(changed, "键", None, [HARBOUR]).id == first.id
    [entry] = FORMS[form].read(file.read_bytes())
    assert "Prices fell" in entry.html
    assert entry.published <= entry.updated


def test_without_an_address_an_entry_is_named_by_what_it_says(tmp_path):
    file = tmp_path / "feed.xml"
    ids = [
        connected(file).send(messages(tmp_path, f"# 题{at}\n\n文。\n")[0], "键", None, ()).id
        for at in (1, 2, 1)
    ]
    assert ids[0] == ids[2] != ids[1]
    assert ids[0].startswith("urn:uuid:")
    assert len(feedparser.parse(file.read_bytes()).entries) == 2


def test_a_feed_a_language_where_the_file_says_so(tmp_path):
    connection = connected(
        tmp_path / "feed.{language}.xml", address="https://example.com/feed.{language}.xml"
    )
    for message in messages(tmp_path, language_mode="threads"):
        connection.send(message, "键", None, [HARBOUR])
    for language, title in (("en", "The chip war 🎉"), ("zh", "芯片之战 🎉")):
        read = feedparser.parse((tmp_path / f"feed.{language}.xml").read_bytes())
        [one] = read.entries
        assert (one.title, read.feed.language) == (title, language)
        assert one.id == f"https://example.com/2026/chip-war#{language}"


def test_a_folder_gets_the_file_that_its_form_is_called(tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    connected(site, format="json", address="https://example.com/").send(
        messages(tmp_path, "# 题\n\n文。\n")[0], "键", None, ()
    )
    said = json.loads((site / "feed.json").read_text(encoding="utf-8"))
    assert said["feed_url"] == "https://example.com/feed.json"


def test_the_oldest_entries_leave(tmp_path):
    file = tmp_path / "feed.xml"
    for at in range(4):
        message = messages(tmp_path, f"# 题{at}\n\n文。\n")[0]
        connected(file, entries="3").send(message, "键", None, ())
    assert len(feedparser.parse(file.read_bytes()).entries) == 3


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "there", ["<feed xmlns='http://www.w3.org/2005/Atom'/>", '{"items": []}', "<rss/>", "你好"]
)
def test_what_somebody_else_wrote_stays(form, there, tmp_path):
    file = tmp_path / "feed.xml"
    file.write_text(there, encoding="utf-8")
    connection = connected(file, format=form)
    with pytest.raises(Rejected, match="no feed that crosspost wrote"):
        connection.whoami()
    with pytest.raises(Rejected, match="no feed that crosspost wrote"):
        connection.send(messages(tmp_path)[0], "键", None, [HARBOUR])
    assert file.read_text(encoding="utf-8") == there


def test_a_folder_that_is_not_there_is_tried_again(tmp_path):
    with pytest.raises(Retryable, match="cannot be written now"):
        connected(tmp_path / "off/feed.xml").send(messages(tmp_path)[0], "键", None, [HARBOUR])


def test_several_at_once_lose_no_entry(tmp_path, monkeypatch):
    monkeypatch.setattr("crosspost.adapters.base.TIMEOUT", 60)  # the last one waits for all others
    file = tmp_path / "feed.xml"
    every = [messages(tmp_path, f"# 题{at}\n\n文。\n")[0] for at in range(24)]
    with ThreadPoolExecutor(8) as pool:  # a lock of the system's holds between files, not threads
        list(pool.map(lambda one: connected(file).send(one, "键", None, ()), every))
    assert len(feedparser.parse(file.read_bytes()).entries) == 24
    assert not list(tmp_path.glob("*.new"))


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"format": "rdf"}, "value.unknown"),
        ({"address": "feed.xml"}, "feed.no-address"),
        ({"entries": "0"}, "value.no-count"),
        ({"entries": "许多"}, "value.no-count"),
    ],
)
def test_settings_that_cannot_be(settings, code, tmp_path):
    with pytest.raises(ConfigError) as caught:
        connected(tmp_path / "feed.xml", **settings)
    assert caught.value.code == code


def test_a_path_starts_from_the_folder_of_the_file_that_says_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CROSSPOST_TRUST", str(tmp_path))
    (tmp_path / "crosspost.toml").write_text(
        '[accounts.feed]\nchannel = "feed"\nfile = "public/feed.xml"\nentries = 20\n'
        'title = "编辑部"\naddress = "https://example.com/feed.xml"\n',
        encoding="utf-8",
    )
    settings = configuration.read().destination("feed").settings
    assert settings["file"] == str(tmp_path / "public/feed.xml")
    assert settings["entries"] == "20"


LINES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40).map(
    lambda said: " ".join(said.replace("\ufffe", "").replace("\uffff", "").split())
)
MOMENTS = st.integers(10**9, 4 * 10**9).map(lambda at: dt.datetime.fromtimestamp(at, dt.UTC))
ENTRIES = st.builds(
    FeedEntry,
    id=LINES.map("urn:{}".format),
    title=LINES,
    html=LINES.map("<p>{}</p>".format),
    published=MOMENTS,
    updated=MOMENTS,
    url=st.sampled_from(["", "https://example.com/芯片?a&b"]),
    summary=LINES,
    author=LINES.filter(bool),
    language=st.sampled_from(["", "zh", "en"]),
    tags=st.lists(LINES.filter(bool), max_size=3).map(tuple),
)


@pytest.mark.parametrize("form", FORMS)
@tries(40)
@given(entries=st.lists(ENTRIES, max_size=3).map(tuple))
def test_what_is_written_is_read_back(form, entries):
    feed = Feed(
        title="编辑部", address="https://a.cn/f", home="https://a.cn/", author="", entries=entries
    )
    made = FORMS[form].write(feed)
    assert tuple(FORMS[form].read(made)) == entries
    if form != "json":
        assert not feedparser.parse(made).bozo
