"""Words: what days, parts of a day and numbers are called in English and Chinese.

Tables alone, and how text is made plain before it is compared with them. Chinese is looked up in
simplified characters; traditional ones are turned into them, sign by sign, so that columns stay.
"""

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
CHINESE_DAYS = tuple(f"周{sign}" for sign in "一二三四五六日")

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
