"""Findings: which cuts a reader will stumble over, and a thread that is too long."""

from collections.abc import Sequence
from itertools import pairwise

from msgspec import UNSET

from ..draft import Finding
from .breaks import Level
from .walk import Step

_INSIDE = {
    Level.CLAUSE: ("cut.inside-sentence", "a sentence"),
    Level.PHRASE: ("cut.inside-sentence", "a sentence"),
    Level.WORD: ("cut.inside-sentence", "a sentence"),
    Level.CHARACTER: ("cut.inside-word", "a sentence without a stop, maybe a word"),
    Level.LETTER: ("cut.inside-word", "a word"),
    Level.HELD: ("cut.inside-word", "what belongs together"),
    Level.WHOLE: ("cut.inside-link", "a link, mention, tag or figure longer than a message"),
}
_SHOWN = 12
"""Code points of the text shown on either side of a cut."""


def cut_findings(steps: Sequence[Step], most: int | None) -> tuple[Finding, ...]:
    """A finding for each cut inside a sentence or a word, and one for too many messages.

    Args:
        steps: the messages in order.
        most: how many the channel takes in one go, where it says.
    """
    found = []
    for at, (step, after) in enumerate(pairwise(steps)):
        if step.level in _INSIDE:
            code, inside = _INSIDE[step.level]
            before, following = step.piece.text.text[-_SHOWN:], after.piece.text.text[:_SHOWN]
            message = f"cut inside {inside}: “…{before}” | “{following}…”"
            words = (before,) if before else UNSET
            where = f"message {at + 1}"
            found.append(
                Finding(level="warning", code=code, where=where, message=message, words=words)
            )
    if most is not None and len(steps) > most:
        message = f"{len(steps)} messages, but the channel takes {most} in one go"
        found.append(Finding(level="error", code="cut.too-many", where="thread", message=message))
    return tuple(found)
