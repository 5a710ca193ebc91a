"""Figures: numbers, amounts and dates that a text names, in digits, in words and in Chinese.

Two texts that name the same figure need not write it the same: ``3亿``, ``三亿`` and ``300
million`` are one, and so are ``12%`` and ``百分之十二``, ``March`` and ``3 月``. A figure has all
the values that it may mean. What is *named* is strict: digits, and numbers in words above ten
(``three`` and ``两`` are too often no figure). What is *known* is generous: small numbers,
ordinals, halves and doubles as well, for they may have been written in digits elsewhere.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .._lazy_re import later
from ..times.dates import MONTHS

DIGITS_FIRST = frozenset({"en", "zh", "ja", "ko"})
"""Languages in which 1,000.5 is written so; in others it may be 1.000,5."""
_FULL_WIDTH = str.maketrans("０１２３４５６７８９％＄￥．", "0123456789%$¥.")

_UNITS = {
    "percent": "% percent pct 个百分点 百分点",
    "USD": "$ US$ USD dollar dollars 美元 美金",
    "EUR": "€ EUR euro euros 欧元 歐元",
    "GBP": "£ GBP pound pounds 英镑 英鎊",
    "CNY": "¥ CNY RMB yuan renminbi 元 块钱 人民币 人民幣",
    "JPY": "¥ JPY yen 日元 日圆 円",
    "HKD": "HK$ HKD 港元 港币 港幣",
    "km": "km kilometre kilometres kilometer kilometers 公里 千米",
    "mile": "mile miles 英里",
    "kg": "kg kilogram kilograms 公斤 千克",
    "tonne": "t ton tons tonne tonnes 吨 噸",
    "hour": "hour hours 小时 小時 个小时",
    "minute": "minute minutes min 分钟 分鐘",
    "second": "second seconds 秒",
    "week": "week weeks 周 个星期 星期",
    "period of months": "month months 个月 個月",
    "month": "月 月份",
}
_UNIT_OF = {
    word: frozenset(unit for unit, words in _UNITS.items() if word in words.split())
    for word in " ".join(_UNITS.values()).split()
}
_DATED = frozenset({"month", "weekday", "time"})
"""Units that no bare number stands for."""

_TIMES = {
    "thousand": 3,
    "million": 6,
    "billion": 9,
    "trillion": 12,
    "bn": 9,
    "mn": 6,
    "tn": 12,
}
_LETTERS = {"k": 3, "m": 6, "b": 9, "t": 12}
"""Behind a number they may be units, too."""
_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_SMALL = {word: number for number, word in enumerate(_WORDS.split(), 1)}
_TEN_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = {word: 10 * number for number, word in enumerate(_TEN_WORDS.split(), 2)}
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth"
_HALVES = ("half", "halve", "halves", "halved", "一半", "半数", "过半")
_OTHERWISE = {
    **dict.fromkeys(_HALVES, (0.5, 50)),
    **dict.fromkeys(("double", "doubles", "doubled", "twice", "翻番", "翻倍", "翻了一番"), (2,)),
    **dict.fromkeys(("triple", "tripled"), (3,)),
    "dozen": (12,),
    "decade": (10,),
    "decades": (10,),
    "century": (100,),
    **{word: (number,) for number, word in enumerate(_ORDINALS.split(), 1)},
}
"""Words that a text may say in digits, with the figures that they stand for."""
_OTHER_WORD = later(rf"(?<![A-Za-z])({'|'.join(_OTHERWISE)})(?![A-Za-z])", re.IGNORECASE)
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_HAN_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")}
_HAN_DIGITS |= {"〇": 0, "两": 2, "兩": 2}
_HAN_TIMES = {"十": 1, "百": 2, "千": 3, "万": 4, "萬": 4, "亿": 8, "億": 8}
_MYRIAD = 4

_NUMERAL = "零〇一二两兩三四五六七八九"
_HAN = r"(?:[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|[" + _NUMERAL + "])"


def _any_of(words: Iterable[str]) -> str:
    """A pattern of all *words*, the longest first: none is taken for the beginning of another."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_SIGNS = _any_of(("$", "US$", "HK$", "€", "£", "¥"))
