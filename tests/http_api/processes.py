"""``crosspost serve`` as its users start it: a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ENOUGH = 60.0
"""Seconds in which anything that is waited for has happened."""


def free_port() -> int:
    """One that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


class Serving:
    """A process that serves, and what it has said."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
        self.process, self.log = process, log
        self.address = f"http://127.0.0.1:{port}"

    def said(self) -> str:
        """All that it has printed."""
        return self.log.read_text(encoding="utf-8")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Its exit code, once it has ended."""
        self.process.send_signal(number)
        return self.process.wait(ENOUGH)


@contextmanager
def serving(folder: Path, *options: str, port: int = 0, language: str = "") -> Iterator[Serving]:
    """``crosspost serve`` in *folder*; it answers within, and is ended at the end."""
    port = port or free_port()
    command = [sys.executable, "-m", "crosspost", "serve", "--port", str(port), *options]
    environment = {**os.environ, "LC_MESSAGES": f"{language}.UTF-8"} if language else None
    log = folder / f"serve-{port}.txt"
    with log.open("wb") as file:
        running = subprocess.Popen(command, cwd=folder, stdout=file, stderr=file, env=environment)
    made = Serving(running, port, log)
    try:
        wait_until_ready(made)
        yield made
    finally:
        running.kill()
        running.wait()


def wait_until_ready(made: Serving) -> None:
    """Until it answers, or has ended."""
    end = time.monotonic() + ENOUGH
    while made.process.poll() is None:
        assert time.monotonic() < end, made.said()
        try:
            if httpx.get(f"{made.address}/readyz").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)
