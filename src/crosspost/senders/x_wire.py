"""X's wire: what tweepy has no argument for, another address and a timeout."""

from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies

from .. import senders

HOST = "https://api.twitter.com"
"""The address that tweepy has built in."""


class Wire(HTTPAdapter):
    """Sends what is meant for `HOST` to *api*, and gives up after a while.

    A signature of OAuth 1.0a covers the address that tweepy knows; X itself therefore has to be
    asked at that one.
    """

    def __init__(self, api: str) -> None:
        super().__init__()
        self.api = api.rstrip("/")

    def send(  # type: ignore[override] # the session's options are passed on by name
        self, request: requests.PreparedRequest, **options: object
    ) -> requests.Response:
        """Send *request* once."""
        parts = urlsplit(request.url or "")
        request.url = f"{self.api}{parts.path}" + (f"?{parts.query}" if parts.query else "")
        options |= {"timeout": senders.TIMEOUT, "proxies": get_environ_proxies(request.url)}
        return super().send(request, **options)  # type: ignore[arg-type]


def wired(session: requests.Session, api: str) -> None:
    """Let *session* send by a `Wire`."""
    session.mount(HOST, Wire(api))
