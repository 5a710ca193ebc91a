"""Buttons: what each of the page says, and what the page is to do in turn."""

from collections.abc import Awaitable, Callable
from typing import Any

from .._record import Record
from .html import banner, button
from .session import Session

ActionAnswer = dict[str, Any]
"""``parts`` to change, a text to ``replace`` the present one, a dialog to ``open`` or ``close``."""


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
