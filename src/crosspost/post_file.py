r"""The post's file: as it was last seen, and written back without losing anything.

A text that was edited with ``\n`` gets back the line endings that its file had. Where another
program wrote the file meanwhile, the two texts are shown line by line, for a person to choose.
"""

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from ._record import Record
from .errors import ConfigError, PostError, system_reason
from .files import replace_unchanged
from .readers.text_files import MOST, decode

_END = re.compile(r"(\r\n|\r|\n)")
_MARK = "\ufeff"
WRITABLE = 0o222
"""The permissions of a file that somebody may write."""


def editable_text(text: str) -> str:
    r"""*text* as a browser edits it: every line ends in ``\n``, no byte order mark.

    >>> editable_text("\ufeff一\r\n二\r🎉")
    '一\n二\n🎉'
    """
    return _END.sub("\n", text.removeprefix(_MARK))


def with_line_endings(text: str, before: str) -> str:
    r"""*text*, whose lines end in ``\n``, with the endings and the byte order mark of *before*.

    Where *before* mixes endings, a line that is still there keeps its own, and a new one gets the
    most common.

    >>> with_line_endings("一\n二\n三 🎉", "\ufeff一\r\n二\r\n")
    '\ufeff一\r\n二\r\n三 🎉'
    >>> with_line_endings("一\n新\n二\n三", "一\n二\r\n三")
    '一\n新\n二\r\n三'
    """
    mark = _MARK if before.startswith(_MARK) else ""
    parts = _END.split(before.removeprefix(_MARK))
    lines, ends = parts[::2], parts[1::2]
    kinds = Counter(ends)
    usual = kinds.most_common(1)[0][0] if kinds else "\n"
    if len(kinds) <= 1:
        return mark + text.replace("\n", usual)
    now = text.split("\n")
    own = [usual] * len(now)
    for block in SequenceMatcher(None, lines, now, autojunk=False).get_matching_blocks():
        had = ends[block.a : block.a + block.size]
        own[block.b : block.b + len(had)] = had
    own[-1] = ""
    for at, after in enumerate(own[1:]):
        if own[at] == "\r" and after == "\n" and not now[at + 1]:
            own[at] = "\n"  # the two would be one line's end
    return mark + "".join(map("".join, zip(now, own, strict=True)))


class PostFile(Record):
    """A file as it was last read or written; without a path, one that has no name yet."""

    path: Path | None = None
    raw: bytes | None = None
    """Its bytes; nothing where it is not there."""

    @property
    def text(self) -> str:
        """What it says, as a browser edits it."""
        return editable_text((self.raw or b"").decode("utf-8"))

    @property
    def digest(self) -> str:
        """What tells this state of the file from any other."""
        return "none" if self.raw is None else hashlib.sha256(self.raw).hexdigest()

    @property
    def name(self) -> str:
        """What people call it."""
        return self.path.name if self.path else ""


class FileChanged(Exception):  # noqa: N818 - nothing went wrong: somebody is to be asked
    """The file is no longer what it was when it was read.

    Args:
        theirs: the file as it is now.
    """

    def __init__(self, theirs: PostFile) -> None:
        super().__init__(theirs.name)
        self.theirs = theirs


def read(path: Path) -> PostFile:
    """The file *path* as it is now; one that is not there yet is empty.

    Raises:
        PostError: it cannot be read, or is no text in UTF-8.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MOST + 1)
    except FileNotFoundError:
        return PostFile(path=path)
    except OSError as error:
        raise PostError("file.no-post", location=str(path), reason=system_reason(error)) from error
    if len(raw) > MOST:
        raise PostError("file.too-large-for-a-post", location=str(path), size=f"{MOST:,}")
    decode(raw, str(path))
    return PostFile(path=path, raw=raw)


def write(text: str, last: PostFile, *, over: str = "") -> PostFile:
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
        raise ConfigError("desk.no-file-yet")
    now = read(last.path)
    if now.digest not in {last.digest, over}:
        raise FileChanged(now)
    before = (now.raw or b"").decode("utf-8")
    raw = with_line_endings(text, before).encode()
    if raw != now.raw:
        _check_writable(last.path)
        _replace(last.path, raw, now)
    return PostFile(path=last.path, raw=raw)


def _check_writable(path: Path) -> None:
    """Go on only where somebody who opens *path* may write: a new file in its place would do.

    Raises:
        ConfigError: it is read-only, or a link that leads nowhere.
    """
    if path.is_symlink() and not path.exists():
        raise ConfigError("desk.dangling-link", location=str(path), target=str(path.readlink()))
    if path.exists() and not (path.stat().st_mode & WRITABLE and os.access(path, os.W_OK)):
        raise ConfigError("desk.read-only", location=str(path))


def _replace(path: Path, raw: bytes, now: PostFile) -> None:
    """Put *raw* in place of *now*; what another program writes meanwhile wins.

    Raises:
        FileChanged: another program has; its file is there.
        ConfigError: it cannot be written.
    """
    try:
        taken = replace_unchanged(path, raw, now.raw)
    except OSError as error:
        raise ConfigError(
            "file.cannot-write-there", location=str(path), reason=system_reason(error)
        ) from error
    if not taken:
        raise FileChanged(read(path))


AROUND = 2
"""Lines that both have, shown beside those that differ."""


def differences(mine: str, theirs: str) -> Iterator[tuple[str, str, str]]:
    r"""Rows of what differs: a kind (``equal`` or else), what one says, what the other says.

    >>> list(differences("一\n二\n三", "一\n2 🎉\n三"))
    [('equal', '一', '一'), ('replace', '二', '2 🎉'), ('equal', '三', '三')]
    """
    left, right = mine.split("\n"), theirs.split("\n")
    for group in SequenceMatcher(None, left, right).get_grouped_opcodes(AROUND):
        for kind, start, end, first, last in group:
            yield kind, "\n".join(left[start:end]), "\n".join(right[first:last])
