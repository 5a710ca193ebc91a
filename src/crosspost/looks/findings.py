"""Found: each finding of a draft at the message that it is about, and at its words there."""

import re
from collections.abc import Iterator

from msgspec import UNSET

from .._record import Record
from ..model.draft import Draft, Finding, Message


class Found(Record):
    """One finding at one place of the page."""

    finding: Finding
    name: str
    """The id of the element that says it."""

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Where in *text* the words are that it is about."""
        if self.finding.words is UNSET:
            return
        for words in self.finding.words:
            for at in re.finditer(re.escape(words), text):
                yield at.span()


def found_at(message: Message, draft: Draft, name: str) -> list[Found]:
    """What *draft* says about *message*; ids begin with *name*."""
    about = (one for one in draft.findings if _about(one, message))
    return [Found(finding=one, name=f"{name}-f{at}") for at, one in enumerate(about, 1)]


def found_elsewhere(draft: Draft, name: str) -> list[Found]:
    """What *draft* says about no message of its own."""
    rest = (
        one for one in draft.findings if not any(_about(one, message) for message in draft.messages)
    )
    return [Found(finding=one, name=f"{name}-f{at}") for at, one in enumerate(rest, 1)]


def _about(finding: Finding, message: Message) -> bool:
    """Said of this message, of words in it, or of what only the one message there is can have."""
    if finding.where.startswith("message "):
        return finding.where == f"message {message.index}"
    if finding.words is not UNSET and any(words in message.text for words in finding.words):
        return True
    if finding.where.startswith("media"):
        return message.media is not UNSET and message.index == 1
    return message.of == 1 and finding.where in message.payload
