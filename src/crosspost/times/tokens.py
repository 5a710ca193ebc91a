"""Scanning: a text taken apart into the times, days and zones that are named in it."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from .._lazy_re import later
from ..errors import TimeError, phrase
from ..translations import Phrase
from .patterns import FLAGS, plain

_FILLER = later(r"(?:[\s,.、的]|(?:at|on|the)\b)+", FLAGS)


_QUOTED = 30


class TimeToken(NamedTuple):
    """Something named, and where."""

    kind: str
    match: re.Match[str]

    @property
    def at(self) -> Phrase:
        """The column from 1, in code points."""
        return column(self.match.start())


def column(index: int) -> Phrase:
    """How an error says where it stands."""
    return phrase("place.column", column=index + 1)


def shortened(text: str) -> str:
    """*text* as an error quotes it: not a whole file.

    >>> shortened("明天" * 100)
    '明天明天明天明天明天明天明天明天明天明天明天明天明天明天明天…'
    """
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"


def scan(
    text: str, kinds: Sequence[tuple[str, re.Pattern[str]]], examples: object
) -> list[TimeToken]:
    """Everything that is named in *text*, in order; *examples* is what an error proposes.

    >>> from .patterns import MOMENTS
    >>> [(kind, match[0]) for kind, match in scan("明天上午9点", MOMENTS, "")]
    [('away', '明天'), ('part', '上午'), ('clock', '9点')]
    >>> scan("明天🎉", MOMENTS, "明天9:00")
    Traceback (most recent call last):
    crosspost.errors.TimeError: column 3: cannot read "🎉" as a time
      hint: 明天9:00
    """
    said, at, tokens = plain(text), 0, list[TimeToken]()
    while at < len(said):
        if filler := _FILLER.match(said, at):
            at = filler.end()
            continue
        found = ((kind, pattern.match(said, at)) for kind, pattern in kinds)
        token = next((TimeToken(kind, match) for kind, match in found if match), None)
        if token is None:
            raise TimeError(
                "time.cannot-read",
                location=column(at),
                text=shortened(text[at:]),
                examples=examples,
            )
        tokens.append(token)
        at = token.match.end()
    return tokens
