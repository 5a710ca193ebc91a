"""Numbering: ``2/7`` on each message of a thread, counted in its limit."""

from ..profile import ThreadRule
from ..rich import Rich


def number(rule: ThreadRule, n: int, of: int) -> str:
    """The number of message *n* of a thread of *of*, as the channel's entry writes it.

    >>> number(ThreadRule(by="reply", number="{n}/{of}"), 2, 7)
    '2/7'
    """
    return rule.number.replace("{n}", str(n)).replace("{of}", str(of))


def numbered(text: Rich, label: str, rule: ThreadRule) -> Rich:
    r"""*text* with its number: on a line of its own at the end, or before the first word.

    >>> numbered(Rich(text="中文。🎉"), "2/7", ThreadRule(by="reply", number="{n}/{of}")).text
    '中文。🎉\n\n2/7'
    """
    if not label:
        return text
    return f"{label} " + text if rule.place == "start" else text + f"\n\n{label}"


def widest(rule: ThreadRule, digits: int) -> Rich:
    """What numbering adds at most while the thread's length has so many *digits*."""
    many = 10**digits - 1
    return numbered(Rich(text=""), number(rule, many, many), rule)
