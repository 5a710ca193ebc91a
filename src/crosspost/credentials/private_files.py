"""Private files: read and written whole, for their owner's eyes only."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import ConfigError

OWNER = 0o600
OWNER_FOLDER = 0o700


def folder(path: Path) -> None:
    """Make the folder *path*, and those above it, if they are not there.

    Raises:
        ConfigError: it cannot be made.
    """
    with _said_of(path):
        path.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)


def read(path: Path) -> str:
    """What *path* holds, or an empty string where there is no such file.

    Raises:
        ConfigError: it cannot be read.
    """
    with _said_of(path):
        return path.read_text(encoding="utf-8") if path.exists() else ""


def write(path: Path, text: str) -> None:
    """Put *text* in place of what *path* holds; whatever happens, one of them is there whole.

    The file is its owner's alone from the first byte on, however the old one was.

    Raises:
        ConfigError: it cannot be written.
    """
    folder(path.parent)
    new = path.with_suffix(f".{os.getpid()}.new")
    with _said_of(path):
        new.unlink(missing_ok=True)
        number = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER)
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)


@contextmanager
def _said_of(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        found = f"cannot be used: {error.strerror}"
        raise ConfigError(
            found, location=str(path), hint="a folder that may be written to"
        ) from error
