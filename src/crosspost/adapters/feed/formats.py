"""Three forms of a feed: written as their specifications say, and read back as we wrote them."""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable
from email.utils import format_datetime, parsedate_to_datetime
from io import StringIO
from typing import Any
from xml.etree.ElementTree import Element, ParseError, fromstring
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from ..._record import Record

GENERATOR = "crosspost"
ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
JSON_FEED = "https://jsonfeed.org/version/1.1"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def writable(text: str) -> str:
    r"""*text* without what no XML can hold, which no reader sees either.

    >>> writable("芯片\uffff🎉")
    '芯片🎉'
    """
    return _NO_XML.sub("", text)


class NotOurs(ValueError):  # noqa: N818 - what it says is no error of ours
    """The file holds something that we did not write."""


class FeedEntry(Record):
    """One post in a feed."""

    id: str
    title: str
    html: str
    published: dt.datetime
    updated: dt.datetime
    url: str = ""
    summary: str = ""
    author: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()


class Feed(Record):
    """A feed and its entries, the latest first."""

    title: str
    address: str
    """Where it is on the web."""
    home: str
    """The site it belongs to."""
    author: str
    entries: tuple[FeedEntry, ...] = ()

    @property
    def updated(self) -> dt.datetime:
        """When one of its entries was changed last."""
        return max(
            (one.updated for one in self.entries), default=dt.datetime.fromtimestamp(0, dt.UTC)
        )

    @property
    def language(self) -> str:
        """That of all its entries; nothing where they have several."""
        spoken = {one.language for one in self.entries}
        return spoken.pop() if len(spoken) == 1 else ""


class _Writer:
    """XML, one element after the other."""

    def __init__(self) -> None:
        self._out = StringIO()
        self._xml = XMLGenerator(self._out, "utf-8", short_empty_elements=True)
        self._xml.startDocument()

    def __call__(self, name: str, text: str = "", **attributes: str) -> None:
        """An element with *text* in it."""
        self.open(name, **attributes)
        self._xml.characters(text)
        self.close(name)

    def open(self, name: str, **attributes: str) -> None:
        said = {key.replace("__", ":").rstrip("_"): value for key, value in attributes.items()}
        self._xml.startElement(name, AttributesImpl(said))

    def close(self, name: str) -> None:
        self._xml.endElement(name)
        self._xml.ignorableWhitespace("\n")

    def bytes(self) -> bytes:
        self._xml.endDocument()
        return self._out.getvalue().encode()


def write_atom(feed: Feed) -> bytes:
    """*feed* as RFC 4287 has it."""
    out = _Writer()
    out.open("feed", xmlns=ATOM, **({"xml__lang": feed.language} if feed.language else {}))
    out("id", feed.address)
    out("title", feed.title)
    out("updated", feed.updated.isoformat())
    out("link", rel="self", href=feed.address)
    out("link", rel="alternate", href=feed.home)
    out("generator", GENERATOR)
    _person(out, feed.author or feed.title)
    for one in feed.entries:
        out.open("entry", **({"xml__lang": one.language} if one.language else {}))
        out("id", one.id)
        out("title", one.title)
        out("published", one.published.isoformat())
        out("updated", one.updated.isoformat())
        if one.url:
            out("link", rel="alternate", href=one.url)
        if one.author:
            _person(out, one.author)
        for tag in one.tags:
            out("category", term=tag)
        if one.summary:
            out("summary", one.summary)
        out("content", one.html, type="html")
        out.close("entry")
    out.close("feed")
    return out.bytes()


def _person(out: _Writer, name: str) -> None:
    out.open("author")
    out("name", name)
    out.close("author")


def read_atom(data: bytes) -> tuple[FeedEntry, ...]:
    """The entries that `write_atom` wrote.

    Raises:
        NotOurs: something else stands there.
    """
    root = _parsed(data, f"{{{ATOM}}}feed", f"{{{ATOM}}}generator")
    return tuple(_atom_entry(one) for one in root.iterfind(f"{{{ATOM}}}entry"))


def _atom_entry(one: Element) -> FeedEntry:
    link = one.find(f"{{{ATOM}}}link")

    def said(name: str) -> str:
        return one.findtext("/".join(f"{{{ATOM}}}{part}" for part in name.split("/"))) or ""

    return FeedEntry(
        id=said("id"),
        title=said("title"),
        html=said("content"),
        published=dt.datetime.fromisoformat(said("published")),
        updated=dt.datetime.fromisoformat(said("updated")),
        url="" if link is None else link.get("href", ""),
        summary=said("summary"),
        author=said("author/name"),
        language=one.get(_LANGUAGE, ""),
        tags=tuple(tag.get("term", "") for tag in one.iterfind(f"{{{ATOM}}}category")),
    )


