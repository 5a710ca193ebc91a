"""A real Bluesky PDS: @atproto/pds, the server that Bluesky itself runs."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx

from tests.live.installing import free_port, installed, node, npm, serving
from tests.live.reading import PATIENCE

PACKAGES = ("@atproto/pds@0.5.35", "@did-plc/server@0.0.1")
SCRIPT = Path(__file__).with_suffix(".mjs")


@contextlib.contextmanager
def pds(folder: Path) -> Iterator[str]:
    """The address of a PDS with nobody on it, whose data lies in *folder*."""
    modules = installed("pds", PACKAGES, lambda place: npm(place, *PACKAGES))
    plc_port, port = free_port(), free_port()
    command: list[str | Path] = [
        node() / "bin" / "node",
        SCRIPT,
        modules,
        str(plc_port),
        str(port),
        folder / "data",
    ]
    with serving(command, port, folder / "log"):
        yield f"http://localhost:{port}"
    shutil.rmtree(folder / "data")


def account(server: str, handle: str, password: str) -> None:
    """Register *handle* on *server*."""
    person = {"handle": handle, "email": f"{handle}@example.invalid", "password": password}
    address = f"{server}/xrpc/com.atproto.server.createAccount"
    httpx.post(address, json=person, timeout=PATIENCE).raise_for_status()
