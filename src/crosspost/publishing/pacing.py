"""Pacing: a channel's documented rates, kept by looking at the ledger.

The ledger knows the calls of every process and of every run, so that two runs in a row stay
inside the rate together.
"""

import datetime as dt
import re
from collections.abc import Mapping

from ..ledger import Ledger

RATE = re.compile(r"per_(?:(\d+)_)?(second|minute|hour|day)s?(?:_in_a_\w+)?")
"""A key of ``[rate]``: ``per_15_minutes``; what holds for one chat holds for the account."""
SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}


def pause(ledger: Ledger, account: str, rate: Mapping[str, int]) -> float:
    """Seconds to wait before the next call to *account*, so that no rate is passed."""
    stretches = {key: _stretch(key) for key in rate}
    known = {stretches[key]: most for key, most in rate.items() if stretches[key]}
    if not known:
        return 0
    now = ledger.now()
    calls = ledger.calls(account, now - dt.timedelta(seconds=max(known)))
    return max(_wait(calls, now, stretch, most) for stretch, most in known.items())


def _stretch(key: str) -> int:
    """How many seconds a key of ``[rate]`` speaks of, 0 where it speaks of none.

    >>> _stretch("per_15_minutes"), _stretch("per_second_in_a_chat"), _stretch("每天")
    (900, 1, 0)
    """
    found = RATE.fullmatch(key)
    return int(found[1] or 1) * SECONDS[found[2]] if found else 0


def _wait(calls: list[dt.datetime], now: dt.datetime, stretch: int, most: int) -> float:
    """Until the oldest of the last *most* calls is *stretch* seconds ago."""
    if len(calls) < most:
        return 0
    return max(0.0, stretch - (now - calls[-most]).total_seconds())
