"""Predictions: what was foretold and published, when it falls due, and how it came out.

A prediction is remembered when its post is published. When it is due its author is told, once;
they settle it, and a follow-up is proposed that replies to the original or links it. Nothing here
sends anything.
"""

from ..ledger.predictions import Foretold, Kept, Outcome, Settlement, published
from .finding import due, find
from .originals import originals
from .proposing import Proposal, propose
from .remembering import name, remember
from .scoring import STARS, Group, Score, score
from .settling import settle

__all__ = [
    "STARS",
    "Foretold",
    "Group",
    "Kept",
    "Outcome",
    "Proposal",
    "Score",
    "Settlement",
    "due",
    "find",
    "name",
    "originals",
    "propose",
    "published",
    "remember",
    "score",
    "settle",
]
