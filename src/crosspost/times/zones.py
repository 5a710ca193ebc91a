"""Zones: which one a name means, and a moment told in it."""

import datetime as dt
from contextlib import suppress
from difflib import get_close_matches
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from .._lazy_re import later
from ..errors import TimeError, either, phrase
from ..translations import Phrase
from .patterns import WEEKDAY_TEXTS, TimeToken, plain

_CST = ("America/Chicago", "Asia/Shanghai", "America/Havana")
_ABBREVIATIONS = {
    "CST": _CST,
    "CDT": ("America/Chicago", "America/Havana"),
    "CT": ("America/Chicago",),
    **dict.fromkeys(("EDT", "ET"), ("America/New_York", "America/Toronto")),
    "EST": ("America/New_York", "America/Panama"),
    **dict.fromkeys(("MST", "MDT", "MT"), ("America/Denver", "America/Phoenix")),
    **dict.fromkeys(("PST", "PDT", "PT"), ("America/Los_Angeles", "America/Vancouver")),
    "HST": ("Pacific/Honolulu",),
    "AKST": ("America/Anchorage",),
    "BJT": ("Asia/Shanghai",),
    "AST": ("America/Halifax", "America/Puerto_Rico", "Asia/Riyadh"),
    "BST": ("Europe/London", "Asia/Dhaka"),
    "WET": ("Europe/Lisbon",),
    "MET": ("Europe/Berlin",),
    "IST": ("Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"),
    "EET": ("Europe/Helsinki",),
    **dict.fromkeys(("CET", "CEST"), ("Europe/Berlin", "Europe/Paris")),
    **dict.fromkeys(("AEST", "AEDT"), ("Australia/Sydney", "Australia/Brisbane")),
    "SGT": ("Asia/Singapore",),
    "HKT": ("Asia/Hong_Kong",),
    "JST": ("Asia/Tokyo",),
    "KST": ("Asia/Seoul",),
    "MSK": ("Europe/Moscow",),
    "NZST": ("Pacific/Auckland",),
}
"""EST and MST are in the database, but never change there, as those who say them do."""

CHINESE = {
    **dict.fromkeys(("北京", "上海", "中国", "中国标准"), "Asia/Shanghai"),
    "香港": "Asia/Hong_Kong",
    "台北": "Asia/Taipei",
    "台湾": "Asia/Taipei",
    "澳门": "Asia/Macau",
    "东京": "Asia/Tokyo",
    "日本": "Asia/Tokyo",
    "首尔": "Asia/Seoul",
    "韩国": "Asia/Seoul",
    "新加坡": "Asia/Singapore",
    "伦敦": "Europe/London",
    "巴黎": "Europe/Paris",
    "柏林": "Europe/Berlin",
    "莫斯科": "Europe/Moscow",
    "悉尼": "Australia/Sydney",
    **dict.fromkeys(("纽约", "美东", "美国东部"), "America/New_York"),
    **dict.fromkeys(("洛杉矶", "旧金山", "美西", "太平洋", "美国西部"), "America/Los_Angeles"),
    "芝加哥": "America/Chicago",
    "世界": "UTC",
    "世界标准": "UTC",
    "协调世界": "UTC",
}
"""Without the word 时间 that follows them."""

_CITIES = {
    **dict.fromkeys(
        ("beijing", "peking", "shenzhen", "guangzhou", "hangzhou", "chengdu", "china"),
        "Asia/Shanghai",
    ),
    **dict.fromkeys(
        ("san_francisco", "seattle", "california", "silicon_valley"), "America/Los_Angeles"
    ),
    **dict.fromkeys(("boston", "washington", "miami", "atlanta"), "America/New_York"),
    **dict.fromkeys(("munich", "frankfurt", "hamburg", "germany"), "Europe/Berlin"),
    **dict.fromkeys(("delhi", "new_delhi", "mumbai", "bangalore", "india"), "Asia/Kolkata"),
    "osaka": "Asia/Tokyo",
    "geneva": "Europe/Zurich",
    "canberra": "Australia/Sydney",
}
"""Places that people look for and the database has under another name."""

_OFFSET = later(r"(?:UTC|GMT)?([+-])([0-9]{1,2})(?::?00)?")
_USUAL = later(r"[A-Z][a-z]+(?:/[A-Z][a-z]+(?:_[A-Z][a-z]+)*)+")
_LIKE = 0.85
"""How like another a name has to be, as difflib counts it, to be proposed."""
_NO_PLACES = frozenset({"Factory", "localtime"})
_TIME = later(r"(?:标准)?(?:时间|时)$")


