"""What is scheduled: looked at, added to, taken out of."""

from collections.abc import Sequence

from msgspec import structs

from .. import configuration, scheduling
from ..model.draft import Draft
from ..scheduling.deliveries import OPEN
from ..translations import translate
from .answers import AskFirst, CancelAnswer, QueueAnswer, QueuedDelivery, SendResult
from .operations import Host
from .requests import CancelRequest, QueueRequest, ScheduleRequest
from .sending import Sending, approvals, asked_about, result_of

QUEUED = ("id", "account", "channel", "title", "messages", "delivered", "state", "due")
"""What an answer says of a delivery as the queue has it."""


def queue(request: QueueRequest, _: Host) -> QueueAnswer:
    """What is scheduled, the next one first; of what has ended, the last."""
    states = () if request.done else OPEN
    with scheduling.open_schedule(configuration.read().ledger, read_only=True) as schedule:
        found = schedule.deliveries(
            accounts=request.accounts, states=states, limit=request.limit, latest=request.done
        )
        paused, alive = schedule.pauses(), scheduling.workers_alive(schedule)
    deliveries = (
        QueuedDelivery(
            **{name: getattr(one, name) for name in QUEUED},
            zone=one.terms.zone,
            reason=one.reason,
        )
        for one in found
    )
    return QueueAnswer(deliveries=tuple(deliveries), paused=tuple(paused), workers=alive)


def cancel(request: CancelRequest, _: Host) -> CancelAnswer:
    """Take a delivery out of the queue; what was sent of it stays.

    Raises:
        CrosspostError: there is no such delivery, or it is too late.
    """
    with scheduling.open_schedule(configuration.read().ledger) as schedule:
        one = schedule.cancel(request.id.lower())
    return CancelAnswer(id=one.id, account=one.account, state=one.state, delivered=one.delivered)


def schedule(request: ScheduleRequest, host: Host) -> AskFirst:
    """Have the drafts of *request* sent at its time, or in the next free slot of each account."""
    key = "ask-at" if request.at else "ask-slot"
    when = " ".join(filter(None, (request.at, request.zone)))

    def go(sending: Sending, drafts: Sequence[Draft]) -> list[SendResult]:
        done = scheduling.schedule(
            sending.post,
            [one.account for one in drafts],
            request.at or None,
            drafts=drafts,
            zone=request.zone or None,
            approved=approvals(drafts),
            base=sending.base,
        )
        by_account = {one.delivery.account: one for one in done}
        return [_reported(draft, by_account[draft.account]) for draft in drafts]

    return asked_about(request, host, key, go, when=when)


def _reported(draft: Draft, one: scheduling.Scheduled) -> SendResult:
    return structs.replace(
        result_of(draft, "scheduled"),
        delivery=one.delivery.id,
        due=one.delivery.due,
        reason=translate("service", "other-time") if one.other_time else "",
    )
