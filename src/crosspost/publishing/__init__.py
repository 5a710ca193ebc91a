"""Publishing: drafts on their way to their accounts, each message once.

Every account goes its own way, in a thread of its own; a message's answer is in the ledger before
the next one is sent. Retry, resume, rates and doubts live here, and in no adapter. What stands is
changed and deleted the same way.
"""

from .context import (
    Event,
    EventKind,
    PublishOptions,
    PublishResult,
    RetryPolicy,
    RunContext,
    Stopped,
)
from .publish import publish, publish_async
from .run import Job, run, run_job
from .send import deliver
from .update import delete, delete_async, update, update_async

__all__ = [
    "Event",
    "EventKind",
    "Job",
    "PublishOptions",
    "PublishResult",
    "RetryPolicy",
    "RunContext",
    "Stopped",
    "delete",
    "delete_async",
    "deliver",
    "publish",
    "publish_async",
    "run",
    "run_job",
    "update",
    "update_async",
]
