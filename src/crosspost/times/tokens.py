"""Tokens: a text made plain, and taken apart into the times, days and zones that are named in it.

Chinese is looked up in simplified characters; traditional ones are turned into them, sign by sign,
so that columns stay.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from .._lazy_re import later
from ..errors import TimeError, phrase
from ..translations import Phrase

_FILLER = later(r"(?:[\s,.、的]|(?:at|on|the)\b)+", re.ASCII | re.IGNORECASE)
_QUOTED = 30
"""Characters of a text that an error shows."""
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_PLAIN = str.maketrans(
    "後點週禮兩時鐘號這個內間紐約東灣臺倫羅磯淩億協調標準國灘韓舊爾" + "\u3000\u00a0\u202f−–—。",
    "后点周礼两时钟号这个内间纽约东湾台伦罗矶凌亿协调标准国滩韩旧尔" + "   ---.",
)


def plain(text: str) -> str:
    """*text* with narrow digits and signs and simplified characters, none of them moved.

    >>> plain("後天１８：３０，兩小時後🎉")
    '后天18:30,两小时后🎉'
    """
    return text.translate(_FULL_WIDTH).translate(_PLAIN)


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
