"""How a time, a day, a length and a zone look in a text, in English and Chinese.

Tables of patterns, and a text taken apart by them (`scan`). It is made plain before: Chinese is
looked up in simplified characters; traditional ones are turned into them, sign by sign, so that
columns stay.
"""

import re
from typing import NamedTuple

from .._lazy_re import later
from ..errors import TimeError, phrase
from ..translations import Phrase

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = (
    {said: number for number, name in enumerate(_DAYS) for said in (name, name[:3])}
    | {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
    | {sign: number for number, sign in enumerate("一二三四五六日")}
    | {"天": 6, "7": 6}
    | {str(number + 1): number for number in range(6)}
)
"""Monday is 0, as in `datetime.date.weekday`."""
ENGLISH_DAYS = tuple(name[:3].capitalize() for name in _DAYS)
WEEKDAY_TEXTS = (
    phrase("weekday.mon"),
    phrase("weekday.tue"),
    phrase("weekday.wed"),
    phrase("weekday.thu"),
    phrase("weekday.fri"),
    phrase("weekday.sat"),
    phrase("weekday.sun"),
)

AWAY = {
    "today": 0,
    "to": 0,
    "tomorrow": 1,
    "tmrw": 1,
    "day after tomorrow": 2,
    "今天": 0,
    "今日": 0,
    "今": 0,
    "明天": 1,
    "明日": 1,
    "明": 1,
    "后天": 2,
    "大后天": 3,
    "后": 2,
}
"""How many days from today; ``to`` is half of *tonight*, 今 of 今晚."""


def _same(first: int, last: int, shift: int = 0) -> dict[int, int]:
    return {hour: hour + shift for hour in range(first, last + 1)}


_DAWN = _same(0, 6) | {12: 0}
_MORNING = _same(1, 11)
_NOON = _same(11, 14) | _same(1, 2, 12)
_AFTERNOON = _same(12, 19) | _same(1, 7, 12)
_DUSK = _same(16, 20) | _same(4, 8, 12)
_EVENING = _same(17, 24) | _same(5, 11, 12) | {12: 24, 0: 24}
PARTS = (
    {"凌晨": _DAWN, "上午": _MORNING | {12: 12}, "中午": _NOON, "下午": _AFTERNOON, "傍晚": _DUSK}
    | dict.fromkeys(("早上", "早晨", "清晨", "早", "morning"), _MORNING)
    | dict.fromkeys(("晚上", "晚间", "晚", "evening", "night"), _EVENING)
    | {"afternoon": _AFTERNOON}
)
"""Which hour is meant by the hour said with a part of the day; 24 is the midnight that ends it.

An hour that is not there does not go with that part: whether 晚上3点 is three in the night or a
slip of the pen, only its author knows.
"""

_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_FIGURE = "[一二两三四五六七八九]"
_TENS = "[一二三四五六七八九]?十[一二三四五六七八九]?"
NUMERAL = rf"(?:{_TENS}|[零〇]?{_FIGURE}|[零〇])"
"""Chinese numerals below a hundred, as a pattern."""
LONG_NUMERAL = rf"(?:{_FIGURE}百(?:[零〇]?{_TENS}|[零〇]{_FIGURE})?|{NUMERAL})"
"""Those below a thousand."""


def number(said: str) -> int:
    """What a whole number is, in figures or in Chinese numerals below a thousand.

    >>> number("18"), number("两"), number("三十五"), number("零五"), number("一百二十")
    (18, 2, 35, 5, 120)
    """
    if said.isdigit():
        return int(said)
    total, digit = 0, 0
    for sign in said:
        if sign in "十百":
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            digit = digit * 10 + _DIGITS[sign]
    return total + digit


FLAGS = re.ASCII | re.IGNORECASE | re.VERBOSE
"""ASCII, so that a word of Latin letters ends where a Chinese one begins."""

COUNT = rf"(?:[0-9]{{1,2}}|{NUMERAL})"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)"
)
WEEK = r"(?:周|星期|礼拜)"
_UNIT = (
    r"(?:秒钟?|分钟?|个?半?(?:小时|钟头)|天|日|周|个?(?:星期|礼拜)"
    r"|(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)(?![a-z]))"
)
_AMOUNT = rf"(?:[0-9]{{1,7}}|{LONG_NUMERAL})"
_LENGTH = rf"""
    (?:half\s+an?|an?|半个?|{_AMOUNT}(?:\.[0-9]+)?)\s*{_UNIT}(?:半|\s+and\s+a\s+half\b)?
    (?:\s*(?:and|,|零|又)?\s*{_AMOUNT}\s*{_UNIT})*
"""

NamedPatterns = tuple[tuple[str, re.Pattern[str]], ...]
"""Patterns, each with the kind of what it finds; of several that fit the first is meant."""


def named(kind: str, *patterns: str) -> NamedPatterns:
    """Patterns that find the same kind, compiled when they are first used."""
    return tuple((kind, later(pattern, FLAGS)) for pattern in patterns)


