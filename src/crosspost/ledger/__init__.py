"""The ledger: what was delivered, what was refused, what nobody knows.

Before a call it says ``sending``; after the call, how it ended. It is what a thread resumes from,
and why nothing is sent twice: a message of which it cannot say how it ended is looked up first.
"""

from ..errors import ConfigError

try:
    import sqlalchemy as _  # noqa: F401 - says early, and in plain words, what is missing
except ModuleNotFoundError as error:
    raise ConfigError("install.publish", library=error.name) from error

from .open import look_into_ledger, memory_ledger, open_ledger
from .rate_limits import Rate
from .rows import AlreadyStarted, LedgerError, MessageRow, MessageState
from .store import Ledger

__all__ = [
    "AlreadyStarted",
    "Ledger",
    "LedgerError",
    "MessageRow",
    "MessageState",
    "Rate",
    "look_into_ledger",
    "memory_ledger",
    "open_ledger",
]
