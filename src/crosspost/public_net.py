"""Requests to the public net alone: not to this machine, nor to a network that it stands in.

Whoever chooses an address must not choose which servers of ours are asked. So the name is looked
up, each address that it stands for is looked at, and the request goes to that very address.
"""

import ipaddress
import socket
from typing import TYPE_CHECKING, Any
from urllib.request import getproxies, proxy_bypass

if TYPE_CHECKING:
    import httpx

NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""Addresses that stand for one of IPv4 (RFC 6052)."""


class NotPublicError(ValueError):
    """An address leads to this machine, or to a network of its own."""


def public_request(at: "httpx.URL") -> dict[str, Any]:
    """What httpx is given to ask *at*: the address that its name stands for now.

    Raises:
        NotPublicError: it is none of the public net.
        OSError: the name stands for nothing.
    """
    if getproxies().get(at.scheme) and not proxy_bypass(at.host):  # which asks for the name itself
        if _is_literal(at.host) and not is_public(at.host):
            raise NotPublicError(at.host)
        return {"url": at}
    port = at.port or (443 if at.scheme == "https" else 80)
    every = [str(one[4][0]) for one in socket.getaddrinfo(at.host, port, type=socket.SOCK_STREAM)]
    if not all(map(is_public, every)):
        raise NotPublicError(at.host)
    host = at.netloc.decode().rpartition("@")[2]
    return {
        "url": at.copy_with(host=every[0]),
        "headers": {"host": host},
        "extensions": {"sni_hostname": at.raw_host.decode()},
    }


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
