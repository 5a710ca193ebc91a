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
from .autosave import Autosave, UnsavedText, remember
from .html import ActionAnswer, button, changed, comparison, dialog_buttons, discarding, naming, say
from .mends import mended
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
    """The id of the target that a form or a finding is for; ``all``: everywhere."""
    code: str = ""
    where: str = ""
    """Of a finding: its code, and where it is."""
    html: str = ""
    """What was pasted, as it looked where it was copied."""
    picture: bytes = b""
    alt: str = ""


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
        session.chosen = True
    except ConfigError as error:
        wrong = say(session.words, "wrong_choice", why=str(error))
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
                await asyncio.to_thread(remember, session)
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
    """Ask whether a text that was left behind is needed no more."""
    one = _left(session, request)
    if one is None:
        return {"close": "comparing"}
    asking = discarding(one, session.words)
    return {"parts": {"confirming": asking}, "close": "comparing", "open": "confirming"}


async def discard_now(session: Session, request: ActionRequest) -> ActionAnswer:
    """A text that was left behind is needed no more; it is brought back if that was a slip."""
    if (one := _left(session, request)) is not None:
        session.discarded = one
        _drop(session, one)
    return {"close": "confirming"}


async def bring_back(session: Session, _request: ActionRequest) -> ActionAnswer:
    """Offer again what was discarded."""
    if (one := session.discarded) is not None:
        session.discarded = None
        await asyncio.to_thread(session.keeper.keep_again, one)
        session.left.insert(0, one)
        session.show_state()
    return {}


async def forget_discarded(session: Session, _request: ActionRequest) -> ActionAnswer:
    """It was no slip."""
    session.discarded = None
    session.show_state()
    return {}


async def start_blank(session: Session, request: ActionRequest) -> ActionAnswer:
    """Lay the text aside, where it is offered again, and begin on an empty page."""
    if request.text.strip():
        aside = await asyncio.to_thread(session.keeper.set_aside, request.text)
        session.left.insert(0, aside)
    session.went_on = None
    session.show_state()
    return {"replace": ""}


async def go_on(session: Session, _request: ActionRequest) -> ActionAnswer:
    """It is known that the paper began with the text of last time."""
    session.went_on = None
    session.show_state()
    return {}


async def mend(session: Session, request: ActionRequest) -> ActionAnswer:
    """Set right in the text what a finding tells."""
    for shown in session.view.shown:
        if shown.draft is None or request.target not in {shown.target.id, ""}:
            continue
        for found in shown.draft.findings:
            if (found.code, found.where) == (request.code, request.where) and shown.target.account:
                account = shown.target.account
                made = await asyncio.to_thread(mended, request.text, session.name, found, account)
                return {"replace": made} if made != request.text else {}
    return {}


def _left(session: Session, request: ActionRequest) -> UnsavedText | None:
    return next((one for one in session.left if one.id == request.kept), None)


def _drop(session: Session, one: UnsavedText) -> None:
    if not session.not_kept:
        session.keeper.drop(one)
    session.left.remove(one)
    session.show_state()
