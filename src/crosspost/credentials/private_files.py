"""Private files: read and written whole, for their owner's eyes only."""

import os
from pathlib import Path

OWNER = 0o600
OWNER_FOLDER = 0o700


def folder(path: Path) -> None:
    """Make the folder *path*, and those above it, if they are not there."""
    path.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)


def read(path: Path) -> str:
    """What *path* holds, or an empty string where there is no such file."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def write(path: Path, text: str) -> None:
    """Put *text* in place of what *path* holds; whatever happens, one of them is there whole.

    The file is the owner's alone from its first byte on, however the old one was.
    """
    folder(path.parent)
    new = path.with_suffix(f".{os.getpid()}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(
        os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER), "w", encoding="utf-8"
    ) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
