"""Retrying: the one place that tries again, decides how long to wait before, and says why.

Built on tenacity: its sleep and its stop can be brought along, so that a run ends at once when it
is told to, and tests wait for nothing.
"""

from collections.abc import Callable
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_exponential, wait_exponential_jitter, wait_random

from ..errors import Retryable, UnknownOutcome
from ..ledger.rows import LedgerError
from ..model.receipts import Problem
from .context import RetryPolicy, RunContext

_Answer = TypeVar("_Answer")


def call_with_retries(
    call: Callable[[], _Answer],
    context: RunContext,
    policy: RetryPolicy,
    on_wait: Callable[[float, Problem], object] = lambda _seconds, _why: None,
) -> _Answer:
    """Call until it works, as long as *policy* allows; each wait is jittered.

    `Retryable` and `UnknownOutcome` are tried again, by a *call* that looks before it sends once
    more; anything else ends it. *on_wait* is told of each wait: how many seconds, and why.
    """

    def before_sleep(state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if error is not None:
            on_wait(state.upcoming_sleep, Problem.of(error))

    def stop(state: RetryCallState) -> bool:
        waited = state.idle_for + state.upcoming_sleep
        return state.attempt_number >= policy.attempts or waited > policy.total

    retrying = Retrying(
        retry=retry_if_exception_type((Retryable, UnknownOutcome)),
        wait=_wait(policy),
        stop=stop,
        sleep=context.sleep,
        before_sleep=before_sleep,
        reraise=True,
    )
    return retrying(call)


def write_with_retries(write: Callable[[], _Answer], context: RunContext) -> _Answer:
    """Write an answer down; a ledger that is away for a moment is tried a few times, for seconds.

    Raises:
        LedgerError: it stays away.
        Stopped: no further call is wanted.
    """
    retrying = Retrying(
        retry=retry_if_exception_type(LedgerError),
        wait=wait_exponential(multiplier=0.1, exp_base=4, max=5),
        stop=stop_after_attempt(5),
        sleep=context.sleep,
        reraise=True,
    )
    return retrying(write)


def _wait(policy: RetryPolicy) -> Callable[[RetryCallState], float]:
    """As long as the channel says, else twice as long each time."""
    own = wait_exponential_jitter(multiplier=policy.first, max=policy.longest, jitter=policy.first)
    more = wait_random(0, policy.first)

    def wait(state: RetryCallState) -> float:
        error = state.outcome and state.outcome.exception()
        if isinstance(error, Retryable) and error.after is not None:
            return max(error.after, 0) + more(state)
        return own(state)

    return wait
