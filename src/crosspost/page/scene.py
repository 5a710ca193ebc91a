"""Scene: what every look needs to know about the draft that it draws."""

from collections.abc import Callable

from markupsafe import Markup

from ..draft import Draft, Picture
from ..record import Record
from .words import Words

Show = Callable[[Picture], str]
"""The address under which a page finds a picture: ``data:…``; empty where it has none."""


class Scene(Record):
    """One draft on its way to the page."""

    draft: Draft
    words: Words
    show: Show
    name: str
    """What ids begin with: every draft of a page has its own."""

    @property
    def speaker(self) -> str:
        """Whom the channel names beside a message."""
        own = self.draft.account
        return own if own != self.draft.channel else self.words["you"]

    @property
    def handle(self) -> str:
        """The speaker's name as an address has it."""
        own = self.draft.account
        return own if own != self.draft.channel else "you"


class Drawn(Record):
    """One message as its channel shows it, and what a person pastes there."""

    shown: Markup
    paste: str
    """Plain text."""
    rich: str = ""
    """HTML, where the channel takes it from the clipboard."""
