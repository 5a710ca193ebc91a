"""Cleaned: a text as Telegram's servers would leave it, so that what is shown is what arrives.

They put spaces for control characters, take out line separators, embeddings and overrides of
direction, and three combining lines, and thin out rows of direction marks, without a word:
``clean_input_string`` in https://github.com/tdlib/td/blob/master/td/telegram/misc.cpp.
"""

import re

from ..rich import Rich

CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f]")
REMOVED = re.compile("[\r\u2028-\u202e\u030a\u0333\u033f]")
DOUBLED = re.compile("[\u200e\u200f](?=[\u200e\u200f])")


def cleaned(rich: Rich) -> Rich:
    r"""*rich* without what Telegram would take out; tabs and other control characters are spaces.

    >>> cleaned(Rich(text="芯片\t之战\u202e🎉")).text
    '芯片 之战🎉'
    """
    return _replaced(_replaced(_replaced(rich, CONTROL, " "), REMOVED, ""), DOUBLED, "")


def _replaced(rich: Rich, what: re.Pattern[str], new: str) -> Rich:
    return rich.replaced((found.start(), found.end(), new) for found in what.finditer(rich.text))