_NUMBER_WORD = _any_of((*_TENS, *_SMALL))
_UNIT = rf"(?:[ \u00a0-]?(?P<unit>{_any_of(_UNIT_OF)})(?![A-Za-z]))?"

_DIGITS = later(
    rf"(?P<sign>{_SIGNS})?[ ]?(?P<number>[0-9]+(?:[.,][0-9]+)*)"
    r"(?:[ \u00a0-]?(?P<times>thousand|million|billion|trillion|bn|mn|tn|[kmbt])(?![A-Za-z0-9]))?"
    r"(?P<han>[ ]?[十百千万萬亿億][十百千万萬亿億0-9.零〇一二两兩三四五六七八九]*)?" + _UNIT,
    re.IGNORECASE,
)
_CHINESE = later(
    rf"(?P<percent>百分之)?(?P<number>(?:[{_NUMERAL}十]|(?<=百分之)百)[{_NUMERAL}十百千万萬亿億]*"
    rf"(?:点[{_NUMERAL}]+[万萬亿億]*)?)" + _UNIT
)
_ENGLISH = later(
    rf"(?<![A-Za-z])(?P<number>(?:half[ -]an?|an?|{_NUMBER_WORD})"
    rf"(?:[ -](?:and[ ])?(?:an?|hundred|thousand|million|billion|trillion|{_NUMBER_WORD}))*)"
    r"(?![A-Za-z])" + _UNIT,
    re.IGNORECASE,
)
_MONTH_NAME = later(
    rf"(?<![A-Za-z])(?P<month>{_any_of(MONTHS)})(?![A-Za-z])",
    re.IGNORECASE,
)
_BESIDE_MONTH = later(
    r"(?:[0-9]|\b(?:in|by|since|until|till|of|from|to|before|after|this|last|next|early|mid|late)|-)"
    r"(?:st|nd|rd|th)?[ ]?$",
    re.IGNORECASE,
)
_ISO = later(r"(?<![0-9])[0-9]{4}[-/.](?P<month>0?[1-9]|1[0-2])(?![0-9])")
_WEEKDAY = later(r"(?<![A-Za-z])(" + "|".join(_DAYS) + r")s?(?![A-Za-z])", re.IGNORECASE)
_HAN_WEEKDAY = later(r"(?:星期|礼拜|周)([一二三四五六日天])(?![年期])")
_DECADE = later(r"(?<![0-9])(?:(?P<long>(?:1[0-9]|20)[0-9]0)s|(?P<short>[0-9]0)[ ]?(?:年代|s))")
_ENUMERATED = later(r"(?m)^[ \t]*[0-9]{1,2}[.、)）](?=[ \t]|\D)")
_CLOCK = later(r"(?<![0-9:])(?P<hour>[01]?[0-9]|2[0-4]):(?P<minute>[0-5][0-9])(?![0-9:])")
_HOUR = later(
    r"(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2}))?[ ]?(?P<half>[aApP])\.?[mM]"
    r"|(?P<late>下午|晚上|傍晚)?[ ]?(?P<han>[0-9]{1,2})[ ]?[点點时時]"
)
_MOST_SMALL = 10


class Figure(NamedTuple):
    """A figure as it is written, with all that it may mean."""

    said: str
    values: frozenset[float]
    units: frozenset[str] = frozenset()
    """Of what, as far as that is known: ``USD``; none where it is not."""

    def is_in(self, known: "frozenset[Figure]") -> bool:
        """Whether one of the *known* figures says the same."""
        for one in known:
            if not self.values & one.values:
                continue
            if self.units & _DATED or one.units & _DATED:
                if self.units & one.units:
                    return True
            elif not self.units or not one.units or self.units & one.units:
                return True
        return False


