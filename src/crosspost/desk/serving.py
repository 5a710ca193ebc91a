"""Serving: the desk on a port of this machine, from its first address to Ctrl-C."""

import asyncio
import contextlib
import datetime as dt
import socket
import sys
import threading
import webbrowser
from pathlib import Path
from types import FrameType

import uvicorn
from platformdirs import user_data_path

from .. import accounts
from ..errors import ConfigError, PostError
from ..readers import FORMATS
from .app import LOOK, application
from .choices import targets
from .files import Document, read
from .guard import Guard
from .keeping import Keeper
from .session import Session

HERE = "127.0.0.1"


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
    settings = accounts.read()
    bound = _bound(port)
    guard_host = f"{HERE}:{bound.getsockname()[1]}"

    async def run() -> None:
        text = document.text
        if document.raw is None:
            text = LOOK.joinpath("opening.md").read_text(encoding="utf-8")
        folder = user_data_path("crosspost") / "desk"
        keeper = Keeper(folder, document.path, lambda: dt.datetime.now(dt.UTC))
        session = Session(document, text, settings, targets(settings), keeper)
        guard = Guard(application(session), guard_host)
        await _Server(guard, session, guard.address, browse=browse).serve(sockets=[bound])
        if session.not_kept:
            found = f"what was not saved could not be kept: {session.not_kept}"
            raise ConfigError(found)

    with contextlib.suppress(KeyboardInterrupt):  # what uvicorn leaves of Ctrl-C, once all is done
        asyncio.run(run())


def _document(post: str | None) -> Document:
    if post is None:
        return Document()
    path = Path(post)
    endings = [ending for some in FORMATS.values() for ending in some]
    if post == "-" or path.suffix.lower() not in endings:
        found = "the desk needs a file that says what it is written in"
        raise PostError(found, location=post, hint=f"a name that ends in {', '.join(endings)}")
    if not path.parent.is_dir():
        found = "there is no such folder"
        raise PostError(found, location=str(path.parent), hint="a folder that is there")
    return read(path)


def _bound(port: int) -> socket.socket:
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((HERE, port))
    except (OSError, OverflowError) as error:
        bound.close()
        found = f"{HERE}:{port} cannot be listened on: {error}"
        raise ConfigError(
            found, location="--port", hint="another one, or none for a free one"
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
        sys.stdout.write(f"the desk is at {self._address}\nCtrl-C ends it\n")
        sys.stdout.flush()
        if self._browse:
            threading.Thread(target=webbrowser.open, args=(self._address,), daemon=True).start()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End, as soon as everyone who listens has gone."""
        self._session.close()
        super().handle_exit(sig, frame)
