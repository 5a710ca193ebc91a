"""Saying: what was named, sorted by what it says: nothing twice, and in which zone."""

import datetime as dt
from zoneinfo import ZoneInfo

from ..errors import TimeError
from .scanning import Token, shortened
from .zones import zone

Said = dict[str, Token]
"""By ``day``, ``weekday``, ``clock``, ``part``, ``length``, ``zone`` and ``offset``."""

_KINDS = {
    **dict.fromkeys(("date", "away", "either"), ("day",)),
    **dict.fromkeys(("clock", "named", "bare"), ("clock",)),
    "compact": ("day", "clock"),
}


def gathered(tokens: list[Token], write: str) -> Said:
    """Each token by what it says.

    >>> from .grammar import MOMENTS
    >>> from .scanning import scan
    >>> list(gathered(scan("明天上午9点", MOMENTS, ""), ""))
    ['day', 'part', 'clock']
    """
    said = Said()
    for token in tokens:
        for kind in _KINDS.get(token.kind, (token.kind,)):
            if kind in said:
                wrong = (
                    f'"{token.match[0].strip()}": "{said[kind].match[0].strip()}" is said already'
                )
                raise TimeError(wrong, location=token.at, hint=write)
            said[kind] = token
    return said


def zone_said(token: Token) -> ZoneInfo:
    """The zone that a token of kind ``zone`` names."""
    try:
        return zone(token.match[0])
    except TimeError as error:
        error.inside(token.at)
        raise


def offset_said(token: Token) -> dt.timezone:
    """The offset that a token of kind ``offset`` gives.

    >>> from .grammar import ZONES
    >>> from .scanning import scan
    >>> offset_said(*scan("（UTC＋８）", ZONES, ""))
    datetime.timezone(datetime.timedelta(seconds=28800))
    """
    groups = token.match.groupdict()
    if not groups.get("sign"):
        return dt.UTC
    length = dt.timedelta(hours=int(groups["oh"] or 0), minutes=int(groups["om"] or 0))
    try:
        return dt.timezone(-length if groups["sign"] == "-" else length)
    except ValueError as error:
        wrong = f'"{shortened(token.match[0])}" is no offset from UTC'
        raise TimeError(wrong, location=token.at, hint="+08:00") from error
