"""Keeping: what is typed and not saved yet lies in the user's data folder, until it is saved.

Each desk has one file of its own, and a lock that ends with its process; so a file without a
living owner is a text that was left behind, and is offered to the next desk of the same post.

The other posts, too: which one may go on with, and having one of them on the desk instead. What is
on the desk is kept before it gives way, and is offered again when its post is opened.
"""

import asyncio
import datetime as dt
import hashlib
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from markupsafe import Markup
from msgspec import structs
from portalocker import Lock, LockException

from .. import files
from .._record import Record, decoded
from ..looks.elements import element
from ..post_file import PostFile, read
from ..readers import FORMATS
from ..translations import Words
from .frame import keep_preferences
from .html import ActionAnswer, button, dialog_buttons, first_words, moment_words

if TYPE_CHECKING:
    from .actions import ActionRequest
    from .session import Session


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


# The other posts

MOST = 24
"""So many posts are listed."""
RECENT = 12
"""So many files are remembered."""
WRITTEN_IN = ("markdown", "text")
"""The formats of files in the folder that are taken for posts."""


class OtherPost(Record):
    """A post that one may go on with."""

    name: str
    at: dt.datetime
    folder: str = ""
    path: str = ""
    kept: str = ""
    """The id of its text, where that has no file."""


def other_posts(session: "Session") -> list[OtherPost]:
    """Texts without a file, files that were open lately, and those of the folder: newest first."""
    here, folder = session.document.path, session.base or Path()
    endings = {ending for name in WRITTEN_IN for ending in FORMATS[name]}
    beside = [one for one in folder.glob("*") if one.suffix in endings]
    files = {one.resolve(): None for one in [*map(Path, session.preferences.recent), *beside]}
    found = [_named(one) for one in session.keeper.of_all_posts() if not one.path]
    for path in files:
        if path.is_file() and path != (here and here.resolve()):
            at = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
            found.append(OtherPost(name=path.name, at=at, folder=str(path.parent), path=str(path)))
    return sorted(found, key=lambda one: one.at, reverse=True)[:MOST]


def _named(kept: UnsavedText) -> OtherPost:
    return OtherPost(name=first_words(kept.text), at=kept.at, kept=kept.id)


async def posts(session: "Session", _request: "ActionRequest") -> ActionAnswer:
    """Show which posts one may go on with."""
    found = await asyncio.to_thread(other_posts, session)
    return {"parts": {"posts": _dialog(found, session.words)}, "open": "posts"}


def _dialog(found: list[OtherPost], words: Words) -> Markup:
    rows = Markup().join(element("li", _row(one, words)) for one in found)
    listed = (
        element("ul.desk-posts", rows) if found else element("p.desk-quiet", words["posts_none"])
    )
    away = button("close", words["cancel"])
    return (
        element("h2", words["posts"], {"id": "posts-title"})
        + listed
        + dialog_buttons(away, button("open_post", words["posts_new"], main=True))
    )


def _row(one: OtherPost, words: Words) -> Markup:
    when = moment_words(one.at.astimezone(), words["language"])
    where = f"{one.folder} · {when}" if one.folder else f"{words['posts_unsaved']} · {when}"
    says = element("b", one.name, {"dir": "auto"}) + element("span.desk-quiet", where)
    return button("open_post", says, name=one.path, kept=one.kept)


async def open_post(session: "Session", request: "ActionRequest") -> ActionAnswer:
    """Have another post on the desk, or an empty page; the page is loaded anew.

    Raises:
        PostError: its file cannot be read.
        ConfigError: the present text cannot be kept.
    """
    session.take(request.text)
    await asyncio.to_thread(_open, session, request.name, request.kept)
    return {"reload": True}


def _open(session: "Session", name: str, kept: str) -> None:
    offered = other_posts(session)
    path = next((Path(one.path) for one in offered if name and one.path == name), None)
    unsaved = next((one for one in session.keeper.of_all_posts() if kept and one.id == kept), None)
    document = read(path) if path else PostFile()
    keeper = Autosave(session.keeper.folder, path, session.keeper.now)
    text = unsaved.text if unsaved else document.text
    if unsaved:
        keeper.keep(text)
        keeper.drop(unsaved)
    session.change_post(document, text, keeper)
    remember(session)


def remember(session: "Session") -> None:
    """Have the post's file among those that were open lately."""
    path = session.document.path
    if path is None:
        return
    before = [one for one in session.preferences.recent if one != str(path.resolve())]
    recent = (str(path.resolve()), *before)[:RECENT]
    session.preferences = structs.replace(session.preferences, recent=recent)
    keep_preferences(session.preferences_file, session.preferences)
