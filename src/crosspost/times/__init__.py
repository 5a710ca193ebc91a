"""Times: moments, zones, durations and posting slots, as people name them.

Nothing here looks at a clock, and only `zone` without a name at the machine. What a library does
well it does: `zoneinfo` the rules, tzlocal the machine's zone.

The moment that ``--at`` names, in ISO 8601 or in plain English or Chinese, is read here, by a small
grammar of our own over tables, for no library does it (tried in November 2026, over the rows of
``tests/cases/times.toml``): dateparser 1.5 reads one in four of the Chinese ones and takes
``03/04`` for the 4th of March and ``tomorrow 25:00`` for tomorrow at this hour; parsedatetime 2.6
(of 2020) reads no Chinese and gives *now* for what it does not understand; jionlp 1.5 reads no
English, brings 290 MB and takes 0.7 s to import. None refuses a time that does not exist or comes
twice. To publish at another time than was meant is worse than to ask.
"""

import datetime as dt
from fractions import Fraction
from zoneinfo import ZoneInfo

from ..errors import TimeError, phrase
from .dates import Clock, clock, day_text, days
from .dst import WallTimeCheck, check_wall_time, resolve_strictly, utc_candidates
from .durations import duration, duration_text, length_of, unit_counts
from .patterns import MOMENTS, TimeToken, column, scan, shortened
from .slots import Slot, Slots, slots, upcoming
from .zones import offset_text, read_zone, time_in_zone, zone

__all__ = [
    "Slot",
    "Slots",
    "WallTimeCheck",
    "check_wall_time",
    "duration",
    "duration_text",
    "moment",
    "slots",
    "time_in_zone",
    "upcoming",
    "zone",
]

TokensByKind = dict[str, TimeToken]
"""By ``day``, ``weekday``, ``clock``, ``part``, ``length``, ``zone`` and ``offset``."""

_KINDS = {
    **dict.fromkeys(("date", "away", "either"), ("day",)),
    **dict.fromkeys(("clock", "named", "bare"), ("clock",)),
    "compact": ("day", "clock"),
}


def tokens_by_kind(tokens: list[TimeToken], examples: object) -> TokensByKind:
    """Each token by what it says.

    >>> from .patterns import MOMENTS, scan
    >>> list(tokens_by_kind(scan("明天上午9点", MOMENTS, ""), ""))
    ['day', 'part', 'clock']
    """
    said = TokensByKind()
    for token in tokens:
        for kind in _KINDS.get(token.kind, (token.kind,)):
            if kind in said:
                raise TimeError(
                    "time.said-already",
                    location=token.at,
                    text=token.match[0].strip(),
                    other=said[kind].match[0].strip(),
                    examples=examples,
                )
            said[kind] = token
    return said


def read_offset(token: TimeToken) -> dt.timezone:
    """The offset that a token of kind ``offset`` gives.

    >>> from .patterns import ZONES, scan
    >>> read_offset(*scan("（UTC＋８）", ZONES, ""))
    datetime.timezone(datetime.timedelta(seconds=28800))
    """
    groups = token.match.groupdict()
    if not groups.get("sign"):
        return dt.UTC
    length = dt.timedelta(hours=int(groups["oh"] or 0), minutes=int(groups["om"] or 0))
    try:
        return dt.timezone(-length if groups["sign"] == "-" else length)
    except ValueError as error:
        raise TimeError(
            "time.no-such-offset", location=token.at, text=shortened(token.match[0])
        ) from error


EXAMPLES = phrase("time.examples")
_DAY = dt.timedelta(days=1)