def named_figures(text: str, language: str) -> list[Figure]:
    """The figures that *text* in *language* names, in their order; none twice.

    >>> [one.said for one in named_figures("三亿美元，12% 的人，3 月 1 日，两家公司。🎉", "zh")]
    ['12%', '3 月', '1', '三亿美元']
    >>> [one.said for one in named_figures("$300 million by March 2026; three people.", "en")]
    ['$300 million', '2026', 'March']
    """
    text = _ENUMERATED.sub("", text.translate(_FULL_WIDTH))
    times = list(_clock(text))
    text = _CLOCK.sub(lambda match: " " * len(match[0]), text)
    found = [*_in_digits(text, language), *_in_chinese(text), *_in_english(text)]
    kept = (one for one, small in found if not small)
    return list(dict.fromkeys((*kept, *times, *_months(text), *_weekdays(text))))


def known_figures(text: str, language: str) -> frozenset[Figure]:
    """Every figure that *text* says in any way, small ones and halves too.

    >>> known = known_figures("到 2027 年第四季度，三亿人里有一半。🎉", "zh")
    >>> [one.is_in(known) for one in named_figures("300 million, 50% and 4, but not 5", "en")]
    [True, True, True, False]
    """
    text = text.translate(_FULL_WIDTH)
    found = [*_in_digits(text, language), *_in_chinese(text), *_in_english(text)]
    known = {one for one, _ in found} | {*_months(text), *_weekdays(text)}
    for match in _ISO.finditer(text):
        known.add(Figure(match[0], _only(int(match["month"])), frozenset({"month"})))
    for match in _DECADE.finditer(text):
        said = int(match["long"] or match["short"])
        decades = {said, said % 100, 1900 + said % 100, 2000 + said % 100}
        known.add(Figure(match[0], frozenset(map(float, decades))))
    known |= {*_clock(text)}
    for match in _HOUR.finditer(text):
        hour = int(match["hour"] or match["han"])
        late = bool(match["late"]) or (match["half"] or "").lower() == "p"
        hour = hour % 12 + 12 if late else hour
        known |= {Figure(match[0], _only(hour)), _time(match[0], hour, match["minute"])}
    for match in _CLOCK.finditer(text):
        known.add(Figure(match[0], frozenset({float(int(match["hour"]) % 12 or 12)})))
    for match in _OTHER_WORD.finditer(text):
        values = _OTHERWISE[match[1].lower()]
        known.add(Figure(match[0], frozenset(map(float, values))))
    return frozenset(known)


def _only(value: int) -> frozenset[float]:
    return frozenset({float(value)})


def _in_digits(text: str, language: str) -> Iterator[tuple[Figure, bool]]:
    for match in _DIGITS.finditer(text):
        values = _readings(match["number"], language)
        if (times := (match["times"] or "").lower()) in _TIMES:
            values = {_rounded(value * 10 ** _TIMES[times]) for value in values}
        elif times:
            values |= {_rounded(value * 10 ** _LETTERS[times]) for value in values}
        if match["han"]:
            values = {_chinese(match["number"].replace(",", "") + match["han"].strip())}
        units = _UNIT_OF.get(match["sign"] or "", frozenset()) | _unit(match["unit"])
        yield Figure(match[0].strip(), frozenset(values), units), False


def _unit(word: str | None) -> frozenset[str]:
    return _UNIT_OF.get(word or "", frozenset()) or _UNIT_OF.get((word or "").lower(), frozenset())


def _rounded(value: float) -> float:
    """*value* without what binary fractions add to it: 1.1 × 10⁸."""
    return float(f"{value:.15g}")


def _readings(number: str, language: str) -> set[float]:
    """All that *number* may be: 9.000 is nine in English, and nine thousand in German.

    >>> sorted(_readings("9.000", "de")), sorted(_readings("9,000.5", "zh"))
    ([9.0, 9000.0], [9000.5])
    """
    found: set[float] = set()
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", number):
        found.add(float(number.replace(",", "")))
    if language.partition("-")[0] not in DIGITS_FIRST and re.fullmatch(
        r"[0-9]+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?", number
    ):
        found.add(float(number.replace(".", "").replace(",", ".")))
    return found or {float(part) for part in re.split("[.,]", number)}


