"""The public net: what is at an address, and what a page says of itself.

Whoever writes a post should not choose which servers of this network are asked: an address leads to
the public net, through redirects and names alike, and each hop goes to the very address that was
looked at; within seconds, and bytes. Of a page those tags are read that every service reads for its
link cards: https://ogp.me, ``twitter:…``, and what HTML itself has.
"""

import ipaddress
import re
import socket
from collections.abc import Iterator, Sequence
from functools import partial
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

from .._record import Record
from ..adapters.guard import within_deadline
from ..errors import Rejected, Retryable
from ..redaction import harmless

if TYPE_CHECKING:
    import httpx

PATIENCE = 30.0
"""Seconds to wait for the next bytes of an address."""
WHOLE = 120.0
"""Seconds that an address may take in all, however little comes at a time."""
MOST_HOPS = 5
NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""Addresses that stand for one of IPv4 (RFC 6052)."""
PAGE = 1_000_000
"""Bytes of a page that are read: its head stands at the beginning."""
SECONDS = 10.0
"""For a page; the same again for its picture."""
LONGEST = {"title": 300, "description": 1000}
"""Characters; the services cut for themselves what they show."""
TITLES = ("og:title", "twitter:title", "<title>")
DESCRIPTIONS = ("og:description", "twitter:description", "description")
PICTURES = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
CHINESE = {"gb2312": "gb18030", "gbk": "gb18030"}
"""Pages name a character set and use the larger one that it grew into."""
CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)


class Fetched(Record):
    """What was at an address."""

    data: bytes
    url: str
    """Where it led."""
    type: str
    """The content type, as its server names it."""


def fetched(
    url: str,
    allowed: Sequence[str],
    most: int,
    seconds: float | None = None,
    *,
    beginning: bool = False,
) -> Fetched:
    """What is at *url*, within so many *seconds*: a server may give a byte at a time for ever.

    Args:
        url: an address.
        allowed: as for `picture_data`.
        most: bytes.
        seconds: in all; `WHOLE` where nobody says.
        beginning: the first bytes will do, where there are more.

    Raises:
        Rejected: nothing there, too much, or somewhere that is not to be asked.
        Retryable: it does not answer now.
    """
    seconds = WHOLE if seconds is None else seconds
    try:
        return within_deadline(partial(_followed, url, allowed, most, beginning), seconds)
    except TimeoutError as error:
        raise Retryable("media.too-slow", location=url, seconds=round(seconds)) from error


def _followed(
    url: str,
    allowed: Sequence[str],
    most: int,
    beginning: bool,  # noqa: FBT001 - of a private function
) -> Fetched:
    """What is at *url* or where that leads; each hop is looked at."""
    import httpx  # noqa: PLC0415 - most pictures are files

    try:
        with httpx.Client(timeout=PATIENCE) as client:
            at = httpx.URL(url)
            for _ in range(MOST_HOPS):
                if at.scheme not in {"http", "https"} or not at.host:
                    raise Rejected("media.no-address", location=url, reason=str(at))
                with client.stream("GET", **checked_request(at, url, allowed)) as answer:
                    if answer.has_redirect_location:
                        at = at.join(answer.headers["location"])
                        continue
                    data = _body(answer, url, most, beginning)
                    kind = answer.headers.get("content-type", "")
                    return Fetched(data=data, url=str(at), type=kind)
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:
        raise Rejected("media.no-address", location=url, reason=str(error)) from error
    except (httpx.HTTPError, OSError) as error:
        reason = str(error) or type(error).__name__
        raise Retryable("media.cannot-fetch", location=url, reason=reason) from error
    raise Rejected("media.not-public", location=url, reason=f"> {MOST_HOPS} redirects")


def checked_request(at: "httpx.URL", url: str, allowed: Sequence[str] = ()) -> dict[str, Any]:
    """What httpx is given to ask *at*: the address that its name stands for now, looked at.

    Args:
        at: where to.
        url: what a person has said, which led there.
        allowed: as for `picture_data`.

    Raises:
        Rejected: it is none of the public net.
        OSError: the name stands for nothing.
    """
    if any(_leads_to(str(at), one) for one in allowed if "://" in one):
        return {"url": at}
    proxied = getproxies().get(at.scheme) and not proxy_bypass(at.host)
    if proxied:  # which asks for the name itself
        if _is_literal(at.host) and not is_public(at.host):
            raise Rejected("media.private-address", location=url, host=at.host)
        return {"url": at}
    port = at.port or (443 if at.scheme == "https" else 80)
    every = [str(one[4][0]) for one in socket.getaddrinfo(at.host, port, type=socket.SOCK_STREAM)]
    if not all(map(is_public, every)):
        raise Rejected("media.private-address", location=url, host=at.host)
    host = at.netloc.decode().rpartition("@")[2]
    return {
        "url": at.copy_with(host=every[0]),
        "headers": {"host": host},
        "extensions": {"sni_hostname": at.raw_host.decode()},
    }


def _body(
    answer: "httpx.Response",
    url: str,
    most: int,
    beginning: bool,  # noqa: FBT001 - of a private function
) -> bytes:
    """What *answer* holds, if there is anything to be had."""
    if not answer.is_success:
        reason = f"{answer.status_code} {answer.reason_phrase}"
        if answer.is_server_error or answer.status_code in {408, 429}:
            raise Retryable("media.cannot-fetch", location=url, reason=reason)
        raise Rejected("media.not-public", location=url, reason=reason)
    data = bytearray()
    for chunk in answer.iter_bytes():
        data += chunk
        if len(data) > most and not beginning:
            raise Rejected("media.too-many-bytes", location=url, size=f"{most:,}")
        if len(data) > most:
            break
    return bytes(data[:most])


def _leads_to(url: str, beginning: str) -> bool:
    """Whether *url* begins with *beginning*: the same server, and a path below.

    >>> _leads_to("https://图.example:8000/a/b.png", "https://图.example:8000/a")
    True
    >>> _leads_to("https://图.example.evil.com/a.png", "https://图.example")
    False
    """
    one, other = urlsplit(url), urlsplit(beginning)
    path = other.path.rstrip("/")
    server = (one.scheme, one.hostname, one.port) == (other.scheme, other.hostname, other.port)
    return server and f"{one.path}/".startswith(f"{path}/") and "/.." not in one.path


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return True


def is_public(host: str) -> bool:
    """Whether the IP address *host* is one of the public net; no name is.

    >>> [is_public(one) for one in ("8.8.8.8", "127.0.0.1", "10.1.2.3", "::ffff:192.168.1.1")]
    [True, False, False, False]
    >>> is_public("169.254.169.254"), is_public("64:ff9b::a00:1"), is_public("本机")
    (False, False, False)
    """
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            inside = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inside:
            return is_public(str(inside))
    return address.is_global and not address.is_multicast


class PageWords(Record):
    """What a page says of itself."""

    title: str
    description: str = ""
    picture: str = ""
    """The address of its picture, where it names one."""


def read_page(url: str, allowed: Sequence[str] = ()) -> PageWords:
    """What the page at *url* says of itself.

    Raises:
        Rejected: there is no page, or none that has a title.
        Retryable: it does not answer now.
    """
    page = fetched(url, allowed, PAGE, SECONDS, beginning=True)
    head = PageHead(decoded_page(page.data, page.type))
    title, picture = head.first(TITLES, "title"), head.first(PICTURES)
    if not title:
        raise Rejected("media.no-title", location=url)
    return PageWords(
        title=title,
        description=head.first(DESCRIPTIONS, "description"),
        picture=urljoin(page.url, picture) if picture else "",
    )


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
