"""The HTTP API: what agents may ask for, for programs on the network, as JSON.

Each operation of ``service`` is one path; ``/openapi.json`` describes them all. ``crosspost serve``
is the process, from the socket that it listens on to its end in order: a first signal ends it so
that nobody new is let in, watchers are let go (they come again), a thread that is being sent stops
after the message under way, and webhooks are told once more. A second one ends it at once; what
was under way then is looked up before anything is sent again.
"""

import argparse
import ipaddress
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import uvicorn

from ..alerts.webhooks import Webhooks
from ..configuration.webhooks import signing_keys
from ..errors import ConfigError, system_reason
from ..ledger import callers, open_ledger
from ..logs import log_line, logged
from ..scheduling.service import LiveSettings
from ..service.operations import Host
from ..translations import translate
from .application import application

PATIENCE = 120
"""Seconds that calls under way may take when it ends; what a channel takes longest for one."""
LAST_WEBHOOKS = 20.0
"""Seconds that the last webhooks may take."""


class ApiServer(uvicorn.Server):
    """Uvicorn, which says at the first signal that no further message is to be sent."""

    def __init__(self, config: uvicorn.Config, halt: threading.Event) -> None:
        super().__init__(config)
        self._halt = halt

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End: in order, or at once if it was said before."""
        self._halt.set()
        super().handle_exit(sig, frame)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take signals while it serves; having ended in order is no failure."""
        with super().capture_signals():
            yield
            self._captured_signals.clear()  # else it would be raised anew: the exit code of a kill


def serve(options: argparse.Namespace) -> int:
    """Run ``crosspost serve``: answer requests until a signal says to end.

    Raises:
        ConfigError: nobody can listen there, or a webhook has no secret.
    """
    live = LiveSettings()
    settings = live.settings()
    for each in settings.webhooks.values():
        signing_keys(each, settings.env_file)
    host = Host(root=Path.cwd())
    with (
        logged(options.log_format),
        open_ledger(settings.ledger) as ledger,
        _listening(options) as listener,
    ):
        _say(options, anybody=bool(callers.names(ledger)))
        told = Webhooks(ledger, live.settings)
        config = uvicorn.Config(
            application(host, ledger),
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=PATIENCE,
        )
        told.start()
        try:
            ApiServer(config, host.halt).run(sockets=[listener])
        finally:
            told.stop(LAST_WEBHOOKS)
    return 0


def _say(options: argparse.Namespace, *, anybody: bool) -> None:
    """Say where it listens, and what somebody should know of that."""
    shown = f"[{options.host}]" if ":" in options.host else options.host
    address = f"http://{shown}:{options.port}/openapi.json"
    lines = [translate("service", "api-at", address=address)]
    if not anybody:
        lines.insert(0, translate("service", "no-tokens"))
    if not is_here(options.host):
        lines.append(translate("service", "open-to-all"))
    sys.stderr.writelines(f"{log_line(line, options.log_format)}\n" for line in lines)
    sys.stderr.flush()


def is_here(host: str) -> bool:
    """Whether nobody but this machine reaches *host*.

    >>> [is_here(one) for one in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "我.example")]
    [True, True, True, False, False]
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def _listening(options: argparse.Namespace) -> Iterator[socket.socket]:
    try:
        family, *_, address = socket.getaddrinfo(
            options.host, options.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.create_server(address[:2], family=family, backlog=2048)
    except (OSError, OverflowError) as error:
        at = f"--host {options.host} --port {options.port}"
        reason = system_reason(error) if isinstance(error, OSError) else str(error)
        raise ConfigError("health.port", location=at, reason=reason) from error
    with listener:
        yield listener
