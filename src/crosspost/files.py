"""Files, each written whole or not at all; some for their owner's eyes only."""

import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import ConfigError, CrosspostError, system_reason

OWNER = 0o600
OWNER_FOLDER = 0o700
HERE = -100
"""``AT_FDCWD``: a path as a program has it."""
EXCHANGE = 2
"""``RENAME_EXCHANGE`` of Linux, ``RENAME_SWAP`` of macOS."""
SETTLE, SETTLE_FOR = 4, 0.01
"""How often, and for how many seconds, a file that was taken away is looked at."""
EVERYBODY = 0o666
"""What a new file may be for everybody, less what the user's umask takes away."""


def ledger_file() -> Path:
    """Where the ledger is kept, unless ``crosspost.toml`` says otherwise."""
    from platformdirs import user_data_path  # noqa: PLC0415 - few commands ask

    return Path(os.path.realpath(user_data_path("crosspost") / "ledger.sqlite3"))


def replace_file(path: str | Path, data: bytes, *, private: bool = False) -> None:
    """Put *data* in place of what the file *path* holds; whatever happens, one of them is there.

    A link is followed. The file keeps its permissions, and its owner where the system lets it.

    Args:
        path: in a folder that is there.
        data: all of the new file.
        private: the file is its owner's alone from the first byte on, however the old one was.

    Raises:
        OSError: it cannot be written; nothing is left beside it.
        ValueError: no file can have this name.
    """
    target = os.path.realpath(path)
    with _written_beside(target, data, private=private) as new:
        os.replace(new, target)


def replace_unchanged(path: str | Path, data: bytes, expected: bytes | None) -> bool:
    """As `replace_file`, if the file holds what is *expected* (None: it is not there).

    Returns:
        Whether *data* is there now; not where another program has written meanwhile.

    Raises:
        OSError: it cannot be written; nothing is left beside it.
    """
    target = os.path.realpath(path)
    with _written_beside(target, data) as new:
        return _swapped(new, target, expected)


@contextmanager
def _written_beside(target: str, data: bytes, *, private: bool = False) -> Iterator[str]:
    """A new file beside *target* that holds *data*; it is gone afterwards, unless it was moved."""
    folder, name = os.path.split(target)
    new = os.path.join(folder, f".{name}.{os.urandom(4).hex()}.new")
    before = None if private or not os.path.exists(target) else os.stat(target)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    number = os.open(new, flags, OWNER if private else EVERYBODY)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if before is not None:
            if hasattr(os, "chown"):
                with suppress(OSError):  # only its owner or root may keep the owner
                    os.chown(new, before.st_uid, before.st_gid)
            os.chmod(new, stat.S_IMODE(before.st_mode))
        yield new
    finally:
        with suppress(OSError):
            os.unlink(new)


def _swapped(new: str, target: str, expected: bytes | None) -> bool:
    """Have *new* at *target*, if that holds what is *expected* up to the very moment.

    The two change places in one step, where the system can do that: what another program has
    written until then is in our hands, and is put back.
    """
    if expected is None:
        try:
            os.link(new, target)  # fails where something is
        except FileExistsError:
            return False
        return True
    if not _exchange(new, target):  # the system cannot: a look just before is all there is
        if _read(target) != expected:
            return False
        os.replace(new, target)
        return True
    ours = _read(target)
    theirs = _settled(new, expected)
    if theirs == expected:
        return True
    while _exchange(new, target) and (latest := _read(new)) not in {ours, theirs}:
        ours, theirs = theirs, latest  # one more was written meanwhile: it is the latest
    return False


def _settled(path: str, expected: bytes) -> bytes:
    """What the file holds once a program that had opened it before has had time to write to it."""
    for _ in range(SETTLE):
        if (held := _read(path)) != expected:
            return held
        time.sleep(SETTLE_FOR)
    return _read(path)


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _exchange(one: str, other: str) -> bool:
    """Have two files change places in one step; whether the system and the disk can do that.

    ``renameat2(2)`` with ``RENAME_EXCHANGE``, Linux 3.15; ``renamex_np(2)`` with ``RENAME_SWAP``,
    macOS 10.12.
    """
    import ctypes  # noqa: PLC0415 - most commands write no file of somebody else's

    first, second = os.fsencode(one), os.fsencode(other)
    if os.name != "posix":
        return False
    library = ctypes.CDLL(None, use_errno=True)
    if hasattr(library, "renameat2"):
        return bool(library.renameat2(HERE, first, HERE, second, EXCHANGE) == 0)
    if hasattr(library, "renamex_np"):
        return bool(library.renamex_np(first, second, EXCHANGE) == 0)
    return False


def write_file(path: str | Path, data: bytes) -> None:
    """Write a command's result to *path*, whole or not at all.

    What is no file, such as a pipe, is written to as it is.

    Raises:
        CrosspostError: it cannot be written.
    """
    try:
        target = os.path.realpath(path)
        if not os.path.exists(target) or os.path.isfile(target):
            replace_file(target, data)
        else:
            with open(target, "wb") as file:
                file.write(data)
    except (OSError, ValueError) as error:
        raise CrosspostError(
            "file.cannot-write", location=str(path), reason=system_reason(error)
        ) from error


def mend(path: str | Path, mode: int) -> None:
    """Take from others what *mode* does not give them of *path*, if that is there and ours."""
    with suppress(OSError):
        if stat.S_IMODE(os.stat(path).st_mode) & ~mode:
            os.chmod(path, mode)


def make_private_folder(path: Path) -> None:
    """Make the folder *path*, and those above it, if they are not there; it is its owner's alone.

    Raises:
        ConfigError: it cannot be made.
    """
    with _told_of(path):
        path.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)
    mend(path, OWNER_FOLDER)


def read_private(path: Path) -> str:
    """What *path* holds, or an empty string where there is no such file.

    Raises:
        ConfigError: it cannot be read.
    """
    with _told_of(path):
        return path.read_text(encoding="utf-8") if path.exists() else ""


def write_private(path: Path, text: str) -> None:
    """Put *text* in place of what *path* holds, for its owner's eyes only; its folder is made.

    Raises:
        ConfigError: it cannot be written; what was there still is.
    """
    make_private_folder(path.parent)
    with _told_of(path):
        replace_file(path, text.encode(), private=True)


def remove(path: Path) -> None:
    """Take the file *path* away, if it is there.

    Raises:
        ConfigError: it cannot be.
    """
    with _told_of(path):
        path.unlink(missing_ok=True)


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigError(
            "file.cannot-use", location=str(path), reason=system_reason(error)
        ) from error