CLOCKS = (
    *named(
        "clock",
        r"""(?P<h>[0-9]{1,2}):(?P<m>[0-9]{2})(?::(?P<s>[0-9]{2})(?:\.(?P<f>[0-9]{1,9}))?)?
            (?![0-9:])(?:\s*(?P<half>[ap])\.?m\b\.?)?""",
        r"(?P<h>[0-9]{1,2})\s*(?P<half>[ap])\.?m\b\.?",
        r"(?P<h>[0-9]{1,2})\s*o['\u2019]?clock\b",
        rf"""(?P<h>{COUNT})\s*(?:点钟?|时)\s*
            (?:整|(?P<m30>半)|(?P<quarter>[一三13])刻
            |(?P<m>{COUNT})(?:\s*分(?:\s*(?P<s>{COUNT})\s*秒)?|(?!\s*[0-9零〇一二两三四五六七八九十点时:月])))?""",
    ),
    *named(
        "named",
        r"(?P<name>noon|midday|midnight|正午|午夜|中午(?!\s*[0-9零〇一二两三四五六七八九十]))",
    ),
    *named(
        "part",
        r"""(?:in\s+the\s+)?(?P<part>morning|afternoon|evening|night)\b
            |(?P<cpart>凌晨|清晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚间|晚)""",
    ),
)
"""What names a time of day."""

ZONES = (
    *named(
        "offset",
        r"""(?P<open>\()?(?:utc|gmt)?\s*(?P<sign>[+-])(?P<oh>[0-9]{1,2})
            (?::?(?P<om>[0-9]{2}))?(?![0-9:])(?(open)\))""",
        r"z\b",
    ),
    *named(
        "zone",
        r"[a-z]+(?:/[a-z0-9_+-]+)+|utc\b|gmt\b|[a-z]{2,5}(?=\s*(?:;|$))",
        r"[\u4e00-\u9fff]{2,5}(?:时间|标准时)|协调世界时|世界时",
    ),
)
"""What names a zone."""
BARE = named("bare", r"(?P<h>[0-9]{1,2})(?![0-9a-z]|[.][0-9])")
"""A number alone, which is not enough; so that an error can say what it may mean."""

TIMES = (*CLOCKS, *ZONES, *BARE)
"""What names a time of day or a zone."""

MOMENTS = (
    *named(
        "date",
        r"""(?P<y>[0-9]{4})(?P<sep>[-/.])(?P<mo>[0-9]{1,2})(?P=sep)(?P<d>[0-9]{1,2})(?![0-9])
            (?:T(?=[0-9]))?""",
    ),
    *named(
        "compact",
        r"""(?P<y>[0-9]{4})(?P<mo>[0-9]{2})(?P<d>[0-9]{2})
            T(?P<h>[0-9]{2})(?P<m>[0-9]{2})(?P<s>[0-9]{2})?(?![0-9])""",
    ),
    *named(
        "date",
        rf"""(?:(?P<y>[0-9]{{4}})\s*年|(?P<year>今年|明年))?\s*
            (?P<mo>{COUNT})\s*月\s*(?P<d>{COUNT})\s*[日号]?""",
        rf"""(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<mo>{_MONTH})
            (?:,?\s+(?P<y>[0-9]{{4}})(?![0-9:]))?""",
        rf"""(?P<mo>{_MONTH})\s+(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9:]|\s*[ap]\.?m\b)
            (?:,?\s+(?P<y>[0-9]{{4}})(?![0-9:]))?""",
    ),
    *named(
        "either",
        r"""(?![0-9]+[.][0-9]+(?![0-9.]))  # 9.30 may be a time
            (?P<one>[0-9]{1,2})(?P<sep>[-/.])(?P<two>[0-9]{1,2})
            (?:(?P=sep)(?P<y>[0-9]{4}|[0-9]{2}))?(?![0-9:])""",
    ),
    *named(
        "length",
        rf"""in\s+(?P<length>{_LENGTH})|(?P<length2>{_LENGTH})\s*(?:[之以]?后|from\s+now\b)""",
    ),
    *named(
        "weekday",
        rf"""(?:(?P<which>next|this)\s+)?(?P<w>{WEEKDAY})\b\.?
            |(?P<cwhich>下下|下|本|这)?个?{WEEK}(?P<cw>[一二三四五六日天1-7])""",
    ),
    *named(
        "away",
        r"""(?P<away>today|tomorrow|tmrw|(?:the\s+)?day\s+after\s+tomorrow)\b|to(?=night\b)
            |(?:大后天|后天|[今明][天日]|[今明后](?=[早晚]))""",
    ),
    *TIMES,
)
"""What may be said of a moment; the first that fits is meant."""


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

    @property
    def behind(self) -> Phrase:
        """The column of what follows it."""
        return column(self.match.end())


def column(index: int) -> Phrase:
    """How an error says where it stands."""
    return phrase("place.column", column=index + 1)


def shortened(text: str) -> str:
    """*text* as an error quotes it: not a whole file.

    >>> shortened("明天" * 100)
    '明天明天明天明天明天明天明天明天明天明天明天明天明天明天明天…'
    """
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"


def scan(text: str, kinds: NamedPatterns, examples: object) -> list[TimeToken]:
    """Everything that is named in *text*, in order; *examples* is what an error proposes.

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
