"""An authorization server as RFC 6749, 7636 and 8252 have it, and a person with a browser.

It gives a code for a client that it knows, to an address that the client named (on loopback any
port will do), with a challenge by S256; it takes the code once, from the same client, with the same
address and the verifier that the challenge was made from.
"""

import base64
import hashlib
import re
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import httpx

from crosspost.testing.server import Answer, Request
from tests.fakes.mastodon import TOKEN, MastodonFake
from tests.fakes.x import XFake

CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
"""SHA-256 as base64url without padding."""
VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
"""RFC 7636, section 4.1."""


@dataclass
class Client:
    """Who may ask."""

    redirect: str
    secret: str = ""
    scopes: frozenset[str] = frozenset()


@dataclass
class Authorization:
    """The server's endpoints."""

    any_port: bool = False
    """Whether the port of a loopback address is left out of the comparison (RFC 8252, 7.3)."""
    clients: dict[str, Client] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    denies: str = ""
    """The error that the person's no comes to."""

    def register(self, request: Request) -> Answer:
        """As Mastodon has it: https://docs.joinmastodon.org/methods/apps/#create."""
        form, _ = request.form()
        if not {"client_name", "redirect_uris"} <= form.keys():
            return Answer({"error": "Validation failed"}, 422)
        name = f"client-{len(self.clients) + 1}"
        scopes = frozenset(form.get("scopes", "read").split())
        self.clients[name] = Client(form["redirect_uris"], secrets.token_urlsafe(), scopes)
        return Answer({"client_id": name, "client_secret": self.clients[name].secret})

    def authorize(self, request: Request) -> Answer:
        """The page, with a person who says yes at once, or no."""
        asked = request.query
        client = self.clients.get(asked.get("client_id", ""))
        if client is None or not self._same(client.redirect, asked.get("redirect_uri", "")):
            return Answer({"error": "invalid_client"}, 400)  # never led to a stranger's address
        method, challenge = asked.get("code_challenge_method"), asked.get("code_challenge", "")
        if asked.get("response_type") != "code":
            return self._led(asked, error="unsupported_response_type")
        if method != "S256" or not CHALLENGE.fullmatch(challenge):
            return self._led(asked, error="invalid_request")
        if client.scopes and not set(asked.get("scope", "").split()) <= client.scopes:
            return self._led(asked, error="invalid_scope")
        if self.denies:
            return self._led(asked, error=self.denies)
        code = secrets.token_urlsafe()
        self.codes[code] = dict(asked)
        return self._led(asked, code=code)

    def exchange(self, request: Request, gives: dict[str, Any]) -> Answer:
        """Tokens for a code, once."""
        form, _ = request.form()
        name, secret = _authenticated(request, form)
        client = self.clients.get(name)
        if client is None or client.secret != secret:
            return Answer({"error": "invalid_client"}, 401)
        asked = self.codes.pop(form.get("code", ""), None)
        verifier = form.get("code_verifier", "")
        digest = hashlib.sha256(verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        good = (
            asked is not None
            and asked["client_id"] == name
            and asked["redirect_uri"] == form.get("redirect_uri")
            and bool(VERIFIER.fullmatch(verifier))
            and asked["code_challenge"] == challenge
        )
        return Answer(gives) if good else Answer({"error": "invalid_grant"}, 400)

    def _same(self, registered: str, asked: str) -> bool:
        if not self.any_port:
            return registered == asked
        one, other = urlsplit(registered), urlsplit(asked)
        return (one.scheme, one.hostname, one.path) == (other.scheme, other.hostname, other.path)

    def _led(self, asked: dict[str, str], **said: str) -> Answer:
        back = urlencode({**said, "state": asked.get("state", "")})
        return Answer({}, 302, {"location": f"{asked['redirect_uri']}?{back}"})


def _authenticated(request: Request, form: dict[str, str]) -> tuple[str, str]:
    """The client by HTTP Basic or by the form, never by both (RFC 6749, section 2.3)."""
    header = request.headers.get("authorization", "")
    if header.startswith("Basic "):
        assert "client_secret" not in form
        name, _, secret = base64.b64decode(header[6:]).decode().partition(":")
        return unquote(name), unquote(secret)
    return form.get("client_id", ""), form.get("client_secret", "")


class SigningMastodon(MastodonFake):
    """A Mastodon server that people sign in to."""

    def __init__(self) -> None:
        super().__init__()
        self.authorization = Authorization()

    def answer(self, request: Request) -> Answer:
        gives = {"access_token": TOKEN, "token_type": "Bearer", "scope": "read write"}
        routes = {
            "POST /api/v1/apps": lambda: self.authorization.register(request),
            "GET /oauth/authorize": lambda: self.authorization.authorize(request),
            "POST /oauth/token": lambda: self.authorization.exchange(request, gives),
        }
        where = f"{request.method} {request.path}"
        return routes[where]() if where in routes else super().answer(request)


class SigningX(XFake):
    """X, with an app that is a native client, or with a secret a confidential one."""

    def __init__(self, secret: str = "") -> None:
        super().__init__()
        client = Client("http://127.0.0.1:8763/callback", secret)
        self.authorization = Authorization(any_port=True, clients={"app": client})
        self.lasts: object = 7200
        self.slow = 0.0
        """Seconds that the token takes."""

    def answer(self, request: Request) -> Answer:
        where = f"{request.method} {request.path}"
        if where == "GET /i/oauth2/authorize":
            return self.authorization.authorize(request)
        if where == "POST /2/oauth2/token" and b"authorization_code" in request.body:
            time.sleep(self.slow)
            self.token = "token-first"  # noqa: S105 - it opens nothing
            pair = {"access_token": self.token, "refresh_token": self.refresh}
            kept = {
                **pair,
                "expires_in": self.lasts,
                "token_type": "bearer",
                "scope": "tweet.write",
            }
            return self.authorization.exchange(request, kept)
        return super().answer(request)


def browse(address: str) -> bool:
    """Open *address* as a person's browser does, and go where it leads."""
    led = httpx.get(address)
    if "location" in led.headers:
        httpx.get(led.headers["location"]).raise_for_status()
    return True


def answer_of(address: str) -> dict[str, str]:
    """What the page at *address* would lead back with."""
    led = httpx.get(address).headers["location"]
    return dict(parse_qsl(urlsplit(led).query))
