"""Feeds: RSS and Atom, read by feedparser, and JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import datetime as dt
import hashlib
import io
import re
from collections.abc import Mapping
from html import unescape
from typing import Any
from urllib.parse import urljoin

import feedparser
import msgspec

from .._record import Record
from ..errors import CrosspostError

MOST = 1000
"""Entries of a feed that are looked at, the newest."""
_BYTE_ORDERS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0", b"<\0")
_ENCODING = re.compile(rb"encoding\s*=")
_TAG = re.compile(r"<[^<>]*>")
_LINK = re.compile(r"<link\b[^<>]*>", re.IGNORECASE)
_FEED = re.compile(r"type=[\"']application/(?:rss|atom|feed)\+(?:xml|json)[\"']", re.IGNORECASE)
_HREF = re.compile(r"href=[\"']([^\"']+)[\"']", re.IGNORECASE)


class SourceEntry(Record):
    """One entry of a feed, or one file of a folder."""

    id: str
    """What it is known by, in its feed: as the feed says it, or its link, or its words."""
    fingerprint: str
    """Of its words: it changes when somebody edits them."""
    title: str = ""
    summary: str = ""
    """HTML, as is the content."""
    content: str = ""
    link: str = ""
    author: str = ""
    feed: str = ""
    """What the feed calls itself."""
    date: dt.date | None = None
    tags: tuple[str, ...] = ()
    base: str = ""
    """Where its relative addresses start from."""
    file: str = ""
    """The post's file, in a folder."""


def read_feed(
    body: bytes, headers: Mapping[str, str], address: str, source: str
) -> tuple[tuple[SourceEntry, ...], tuple[CrosspostError, ...]]:
    """The entries of a feed, the oldest first, each id once; and what could not be read.

    Args:
        body: as it was sent, unpacked.
        headers: of the answer, names in small letters: they may say the encoding.
        address: where it came from in the end.
        source: as the user called it, for errors.

    Raises:
        CrosspostError: it is no feed.
    """
    complaints: list[CrosspostError] = []
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        entries = _json_feed(body, address, source)
    else:
        entries = _xml_feed(body, headers, address, source, complaints)
    if len(entries) > MOST:
        complaints.append(CrosspostError("watch.too-many-entries", location=source, limit=MOST))
    unique: dict[str, SourceEntry] = {}
    twice = [one for one in entries[:MOST] if unique.setdefault(one.id, one) is not one]
    complaints += (
        CrosspostError("watch.same-id", location=source, title=one.title) for one in twice
    )
    oldest = [*reversed(unique.values())]
    if all(one.date for one in oldest):
        oldest.sort(key=lambda one: one.date or dt.date.min)
    return tuple(oldest), tuple(complaints)


def _xml_feed(
    body: bytes,
    headers: Mapping[str, str],
    address: str,
    source: str,
    complaints: list[CrosspostError],
) -> list[SourceEntry]:
    said = {"content-location": address, "content-type": headers.get("content-type", "")}
    if _unsaid_encoding(body, said["content-type"]):
        encoding = "GB18030" if _decodes(body, "gb18030") else "Windows-1252"
        said["content-type"] = f"application/xml; charset={encoding}"
        complaints.append(CrosspostError("watch.no-encoding", location=source, encoding=encoding))
    parsed = feedparser.parse(
        io.BytesIO(body),
        response_headers=said,
        sanitize_html=False,  # nothing is to go in silence; only words are taken of it
        resolve_relative_uris=False,
    )
    if not parsed.get("version"):
        raise _no_feed(body, address, source)
    error = parsed.get("bozo_exception") if parsed.get("bozo") else None
    if error is not None and hasattr(error, "getLineNumber"):
        line = error.getLineNumber()
        complaints.append(CrosspostError("watch.malformed", location=source, line=line))
    name = _words(parsed.feed.get("title", ""))
    return [_xml_entry(one, name, address) for one in parsed.entries]


def _unsaid_encoding(body: bytes, kind: str) -> bool:
    """Whether a feed does not say how it is encoded, and is not what it is then: UTF-8."""
    said = "charset" in kind.lower() or body.startswith(_BYTE_ORDERS)
    return not said and not _ENCODING.search(body[:200]) and not _decodes(body, "utf-8")


