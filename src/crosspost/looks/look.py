"""A look: how a channel shows a message on the page, and what it is given to draw one.

Each finding of a draft stands at the message that it is about, and at its words there. Style
sheets and the page's script are files beside the modules that they belong to.
"""

from collections.abc import Callable, Iterable, Sequence
from importlib.resources import files

from markupsafe import Markup

from .._record import Record
from ..model.draft import Draft, Message, Picture
from ..model.findings import Finding, MessagePart, PostPath
from ..translations import Words


class Found(Record):
    """One finding at one place of the page."""

    finding: Finding
    name: str
    """The id of the element that says it."""
    spans: tuple[tuple[int, int], ...] = ()
    """Where in the message's text the words are that it is about (code points)."""


def found_at(message: Message, draft: Draft, name: str) -> list[Found]:
    """What *draft* says about *message*; ids begin with *name*."""
    about = (one for one in draft.findings if _about(one, message))
    return [
        Found(
            finding=one,
            name=f"{name}-f{at}",
            spans=tuple(
                (place.start, place.end) for place in one.places if place.message == message.index
            ),
        )
        for at, one in enumerate(about, 1)
    ]


def found_elsewhere(draft: Draft, name: str) -> list[Found]:
    """What *draft* says about no message of its own."""
    return named(
        (one for one in draft.findings if not any(_about(one, said) for said in draft.messages)),
        name,
    )


def named(findings: Iterable[Finding], name: str) -> list[Found]:
    """*findings* that mark no words; ids begin with *name*."""
    return [Found(finding=one, name=f"{name}-f{at}") for at, one in enumerate(findings, 1)]


def _about(finding: Finding, message: Message) -> bool:
    """Said of this message, of words in it, or of the pictures that go with it."""
    location = finding.location
    if any(place.message == message.index for place in finding.places):
        return True
    if isinstance(location, PostPath) and location.path[:1] == ("media",):
        return bool(message.media) and message.index == 1
    return isinstance(location, MessagePart) and location.index == message.index


PictureAddress = Callable[[Picture], str]
"""The address under which a page finds a picture: ``data:…``; empty where it has none."""


class DrawContext(Record):
    """One draft on its way to the page."""

    draft: Draft
    words: Words
    show: PictureAddress
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


Draw = Callable[[Message, DrawContext, Sequence[Found]], Drawn]


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


def style_sheet(package: str, name: str) -> str:
    """The text of the style sheet *name*, which lies beside the modules of *package*."""
    return files(package).joinpath(name).read_text(encoding="utf-8")


FAMILIES = tuple(style_sheet(__package__, f"{name}.css") for name in ("posts", "chats", "plain"))
"""The shapes that channels share, and the plain one."""
SCRIPT = style_sheet(__package__, "page.js")
"""Copying, and folds that hide nothing; it listens at the document, whatever comes and goes."""


def style(looks: Iterable[Look]) -> str:
    """CSS of a gallery whose drafts have *looks*; nothing in it asks a network."""
    own = dict.fromkeys(look.css for look in looks if look.css)
    return "\n".join((style_sheet(__package__, "page.css"), *FAMILIES, *own))
