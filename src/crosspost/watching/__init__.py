"""Watching: new entries of feeds and folders become drafts, each once, for a person to say yes to.

`Watcher` makes a round over its sources: it sends what was agreed to since, asks for what is new,
and proposes, sends or schedules it by each account's rule. What it has taken stands in the ledger
(`ledger.watched`) before anything is done with it, so a round that was killed is gone on with.
"""

from .polling import is_address
from .watcher import Told, Watcher

__all__ = ["Told", "Watcher", "is_address"]
