"""Grammar: what a time, a day, a length and a zone look like in a text, as patterns."""

import re

from ..patterns import later
from .words import LONG_NUMERAL, NUMERAL

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

CLOCKS = (
    (
        "clock",
        later(
            r"""(?P<h>[0-9]{1,2}):(?P<m>[0-9]{2})(?::(?P<s>[0-9]{2})(?:\.(?P<f>[0-9]{1,9}))?)?
            (?![0-9:])(?:\s*(?P<half>[ap])\.?m\b\.?)?""",
            FLAGS,
        ),
    ),
    ("clock", later(r"(?P<h>[0-9]{1,2})\s*(?P<half>[ap])\.?m\b\.?", FLAGS)),
    ("clock", later(r"(?P<h>[0-9]{1,2})\s*o['\u2019]?clock\b", FLAGS)),
    (
        "clock",
        later(
            rf"""(?P<h>{COUNT})\s*(?:点钟?|时)\s*
            (?:整|(?P<m30>半)|(?P<quarter>[一三13])刻
            |(?P<m>{COUNT})(?:\s*分(?:\s*(?P<s>{COUNT})\s*秒)?|(?!\s*[0-9零〇一二两三四五六七八九十点时:月])))?""",
            FLAGS,
        ),
    ),
    (
        "named",
        later(
            r"(?P<name>noon|midday|midnight|正午|午夜|中午(?!\s*[0-9零〇一二两三四五六七八九十]))",
            FLAGS,
        ),
    ),
    (
        "part",
        later(
            r"""(?:in\s+the\s+)?(?P<part>morning|afternoon|evening|night)\b
            |(?P<cpart>凌晨|清晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚间|晚)""",
            FLAGS,
        ),
    ),
)
"""What names a time of day."""

ZONES = (
    (
        "offset",
        later(
            r"""(?P<open>\()?(?:utc|gmt)?\s*(?P<sign>[+-])(?P<oh>[0-9]{1,2})
            (?::?(?P<om>[0-9]{2}))?(?![0-9:])(?(open)\))""",
            FLAGS,
        ),
    ),
    ("offset", later(r"z\b", FLAGS)),
    ("zone", later(r"[a-z]+(?:/[a-z0-9_+-]+)+|utc\b|gmt\b|[a-z]{2,5}(?=\s*(?:;|$))", FLAGS)),
    ("zone", later(r"[\u4e00-\u9fff]{2,5}(?:时间|标准时)|协调世界时|世界时", FLAGS)),
)
"""What names a zone."""
BARE = ("bare", later(r"(?P<h>[0-9]{1,2})(?![0-9a-z]|[.][0-9])", FLAGS))
"""A number alone, which is not enough; so that an error can say what it may mean."""

MOMENTS = (
    (
        "date",
        later(
            r"""(?P<y>[0-9]{4})(?P<sep>[-/.])(?P<mo>[0-9]{1,2})(?P=sep)(?P<d>[0-9]{1,2})(?![0-9])
            (?:T(?=[0-9]))?""",
            FLAGS,
        ),
    ),
    (
        "compact",
        later(
            r"""(?P<y>[0-9]{4})(?P<mo>[0-9]{2})(?P<d>[0-9]{2})
            T(?P<h>[0-9]{2})(?P<m>[0-9]{2})(?P<s>[0-9]{2})?(?![0-9])""",
            FLAGS,
        ),
    ),
    (
        "date",
        later(
            rf"""(?:(?P<y>[0-9]{{4}})\s*年|(?P<year>今年|明年))?\s*
            (?P<mo>{COUNT})\s*月\s*(?P<d>{COUNT})\s*[日号]?""",
            FLAGS,
        ),
    ),
    (
        "date",
        later(
            rf"""(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<mo>{_MONTH})
            (?:,?\s+(?P<y>[0-9]{{4}})(?![0-9:]))?""",
            FLAGS,
        ),
    ),
    (
        "date",
        later(
            rf"""(?P<mo>{_MONTH})\s+(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9:]|\s*[ap]\.?m\b)
            (?:,?\s+(?P<y>[0-9]{{4}})(?![0-9:]))?""",
            FLAGS,
        ),
    ),
    (
        "either",
        later(
            r"""(?![0-9]+[.][0-9]+(?![0-9.]))  # 9.30 may be a time
            (?P<one>[0-9]{1,2})(?P<sep>[-/.])(?P<two>[0-9]{1,2})
            (?:(?P=sep)(?P<y>[0-9]{4}|[0-9]{2}))?(?![0-9:])""",
            FLAGS,
        ),
    ),
    (
        "length",
        later(
            rf"""in\s+(?P<length>{_LENGTH})|(?P<length2>{_LENGTH})\s*(?:[之以]?后|from\s+now\b)""",
            FLAGS,
        ),
    ),
    (
        "weekday",
        later(
            rf"""(?:(?P<which>next|this)\s+)?(?P<w>{WEEKDAY})\b\.?
            |(?P<cwhich>下下|下|本|这)?个?{WEEK}(?P<cw>[一二三四五六日天1-7])""",
            FLAGS,
        ),
    ),
    (
        "away",
        later(
            r"""(?P<away>today|tomorrow|tmrw|(?:the\s+)?day\s+after\s+tomorrow)\b|to(?=night\b)
            |(?:大后天|后天|[今明][天日]|[今明后](?=[早晚]))""",
            FLAGS,
        ),
    ),
    *CLOCKS,
    *ZONES,
    BARE,
)
"""What may be said of a moment; the first that fits is meant."""
