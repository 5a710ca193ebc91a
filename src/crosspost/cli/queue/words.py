"""Words: what has become of a delivery, for a person."""

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ...preview.visible import visible

if TYPE_CHECKING:
    from ...scheduling import Delivery


OVERDUE = dt.timedelta(minutes=1)
"""After which it is odd that no worker has taken it."""


def local(one: "Delivery") -> dt.datetime:
    """When it goes or went out, by its author's clock."""
    return one.at.astimezone(ZoneInfo(one.terms.zone))


def state_in_words(one: "Delivery", now: dt.datetime) -> str:
    """How it stands, and what a person may have to do."""
    said = _state(one, now)
    if one.reason:
        said += f": {visible(one.reason)}"
    if one.messages > 1 and 0 < one.delivered < one.messages:
        said += f" ({one.delivered} of {one.messages} sent)"
    return said + _drifted(one)


def _state(one: "Delivery", now: dt.datetime) -> str:
    said = {
        "waiting": "tried again" if one.deferrals else "waits",
        "on-hold": "on hold",
        "overdue": "overdue, for you to decide",
        "sending": "is being sent",
        "unknown": "may be there or not",
    }.get(one.state, one.state)
    if one.state == "waiting" and now - one.at > OVERDUE:
        said = "waits for a worker"
    if abs(one.at - one.due) < dt.timedelta(minutes=1):
        return said
    return f"{said}, was due {one.due.astimezone(ZoneInfo(one.terms.zone)):%a %H:%M}"


def _drifted(one: "Delivery") -> str:
    """What a clock on the wall would show instead, where its zone's rules have changed."""
    from ...scheduling.maintenance import drift  # noqa: PLC0415
    from ...scheduling.types import CHANGEABLE  # noqa: PLC0415

    if one.state not in CHANGEABLE or drift(one.due, one.terms).holds:
        return ""
    wall = one.due + dt.timedelta(minutes=one.terms.offset)
    return f"; set for {wall:%H:%M}, and clocks there have changed: a worker moves it"