def _in_chinese(text: str) -> Iterator[tuple[Figure, bool]]:
    """Numbers in Chinese numerals, and whether each is too small to count as a figure."""
    for match in _CHINESE.finditer(text):
        said, number = match[0], match["number"]
        units = _unit(match["unit"]) | ({"percent"} if match["percent"] else set())
        values = {_chinese(number)}
        positional = len(number) > 1 and not {*number} - _HAN_DIGITS.keys()
        if positional:
            values.add(float("".join(str(_HAN_DIGITS[sign]) for sign in number)))
        counted = {*number} & _HAN_TIMES.keys() and {*number} & _HAN_DIGITS.keys()
        year = positional and len(number) == len("二〇二六")
        yield (
            Figure(said, frozenset(values), frozenset(units)),
            not (counted or year or match["percent"]),
        )


def _chinese(number: str) -> float:
    """What Chinese numerals say, digits among them.

    >>> [
    ...     f"{_chinese(one):.0f}"
    ...     for one in ("三亿", "两千零五", "十二", "3.5万亿", "一点五亿", "3亿5000万")
    ... ]
    ['300000000', '2005', '12', '3500000000000', '150000000', '350000000']
    """
    total = section = current = 0.0
    whole = re.sub(
        rf"([{_NUMERAL}])点([{_NUMERAL}]+)",
        lambda said: f"{_HAN_DIGITS[said[1]]}.{''.join(str(_HAN_DIGITS[one]) for one in said[2])}",
        number,
    )
    for part in re.findall(r"[0-9]+(?:\.[0-9]+)?|.", whole):
        if part in _HAN_DIGITS or part[0].isdigit():
            current = float(_HAN_DIGITS.get(part, part))
        elif (power := _HAN_TIMES.get(part, 0)) and power < _MYRIAD:
            section += (current or 1) * 10**power
            current = 0.0
        elif power:
            low = section + current
            total = total + low * 10**power if low else (total or 1) * 10**power
            section = current = 0.0
    return _rounded(total + section + current)


def _in_english(text: str) -> Iterator[tuple[Figure, bool]]:
    """Numbers in English words, and whether each is too small to count as a figure."""
    for match in _ENGLISH.finditer(text):
        words = re.split(r"[ -]+", match["number"].lower())
        if not {*words} - {"a", "an", "and", "half"}:
            continue
        value = _english(words)
        units = _unit(match["unit"])
        yield Figure(match[0], frozenset({value}), units), value <= _MOST_SMALL


def _english(words: list[str]) -> float:
    """What number *words* say.

    >>> _english("half a million".split()), _english("two hundred and five".split())
    (500000.0, 205.0)
    """
    total = current = 0.0
    half = words[0] == "half"
    for word in words:
        if word in _SMALL or word in _TENS:
            current += (_SMALL | _TENS)[word]
        elif word == "hundred":
            current = (current or 1) * 100
        elif word in _TIMES:
            total += (current or 1) * 10 ** _TIMES[word]
            current = 0.0
    return (total + current) / (2 if half else 1)


def _months(text: str) -> Iterator[Figure]:
    """English months, where a day, a year or a preposition stands beside them: ``May`` may not."""
    for match in _MONTH_NAME.finditer(text):
        after = text[match.end() : match.end() + 8]
        if re.match(r"\.?,? ?[0-9]", after) or _BESIDE_MONTH.search(text[: match.start()][-12:]):
            yield Figure(match[0], _only(MONTHS[match["month"].lower()]), frozenset({"month"}))


def _clock(text: str) -> Iterator[Figure]:
    for match in _CLOCK.finditer(text):
        yield _time(match[0], int(match["hour"]), match["minute"])


def _time(said: str, hour: int, minute: str | None) -> Figure:
    return Figure(said, _only(60 * hour + int(minute or 0)), frozenset({"time"}))


def _weekdays(text: str) -> Iterator[Figure]:
    for match in _WEEKDAY.finditer(text):
        day = _DAYS.index(match[1].lower())
        yield Figure(match[0], _only(day), frozenset({"weekday"}))
    for match in _HAN_WEEKDAY.finditer(text):
        number = "一二三四五六日".find(match[1].replace("天", "日"))
        yield Figure(match[0], _only(number), frozenset({"weekday"}))
