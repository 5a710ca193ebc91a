"""Output: where a command's result goes, if not to standard output: a file, whole or not at all."""

import argparse
import os
import stat
from contextlib import suppress

from ..errors import CrosspostError

READABLE = 0o666
"""What a new file may be for everybody, less what the user's umask takes away."""


def argument(parser: argparse.ArgumentParser) -> None:
    """``-o FILE``."""
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="write to FILE, whole or not at all, instead of standard output",
    )


def write(path: str, data: bytes) -> None:
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
