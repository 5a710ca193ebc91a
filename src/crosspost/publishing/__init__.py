"""Publishing: drafts on their way to their accounts, each message once.

Every account goes its own way, in a thread of its own; a message's answer is in the ledger before
the next one is sent. Retry, resume, rates and doubts live here, and in no adapter.
"""

from .delivery import deliver
from .events import Event, Kind
from .everywhere import publish, publish_async
from .jobs import Job, do, run
from .surroundings import Patience, Stopped, Surroundings, Watch
from .terms import Result, Terms

__all__ = [
    "Event",
    "Job",
    "Kind",
    "Patience",
    "Result",
    "Stopped",
    "Surroundings",
    "Terms",
    "Watch",
    "deliver",
    "do",
    "publish",
    "publish_async",
    "run",
]