def moment(text: str, *, now: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The moment that *text* names, which is later than *now*.

    Hours and minutes from now are elapsed time; everything else is a time on the wall, in the
    zone that *text* names or else in *zone*. What `time_in_zone` writes is read again.

    Args:
        text: what a person wrote.
        now: aware.
        zone: of what is said without one.

    Returns:
        Aware, in the zone that *text* names by name, or else in *zone*.

    Raises:
        TimeError: it cannot be read, may mean two times, is past, or does not exist in the zone.

    >>> shanghai = ZoneInfo("Asia/Shanghai")
    >>> now = dt.datetime(2026, 11, 25, 10, tzinfo=shanghai)
    >>> for text in ("tomorrow 9:00", "明天上午9点", "2026-11-26T01:00Z"):
    ...     print(moment(text, now=now, zone=shanghai))
    2026-11-26 09:00:00+08:00
    2026-11-26 09:00:00+08:00
    2026-11-26 09:00:00+08:00
    """
    here, mark = _without_echo(text)
    tokens = scan(here, MOMENTS, EXAMPLES)
    if not tokens:
        raise TimeError("time.empty", examples=EXAMPLES)
    said = tokens_by_kind(tokens, EXAMPLES)
    where = read_zone(said["zone"]) if "zone" in said else zone
    try:
        found = _read(said, now, where)
    except TimeError as error:
        if not error.location:
            error.inside(tokens[0].at)
        raise
    except (OverflowError, ValueError) as error:
        raise TimeError(
            "time.beyond-calendars", location=tokens[0].at, text=shortened(text), examples=EXAMPLES
        ) from error
    echo = time_in_zone(found, where).translated("zh" if mark == "即" else "en")
    if mark and echo != text.strip():
        raise TimeError(
            "time.echo-differs", location=column(len(here)), mark=mark, time=here.rstrip(" ，")
        )
    return found


def _without_echo(text: str) -> tuple[str, str]:
    """*text* without the second half of what `time_in_zone` writes, and the sign between both."""
    for mark in ("即", "="):
        if mark in text:
            return text[: text.index(mark)], mark
    return text, ""


def _read(said: TokensByKind, now: dt.datetime, where: ZoneInfo) -> dt.datetime:
    if "offset" not in said:
        return _found(said, now, where).astimezone(where)
    offset = read_offset(said["offset"])
    found = _found(said, now, offset).astimezone(where)
    if "zone" in said and found.utcoffset() != offset.utcoffset(None):
        raise TimeError(
            "time.offset-differs",
            location=said["offset"].at,
            text=said["offset"].match[0],
            zone=where.key,
            offset=offset_text(found),
        )
    return found


def _found(said: TokensByKind, now: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    local = now.astimezone(zone).replace(microsecond=0)
    if "length" in said:
        return _later(said, local, zone)
    if "clock" not in said:
        last = max(said.values(), key=lambda token: token.match.end())
        raise TimeError("time.no-time-of-day", location=last.behind)
    day = said.get("day") or said.get("weekday")
    time = clock(said["clock"], said.get("part"), day_named=day is not None)
    meant = days(day, local.date())
    if "day" in said and "weekday" in said:
        _agree(said["weekday"], meant.days[0])
    for each in meant.days:
        wall = _wall(each, time)
        if _last(wall, zone) > now:
            return _settled(wall, zone)
    following = (_last(_wall(each, time), zone) for each in meant.again)
    ahead = next((each for each in following if each > now), None)
    coming = str(ahead and ahead.astimezone(zone).isoformat())
    then = phrase("time.the-next", time=coming) if ahead else phrase("time.a-later-one")
    raise TimeError(
        "time.past",
        time=f"{_wall(meant.days[-1], time):%Y-%m-%d %H:%M}",
        now=f"{local:%Y-%m-%d %H:%M}",
        then=then,
    )


def _wall(day: dt.date, time: Clock) -> dt.datetime:
    return dt.datetime.combine(day, time.time) + (_DAY if time.next_day else dt.timedelta())


def _last(wall: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """The last instant that *wall* may mean."""
    found = utc_candidates(wall, zone)
    return found[-1] if found else wall.replace(tzinfo=zone).astimezone(dt.UTC)


def _settled(wall: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    return resolve_strictly(wall, zone) if isinstance(zone, ZoneInfo) else wall.replace(tzinfo=zone)


def _agree(weekday: TimeToken, day: dt.date) -> None:
    """A date and a day of the week that are both said have to be the same."""
    if days(weekday, day).days[0] != day:
        raise TimeError(
            "time.weekday-differs", location=weekday.at, text=weekday.match[0], day=day_text(day)
        )


def _later(said: TokensByKind, local: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """Days are counted on the calendar, hours on a stopwatch."""
    token = said["length"]
    if twice := said.get("day") or said.get("weekday"):
        raise TimeError(
            "time.day-twice",
            location=twice.at,
            text=twice.match[0],
            other=token.match[0],
            examples=EXAMPLES,
        )
    counts = unit_counts(token.match["length"] or token.match["length2"])
    counted = 7 * counts.pop("w", Fraction()) + counts.pop("d", Fraction())
    wall = local.replace(tzinfo=None) + int(counted) * _DAY
    rest = length_of({"d": counted % 1, **counts})
    if "clock" in said:
        if rest or not counted:
            raise TimeError(
                "time.time-twice",
                location=said["clock"].at,
                text=said["clock"].match[0],
                other=token.match[0],
                examples=EXAMPLES,
            )
        time = clock(said["clock"], said.get("part"), day_named=True)
        return _settled(_wall(wall.date(), time), zone)
    if not rest and not counted:
        raise TimeError("time.now", location=token.at, text=token.match[0])
    start = _settled(wall, zone) if counted >= 1 else local
    return start.astimezone(dt.UTC) + rest
