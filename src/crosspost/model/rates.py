"""Rates: how many calls a channel takes in which time, as its entry says in ``[rate]``."""

from collections.abc import Iterator, Mapping
from typing import Literal, get_args

from .._lazy_re import later
from .._record import Record

RATE = later(r"per_(?:(\d+)_)?(second|minute|hour|day)s?(_in_a_\w+)?")
"""A key of ``[rate]``: ``per_15_minutes``, ``per_second_in_a_chat``."""
SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
MessageKind = Literal["post", "reply"]
KINDS: tuple[MessageKind, ...] = get_args(MessageKind)


class RateLimit(Record):
    """No more than *max* calls in any *seconds*."""

    key: str
    """As the entry has it: ``reply.per_24_hours``."""
    max: int
    seconds: int
    in_a_chat: bool
    """Whether it holds for each chat by itself, not for whoever calls."""
    kind: MessageKind | None
    """Which messages it counts; None: all."""

    def counts(self, kind: MessageKind) -> bool:
        """Whether a message of that *kind* draws on it."""
        return self.kind in {None, kind}


def rate_limits(rate: Mapping[str, int | Mapping[str, int]]) -> tuple[RateLimit, ...]:
    """The limits that ``[rate]`` of an entry says.

    >>> rate = {"per_3_hours": 300, "reply": {"per_24_hours": 1000}}  # 回复另有限额
    >>> [(one.key, one.max, one.seconds, one.kind) for one in rate_limits(rate)]
    [('per_3_hours', 300, 10800, None), ('reply.per_24_hours', 1000, 86400, 'reply')]
    """
    limits = list(_limits(rate, None))
    for kind in KINDS:
        inner = rate.get(kind)
        limits += _limits(inner, kind) if isinstance(inner, Mapping) else ()
    return tuple(limits)


def _limits(table: Mapping[str, object], kind: MessageKind | None) -> Iterator[RateLimit]:
    for key, most in table.items():
        found = RATE.fullmatch(key)
        if found and isinstance(most, int):
            yield RateLimit(
                key=f"{kind}.{key}" if kind else key,
                max=most,
                seconds=int(found[1] or 1) * SECONDS[found[2]],
                in_a_chat=bool(found[3]),
                kind=kind,
            )


def unknown_rates(rate: Mapping[str, int | Mapping[str, int]]) -> Iterator[str]:
    """Keys of ``[rate]`` that say no stretch of time and no kind of message.

    >>> list(unknown_rates({"per_day": 3, "每天": 3, "reply": {"per_fortnight": 1}}))
    ['每天', 'reply.per_fortnight']
    """
    for key, most in rate.items():
        if isinstance(most, Mapping):
            inner = (f"{key}.{name}" for name in unknown_rates(most))
            yield from inner if key in KINDS else (key,)
        elif not RATE.fullmatch(key):
            yield key
