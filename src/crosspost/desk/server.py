"""Serves the desk on a port of this machine, to the browser it was opened in and to nobody else.

A web page anywhere may send requests to this machine, under a name of its own that it lets point
here (DNS rebinding). So the Host must be ours to the letter; whatever changes something, or says
where it comes from, must come from our own page; and every path begins with a key that only the
one who had the one-time token was told, with a cookie that holds for that path alone: cookies
know no ports, and would otherwise be shown to every other server on this machine.
"""

import argparse
import asyncio
import contextlib
import datetime as dt
import hmac
import secrets
import socket
import sys
import threading
import webbrowser
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from types import FrameType
from urllib.parse import parse_qs

import uvicorn
from platformdirs import user_data_path
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .. import configuration
from ..errors import ConfigError, PostError
from ..post_file import PostFile, read
from ..readers import FORMATS
from ..translations import speak_to, translate
from .app import application
from .autosave import Autosave, UnsavedText
from .own_words import FORM_ACTIONS
from .render import Renderer
from .session import Session
from .targets import OriginalsCache, targets

COOKIE = "crosspost-desk"
POLICY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; "
        "style-src 'self'; style-src-attr 'unsafe-inline'; "  # as WeChat articles are dressed
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
TURN = 0.001
"""Seconds that a draft is made for before what is already made may go out to the page."""
USED = (
    "This address has been used: it opens the desk once. Go back to the browser that used it, or "
    "stop crosspost edit and start it again.\n"
    "这个地址已经用过，只能打开一次。请回到用过它的浏览器，或重新运行 crosspost edit。\n"
)


class Guard:
    """Lets nobody through to *app* but the one browser that came with the token.

    Args:
        app: what answers; it sees the path without the key.
        host: ``127.0.0.1:8000``, where the desk is.
    """

    def __init__(self, app: ASGIApp, host: str) -> None:
        self.app = app
        self.host = host
        self.origin = f"http://{host}"
        self.key = f"/{secrets.token_hex(16)}"
        self._token = secrets.token_urlsafe(32)
        self._pass = secrets.token_urlsafe(32)

    @property
    def address(self) -> str:
        """Where the desk is opened, once."""
        return f"{self.origin}/?token={self._token}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if wrong := self._wrong(scope["method"], headers):
            await wrong(scope, receive, _guarded(send))
        elif scope["path"] == "/":
            await self._enter(scope)(scope, receive, _guarded(send))
        elif not self._known(scope["path"], headers):
            refusal = PlainTextResponse("Not here.\n", 403)
            await refusal(scope, receive, _guarded(send))
        else:
            path = scope["path"].removeprefix(self.key)
            inner = {**scope, "path": path, "raw_path": path.encode()}
            await self.app(inner, receive, _guarded(send))

    def _wrong(self, method: str, headers: Headers) -> PlainTextResponse | None:
        """What no request of our own page would look like."""
        if headers.getlist("host") != [self.host]:
            return PlainTextResponse("Not this host.\n", 421)
        reads, origin = method in {"GET", "HEAD"}, headers.get("origin")
        if origin != self.origin and not (reads and origin is None):
            return PlainTextResponse("Not from there.\n", 403)
        if headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
            return PlainTextResponse("Not from there.\n", 403)
        json = headers.get("content-type", "").partition(";")[0] == "application/json"
        if not reads and not json:
            return PlainTextResponse("JSON only.\n", 415)
        return None

    def _enter(self, scope: Scope) -> PlainTextResponse | RedirectResponse:
        """Exchange the token, once, for the cookie."""
        said = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        token, right = self._token, _same(said, self._token)
        if scope["method"] != "GET" or not token or not right:
            return PlainTextResponse(USED, 403)
        self._token = ""
        there = RedirectResponse(f"{self.key}/", 303)
        there.set_cookie(COOKIE, self._pass, path=f"{self.key}/", httponly=True, samesite="strict")
        return there

    def _known(self, path: str, headers: Headers) -> bool:
        inside = _same(path[: len(self.key) + 1], f"{self.key}/")
        return inside and _same(_cookie(headers), self._pass)


def _same(said: str, meant: str) -> bool:
    return hmac.compare_digest(said.encode(), meant.encode())


