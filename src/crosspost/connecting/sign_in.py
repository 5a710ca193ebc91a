"""Signing in with a browser: OAuth 2.0 for programs on a person's own computer.

The authorization code with PKCE (RFC 7636, S256), led back to a port of this computer that is open
for this one answer (RFC 8252, section 7.3). What comes without our ``state`` is nobody's answer.
Refresh tokens that serve once are handed to `credentials.tokens`, which renews them alone.
"""

import base64
import datetime as dt
import hashlib
import hmac
import secrets
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import httpx

from ..adapters.base import TIMEOUT
from ..adapters.guard import AS_A_WHOLE, within_deadline
from ..adapters.web_api import WebApi, json_of, read_json
from ..credentials import remember
from ..credentials.tokens import Token, fresh
from ..errors import ConfigError, Rejected, Retryable, read_lifetime, system_reason
from ..model.channel_spec import ChannelSpec, SignInRule
from ..redaction import Hidden, harmless
from ..translations import LANGUAGES, translate
from . import with_settings

PATH = "/callback"
HOST = "127.0.0.1"
"""By number: a name may lead elsewhere (RFC 8252, section 8.3)."""
WEBSITE = "https://pypi.org/project/crosspost/"


class SignIn:
    """One sign-in that is under way; the port is closed when it ends.

    Args:
        spec: the channel's entry, which has ``[account.sign_in]``.
        settings: the account's, as far as they are said.
        client: ``client_id`` and perhaps ``client_secret``, where the service registers none.

    Raises:
        ConfigError: the port is taken, or the service's address is none.
        Rejected: the service registers no client.
        Retryable: it cannot be asked now.
    """

    def __init__(
        self, spec: ChannelSpec, settings: Mapping[str, str], client: Mapping[str, str]
    ) -> None:
        if spec.account.sign_in is None:
            raise ConfigError("sign-in.none", channel=spec.title)
        self.rule: SignInRule = spec.account.sign_in
        self.title = spec.title
        self._token_address = with_settings(self.rule.token, spec, settings)
        self._verifier = remember(secrets.token_urlsafe(64))
        self._state = secrets.token_urlsafe(32)
        self._answer: dict[str, str] = {}
        self._answered = threading.Event()
        self._server = self._listening()
        try:
            self._client = dict(client)
            if self.rule.register:
                self._client = self._registered(with_settings(self.rule.register, spec, settings))
            self.address = self._asking(with_settings(self.rule.authorize, spec, settings))
            """The page that asks the person: to be opened in a browser."""
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the port."""
        self._server.shutdown()
        self._server.server_close()

    @property
    def redirect(self) -> str:
        """The address on this computer that the page leads back to."""
        return f"http://{HOST}:{self._server.server_address[1]}{PATH}"

    def wait(self, seconds: float) -> bool:
        """Wait so long for the page's answer; whether it is there."""
        return self._answered.wait(seconds)

    def take(self, address: str) -> bool:
        """Take the answer from the *address* that the browser was led to: it may be elsewhere.

        Returns:
            Whether it is an answer to this sign-in.
        """
        try:
            said = {key: one[0] for key, one in parse_qs(urlsplit(address).query).items()}
        except ValueError:  # a person may paste anything
            return False
        if not hmac.compare_digest(said.get("state", "").encode(), self._state.encode()):
            return False
        if not self._answered.is_set():
            self._answer = said
            self._answered.set()
        return True

    def secrets(self) -> dict[str, str]:
        """What the answer is worth: the account's secrets, by key.

        Raises:
            ConfigError: the person, or the service, said no.
            Rejected: the service does not take the code.
            Retryable: it cannot be asked now.
        """
        if "code" not in self._answer:
            reason = harmless(self._answer.get("error", ""))
            raise ConfigError("sign-in.denied", channel=self.title, reason=reason or "?")
        answer = self._exchanged(remember(self._answer["code"]))
        given = str(answer.get(self.rule.gives) or "")
        if not given:
            raise ConfigError("sign-in.not-given", channel=self.title, key=self.rule.gives)
        found = {self.rule.gives: remember(given)}
        if self.rule.register:
            return found
        found = {**{key: one for key, one in self._client.items() if one}, **found}
        if self.rule.gives == "refresh_token":
            self._keep(answer, given)
        return found

    def _keep(self, answer: Mapping[str, Any], renewal: str) -> None:
        """Keep the first token where renewals are kept, so that none is spent on the first call."""
        value = Hidden(str(answer.get("access_token") or ""))
        lasts = dt.timedelta(seconds=read_lifetime(answer.get("expires_in")) if value else 0)
        ends = dt.datetime.now(dt.UTC) + lasts
        token = Token(value=value, ends=ends, renewal=Hidden(renewal))
        fresh((self._client["client_id"], renewal), lambda _: token)

    def _asking(self, address: str) -> str:
        challenge = hashlib.sha256(self._verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._client["client_id"],
            "redirect_uri": self.redirect,
            "scope": " ".join(self.rule.scopes),
            "state": self._state,
            "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{address}?{urlencode(asked, quote_via=quote)}"

    def _registered(self, address: str) -> dict[str, str]:
        """A client of this sign-in's own, from the server."""
        answer = _posted(
            address,
            {
                "client_name": "crosspost",
                "redirect_uris": self.redirect,
                "scopes": " ".join(self.rule.scopes),
                "website": WEBSITE,
            },
        )
        if not answer.get("client_id"):
            raise Rejected("sign-in.not-registered", channel=self.title)
        return {
            key: remember(str(answer[key]))
            for key in ("client_id", "client_secret")
            if answer.get(key)
        }

    def _exchanged(self, code: str) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect,
            "code_verifier": self._verifier,
            "client_id": self._client["client_id"],
        }
        secret = self._client.get("client_secret", "")
        if secret and self.rule.register:  # not every server of Mastodon's API knows Basic
            form["client_secret"] = secret
        pair = (quote(form["client_id"], safe=""), quote(secret, safe=""))  # RFC 6749, 2.3.1
        basic = pair if secret and not self.rule.register else None
        return _posted(self._token_address, form, basic)

    def _listening(self) -> ThreadingHTTPServer:
        sign_in = self

        class Answer(BaseHTTPRequestHandler):
            """Takes the browser that comes back."""

            def do_GET(self) -> None:
                ours = urlsplit(self.path).path == PATH and sign_in.take(self.path)
                page = _page("done" if ours else "strange").encode()
                self.send_response(200 if ours else 404)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.send_header("content-length", str(len(page)))
                self.send_header("cache-control", "no-store")
                self.send_header("referrer-policy", "no-referrer")
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, *_: object) -> None:
                """Nothing: the code is part of the address."""

        try:
            server = ThreadingHTTPServer((HOST, self.rule.port), Answer)
        except OSError as error:
            reason = system_reason(error)
            raise ConfigError("sign-in.port", port=self.rule.port, reason=reason) from error
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
        return server