def _decodes(body: bytes, encoding: str) -> bool:
    try:
        body.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _xml_entry(one: Any, feed: str, address: str) -> SourceEntry:  # noqa: ANN401 - feedparser's own
    contents = [_html(part) for part in one.get("content", ())]
    summary = _html(one.get("summary_detail", {}))
    title = one.get("title_detail", {})
    words = title.get("value", "")
    if "html" in title.get("type", ""):
        words = _words(words)
    day = one.get("published_parsed") or dict.get(one, "updated_parsed")  # else it warns
    return _entry(
        id=one.get("id", ""),
        title=" ".join(words.split()),
        summary=summary,
        content="\n".join(filter(None, contents)),
        link=one.get("link", ""),
        author=one.get("author", ""),
        feed=feed,
        date=dt.date(*day[:3]) if day else None,
        tags=tuple(tag.get("label") or tag.get("term") or "" for tag in one.get("tags", ())),
        base=one.get("link", "") or address,
    )


def _html(part: Mapping[str, Any]) -> str:
    """A text construct as HTML: plain text has its characters written out, and its paragraphs."""
    value = str(part.get("value", ""))
    return _plain_html(value) if part.get("type") == "text/plain" else value


def _plain_html(text: str) -> str:
    r"""*text* as HTML.

    >>> _plain_html("1 < 2\n芯片\n\n🎉")
    '<p>1 &lt; 2<br>芯片</p><p>🎉</p>'
    """
    safe = text.replace("&", "&amp;").replace("<", "&lt;").strip()
    parts = re.split(r"\n\s*\n", safe)
    return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in parts if part)


def _json_feed(body: bytes, address: str, source: str) -> list[SourceEntry]:
    try:
        feed = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise _no_feed(body, address, source) from error
    if "jsonfeed.org" not in str(feed.get("version", "")) or not isinstance(
        feed.get("items"), list
    ):
        raise _no_feed(body, address, source)
    name = _text(feed, "title")
    address = whole_address(address, _text(feed, "home_page_url")) or address
    return [_json_entry(one, name, address) for one in feed["items"] if isinstance(one, dict)]


def _json_entry(one: Mapping[str, Any], feed: str, address: str) -> SourceEntry:
    link = _text(one, "url") or _text(one, "external_url")
    authors = one.get("authors")
    authors = authors if isinstance(authors, list) else [one.get("author")]
    names = [_text(each, "name") for each in authors if isinstance(each, dict)]
    tags = one.get("tags")
    return _entry(
        id="" if one.get("id") is None else str(one["id"]),
        title=" ".join(_text(one, "title").split()),
        summary=_plain_html(_text(one, "summary")),
        content=_text(one, "content_html") or _plain_html(_text(one, "content_text")),
        link=whole_address(address, link) if link else "",
        author=", ".join(filter(None, names)),
        feed=feed,
        date=_day(_text(one, "date_published")),
        tags=tuple(map(str, tags)) if isinstance(tags, list) else (),
        base=whole_address(address, link) or address,
    )


def whole_address(base: str, link: str) -> str:
    """*link* as a whole address, from where it stands; nothing where it is none.

    >>> whole_address("https://例.example/a/", "图.png"), whole_address("https://例.example", "//[")
    ('https://例.example/a/图.png', '')
    """
    try:
        return urljoin(base, link)
    except ValueError:
        return ""


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key, "")
    return value if isinstance(value, str) else ""


def _day(text: str) -> dt.date | None:
    try:
        return dt.datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _entry(*, id: str, tags: tuple[str, ...], **said: Any) -> SourceEntry:  # noqa: A002, ANN401
    """An entry, known by its id, or its link, or else its words."""
    words = (said["title"], *(_words(said[name]) for name in ("summary", "content")))
    fingerprint = hashlib.sha256("\0".join(words).encode()).hexdigest()
    known = id.strip() or said["link"] or f"sha256:{fingerprint}"
    clean = (" ".join(tag.lstrip("#").split()) for tag in tags)
    return SourceEntry(
        id=known, fingerprint=fingerprint, tags=tuple(dict.fromkeys(filter(None, clean))), **said
    )


def _words(html: str) -> str:
    r"""The words of *html*, in one line.

    >>> _words("<b>芯片</b> &amp;\n人 🎉")
    '芯片 & 人 🎉'
    """
    return " ".join(unescape(_TAG.sub("", html)).split())


def _no_feed(body: bytes, address: str, source: str) -> CrosspostError:
    """That it is none; where it is a page that names its feed, that feed's address."""
    page = body[:100_000].decode("utf-8", "replace")
    for link in _LINK.findall(page):
        if _FEED.search(link) and (href := _HREF.search(link)):
            feed = whole_address(address, unescape(href[1]))
            return CrosspostError("watch.page-not-feed", location=source, feed=feed)
    return CrosspostError("watch.no-feed", location=source)
