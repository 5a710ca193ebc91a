"""Predictions: recorded when their post is published, told when due, settled, and followed up.

When a prediction is due its author is told, once; they settle it, and a follow-up is proposed that
replies to the original or links it. Nothing here sends anything.
"""

from .follow_up import Proposal, propose
from .record import due, find, prediction_id, remember, reply_targets, settle
from .scoring import STARS, Score, ScoreGroup, score
from .stored import Outcome, PredictionRecord, Settlement, StoredPrediction, published

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
