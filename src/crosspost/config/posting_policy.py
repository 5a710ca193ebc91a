"""Posting policy: when an account posts, how close together, and what becomes of the late.

::

    [accounts.zhongwen]
    channel = "x"
    slots = "weekdays 9:00 and 18:30 Asia/Shanghai"
    gap = "30m"
    if_late = "skip"
    late_after = "15m"
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, get_args

from .._record import Record
from ..errors import ConfigError, TimeError
from ..times import duration, slots

if TYPE_CHECKING:
    from ..times import Slots

IfLate = Literal["send", "skip", "ask"]
"""What becomes of a delivery whose time was missed: the machine was off, the channel away."""


class PostingPolicy(Record):
    """What holds for all that is scheduled for an account."""

    slots: "Slots | None" = None
    """The times of its week that a queue fills."""
    gap: dt.timedelta = dt.timedelta(minutes=5)
    """Between two deliveries at least: closer together, one post buries the other."""
    if_late: IfLate = "send"
    late_after: dt.timedelta = dt.timedelta(minutes=15)
    """From then on a delivery counts as late."""


def read_policy(table: Mapping[str, object], at: str) -> PostingPolicy:
    """The posting policy that an account's *table* says; *at* is where it stands, for errors.

    Raises:
        ConfigError: a value cannot be read: which key, and in which column.

    >>> print(read_policy({"slots": "工作日 9:00 Asia/Shanghai", "gap": "半小时"}, "").gap)
    0:30:00
    """
    readers: dict[str, Callable[[str], Any]] = {
        "slots": slots,
        "gap": duration,
        "if_late": _policy,
        "late_after": duration,
    }
    said: dict[str, Any] = {}
    for key, read in readers.items():
        value = table.get(key)
        if value is None:
            continue
        if not isinstance(value, str):
            raise ConfigError("value.not-a-text", location=f"{at}.{key}", key=key)
        try:
            said[key] = read(value)
        except TimeError as error:
            raise ConfigError(
                error.code, location=(f"{at}.{key}", *error.places), **error.values
            ) from error
    return PostingPolicy(**said)


def _policy(text: str) -> str:
    if text in get_args(IfLate):
        return text
    raise TimeError("value.unknown", value=f'"{text}"', choices=list(get_args(IfLate)))
