"""Files: a post's file as it was last seen, and how it is written back without losing anything."""

import contextlib
import hashlib
import os
import secrets
from pathlib import Path

from ..errors import ConfigError, PostError
from ..readers.files import MOST, decode
from ..record import Record
from . import endings


class Document(Record):
    """A file as it was last read or written; without a path, one that has no name yet."""

    path: Path | None = None
    raw: bytes | None = None
    """Its bytes; nothing where it is not there."""

    @property
    def text(self) -> str:
        """What it says, as a browser edits it."""
        return endings.plain((self.raw or b"").decode("utf-8"))

    @property
    def digest(self) -> str:
        """What tells this state of the file from any other."""
        return "none" if self.raw is None else hashlib.sha256(self.raw).hexdigest()

    @property
    def name(self) -> str:
        """What people call it."""
        return self.path.name if self.path else ""


class Changed(Exception):  # noqa: N818 - nothing went wrong: somebody is to be asked
    """The file is no longer what it was when it was read.

    Args:
        theirs: the file as it is now.
    """

    def __init__(self, theirs: Document) -> None:
        super().__init__("the file was changed meanwhile")
        self.theirs = theirs


def read(path: Path) -> Document:
    """The file *path* as it is now; one that is not there yet is empty.

    Raises:
        PostError: it cannot be read, or is no text in UTF-8.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MOST + 1)
    except FileNotFoundError:
        return Document(path=path)
    except OSError as error:
        found = f"cannot be read: {error.strerror}"
        raise PostError(found, location=str(path), hint="a file of one post") from error
    if len(raw) > MOST:
        found = f"larger than {MOST:,} bytes: this is no post"
        raise PostError(found, location=str(path), hint="a file of one post")
    decode(raw, str(path))
    return Document(path=path, raw=raw)


def write(text: str, last: Document, *, over: str = "") -> Document:
    r"""Put *text* in place of *last*: with its line endings, its mark and its permissions.

    Args:
        text: lines that end in ``\n``.
        last: the file as its author last saw it.
        over: the digest of another state of the file that its author has seen, and gives up.

    Raises:
        Changed: the file is neither *last* nor *over*; nothing was written.
        ConfigError: it cannot be written; what was there still is.
    """
    if last.path is None:
        found = "the post has no file yet"
        raise ConfigError(found, hint="a name that ends in .md or .txt")
    now = read(last.path)
    if now.digest not in {last.digest, over}:
        raise Changed(now)
    before = (now.raw or b"").decode("utf-8")
    raw = endings.as_before(text, before).encode()
    if raw != now.raw:
        _replace(last.path.resolve(), raw)
    return Document(path=last.path, raw=raw)


def _replace(path: Path, raw: bytes) -> None:
    """Whatever happens, the old bytes or the new ones are there whole."""
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        mode = path.stat() if path.exists() else None
        number = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(number, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        if mode:
            with contextlib.suppress(OSError):  # only its owner or root may keep the owner
                os.chown(new, mode.st_uid, mode.st_gid)
            new.chmod(mode.st_mode & 0o7777)
        new.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)
        found = f"cannot be written: {error.strerror}"
        raise ConfigError(
            found, location=str(path), hint="a place with room that you may write to"
        ) from (error)