def _page(key: str) -> str:
    """What the browser shows at the end, in both languages: it may be anybody's."""
    said = "".join(
        f'<p lang="{one}">{translate("connecting", f"page.{key}", one)}</p>' for one in LANGUAGES
    )
    return f'<!doctype html><meta charset="utf-8"><title>crosspost</title>{said}'


def _refused(response: httpx.Response) -> Rejected | None:
    """A no as RFC 6749, section 5.2, has it: with the reason as a word."""
    said = json_of(response)
    return (
        Rejected("sign-in.refused", reason=harmless(str(said["error"])))
        if "error" in said
        else None
    )


def _posted(
    address: str, form: Mapping[str, str], basic: tuple[str, str] | None = None
) -> dict[str, Any]:
    """The answer to one form."""
    parts = urlsplit(address)
    api = WebApi(f"{parts.scheme}://{parts.netloc}", refusal=_refused)
    authorization = {}
    if basic:
        pair = base64.b64encode(":".join(basic).encode()).decode()
        authorization = {"authorization": f"Basic {pair}"}

    def ask() -> dict[str, Any]:
        answer = api.post(parts.path, Retryable, data=dict(form), headers=authorization)
        return read_json(answer, Retryable)

    seconds = AS_A_WHOLE * TIMEOUT
    try:
        return within_deadline(ask, seconds)
    except TimeoutError as error:
        raise Retryable("web.too-slow", seconds=round(seconds)) from error
    finally:
        api.close()
