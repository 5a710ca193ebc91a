"""Feeds as WordPress, Jekyll, Substack, Ghost, Hexo and a GB2312 site write them, and JSON Feed."""

import json
import time
from contextlib import suppress
from pathlib import Path

import pytest

pytest.importorskip("feedparser", reason="the extra watch is not installed")

from hypothesis import given
from hypothesis import strategies as st

from crosspost.configuration.tables import WATCH_TEXT
from crosspost.errors import CrosspostError
from crosspost.model.draft import Draft
from crosspost.registry import default_account
from crosspost.rendering import render
from crosspost.watching.entry_post import blocks, post_of
from crosspost.watching.feeds import SourceEntry, read_feed

FEEDS = Path(__file__).with_name("feeds")


def entries(name: str) -> dict[str, SourceEntry]:
    found, complaints = read_feed((FEEDS / name).read_bytes(), {}, "https://feeds.example/f", name)
    assert complaints == ()
    return {one.id: one for one in found}


def drafted(entry: SourceEntry, template: str = WATCH_TEXT) -> Draft:
    post, _ = post_of(entry, template)
    return render(post, default_account("mastodon"))


def said(entry: SourceEntry, template: str = WATCH_TEXT) -> str:
    return "\n---\n".join(one.text for one in drafted(entry, template).messages)


SUMMARIES = {
    ("wordpress.xml", "https://rivers.example/?p=1042"): """\
Why the ferry’s late: silt & *tides*

The quay lost forty centimetres of depth in one summer. The timetable still says nine o’clock […]

Original https://rivers.example/2026/11/ferry/

#Rivers #PublicTransport""",
    ("jekyll.xml", "https://notes.example/2026/11/20/braces"): """\
Templates with {{ braces }} & <tags>

A layout needs {% include head.html %}, and nothing else.

Original https://notes.example/2026/11/20/braces.html

#jekyll #StaticSites""",
    ("substack.xml", "https://wages.example/p/night-shifts"): """\
Night shifts, priced

What an hour after midnight is worth in nine cities

Original https://wages.example/p/night-shifts""",
    ("ghost.xml", "6743f0e1c0ffee0001a1b2c3"): """\
Glaze without lead

Barium was not the answer either.

Original https://kiln.example/glaze/

#Glaze""",
    ("hexo.xml", "https://suanfa.example/2026/11/21/queue/"): """\
排队的数学：为什么你那一列总是最慢 🎉

超市里有五列队伍，你排的那一列最快的机会只有五分之一。

原文 https://suanfa.example/2026/11/21/queue/

#数学 #排队论""",
    ("gb2312.xml", "https://chengnan.example/a/2071.html"): """\
老街的路灯换了第三回

这一回换成了暖光，街坊说总算看得清门牌。
灯杆还是一九八七年的那一批。

原文 https://chengnan.example/a/2071.html

#街巷""",
    ("microblog.json", "https://tiny.example/77"): """\
Rain again. The gutter holds & the *cat* is dry.

Original https://tiny.example/77

#weather #cats""",
}


@pytest.mark.parametrize("key", SUMMARIES, ids=lambda key: key[0])
def test_an_entry_says_what_its_feed_says(key: tuple[str, str]):
    assert said(entries(key[0])[key[1]]) == SUMMARIES[key]


def test_content_keeps_lists_code_pictures_and_says_what_it_cannot():
    ferry = entries("wordpress.xml")["https://rivers.example/?p=1042"]
    draft = drafted(ferry, "{content}")
    whole = "\n".join(one.text for one in draft.messages)
    assert "• Wait for the tide.\n• Or dredge: the costs" in whole
    assert "https://rivers.example/costs?year=2026&unit=eur" in str(draft)
    assert "https://rivers.example/wp-content/uploads/quay.jpg" in str(draft.messages)
    assert "markup.unsayable" in {found.code for found in draft.findings}
    code = said(entries("jekyll.xml")["https://notes.example/2026/11/20/braces"], "{content}")
    assert "<body>\n\n  {{ content }}\n</body>" in code
    assert "snake_case_all_the_way, 2*3*4" in code
    assert "#yuanyin" not in said(
        entries("hexo.xml")["https://suanfa.example/2026/11/21/queue/"], "{content}"
    )


def test_the_oldest_comes_first_and_the_date_and_author_are_kept():
    found = list(entries("wordpress.xml").values())
    assert [one.title for one in found] == [
        "Bridges we forgot",
        "Why the ferry’s late: silt & *tides*",
    ]
    post, _ = post_of(found[1], WATCH_TEXT)
    assert (str(post.meta.date), post.meta.author) == ("2026-11-24", "M. Okafor")


HTML = {
    "<p>一</p><p>二</p>": ["<div>一</div>", "<div>二</div>"],
    "<p>a<p>b": ["<div>a</div>", "<div>b</div>"],
    "<div><section><p>a</p></section><p>b</p></div>": ["<div>a</div>", "<div>b</div>"],
    "plain\n\ntext": ["<div>plain text</div>"],
    "<pre>a\n\nb</pre>": ["<div><pre>a&#10;&#10;b</pre></div>"],
    "a<!-- b -->c<!-- d": ["<div>ac&#60;&#33;-- d</div>"],
    "<a href='../x'>y</a>": ['<div><a href="https://例.example/x">y</a></div>'],
    '<a href="javascript:x()">y</a>': ['<div><a href="">y</a></div>'],
    "<img src=file:///etc/passwd>": ['<div><img src=""></div>'],
    "<ul><li>a</ul><p>b": ["<div><ul><li>a</ul></div>", "<div>b</div>"],
    "<p>a<script>b</script> c</p>": ["<div>a<script>b</script> c</div>"],
    "<p>a<style>b</style><ul><li>c</ul> d": ["<div>a<style>b</style><ul><li>c</ul> d</div>"],
    "<a href='http://[x'>y</a>": ['<div><a href="">y</a></div>'],
    "": [],
    "<p></p>": [],
}


