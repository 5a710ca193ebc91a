"""Actions: what the buttons of the page do. Each gives what the page is to do in turn."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from ..credentials import scrub
from ..errors import ConfigError, CrosspostError
from ..readers import FORMATS
from ..record import Record
from .approving import Asked, approval, dialog
from .choices import chosen
from .differences import differences
from .files import Changed, Document, read, write
from .fragments import banner, button, changed, comparison, does, naming
from .keeping import Keeper, Kept
from .publication import Publication
from .session import Session

logger = logging.getLogger("crosspost")

Answer = dict[str, Any]
"""``parts`` to change, a text to ``replace`` the present one, a dialog to ``open`` or ``close``."""


class Request(Record):
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
    accounts: tuple[str, ...] = ()
    again: bool = False
    """The question is open already, and *accounts* are those that are ticked."""
    said: tuple[tuple[str, str], ...] = ()


Action = Callable[[Session, Request], Awaitable[Answer]]


async def text(session: Session, request: Request) -> Answer:
    """A key was pressed."""
    session.seen = frozenset(request.seen)
    session.take(request.text)
    return {}


async def choices(session: Session, request: Request) -> Answer:
    """Other channels, languages or layouts are wanted."""
    try:
        session.choices = chosen(request.said, session.there)
    except ConfigError as error:
        wrong = session.words["wrong_choice"].format(why=error.found)
        return {"parts": {"choice-wrong": wrong}}
    session.take(session.text)
    return {"parts": {"choice-wrong": ""}}


async def save(session: Session, request: Request) -> Answer:
    """Write the text to its file; where that was changed meanwhile, ask."""
    session.take(request.text)
    last = session.document
    if last.path is None:
        return await _named(session, request)
    try:
        document = await asyncio.to_thread(write, request.text, last, over=request.over)
    except Changed as now:
        session.theirs = now.theirs
        session.show_state()
        asking = changed(now.theirs.digest, session.words, saving=True)
        return {"parts": {"disk": asking}, "close": "comparing"}
    session.settled(document)
    return {"parts": {"failure": ""}, "close": "comparing"}


async def _named(session: Session, request: Request) -> Answer:
    """Give the post a file, which must not be there yet."""
    wrong = ""
    if request.name:
        path = Path(request.name.strip())
        endings = {ending for some in FORMATS.values() for ending in some}
        if path.name != str(path) or path.name.startswith(".") or path.suffix not in endings:
            wrong = session.words["name_wrong"]
        else:
            try:
                made = await asyncio.to_thread(write, request.text, Document(path=path))
            except Changed:
                wrong = session.words["name_taken"]
            else:
                session.move(Keeper(session.keeper.folder, path, session.keeper.now))
                session.settled(made)
                return {"parts": {"failure": ""}, "close": "naming"}
    asking = naming(str(Path.cwd()), request.name or "post.md", wrong, session.words)
    return {"parts": {"naming": asking}, "open": "naming"}


async def take(session: Session, request: Request) -> Answer:
    """Give up the text for what is in the file now."""
    if session.document.path is None:
        return {}
    theirs = await asyncio.to_thread(read, session.document.path)
    if theirs.digest != request.digest:  # changed once more
        session.theirs = theirs
        session.show_state()
        return {"close": "comparing"}
    session.settled(theirs)
    return {"replace": theirs.text, "close": "comparing"}


async def compare(session: Session, request: Request) -> Answer:
    """Show both texts: that on the paper, and that in the file or left behind."""
    words, one = session.words, _left(session, request)
    close = button("close", words["close"])
    if one is not None:
        other, name = one.text, words["restore"]
        choice = does(close, button("restore", words["restore"], main=True, kept=one.id))
    elif session.theirs is not None:
        other, name = session.theirs.text, words["theirs_says"]
        digest = session.theirs.digest
        theirs = button("take", words["theirs"], digest=digest)
        choice = does(close, theirs, button("save", words["mine"], over=digest))
    else:
        return {}
    rows = await asyncio.to_thread(lambda: list(differences(request.text, other)))
    said = comparison(iter(rows), (words["mine_says"], name), words) + choice
    return {"parts": {"comparing": said}, "open": "comparing"}


async def restore(session: Session, request: Request) -> Answer:
    """Put a text that was left behind onto the paper."""
    one = _left(session, request)
    if one is None:
        return {}
    session.take(one.text)
    await asyncio.to_thread(session.keep)
    _drop(session, one)
    return {"replace": one.text, "close": "comparing"}


async def discard(session: Session, request: Request) -> Answer:
    """A text that was left behind is needed no more."""
    if (one := _left(session, request)) is not None:
        _drop(session, one)
    return {"close": "comparing"}


def _left(session: Session, request: Request) -> Kept | None:
    return next((one for one in session.left if one.id == request.kept), None)


def _drop(session: Session, one: Kept) -> None:
    if not session.not_kept:
        session.keeper.drop(one)
    session.left.remove(one)
    session.show_state()


async def ask(session: Session, request: Request) -> Answer:
    """Show what would be sent, and ask."""
    session.take(request.text)
    view = await session.render()
    words = session.words
    if session.publication and not session.publication.ended:
        return _said(session, words["running"])
    if view.post is None:
        return _said(session, words["ask_problem"])
    made = await asyncio.to_thread(approval, view, session.settings)
    session.approval = made
    ticked = [
        one.target for one in made.asked if not request.again or one.target in request.accounts
    ]
    said = dialog(made, ticked, words, unsaved=session.text != session.saved)
    return {"parts": {"asking": said}, "open": "asking"}


async def publish(session: Session, request: Request) -> Answer:
    """Send what was approved: exactly those drafts, and once, whoever clicks how often."""
    if session.publication and not session.publication.ended:
        return {**_said(session, session.words["running"]), "close": "asking"}
    wanted = _approved(session, request)
    if wanted is None:
        return {**_said(session, session.words["asked_anew"]), "close": "asking"}
    if wanted:
        _begin(session, wanted)
    return {"parts": {"failure": ""}, "close": "asking"}


def _approved(session: Session, request: Request) -> list[Asked] | None:
    """What was said yes to, used up by being asked for; nothing where it was before."""
    made = session.approval
    if made is None or made.id != request.approval:
        return None
    session.approval = None
    return [one for one in made.asked if one.target in request.accounts and one.sendable]


def _begin(session: Session, wanted: list[Asked]) -> None:
    loop = asyncio.get_running_loop()

    def progress() -> None:
        session.show(run=publication.shown(session.words))

    publication = Publication(
        [one.draft for one in wanted], lambda: loop.call_soon_threadsafe(progress)
    )
    session.publication = publication
    progress()
    session.sending = asyncio.create_task(
        asyncio.to_thread(publication.run, session.settings, session.base)
    )


async def stop(session: Session, _request: Request) -> Answer:
    """Make no further call; the one under way ends, and is written down."""
    if session.publication:
        session.publication.halt.set()
        session.show(run=session.publication.shown(session.words))
    return {}


async def dismiss(session: Session, _request: Request) -> Answer:
    """The end of a publication has been read."""
    if session.publication and session.publication.ended:
        session.publication = None
        session.show(run="")
    return {}


def _said(session: Session, what: str) -> Answer:
    return {"parts": {"failure": banner(what, button("hush", session.words["close"]))}}


async def done(action: Action, session: Session, request: Request) -> Answer:
    """What *action* gives, or why it did not work."""
    try:
        return await action(session, request)
    except CrosspostError as error:
        return _said(session, session.words["failed"].format(why=str(error)))
    except Exception as error:  # a mistake of ours, which the page must not take for the end
        logger.exception("%s did not work", action.__name__)
        why = scrub(f"{type(error).__name__}: {error}")
        return _said(session, session.words["failed"].format(why=why))


ACTIONS: dict[str, Action] = {
    one.__name__: one
    for one in (
        text,
        choices,
        save,
        take,
        compare,
        restore,
        discard,
        ask,
        publish,
        stop,
        dismiss,
    )
}
"""What a page may ask for, by its path."""
