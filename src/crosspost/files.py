"""Private files: read and written whole, for their owner's eyes only.

Output: where a command's result goes, if not to standard output: a file, whole or not at all.
"""

import argparse
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import ConfigError, CrosspostError

OWNER = 0o600
OWNER_FOLDER = 0o700


def make_private_folder(path: Path) -> None:
    """Make the folder *path*, and those above it, if they are not there.

    Raises:
        ConfigError: it cannot be made.
    """
    with _said_of(path):
        path.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)


def read_private(path: Path) -> str:
    """What *path* holds, or an empty string where there is no such file.

    Raises:
        ConfigError: it cannot be read.
    """
    with _said_of(path):
        return path.read_text(encoding="utf-8") if path.exists() else ""


def write_private(path: Path, text: str) -> None:
    """Put *text* in place of what *path* holds; whatever happens, one of them is there whole.

    The file is its owner's alone from the first byte on, however the old one was.

    Raises:
        ConfigError: it cannot be written.
    """
    make_private_folder(path.parent)
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
        raise ConfigError("file.cannot-use", location=str(path), reason=error.strerror) from error


READABLE = 0o666
"""What a new file may be for everybody, less what the user's umask takes away."""


def add_output_argument(parser: argparse.ArgumentParser) -> None:
    """``-o FILE``."""
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="write to FILE, whole or not at all, instead of standard output",
    )


def write_file(path: str, data: bytes) -> None:
    """Put *data* in place of what the file *path* holds; whatever happens, one of them is there.

    A link is followed; what is no file, such as a pipe, is written to as it is.

    Raises:
        CrosspostError: it cannot be written.
    """
    try:
        target = os.path.realpath(path)
        mode = os.stat(target).st_mode if os.path.exists(target) else None
        if mode is None or stat.S_ISREG(mode):
            _replace(target, data, mode)
        else:
            with open(target, "wb") as file:
                file.write(data)
    except (OSError, ValueError) as error:
        found = f"cannot be written: {getattr(error, 'strerror', None) or error}"
        instead = "a file in a folder that is there and may be written to"
        raise CrosspostError(found, location=path, hint=instead) from error


def _replace(target: str, data: bytes, mode: int | None) -> None:
    new = f"{target}.{os.getpid()}.new"
    number = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, READABLE)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            os.chmod(new, stat.S_IMODE(mode))
        os.replace(new, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(new)
        raise
