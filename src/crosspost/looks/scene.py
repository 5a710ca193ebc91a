"""Scene: what every look needs to know about the draft that it draws, and what a look is."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from .._record import Record
from ..model.draft import Draft, Message, Picture
from .findings import Found
from .translations import Words

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


Draw = Callable[[Message, Scene, Sequence[Found]], Drawn]


class Look(Record):
    """How one channel shows its messages on the page."""

    name: str
    """The class of its screen, on which its own style hangs."""
    draw: Draw
    family: str = ""
    """The class of channels with the same shape: ``posts`` or ``chats``, each with a style here."""
    css: str = ""
    """Its own style sheet, every rule of it below ``.NAME`` or a class of its own elements."""

    @property
    def classes(self) -> str:
        """What its screen is: ``posts x``."""
        return " ".join(filter(None, (self.family, self.name)))
