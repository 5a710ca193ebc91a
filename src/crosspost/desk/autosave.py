"""Keeping: what is typed and not saved yet lies in the user's data folder, until it is saved.

Each desk has one file of its own, and a lock that ends with its process; so a file without a
living owner is a text that was left behind, and is offered to the next desk of the same post.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable
from pathlib import Path

import msgspec
from portalocker import Lock, LockException

from .. import files
from .._record import Record, decoded


class UnsavedText(Record):
    """A text that was typed and not saved."""

    id: str
    path: str
    """Of the post's file; empty for one that has no name yet."""
    text: str
    at: dt.datetime
    """When it was last kept, in UTC."""


class Autosave:
    """Keeps the text of one desk.

    Args:
        folder: where kept texts lie.
        path: the post's file, or nothing for one without a name.
        now: the clock, in UTC.
    """

    def __init__(self, folder: Path, path: Path | None, now: Callable[[], dt.datetime]) -> None:
        self.folder = folder
        self.path = str(path.resolve()) if path else ""
        self.now = now
        files.make_private_folder(folder)
        self._family = hashlib.sha256(self.path.encode()).hexdigest()[:16]
        self._id = f"{self._family}-{secrets.token_hex(4)}"
        self._lock = Lock(self._file(self._id, "lock"))
        self._lock.acquire()

    def keep(self, text: str) -> None:
        """Have *text* on the disk, whole, for its owner's eyes only.

        Raises:
            ConfigError: it cannot be written.
        """
        kept = UnsavedText(id=self._id, path=self.path, text=text, at=self.now())
        files.write_private(self._file(self._id), msgspec.json.encode(kept).decode())

    def forget(self) -> None:
        """The text is in its file: nothing is left to keep."""
        self._file(self._id).unlink(missing_ok=True)

    def left_behind(self, besides: str) -> list[UnsavedText]:
        """What desks of the same post kept before their processes ended, the newest first.

        Args:
            besides: a text that is safe; a copy of it is thrown away.
        """
        found = self._left(f"{self._family}-*.json")
        for kept in found:
            if kept.text == besides:
                self.drop(kept)
        return [kept for kept in found if kept.text != besides]

    def of_all_posts(self) -> list[UnsavedText]:
        """What desks of any post kept before their processes ended, the newest first."""
        return self._left("*.json")

    def _left(self, names: str) -> list[UnsavedText]:
        found = []
        for path in self.folder.glob(names):
            try:
                with Lock(self._file(path.stem, "lock"), timeout=0):
                    found.append(decoded(path.read_bytes(), UnsavedText))
            except (LockException, OSError, msgspec.MsgspecError):
                continue  # somebody is at it, or took it away
            self._file(path.stem, "lock").unlink(missing_ok=True)
        return sorted(found, key=lambda kept: kept.at, reverse=True)

    def keep_again(self, kept: UnsavedText) -> None:
        """Have *kept* on the disk as before it was dropped, for the next desk as well.

        Raises:
            ConfigError: it cannot be written.
        """
        files.write_private(self._file(kept.id), msgspec.json.encode(kept).decode())

    def set_aside(self, text: str) -> UnsavedText:
        """Keep *text* as one that was left behind.

        Raises:
            ConfigError: it cannot be written.
        """
        name = f"{self._family}-{secrets.token_hex(4)}"
        kept = UnsavedText(id=name, path=self.path, text=text, at=self.now())
        self.keep_again(kept)
        return kept

    def drop(self, kept: UnsavedText) -> None:
        """Its author needs *kept* no more."""
        self._file(kept.id).unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the lock; what is kept stays."""
        self._lock.release()
        self._file(self._id, "lock").unlink(missing_ok=True)

    def _file(self, name: str, ending: str = "json") -> Path:
        return self.folder / f"{name}.{ending}"
