"""The other posts: which one may go on with, and having one of them on the desk instead.

What is on the desk is kept before it gives way, and is offered again when its post is opened.
"""

import asyncio
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup
from msgspec import structs

from .._record import Record
from ..looks.elements import element
from ..post_file import PostFile, read
from ..readers import FORMATS
from ..translations import Words
from .autosave import Autosave, UnsavedText
from .frame import keep_preferences
from .html import ActionAnswer, button, dialog_buttons, first_words, moment_words, quiet
from .session import Session

if TYPE_CHECKING:
    from .actions import ActionRequest

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


def other_posts(session: Session) -> list[OtherPost]:
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


async def posts(session: Session, _request: "ActionRequest") -> ActionAnswer:
    """Show which posts one may go on with."""
    found = await asyncio.to_thread(other_posts, session)
    return {"parts": {"posts": _dialog(found, session.words)}, "open": "posts"}


def _dialog(found: list[OtherPost], words: Words) -> Markup:
    rows = Markup().join(element("li", _row(one, words)) for one in found)
    listed = (
        element("ul", rows, {"class": "desk-posts"}) if found else quiet("p", words["posts_none"])
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
    says = element("b", one.name, {"dir": "auto"}) + quiet("span", where)
    return button("open_post", says, name=one.path, kept=one.kept)


async def open_post(session: Session, request: "ActionRequest") -> ActionAnswer:
    """Have another post on the desk, or an empty page; the page is loaded anew.

    Raises:
        PostError: its file cannot be read.
        ConfigError: the present text cannot be kept.
    """
    session.take(request.text)
    await asyncio.to_thread(_open, session, request.name, request.kept)
    return {"reload": True}


def _open(session: Session, name: str, kept: str) -> None:
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


def remember(session: Session) -> None:
    """Have the post's file among those that were open lately."""
    path = session.document.path
    if path is None:
        return
    before = [one for one in session.preferences.recent if one != str(path.resolve())]
    recent = (str(path.resolve()), *before)[:RECENT]
    session.preferences = structs.replace(session.preferences, recent=recent)
    keep_preferences(session.preferences_file, session.preferences)
