"""Times: the moment that ``--at`` names, in ISO 8601 or in plain English or Chinese.

A small grammar of our own over tables, for no library does it (tried in November 2026, over the
rows of ``tests/cases/times.toml``): dateparser 1.5 reads one in four of the Chinese ones and takes
``03/04`` for the 4th of March and ``tomorrow 25:00`` for tomorrow at this hour; parsedatetime 2.6
(of 2020) reads no Chinese and gives *now* for what it does not understand; jionlp 1.5 reads no
English, brings 290 MB and takes 0.7 s to import. None refuses a time that does not exist or comes
twice. To publish at another time than was meant is worse than to ask.
"""

import datetime as dt
from fractions import Fraction
from zoneinfo import ZoneInfo

from ..errors import TimeError
from .clocks import Clock, clock
from .days import days, told
from .durations import SECONDS, parts
from .scanning import MOMENTS, Token, column, scan
from .walls import readings, settled
from .zones import said as echoed
from .zones import zone as named_zone

WRITE = (
    '"tomorrow 9:00", "Fri 18:30", "25 Dec 18:00", "in 2 hours", "2026-12-25T18:00+08:00",'
    " 明天上午9点, 周五18:30, 12月25日18点30分, 两小时后"
)
_NO_TIME = '9:00 behind it ("tomorrow 9:00", 明天9点)'
_DAYS = ("date", "weekday", "away", "either")
_CLOCKS = ("clock", "named", "bare")
_KINDS = dict.fromkeys(_DAYS, "day") | dict.fromkeys(_CLOCKS, "clock") | {"weekday": "weekday"}
_DAY = dt.timedelta(days=1)

Said = dict[str, Token]