def write_rss(feed: Feed) -> bytes:
    """*feed* as RSS 2.0, with the modules that readers know for whole texts and authors."""
    out = _Writer()
    spaces = {"xmlns__atom": ATOM, "xmlns__content": CONTENT, "xmlns__dc": DC}
    out.open("rss", version="2.0", **spaces)
    out.open("channel")
    out("title", feed.title)
    out("link", feed.home)
    out("description", feed.title)
    if feed.language:
        out("language", feed.language)
    out("lastBuildDate", format_datetime(feed.updated))
    out("generator", GENERATOR)
    out("atom:link", rel="self", type="application/rss+xml", href=feed.address)
    for one in feed.entries:
        out.open("item")
        out("title", one.title)
        if one.url:
            out("link", one.url)
        out("guid", one.id, isPermaLink="true" if one.id == one.url else "false")
        out("pubDate", format_datetime(one.published))
        out("atom:updated", one.updated.isoformat())
        if one.author or feed.author:
            out("dc:creator", one.author or feed.author)
        if one.language:
            out("dc:language", one.language)
        for tag in one.tags:
            out("category", tag)
        if one.summary:
            out("description", one.summary)
        out("content:encoded", one.html)
        out.close("item")
    out.close("channel")
    out.close("rss")
    return out.bytes()


def read_rss(data: bytes) -> tuple[FeedEntry, ...]:
    """The entries that `write_rss` wrote.

    Raises:
        NotOurs: something else stands there.
    """
    root = _parsed(data, "rss", "channel/generator")
    return tuple(_rss_item(one) for one in root.iterfind("channel/item"))


def _rss_item(one: Element) -> FeedEntry:
    def said(name: str) -> str:
        return one.findtext(name) or ""

    return FeedEntry(
        id=said("guid"),
        title=said("title"),
        html=said(f"{{{CONTENT}}}encoded"),
        published=parsedate_to_datetime(said("pubDate")),
        updated=dt.datetime.fromisoformat(said(f"{{{ATOM}}}updated")),
        url=said("link"),
        summary=said("description"),
        author=said(f"{{{DC}}}creator"),
        language=said(f"{{{DC}}}language"),
        tags=tuple(tag.text or "" for tag in one.iterfind("category")),
    )


def _parsed(data: bytes, root: str, generator: str) -> Element:
    try:
        found = fromstring(data)  # noqa: S314 - expat itself ends what grows without end
    except ParseError as error:
        raise NotOurs from error
    if found.tag != root or found.findtext(generator) != GENERATOR:
        raise NotOurs
    return found


def write_json(feed: Feed) -> bytes:
    """*feed* as JSON Feed 1.1."""
    said = {
        "version": JSON_FEED,
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        **({"authors": [{"name": feed.author}]} if feed.author else {}),
        **({"language": feed.language} if feed.language else {}),
        "_crosspost": {"generator": GENERATOR},
        "items": [_json_item(one) for one in feed.entries],
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"


def _json_item(one: FeedEntry) -> dict[str, Any]:
    said = {
        "id": one.id,
        "url": one.url,
        "title": one.title,
        "summary": one.summary,
        "content_html": one.html,
        "date_published": one.published.isoformat(),
        "date_modified": one.updated.isoformat(),
        "authors": [{"name": one.author}] if one.author else [],
        "tags": list(one.tags),
        "language": one.language,
    }
    return {key: value for key, value in said.items() if value or key == "content_html"}


def read_json(data: bytes) -> tuple[FeedEntry, ...]:
    """The entries that `write_json` wrote.

    Raises:
        NotOurs: something else stands there.
    """
    try:
        said = json.loads(data)
    except ValueError as error:
        raise NotOurs from error
    if not isinstance(said, dict) or "_crosspost" not in said:
        raise NotOurs
    return tuple(
        FeedEntry(
            id=one["id"],
            url=one.get("url", ""),
            title=one.get("title", ""),
            summary=one.get("summary", ""),
            html=one.get("content_html", ""),
            published=dt.datetime.fromisoformat(one["date_published"]),
            updated=dt.datetime.fromisoformat(one["date_modified"]),
            author="".join(author.get("name", "") for author in one.get("authors", ())),
            tags=tuple(one.get("tags", ())),
            language=one.get("language", ""),
        )
        for one in said.get("items", ())
    )


class Form(Record):
    """How a feed is written and read, and what its file is called in a folder."""

    name: str
    write: Callable[[Feed], bytes]
    read: Callable[[bytes], Iterable[FeedEntry]]


FORMS = {
    "atom": Form(name="atom.xml", write=write_atom, read=read_atom),
    "rss": Form(name="rss.xml", write=write_rss, read=read_rss),
    "json": Form(name="feed.json", write=write_json, read=read_json),
}
