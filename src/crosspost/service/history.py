"""What the ledger knows: messages, predictions, and doubts that a person settles."""

import datetime as dt
from functools import partial
from typing import Any, Literal

from .. import configuration
from .._record import plain
from ..ledger import Ledger, look_into_ledger, open_ledger
from ..ledger.rows import doubt, sent_as
from ..predictions.record import due
from ..predictions.stored import StoredPrediction, published
from ..publishing.changes import publication_name
from ..redaction import presentable
from ..registry import load_channel
from ..translations import translate
from .answers import AskFirst, MessageStatus, PredictionsAnswer, ResolveAnswer, StatusAnswer
from .operations import Host
from .requests import PredictionsRequest, ResolveRequest, StatusRequest


def _there() -> Ledger | None:
    """The ledger, where there is one; none is made."""
    settings = configuration.read()
    return look_into_ledger(settings.ledger) if settings.has_ledger() else None


def status(request: StatusRequest, _: Host) -> StatusAnswer:
    """What became of messages: the latest first."""
    ledger = _there()
    if ledger is None:
        return StatusAnswer(messages=())
    with ledger:
        rows = [
            row for row in ledger.rows() if not request.accounts or row.account in request.accounts
        ]
    latest = sorted(rows, key=lambda row: row.at, reverse=True)[: request.limit]
    return StatusAnswer(
        messages=tuple(
            MessageStatus(
                key=row.key,
                account=row.account,
                channel=row.channel,
                digest=row.digest,
                publication=publication_name(row.digest, row.run),
                index=row.index,
                of=row.of,
                state="unknown" if row.in_doubt else row.state,
                at=row.at,
                id=row.sent.id if row.sent else "",
                url=row.sent.url if row.sent else "",
                reason=row.reason,
                hint=row.advice,
            )
            for row in latest
        )
    )


def predictions(request: PredictionsRequest, _: Host) -> PredictionsAnswer:
    """What was predicted, or what is due by today."""
    ledger = _there()
    if ledger is None:
        return PredictionsAnswer(predictions=())
    with ledger:
        today = dt.datetime.now().astimezone().date()
        kept = due(ledger, today) if request.due else published(ledger)
    return PredictionsAnswer(predictions=tuple(map(_prediction, kept)))


def _prediction(one: StoredPrediction) -> dict[str, Any]:
    more = {key: plain(getattr(one, key)) for key in ("receipts", "follow_ups", "settlements")}
    return {"id": one.id, "outcome": one.outcome, **plain(one.record), **more}


def resolve(request: ResolveRequest, _: Host) -> AskFirst:
    """Settle a doubt as a person has seen it, once they said so.

    Raises:
        CrosspostError: there is no such doubt.
    """
    with open_ledger(configuration.read().ledger) as ledger:
        row = doubt(ledger.in_doubt(), request.key)
        draft = ledger.draft(*row.publication)
    words = draft.messages[row.index - 1].text if draft else ""
    key = "ask-sent" if request.sent else "ask-not-sent"
    asked = translate("service", key, account=row.account, index=row.index, count=row.of)
    text = presentable("\n\n".join(filter(None, (asked, request.url, words))))
    return AskFirst(text=text, finish=partial(_resolved, request))


def _resolved(request: ResolveRequest, agreed: bool | None) -> ResolveAnswer:  # noqa: FBT001 - yes or no
    """Write it down after a yes.

    Raises:
        CrosspostError: the doubt is gone, or the address holds no id of a message.
    """
    with open_ledger(configuration.read().ledger) as ledger:
        row = doubt(ledger.in_doubt(), request.key)
        if agreed:
            row = ledger.resolve(
                row.key,
                sent_as(row, request.url, load_channel(row.channel).receipt)
                if request.sent
                else None,
            )
    outcome: Literal["resolved", "declined", "needs-approval"] = "resolved"
    if not agreed:
        outcome = "needs-approval" if agreed is None else "declined"
    hint = translate("service", "resolve-by-hand", key=row.key) if agreed is None else ""
    return ResolveAnswer(
        key=row.key, account=row.account, state=row.state, outcome=outcome, hint=hint
    )
