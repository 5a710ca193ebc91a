"""Link cards: what the page behind an address says of itself, for a channel that wants it from us.

Read are the tags that every service reads for its cards: https://ogp.me, ``twitter:…``, and what
HTML itself has. A page is asked as a post's pictures are (see `sources`): on the public net alone,
through redirects and names alike, within seconds and bytes. Its picture is made ready as any other.
"""

import re
import time
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

from msgspec import UNSET, structs

from ..adapters.base import LinkCard, Upload
from ..errors import CrosspostError, Rejected, Retryable
from ..model.channel_spec import MediaRule
from ..model.draft import Draft, Picture
from ..model.findings import Finding, MessagePart, finding
from ..redaction import harmless
from . import prepare_picture
from .sources import fetched

PAGE = 1_000_000
"""Bytes of a page that are read: its head stands at the beginning."""
SECONDS = 10.0
"""For a page; the same again for its picture."""
IN_ALL = 40.0
"""Seconds for the cards of a draft: after that the rest go without their pages."""
LONGEST = {"title": 300, "description": 1000}
"""Characters; the services cut for themselves what they show."""
PICTURE = MediaRule(images=1, formats=("jpg", "png", "webp"), bytes=1_000_000)
"""Of a card on Bluesky: ``lexicons/app/bsky/embed/external.json``."""
PICTURE_MOST = 10_000_000
"""Bytes of it before that; more is not fetched."""
EMPTY = Upload(name="", mime="", data=b"", width=0, height=0)

TITLES = ("og:title", "twitter:title", "<title>")
DESCRIPTIONS = ("og:description", "twitter:description", "description")
PICTURES = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
CHINESE = {"gb2312": "gb18030", "gbk": "gb18030"}
"""Pages name a character set and use the larger one that it grew into."""
CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)


def link_cards(
    draft: Draft, allowed: Sequence[str] = ()
) -> tuple[dict[int, tuple[LinkCard, ...]], tuple[Finding, ...]]:
    """The cards of *draft* by the index of their message, and what is told of those that lack.

    Nothing is raised: a page that cannot be read is no reason to hold back a post.

    Args:
        draft: any.
        allowed: folders and beginnings of addresses that the account's pictures may come from.
    """
    cards: dict[int, tuple[LinkCard, ...]] = {}
    told: list[Finding] = []
    until = time.monotonic() + IN_ALL
    for message in draft.messages:
        url = message.link_card
        if url is UNSET:
            continue
        where = MessagePart(index=message.index)
        try:
            if time.monotonic() > until:
                raise Retryable("media.too-slow", location=url, seconds=round(IN_ALL))
            card, missing = read_card(url, allowed)
        except CrosspostError as error:
            why = detail(error)
            told.append(finding("link-card.incomplete", where, reason="page", url=url, detail=why))
            continue
        cards[message.index] = (card,)
        if missing:
            why = detail(missing)
            told.append(
                finding("link-card.incomplete", where, reason="picture", url=url, detail=why)
            )
    return cards, tuple(told)


def detail(error: CrosspostError) -> str:
    """Why nothing was had, in as few words as there are: a status, a host.

    >>> detail(Rejected("media.not-public", location="图", reason="404 Not Found"))
    '404 Not Found'
    """
    values = error.values
    return str(values.get("reason") or values.get("host") or error.code.removeprefix("media."))


def read_card(url: str, allowed: Sequence[str] = ()) -> tuple[LinkCard, CrosspostError | None]:
    """What the page at *url* says of itself, and why its picture is not there where it names one.

    Raises:
        Rejected: there is no page, or none that has a title.
        Retryable: it does not answer now.
    """
    page = fetched(url, allowed, PAGE, SECONDS, beginning=True)
    head = PageHead(decoded_page(page.data, page.type))
    title, description = head.first(TITLES, "title"), head.first(DESCRIPTIONS, "description")
    if not title:
        raise Rejected("media.not-public", location=url, reason="no title")
    picture, missing = EMPTY, None
    if named := head.first(PICTURES):
        try:
            picture = _picture(urljoin(page.url, named), allowed)
        except CrosspostError as error:
            missing = error
    values = {name: getattr(picture, name) for name in Upload.__struct_fields__}
    return LinkCard(**values, title=title, description=description), missing


def _picture(url: str, allowed: Sequence[str]) -> Upload:
    data = fetched(url, allowed, PICTURE_MOST, SECONDS).data
    made = prepare_picture(Picture(url=url), PICTURE, Path(), data)
    return structs.replace(made, alt="")


def decoded_page(data: bytes, kind: str) -> str:
    """A page's text, by the character set that its server or the page itself names.

    >>> page = "<meta charset=gb2312><title>芯片</title>"
    >>> decoded_page(page.encode("gbk"), "text/html") == page
    True
    """
    said = re.search(r"charset=[\"']?([\w-]+)", kind, re.IGNORECASE)
    found = CHARSET.search(data[:4096])
    name = (said[1] if said else found[1].decode() if found else "utf-8").lower()
    try:
        return data.decode(CHINESE.get(name, name), "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


class PageHead(HTMLParser):
    """What the head of a page says of it, by name: ``og:title``; its title as ``<title>``.

    >>> page = PageHead('<title>芯片</title><meta property="og:title" content=" 芯片 之战🎉 ">')
    >>> page.first(TITLES, "title"), page.first(PICTURES)
    ('芯片 之战🎉', '')
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self._said: dict[str, str] = {}
        self._title: list[str] | None = None
        self.feed(page)
        self.close()

    def first(self, names: Sequence[str], kind: str = "") -> str:
        """What the first of *names* says that says anything, cut where its *kind* has a limit."""
        words = next(filter(None, self._all(names)), "")
        most = LONGEST.get(kind)
        return words if most is None or len(words) <= most else words[: most - 1].rstrip() + "…"

    def _all(self, names: Sequence[str]) -> Iterator[str]:
        return (harmless(" ".join(self._said.get(name, "").split())) for name in names)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what a ``meta`` says, the first time."""
        given = {name: value or "" for name, value in attrs}
        if tag == "title" and "<title>" not in self._said:
            self._title = []
        elif tag == "meta":
            name = (given.get("property") or given.get("name") or "").lower()
            self._said.setdefault(name, given.get("content", ""))

    def handle_data(self, data: str) -> None:
        """Keep the title's words."""
        if self._title is not None:
            self._title.append(data)

    def handle_endtag(self, tag: str) -> None:
        """The title is whole."""
        if tag == "title" and self._title is not None:
            self._said["<title>"] = "".join(self._title)
            self._title = None
