"""Found: each finding of a draft at the message that it is about, and at its words there."""

from collections.abc import Iterable

from .._record import Record
from ..model.draft import Draft, Message
from ..model.findings import Finding, MessagePart, PostPath


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
