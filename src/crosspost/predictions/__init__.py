"""Predictions: recorded when their post is published, told when due, settled, and followed up.

When a prediction is due its author is told, once; they settle it, and a follow-up is proposed that
replies to the original or links it. Nothing here sends anything.
"""

from collections.abc import Mapping

from ..ledger import Ledger
from ..ledger.predictions import Outcome, PredictionRecord, Settlement, StoredPrediction, published
from ..model.post import Post
from ..model.receipts import Receipt
from .follow_up import Proposal, propose
from .record import due, find, prediction_id, remember, settle
from .scoring import STARS, Score, ScoreGroup, score

__all__ = [
    "STARS",
    "Outcome",
    "PredictionRecord",
    "Proposal",
    "Score",
    "ScoreGroup",
    "Settlement",
    "StoredPrediction",
    "due",
    "find",
    "prediction_id",
    "propose",
    "published",
    "remember",
    "reply_targets",
    "score",
    "settle",
]


def reply_targets(post: Post, ledger: Ledger) -> Mapping[str, Receipt]:
    """By account, the message to reply to: which says what *post* follows, if it follows anything.

    Raises:
        CrosspostError: it follows a prediction that was never published.
    """
    if not post.meta.follows:
        return {}
    return {receipt.account: receipt for receipt in find(ledger, post.meta.follows).receipts}
