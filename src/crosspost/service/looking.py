"""What may be looked at: channels, drafts, what became of messages, the queue, predictions.

Nothing here sends or changes anything.
"""

import datetime as dt
from typing import Any

from .. import configuration, registry, scheduling
from .._record import plain, record_from
from ..adapters import channel_of
from ..configuration import Settings
from ..counting import unit_label
from ..errors import ChannelSpecError, CrosspostError
from ..ledger import Ledger, look_into_ledger
from ..model.channel_spec import ChannelSpec
from ..model.draft import told_once
from ..model.findings import LEVELS
from ..predictions.record import due
from ..predictions.stored import StoredPrediction, published
from ..preview.as_json import shown_draft, shown_finding
from ..publishing.changes import publication_name
from ..scheduling.deliveries import OPEN
from . import (
    AccountSummary,
    ChannelsAnswer,
    ChannelSummary,
    CheckAnswer,
    CheckedFinding,
    MessageStatus,
    PredictionsAnswer,
    PreviewAnswer,
    QueueAnswer,
    QueuedDelivery,
    StatusAnswer,
    TextLimit,
    ToldError,
)
from . import drafts as selected
from .drafts import drafts_of, told
from .operations import (
    ChannelsRequest,
    Host,
    LookRequest,
    PredictionsRequest,
    QueueRequest,
    StatusRequest,
)


def channels(request: ChannelsRequest, _: Host) -> ChannelsAnswer:
    """Every channel in short, the accounts there are; one channel whole where it is named."""
    settings = configuration.read(for_drafts=True)
    entry = plain(registry.load_channel(request.name)) if request.name else None
    found: list[ChannelSummary] = []
    failed: list[ToldError] = []
    for name in [request.name] if request.name else registry.channel_names():
        try:
            found.append(_summary(registry.load_channel(name)))
        except ChannelSpecError as error:
            failed.append(told(error))
    return ChannelsAnswer(
        channels=tuple(found),
        accounts=tuple(_accounts(settings, failed)),
        entry=entry,
        errors=tuple(failed),
    )


def _summary(spec: ChannelSpec) -> ChannelSummary:
    rule = spec.text.count
    limits = (
        TextLimit(max=one.max, unit=unit_label(one.unit, "en", own=rule))
        for one in spec.text.limits
    )
    return ChannelSummary(
        name=spec.name,
        title=spec.title,
        limits=tuple(limits),
        thread=spec.thread.by,
        languages=spec.layout.languages,
        sends=not channel_of(spec).pasted,
    )


def _accounts(settings: Settings, failed: list[ToldError]) -> list[AccountSummary]:
    found = []
    for name in settings.accounts:
        try:
            account = settings.account(name)
        except CrosspostError as error:
            failed.append(told(error))
            continue
        languages = account.layout.languages
        found.append(AccountSummary(name=name, channel=account.spec.name, languages=languages))
    return found


def check(request: LookRequest, host: Host) -> CheckAnswer:
    """What is wrong with a post, or lost, for each account or channel."""
    post, _, made, failed = drafts_of(request, host.root, request.channels, only_to_look=True)
    made = selected.with_full_rates(made, lambda: dt.datetime.now(dt.UTC))
    shared, alone = told_once(made)
    concerned = {one: [draft.account for draft in made] for one in shared}
    for draft in alone:
        for one in draft.findings:
            concerned.setdefault(one, []).append(draft.account)
    findings = (
        record_from(CheckedFinding, one, accounts=tuple(names))
        for one, names in sorted(concerned.items(), key=lambda each: LEVELS.index(each[0].level))
    )
    return CheckAnswer(
        languages=post.languages, findings=tuple(findings), errors=tuple(map(told, failed))
    )


def preview(request: LookRequest, host: Host) -> PreviewAnswer:
    """What each account or channel would receive, with what says yes to it."""
    post, base, made, failed = drafts_of(request, host.root, request.channels, only_to_look=True)
    made, _ = selected.approvable(made, base)
    shared, _ = told_once(made)
    return PreviewAnswer(
        languages=post.languages,
        drafts=tuple(map(shown_draft, made)),
        findings=tuple(map(shown_finding, shared)),
        errors=tuple(map(told, failed)),
    )


def _ledger() -> Ledger | None:
    """The ledger, where there is one; none is made."""
    settings = configuration.read()
    return look_into_ledger(settings.ledger) if settings.has_ledger() else None


def status(request: StatusRequest, _: Host) -> StatusAnswer:
    """What became of messages: the latest first."""
    ledger = _ledger()
    if ledger is None:
        return StatusAnswer(messages=())
    with ledger:
        rows = [
            row for row in ledger.rows() if not request.accounts or row.account in request.accounts
        ]
    latest = sorted(rows, key=lambda row: row.at, reverse=True)[: request.limit]
    return StatusAnswer(
        messages=tuple(
            record_from(
                MessageStatus,
                row,
                publication=publication_name(row.digest, row.run),
                state="unknown" if row.in_doubt else row.state,
                id=row.sent.id if row.sent else "",
                url=row.sent.url if row.sent else "",
                hint=row.advice,
            )
            for row in latest
        )
    )


def queue(request: QueueRequest, _: Host) -> QueueAnswer:
    """What is scheduled, the next one first; of what has ended, the last."""
    states = () if request.done else OPEN
    with scheduling.open_schedule(configuration.read().ledger, read_only=True) as schedule:
        found = schedule.deliveries(
            accounts=request.accounts, states=states, limit=request.limit, latest=request.done
        )
        paused, alive = schedule.pauses(), scheduling.workers_alive(schedule)
    deliveries = (record_from(QueuedDelivery, one, zone=one.terms.zone) for one in found)
    return QueueAnswer(deliveries=tuple(deliveries), paused=tuple(paused), workers=alive)


def predictions(request: PredictionsRequest, _: Host) -> PredictionsAnswer:
    """What was predicted, or what is due by today."""
    ledger = _ledger()
    if ledger is None:
        return PredictionsAnswer(predictions=())
    with ledger:
        today = dt.datetime.now().astimezone().date()
        kept = due(ledger, today) if request.due else published(ledger)
    return PredictionsAnswer(predictions=tuple(map(_prediction, kept)))


def _prediction(one: StoredPrediction) -> dict[str, Any]:
    more = {key: plain(getattr(one, key)) for key in ("receipts", "follow_ups", "settlements")}
    return {"id": one.id, "outcome": one.outcome, **plain(one.record), **more}
