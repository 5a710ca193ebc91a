"""Deliveries, as several commands open them, show them and write them as JSON."""

import argparse
import datetime as dt
from contextlib import AbstractContextManager
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import structs

from .. import config
from ..preview.as_text import visible
from ..scheduling import Delivery, Schedule, open_schedule
from ..scheduling.deliveries import CHANGEABLE
from ..scheduling.maintenance import drift
from . import _output
from ._ledger_text import weekday
from ._output import text, words

OVERDUE = dt.timedelta(minutes=1)
"""After which it is odd that no worker has taken a delivery."""


def opened(options: argparse.Namespace) -> AbstractContextManager[Schedule]:
    """What is scheduled in the ledger that ``crosspost.toml`` names."""
    ledger = config.read().ledger
    return open_schedule(ledger, now=_output.now, read_only=options.read_only)


def delivery_as_json(one: Delivery) -> dict[str, Any]:
    """A delivery with its terms, those by default too, and its next time on its author's clock."""
    return one.as_json() | {"local": local(one), "terms": structs.asdict(one.terms)}


def local(one: Delivery) -> dt.datetime:
    """When it goes or went out, by its author's clock."""
    return one.at.astimezone(ZoneInfo(one.terms.zone))


def state_in_words(one: Delivery, now: dt.datetime) -> str:
    """How a delivery is, and what a person may have to do."""
    line = _state(one, now)
    if one.reason:
        line = text("state.because", state=line, reason=visible(one.reason))
    if one.messages > 1 and 0 < one.delivered < one.messages:
        line = text("state.partly", state=line, sent=one.delivered, count=one.messages)
    return line + _drifted(one)


def _state(one: Delivery, now: dt.datetime) -> str:
    state: str = one.state
    if state == "waiting" and now - one.at > OVERDUE:
        state = "waiting-for-worker"
    elif state == "waiting" and one.deferrals:
        state = "waiting-again"
    if abs(one.at - one.due) < dt.timedelta(minutes=1):
        return words("state", state)
    due = one.due.astimezone(ZoneInfo(one.terms.zone))
    time = f"{weekday(due)} {due:%H:%M}"
    return text("state.was-due", state=words("state", state), time=time)


def _drifted(one: Delivery) -> str:
    """What a clock on the wall would show instead, where its zone's rules have changed."""
    if one.state not in CHANGEABLE or drift(one.due, one.terms).holds:
        return ""
    wall = one.due + dt.timedelta(minutes=one.terms.offset)
    return text("state.drifted", time=f"{wall:%H:%M}")
