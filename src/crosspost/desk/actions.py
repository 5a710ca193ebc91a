"""Buttons: what each of the page says, what the page is to do in turn, and editing.

What the buttons around publishing do is in `publish_actions`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from markupsafe import Markup, escape

from .._record import Record
from ..errors import ConfigError
from ..post_file import FileChanged, PostFile, differences, read, write
from ..readers import FORMATS
from .autosave import Autosave, UnsavedText
from .html import ActionAnswer, button, changed, comparison, dialog_buttons, naming
from .session import Session
from .targets import read_choices


class ActionRequest(Record):
    """What a button says."""

    tab: str
    text: str = ""
    seen: tuple[str, ...] = ()
    """The drafts that are on the screen."""
    over: str = ""
    """The digest of the file that is to be overwritten."""
    digest: str = ""
    kept: str = ""
    name: str = ""
    approval: str = ""
    when: str = ""
    """A time for sending it later, as it was typed."""
    accounts: tuple[str, ...] = ()
    again: bool = False
    """The question is open already, and *accounts* are those that are ticked."""
    said: tuple[tuple[str, str], ...] = ()
    target: str = ""
    """The id of the target that a form is for; none of them: everywhere."""


Action = Callable[[Session, ActionRequest], Awaitable[ActionAnswer]]


async def text(session: Session, request: ActionRequest) -> ActionAnswer:
    """A key was pressed."""
    session.seen = frozenset(request.seen)
    session.take(request.text)
    return {}


async def choices(session: Session, request: ActionRequest) -> ActionAnswer:
    """Other channels, languages or layouts are wanted."""
    try:
        session.choices = read_choices(request.said, session.there)
    except ConfigError as error:
        wrong = session.words["wrong_choice"].format(why=str(error))
        return {"parts": {"choice-wrong": escape(wrong)}}
    session.take(session.text)
    return {"parts": {"choice-wrong": Markup()}}


async def save(session: Session, request: ActionRequest) -> ActionAnswer:
    """Write the text to its file; where that was changed meanwhile, ask."""
    session.take(request.text)
    last = session.document
    if last.path is None:
        return await _named(session, request)
    try:
        document = await asyncio.to_thread(write, request.text, last, over=request.over)
    except FileChanged as now:
        session.theirs = now.theirs
        session.show_state()
        asking = changed(now.theirs.digest, session.words, saving=True)
        return {"parts": {"disk": asking}, "close": "comparing"}
    session.file_seen(document)
    return {"parts": {"failure": Markup()}, "close": "comparing"}


async def _named(session: Session, request: ActionRequest) -> ActionAnswer:
    """Give the post a file, which must not be there yet."""
    wrong = ""
    if request.name:
        path = Path(request.name.strip())
        endings = {ending for some in FORMATS.values() for ending in some}
        if path.name != str(path) or path.name.startswith(".") or path.suffix not in endings:
            wrong = session.words["name_wrong"]
        else:
            try:
                made = await asyncio.to_thread(write, request.text, PostFile(path=path))
            except FileChanged:
                wrong = session.words["name_taken"]
            else:
                session.move(Autosave(session.keeper.folder, path, session.keeper.now))
                session.file_seen(made)
                return {"parts": {"failure": Markup()}, "close": "naming"}
    asking = naming(str(Path.cwd()), request.name or "post.md", wrong, session.words)
    return {"parts": {"naming": asking}, "open": "naming"}


async def take(session: Session, request: ActionRequest) -> ActionAnswer:
    """Give up the text for what is in the file now."""
    if session.document.path is None:
        return {}
    theirs = await asyncio.to_thread(read, session.document.path)
    if theirs.digest != request.digest:  # changed once more
        session.theirs = theirs
        session.show_state()
        return {"close": "comparing"}
    session.file_seen(theirs)
    return {"replace": theirs.text, "close": "comparing"}


async def compare(session: Session, request: ActionRequest) -> ActionAnswer:
    """Show both texts: that on the paper, and that in the file or left behind."""
    words, one = session.words, _left(session, request)
    close = button("close", words["close"])
    if one is not None:
        other, name = one.text, words["restore"]
        choice = dialog_buttons(close, button("restore", words["restore"], main=True, kept=one.id))
    elif session.theirs is not None:
        other, name = session.theirs.text, words["theirs_says"]
        digest = session.theirs.digest
        theirs = button("take", words["theirs"], digest=digest)
        choice = dialog_buttons(close, theirs, button("save", words["mine"], over=digest))
    else:
        return {}
    rows = await asyncio.to_thread(lambda: list(differences(request.text, other)))
    said = comparison(iter(rows), (words["mine_says"], name), words) + choice
    return {"parts": {"comparing": said}, "open": "comparing"}


async def restore(session: Session, request: ActionRequest) -> ActionAnswer:
    """Put a text that was left behind onto the paper."""
    one = _left(session, request)
    if one is None:
        return {}
    session.take(one.text)
    await asyncio.to_thread(session.keep)
    _drop(session, one)
    return {"replace": one.text, "close": "comparing"}


async def discard(session: Session, request: ActionRequest) -> ActionAnswer:
    """A text that was left behind is needed no more."""
    if (one := _left(session, request)) is not None:
        _drop(session, one)
    return {"close": "comparing"}


def _left(session: Session, request: ActionRequest) -> UnsavedText | None:
    return next((one for one in session.left if one.id == request.kept), None)


def _drop(session: Session, one: UnsavedText) -> None:
    if not session.not_kept:
        session.keeper.drop(one)
    session.left.remove(one)
    session.show_state()