@pytest.mark.parametrize("html", HTML)
def test_html_becomes_blocks_on_lines_of_their_own(html: str):
    assert list(blocks(html, "https://例.example/a/")) == HTML[html]


@given(
    st.lists(
        st.sampled_from(
            [*"<>/p *_#`~[]{}%&;!-\n'\"=芯🎉", "<p>", "</p>", "<pre>", "<li>", "<!--", "<script>"]
        )
    )
)
def test_no_html_opens_anything_outside_its_line(parts: list[str]):
    for block in blocks("".join(parts), "https://a.example/"):
        assert "\n" not in block
        assert block.startswith("<div>")
        assert block.endswith("</div>")


@given(
    st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=60)
)
def test_a_title_says_its_very_words(title: str):
    """Whatever signs are in it: none is a mark."""
    words = " ".join(title.split())
    entry = SourceEntry(id="1", fingerprint="", title=words, summary="<p>正文。</p>")
    post, _ = post_of(entry, WATCH_TEXT)
    shown = "".join(text.words for text in post.title.values())
    assert shown == words or not words.strip("#")


@given(st.binary(max_size=200))
def test_whatever_is_sent_is_a_feed_or_an_error(body: bytes):
    with suppress(CrosspostError):
        read_feed(body, {}, "https://a.example/", "a")


CHINESE = '<rss version="2.0"><channel><item><title>渡口改了时刻</title></item></channel></rss>'
ENCODED = {
    "GB18030, and says so": (CHINESE, "gb18030", '<?xml version="1.0" encoding="GB18030"?>', ""),
    "GBK, called by its old name": (CHINESE, "gbk", '<?xml version="1.0" encoding="gb2312"?>', ""),
    "Big5": (CHINESE.replace("时", "時"), "big5", '<?xml version="1.0" encoding="Big5"?>', ""),
    "its server says so": (CHINESE, "gb18030", "", "text/xml; charset=gbk"),
    "UTF-16": (CHINESE, "utf-16", '<?xml version="1.0" encoding="UTF-16"?>', ""),
    "nobody says it": (CHINESE, "gb18030", '<?xml version="1.0"?>', "text/xml"),
}


@pytest.mark.parametrize("case", ENCODED)
def test_chinese_is_read_in_whatever_it_is_encoded(case: str):
    """A guess is told."""
    text, encoding, head, kind = ENCODED[case]
    title = text.partition("<title>")[2].partition("</title>")[0]
    found, told = read_feed((head + text).encode(encoding), {"content-type": kind}, HERE, HERE)
    assert [one.title for one in found] == [title]
    assert [one.code for one in told] == (["watch.no-encoding"] if "nobody" in case else [])


def test_entries_without_an_id_are_not_one_entry():
    body = b'{"version": "%s", "items": [{"id": null, "title": "a"}, {"id": null, "title": "b"}]}'
    found, told = read_feed(body % JSON_FEED.encode(), {}, HERE, HERE)
    assert ({one.title for one in found}, told) == ({"a", "b"}, ())


HERE = "https://a.example/"
JSON_FEED = "https://jsonfeed.org/version/1.1"


def json_feed(**entry: object) -> bytes:
    return json.dumps(
        {"version": JSON_FEED, "items": [{"id": "1", "title": "题", **entry}]}
    ).encode()


def xml_feed(summary: str, more: str = "") -> bytes:
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><item><title>题</title>'
        f"<guid>1</guid>{more}<description>{summary}</description></item></channel></rss>"
    ).encode()


HOSTILE = {
    "a number of authors": json_feed(authors=5),
    "an author's name is a list": json_feed(authors=[{"name": []}], author="x"),
    "an address of nothing": json_feed(url="http://[x"),
    "a home of nothing": json_feed(url="x").replace(b"{", b'{"home_page_url": "http://[", ', 1),
    "addresses of nothing": json_feed(content_html='<p><a href="http://[x">一</a><img src="//[">'),
    "an id that is a table": json_feed(id={"a": 1}),
    "a date before dates": json_feed(date_published="0000-00-00T"),
    "half a character": b'{"version": "%s", "items": [{"id": "\\ud800"}]}' % JSON_FEED.encode(),
    "deep": b'{"version": "%s", "items": %s' % (JSON_FEED.encode(), b"[" * 100_000),
    "a link of nothing": xml_feed("文", "<link>http://[x</link>"),
    "a year of nothing": xml_feed("文", "<pubDate>Mon, 01 Jan 99999 00:00:00 GMT</pubDate>"),
    "many tags that do not end": xml_feed("&lt;a " * 3_000),
    "many comments that do not end": xml_feed("&lt;!--" * 3_000),
    "a page of tags that do not end": b"<html>" + b"<link type='application/rss+xml' " * 3_000,
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_feed_is_read_or_refused_in_its_own_time(what: str):
    before = time.process_time()
    with suppress(CrosspostError):
        found, _ = read_feed(HOSTILE[what], {}, "https://feeds.example/f", what)
        for one in found:
            said(one, "{title}\n\n{content}")
    assert time.process_time() - before < 10
