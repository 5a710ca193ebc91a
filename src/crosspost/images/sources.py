"""Where a post's pictures may come from, and their bytes from there.

A post is written by somebody; its author should not choose which files of this machine go out, nor
which servers of this network are asked. So a path stays inside the post's folder, links followed,
and an address leads to the public net, through redirects and names alike; each hop goes to the very
address that was looked at. What else an account's pictures may come from it says itself:
``pictures_from``, folders and beginnings of addresses.
"""

import ipaddress
import os
import socket
import stat
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from msgspec import UNSET

from ..adapters.base import within_deadline
from ..errors import ConfigError, Rejected, Retryable, system_reason
from ..model.draft import Draft, Drawing, Picture

if TYPE_CHECKING:
    import httpx

LARGEST = 50 * 1024 * 1024
"""Bytes that are read at most: no channel takes more for a picture."""
LARGEST_FILM = 512 * 1024 * 1024
"""The same of a video, which is held in memory as a whole."""
PATIENCE = 30.0
"""Seconds to wait for the next bytes of an address."""
WHOLE = 120.0
"""Seconds that an address may take in all, however little comes at a time."""
MOST_HOPS = 5
NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""Addresses that stand for one of IPv4 (RFC 6052)."""


def pictures_of(draft: Draft, base: Path, allowed: Sequence[str] = ()) -> dict[str, bytes]:
    """The bytes of every picture of *draft*, by its path or address.

    Args:
        draft: any.
        base: the folder that paths start from.
        allowed: as for `picture_data`.

    Raises:
        Rejected: one is not there, or must not be sent.
        Retryable: the address of one does not answer now.
    """
    every = (one for said in draft.messages if said.media is not UNSET for one in said.media)
    named = {one.path or one.url: one for one in every}
    return {name: picture_data(one, base, allowed) for name, one in named.items()}


def picture_data(picture: Picture, base: Path, allowed: Sequence[str] = ()) -> bytes:
    """The bytes at the path of *picture*, from the folder *base* on, or at its URL.

    Args:
        picture: what a post shows.
        base: the post's folder, which paths start from and do not leave.
        allowed: folders and beginnings of addresses that it may come from as well.

    Raises:
        Rejected: no such file, nothing there, or somewhere that the account does not allow; or it
            is to be drawn, and what draws is not installed.
        Retryable: its address does not answer now.
    """
    if picture.drawn is not UNSET:
        return _drawn(picture.drawn)
    most = LARGEST_FILM if picture.kind == "video" else LARGEST
    if picture.url:
        return _fetched(picture.url, allowed, most)
    return _read(base, picture.path, allowed, most)


def _drawn(drawing: Drawing) -> bytes:
    try:  # fontTools and more are an extra of their own: only where something is drawn
        drawings = import_module("crosspost.card.drawings")
        return bytes(drawings.drawing_png(drawing))
    except ModuleNotFoundError as error:
        raise Rejected("media.cannot-draw", reason=error.name) from error
    except ConfigError as error:
        raise Rejected("media.cannot-draw", reason=error.message) from error


def _read(base: Path, path: str, allowed: Sequence[str], most: int) -> bytes:
    where = str(base / path)
    real = Path(os.path.realpath(where))
    folders = [str(base), *(one for one in allowed if "://" not in one)]
    if not any(real.is_relative_to(os.path.realpath(folder)) for folder in folders):
        raise Rejected("media.outside", location=where)
    try:
        number = os.open(real, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(number, "rb") as file:
            if not stat.S_ISREG(os.fstat(number).st_mode):
                raise Rejected("media.no-file", location=where)
            data = file.read(most + 1)
    except (OSError, ValueError) as error:
        raise Rejected("media.cannot-read", location=where, reason=system_reason(error)) from error
    if len(data) > most:
        raise Rejected("media.too-many-bytes", location=where, size=f"{most:,}")
    return data


def _fetched(url: str, allowed: Sequence[str], most: int) -> bytes:
    """What is at *url*, within `WHOLE` seconds: a server may give a byte at a time for ever."""
    try:
        return within_deadline(partial(_followed, url, allowed, most), WHOLE)
    except TimeoutError as error:
        raise Retryable("media.too-slow", location=url, seconds=round(WHOLE)) from error


def _followed(url: str, allowed: Sequence[str], most: int) -> bytes:
    """What is at *url* or where that leads; each hop is looked at."""
    import httpx  # noqa: PLC0415 - most pictures are files

    try:
        with httpx.Client(timeout=PATIENCE) as client:
            at = httpx.URL(url)
            for _ in range(MOST_HOPS):
                if at.scheme not in {"http", "https"} or not at.host:
                    raise Rejected("media.no-address", location=url, reason=str(at))
                with client.stream("GET", **public_request(at, url, allowed)) as answer:
                    if answer.has_redirect_location:
                        at = at.join(answer.headers["location"])
                        continue
                    return _body(answer, url, most)
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:
        raise Rejected("media.no-address", location=url, reason=str(error)) from error
    except (httpx.HTTPError, OSError) as error:
        reason = str(error) or type(error).__name__
        raise Retryable("media.cannot-fetch", location=url, reason=reason) from error
    raise Rejected("media.not-public", location=url, reason=f"> {MOST_HOPS} redirects")


def public_request(at: "httpx.URL", url: str, allowed: Sequence[str]) -> dict[str, Any]:
    """The request for *at*: to the address that its name stands for now, and that was looked at.

    Raises:
        Rejected: that is no address of the public net, nor one of those *allowed*.
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


def _body(answer: "httpx.Response", url: str, most: int) -> bytes:
    """What *answer* holds, if there is a picture to be had."""
    if not answer.is_success:
        reason = f"{answer.status_code} {answer.reason_phrase}"
        if answer.is_server_error or answer.status_code in {408, 429}:
            raise Retryable("media.cannot-fetch", location=url, reason=reason)
        raise Rejected("media.not-public", location=url, reason=reason)
    data = bytearray()
    for chunk in answer.iter_bytes():
        data += chunk
        if len(data) > most:
            raise Rejected("media.too-many-bytes", location=url, size=f"{most:,}")
    return bytes(data)


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
