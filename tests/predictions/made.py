"""Predictions as the ledger would give them, without any ledger."""

import datetime as dt
from collections.abc import Mapping

from crosspost.model.post import Prediction
from crosspost.model.receipts import Receipt, Sent
from crosspost.predictions.stored import Outcome, PredictionRecord, Settlement, StoredPrediction

DUE = dt.date(2027, 12, 31)
AT = dt.datetime(2026, 11, 24, 20, tzinfo=dt.UTC)


def kept(
    text: Mapping[str, str],
    *,
    title: Mapping[str, str] = {},
    confidence: float | str = "",
    outcome: Outcome = "open",
    note: str = "",
    url: str = "",
    canonical_url: str = "",
) -> StoredPrediction:
    """A prediction that stands on X; a confidence is stars where it is a whole number."""
    stars = confidence if isinstance(confidence, int) else None
    probability = confidence if isinstance(confidence, float) else None
    prediction = Prediction(text=text, stars=stars, probability=probability, due=DUE)
    record = PredictionRecord(
        prediction=prediction, title=title, languages=tuple(text), canonical_url=canonical_url
    )
    settled = Settlement(outcome=outcome, at=AT, note=note, url=url)
    return StoredPrediction(
        id="p9c0cd1a",
        record=record,
        receipts=(receipt("https://x.com/kuajie/status/7"),),
        settlements=(settled,) if outcome != "open" else (),
    )


def receipt(url: str, channel: str = "x") -> Receipt:
    return Receipt(
        channel=channel,
        account=channel,
        digest="sha256:00",
        index=1,
        run=1,
        sent=Sent(id="7", url=url),
        at=AT,
    )