def zone(name: str | None) -> ZoneInfo:
    """The zone that *name* means; without a name, the one this machine is set to.

    Raises:
        TimeError: no such zone, with those that may be meant; or an abbreviation, which several
            countries use.

    >>> zone("asia/shanghai").key, zone("北京时间").key
    ('Asia/Shanghai', 'Asia/Shanghai')
    >>> zone("Asia/Beijing")
    Traceback (most recent call last):
    crosspost.errors.TimeError: no zone "Asia/Beijing"
      hint: Asia/Shanghai
    """
    if name is None:
        return _own()
    said = plain(name).strip()
    if candidates := _ABBREVIATIONS.get(said.upper()):
        raise TimeError(
            "zone.several" if len(candidates) > 1 else "zone.abbreviation",
            zone=name,
            choices=either(candidates),
        )
    if known := CHINESE.get(_TIME.sub("", said)):
        return ZoneInfo(known)
    if said.upper() in {"UTC", "GMT", "Z"}:
        return ZoneInfo("UTC")
    known = _known(said)
    if known is None:
        raise _unknown(name, said)
    return ZoneInfo(known)


def read_zone(token: TimeToken) -> ZoneInfo:
    """The zone that a token of kind ``zone`` names."""
    try:
        return zone(token.match[0])
    except TimeError as error:
        error.inside(token.at)
        raise


def _known(said: str) -> str | None:
    """*said* as the database spells it."""
    if _USUAL.fullmatch(said):  # on a disk that does not tell a from A, others would be found, too
        with suppress(ZoneInfoNotFoundError):
            return ZoneInfo(said).key
    names = {each.lower(): each for each in available_timezones() - _NO_PLACES}
    if not names:
        raise TimeError("zone.no-database")
    return names.get(said.lower().replace(" ", "_"))


def _own() -> ZoneInfo:
    """The system's zone: ``TZ``, ``/etc/localtime`` or what Windows says."""
    try:
        import tzlocal  # noqa: PLC0415 - of the extra
    except ModuleNotFoundError as error:
        raise TimeError("install.schedule", library="tzlocal") from error
    try:
        found = tzlocal.reload_localzone()
    except Exception as error:  # tzlocal raises whatever it meets
        said = str(error.args[0]) if error.args else str(error)  # a KeyError shows it in quotes
        raise TimeError("zone.own-unclear", reason=" ".join(said.split())) from error
    if not isinstance(found, ZoneInfo) or not found.key or found.key in {"local", "localtime"}:
        raise TimeError("zone.own-has-no-name")
    return found


def _unknown(name: str, said: str) -> TimeError:
    if offset := _OFFSET.fullmatch(said.upper()):
        turned = "-" if offset[1] == "+" else "+"
        fixed = f"Etc/GMT{turned}{int(offset[2])}"
        if fixed in available_timezones():  # from -12 to +14
            return TimeError("zone.offset", zone=name, fixed=fixed, offset=said)
    return TimeError(
        "zone.unknown", zone=name, choices=either(_near(said) or [phrase("zone.example")])
    )


def _near(said: str) -> list[str]:
    """Up to three zones that may be meant."""
    last = said.lower().replace(" ", "_").rpartition("/")[2]
    if city := _CITIES.get(last):
        return [city]
    names = {each.lower(): each for each in sorted(available_timezones()) if "/" in each}
    whole = [each for low, each in names.items() if low.rpartition("/")[2] == last]
    if whole:
        return whole[:3]
    cities = {low.rpartition("/")[2]: each for low, each in names.items()} | _CITIES
    close = get_close_matches(said.lower(), names, 3, _LIKE)
    found = [names[low] for low in close]
    found += [cities[low] for low in get_close_matches(last, cities, 3, _LIKE)]
    return list(dict.fromkeys(found))[:3]


def time_in_zone(moment: dt.datetime, zone: ZoneInfo) -> Phrase:
    """*moment* (aware) in *zone* and in UTC, whose date is named where it is another.

    >>> shanghai, moment = ZoneInfo("Asia/Shanghai"), dt.datetime(2026, 11, 27, 1, tzinfo=dt.UTC)
    >>> str(time_in_zone(moment, shanghai))
    'Fri 2026-11-27 09:00 Asia/Shanghai (UTC+08:00) = 01:00 UTC'
    >>> time_in_zone(moment - dt.timedelta(hours=2), shanghai).translated("zh")
    '2026年11月27日 周五 07:00 Asia/Shanghai（UTC+08:00），即 UTC 2026年11月26日 周四 23:00'
    """
    local, utc = moment.astimezone(zone), moment.astimezone(dt.UTC)
    return phrase(
        "time.in-zone",
        time=_day_and_clock(local),
        zone=zone.key,
        offset=offset_text(local),
        utc=_clock(utc) if utc.date() == local.date() else _day_and_clock(utc),
    )


def offset_text(moment: dt.datetime) -> str:
    """The offset of *moment*, as ``+08:00``: ``%:z`` comes with Python 3.12.

    >>> offset_text(dt.datetime(2026, 11, 27, tzinfo=ZoneInfo("Asia/Kolkata")))
    '+05:30'
    """
    return moment.isoformat().removeprefix(moment.replace(tzinfo=None).isoformat())


def _clock(moment: dt.datetime) -> str:
    whole = "auto" if moment.second or moment.microsecond else "minutes"
    return moment.time().isoformat(whole)


def _day_and_clock(moment: dt.datetime) -> Phrase:
    return phrase(
        "time.day-and-clock",
        weekday=WEEKDAY_TEXTS[moment.weekday()],
        year=moment.year,
        month=moment.month,
        day=moment.day,
        clock=_clock(moment),
    )
