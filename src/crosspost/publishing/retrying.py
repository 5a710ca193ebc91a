"""Retrying: the one place that tries again, and decides how long to wait before.

Built on tenacity (which stamina wraps): its sleep and its stop can be brought along, so that a
run ends at once when it is told to, and tests wait for nothing. Nearly every call works at once,
and does without it.
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, repeat
from typing import NoReturn, TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_exponential, wait_exponential_jitter, wait_random

from ..errors import Retryable, UnknownOutcome
from ..ledger import LedgerError
from .outcomes import in_words
from .surroundings import Patience, Surroundings

Answer = TypeVar("Answer")


def retried(
    call: Callable[[], Answer],
    around: Surroundings,
    patience: Patience,
    waiting: Callable[[float, str], object] | None = None,
) -> Answer:
    """Call until it works, as long as there is patience; each wait is jittered.

    `Retryable` and `UnknownOutcome` are tried again, by a *call* that looks before it sends once
    more; anything else ends it.

    Args:
        call: what to do.
        around: its sleep.
        patience: how often, and how long in all.
        waiting: told of each wait: how many seconds, and why.
    """

    def before_sleep(state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if waiting is not None and error is not None:
            waiting(state.upcoming_sleep, in_words(error)[0])

    def retrying() -> Retrying:
        return Retrying(
            retry=retry_if_exception_type((Retryable, UnknownOutcome)),
            wait=_wait(patience),
            stop=_stop(patience),
            sleep=around.sleep,
            before_sleep=before_sleep,
            reraise=True,
        )

    return _tried(call, (Retryable, UnknownOutcome), retrying)


def kept(keep: Callable[[], Answer], around: Surroundings) -> Answer:
    """Write an answer down; a ledger that is away for a moment is tried a few times, for seconds.

    Raises:
        LedgerError: it stays away.
        Stopped: no further call is wanted.
    """

    def retrying() -> Retrying:
        return Retrying(
            retry=retry_if_exception_type(LedgerError),
            wait=wait_exponential(multiplier=0.1, exp_base=4, max=5),
            stop=stop_after_attempt(5),
            sleep=around.sleep,
            reraise=True,
        )

    return _tried(keep, LedgerError, retrying)


def _tried(
    call: Callable[[], Answer],
    errors: type[Exception] | tuple[type[Exception], ...],
    retrying: Callable[[], Retrying],
) -> Answer:
    """Call; where that ends with one of *errors*, it was the first attempt of *retrying*."""
    try:
        return call()
    except errors as error:
        first = error
    attempts: Iterator[Callable[[], Answer]] = chain([partial(_fail, first)], repeat(call))

    def attempt() -> Answer:
        return next(attempts)()

    return retrying()(attempt)


def _fail(error: Exception) -> NoReturn:
    raise error


def _wait(patience: Patience) -> Callable[[RetryCallState], float]:
    """As long as the channel says, else twice as long each time."""
    own = wait_exponential_jitter(
        multiplier=patience.first, max=patience.longest, jitter=patience.first
    )
    more = wait_random(0, patience.first)

    def wait(state: RetryCallState) -> float:
        error = state.outcome and state.outcome.exception()
        if isinstance(error, Retryable) and error.after is not None:
            return max(error.after, 0) + more(state)
        return own(state)

    return wait


def _stop(patience: Patience) -> Callable[[RetryCallState], bool]:
    """When all attempts are used up, or the next wait would take too long."""

    def stop(state: RetryCallState) -> bool:
        waited = state.idle_for + state.upcoming_sleep
        return state.attempt_number >= patience.attempts or waited > patience.total

    return stop
