"""Pacing: a channel's documented rates as the ledger's buckets.

Every process that shares the ledger takes its calls out of the same buckets, so that runs at the
same time and runs after one another stay inside each rate together.
"""

import re
from collections.abc import Mapping

from ..ledger import Rate

RATE = re.compile(r"per_(?:(\d+)_)?(second|minute|hour|day)s?(_in_a_\w+)?")
"""A key of ``[rate]``: ``per_15_minutes``, ``per_second_in_a_chat``."""
SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}


def rates(rate: Mapping[str, int], account: str, caller: str = "") -> tuple[Rate, ...]:
    """The limits of one call.

    Args:
        rate: how many calls the channel takes in which time (`Profile.rate`).
        account: what is said of one chat holds for it.
        caller: who calls; what is said of all chats holds for it (`Identity.caller`).

    >>> for one in rates({"per_second": 30, "per_second_in_a_chat": 1}, "公告", "@bot"):
    ...     print(one.key, one.most, one.seconds)
    @bot per_second 30 1
    公告 per_second_in_a_chat 1 1
    """
    return tuple(
        Rate(
            key=f"{account if found[3] else caller or account} {key}",
            most=most,
            seconds=int(found[1] or 1) * SECONDS[found[2]],
        )
        for key, most in rate.items()
        if (found := RATE.fullmatch(key))
    )