def moment(text: str, *, now: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The moment that *text* names, which is later than *now*.

    Hours and minutes from now are elapsed time; everything else is a time on the wall, in the
    zone that *text* names or else in *zone*. What `zones.said` writes is read again.

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
    tokens = scan(here, MOMENTS, WRITE)
    if not tokens:
        wrong = "no time was said"
        raise TimeError(wrong, write=WRITE)
    try:
        found = _read(tokens, now, zone)
    except (OverflowError, ValueError) as error:
        wrong = f'"{text}" is beyond every calendar'
        raise TimeError(wrong, at=column(0), write=WRITE) from error
    if mark and echoed(found, ZoneInfo(str(found.tzinfo)), "zh" if mark == "即" else "en") != text:
        wrong = f'what stands behind "{mark}" is not the same moment'
        raise TimeError(wrong, write=text[: len(here)])
    return found


def _without_echo(text: str) -> tuple[str, str]:
    """*text* without the second half of what `said` writes, and the sign between the halves."""
    for mark in ("即", "="):
        if mark in text:
            return text[: text.index(mark)], mark
    return text, ""


def _read(tokens: list[Token], now: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    said = _sorted(tokens)
    where = _where(said, zone)
    offset = _offset(said.get("offset"))
    found = _found(said, now, offset or where).astimezone(where)
    if offset and "zone" in said and found.utcoffset() != offset.utcoffset(None):
        wrong = f'"{said["offset"].match[0]}": at that time {where.key} is {_shown(found)}'
        raise TimeError(
            wrong,
            at=said["offset"].at,
            write="one of them",
        )
    return found


def _shown(found: dt.datetime) -> str:
    return found.isoformat()[-len("+00:00") :]


def _sorted(tokens: list[Token]) -> Said:
    """Each token by what it says: nothing is said twice."""
    said = Said()
    for token in tokens:
        kinds = (
            ("day", "clock") if token.kind == "compact" else (_KINDS.get(token.kind, token.kind),)
        )
        for kind in kinds:
            if kind in said:
                wrong = (
                    f'"{token.match[0].strip()}": "{said[kind].match[0].strip()}" is said already'
                )
                raise TimeError(
                    wrong,
                    at=token.at,
                    write=WRITE,
                )
            said[kind] = token
    return said


def _where(said: Said, zone: ZoneInfo) -> ZoneInfo:
    if "zone" not in said:
        return zone
    token = said["zone"]
    try:
        return named_zone(token.match[0])
    except TimeError as error:
        error.at = token.at
        raise


def _offset(token: Token | None) -> dt.timezone | None:
    if token is None:
        return None
    groups = token.match.groupdict()
    if not groups.get("sign"):
        return dt.UTC
    length = dt.timedelta(hours=int(groups["oh"] or 0), minutes=int(groups["om"] or 0))
    try:
        return dt.timezone(-length if groups["sign"] == "-" else length)
    except ValueError as error:
        wrong = f'"{token.match[0]}" is no offset from UTC'
        raise TimeError(wrong, at=token.at, write="+08:00") from error


def _found(said: Said, now: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    local = now.astimezone(zone).replace(microsecond=0)
    if "length" in said:
        return _later(said, local, zone)
    if "clock" not in said:
        last = max(said.values(), key=lambda token: token.match.end())
        wrong = "a time of day is missing"
        raise TimeError(wrong, at=column(last.match.end()), write=_NO_TIME)
    day = said.get("day") or said.get("weekday")
    time = clock(said["clock"], said.get("part"), day_named=day is not None)
    meant = days(day, local.date())
    if "day" in said and "weekday" in said:
        _agree(said["weekday"], meant.days[0])
    for each in meant.days:
        wall = _wall(each, time)
        if _last(wall, zone) > now:
            return _settled(wall, zone)
    following = [_wall(each, time) for each in meant.again]
    ahead = next((wall for wall in following if _last(wall, zone) > now), None)
    wrong = (
        f"{_wall(meant.days[-1], time):%Y-%m-%d %H:%M} is past: it is {local:%Y-%m-%d %H:%M} {zone}"
    )
    raise TimeError(
        wrong,
        at=column(0),
        write=f"{ahead:%Y-%m-%d %H:%M}, the next" if ahead else "a time to come",
    )


def _wall(day: dt.date, time: Clock) -> dt.datetime:
    return dt.datetime.combine(day, time.time) + (_DAY if time.next_day else dt.timedelta())


def _last(wall: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """The last instant that *wall* may mean."""
    found = readings(wall, zone)
    return found[-1] if found else wall.replace(tzinfo=zone).astimezone(dt.UTC)


def _settled(wall: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    if isinstance(zone, ZoneInfo):
        return settled(wall, zone)
    return wall.replace(tzinfo=zone)


def _agree(weekday: Token, day: dt.date) -> None:
    """A date and a day of the week that are both said have to be the same."""
    wanted = days(weekday, day).days[0]
    if wanted != day:
        wrong = f'"{weekday.match[0]}": that day is {told(day)}'
        raise TimeError(wrong, at=weekday.at, write=f"{told(day)}")


def _later(said: Said, local: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """Days are counted on the calendar, hours on a stopwatch."""
    token = said["length"]
    for kind in ("day", "weekday"):
        if kind in said:
            wrong = f'"{said[kind].match[0]}": "{token.match[0]}" says the day already'
            raise TimeError(
                wrong,
                at=said[kind].at,
                write=WRITE,
            )
    length = parts(token.match["length"] or token.match["length2"])
    counted = length.get("w", Fraction()) * 7 + length.get("d", Fraction())
    whole = int(counted) * _DAY
    hours = (counted % 1) * SECONDS["d"] + sum(
        length.get(unit, 0) * SECONDS[unit] for unit in "hms"
    )
    wall = local.replace(tzinfo=None) + whole
    if "clock" in said:
        if hours or not whole:
            wrong = f'"{said["clock"].match[0]}": "{token.match[0]}" says the time already'
            raise TimeError(
                wrong,
                at=said["clock"].at,
                write=WRITE,
            )
        return _settled(_wall(wall.date(), clock(said["clock"], said.get("part"))), zone)
    if not hours and not whole:
        wrong = f'"{token.match[0]}" is now'
        raise TimeError(wrong, at=token.at, write="a time to come")
    start = _settled(wall, zone) if whole else local
    return start.astimezone(dt.UTC) + dt.timedelta(seconds=float(hours))
