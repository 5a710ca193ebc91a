"""A PostgreSQL of the tests' own: a cluster in a folder that is thrown away, on a socket in it."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

QUICK = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off"
"""No network; and a cluster that lives for seconds need not survive a power cut."""


@contextmanager
def cluster() -> Iterator[str]:
    """Its URL while it runs; a skip with the reason where it cannot."""
    programs = _programs()
    user = _user()
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # a socket's path holds 107 bytes at most
    data = folder / "data"
    shutil.chown(folder, user)

    def run(*command: str | Path) -> None:
        subprocess.run(
            command,
            check=True,
            user=user,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=300,
        )

    try:
        run(programs / "initdb", "-D", data, "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
        run(
            programs / "pg_ctl",
            "-D",
            data,
            "-w",
            "-o",
            f"{QUICK} -k {folder}",
            "-l",
            folder / "log",
            "start",
        )
        try:
            yield f"postgresql+psycopg:///postgres?host={folder}&user={user}"
        finally:
            run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def restart(folder: Path) -> None:
    """Restart the cluster whose socket is in *folder*, breaking every connection."""
    subprocess.run(
        [_programs() / "pg_ctl", "-D", folder / "data", "-m", "fast", "-w", "restart"],
        check=True,
        user=_user(),
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=300,
    )


def _programs() -> Path:
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not places:
        pytest.skip("no PostgreSQL on this machine")
    return places[-1]


def _user() -> str:
    """PostgreSQL does not run as root."""
    if os.getuid():
        return pwd.getpwuid(os.getuid()).pw_name
    names = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in names:
            return name
    pytest.skip("PostgreSQL does not run as root, and there is nobody else")
