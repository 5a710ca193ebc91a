"""Buttons: what each of the page says, and what the page is to do in turn."""

from collections.abc import Awaitable, Callable
from typing import TypedDict

from markupsafe import Markup

from .._record import Record
from .html import banner, button
from .session import Session


class ActionAnswer(TypedDict, total=False):
    """What the page is to do next."""

    parts: dict[str, Markup]
    """What to put into its elements, by their ids."""
    replace: str
    """A text, in the place of the present one."""
    open: str
    """A dialog, by its id."""
    close: str


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


Action = Callable[[Session, ActionRequest], Awaitable[ActionAnswer]]


def notice(session: Session, what: str) -> ActionAnswer:
    """Tell of it above the drafts."""
    return {"parts": {"failure": banner(what, button("hush", session.words["close"]))}}