def _cookie(headers: Headers) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _guarded(send: Send) -> Send:
    """Every answer, with what keeps a browser from doing anything else with it."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in POLICY.items():
                headers[name] = value
        await send(message)

    return sent


HERE = "127.0.0.1"
USUAL_PORT = 80


def edit(options: argparse.Namespace) -> int:
    """Run ``crosspost edit``: the post and what becomes of it, in the browser, until Ctrl-C."""
    serve(options.post, port=options.port, browse=not options.no_open)
    return 0


def serve(post: str | None, *, port: int = 0, browse: bool = True) -> None:
    """Have *post* on the desk until Ctrl-C; a name that is no file yet, or none, begins a new one.

    Args:
        post: the post's file.
        port: where to listen, on this machine alone; 0 takes a free one.
        browse: open the browser.

    Raises:
        PostError: the file cannot be read.
        ConfigError: ``crosspost.toml`` cannot be read, the port is taken, or, at the end, a text
            could neither be saved nor kept.
    """
    document = _document(post)
    settings = configuration.read()
    speak_to("desk")
    sys.setswitchinterval(TURN)
    bound = _bound(port)
    guard_host = host_of(bound.getsockname()[1])

    async def run() -> None:
        folder = user_data_path("crosspost") / "desk"
        keeper = Autosave(folder, document.path, lambda: dt.datetime.now(dt.UTC))
        last = _last_text(document, keeper)
        there, base = targets(settings), document.path.parent if document.path else Path()
        renderer = Renderer(there, base, OriginalsCache(settings).originals)
        text = last.text if last else document.text
        session = Session(document, text, settings, there, keeper, renderer)
        session.went_on = last
        guard = Guard(application(session, FORM_ACTIONS), guard_host)
        await _Server(guard, session, guard.address, browse=browse).serve(sockets=[bound])
        if session.not_kept:
            raise ConfigError("desk.not-kept", reason=session.not_kept)

    with contextlib.suppress(KeyboardInterrupt):  # what uvicorn leaves of Ctrl-C, once all is done
        asyncio.run(run())


def _last_text(document: PostFile, keeper: Autosave) -> UnsavedText | None:
    """What was typed last time and has no file: a post without a name goes on with it."""
    if document.path is not None:
        return None
    last = next(iter(keeper.left_behind(besides="")), None)
    if last is not None:
        keeper.keep(last.text)  # before its own copy is dropped as one that is safe
    return last


def host_of(port: int) -> str:
    """What browsers say as ``Host``: the usual port goes without saying.

    >>> host_of(8000), host_of(80)  # 桌
    ('127.0.0.1:8000', '127.0.0.1')
    """
    return HERE if port == USUAL_PORT else f"{HERE}:{port}"


def _document(post: str | None) -> PostFile:
    if post is None:
        return PostFile()
    path = Path(post)
    endings = [ending for some in FORMATS.values() for ending in some]
    if post == "-" or path.suffix.lower() not in endings:
        raise PostError("desk.unknown-format", location=post, choices=endings)
    if not path.parent.is_dir():
        raise PostError("file.no-folder", location=str(path.parent))
    return read(path)


def _bound(port: int) -> socket.socket:
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((HERE, port))
    except (OSError, OverflowError) as error:
        bound.close()
        raise ConfigError(
            "desk.port", location="--port", host=HERE, port=port, reason=str(error)
        ) from error
    return bound


class _Server(uvicorn.Server):
    """Says where it is, and lets the listeners go when it ends."""

    def __init__(self, guard: Guard, session: Session, address: str, *, browse: bool) -> None:
        super().__init__(
            uvicorn.Config(
                guard,
                access_log=False,
                date_header=False,
                http="h11",
                lifespan="on",
                log_config=None,
                loop="asyncio",
                server_header=False,
                timeout_graceful_shutdown=10,
                ws="none",
            )
        )
        self._session, self._address, self._browse = session, address, browse

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say where."""
        await super().startup(sockets)
        sys.stdout.write(translate("desk", "opened", address=self._address) + "\n")
        sys.stdout.flush()
        if self._browse:
            threading.Thread(target=webbrowser.open, args=(self._address,), daemon=True).start()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End, as soon as everyone who listens has gone."""
        self._session.close()
        super().handle_exit(sig, frame)
