"""What goes out, now or later: only as it was previewed, and only once a person said yes.

And what a person settles: a delivery that is not to go out, a message of which nobody knows.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Literal

from msgspec import structs

from .. import configuration, scheduling
from .._record import record_from
from ..ledger import open_ledger
from ..ledger.rows import doubt, sent_as
from ..model.post import Post
from ..publishing.publish import publish as publish_drafts
from ..redaction import presentable
from ..registry import load_channel
from ..translations import translate
from .answers import AskFirst, CancelAnswer, ResolveAnswer, SendResult
from .asking import Meant, asked_first, reported, result_of
from .drafts import approvable, drafts_of
from .operations import CancelRequest, Host, PublishRequest, ResolveRequest, ScheduleRequest


def publish(request: PublishRequest, host: Host) -> AskFirst:
    """Send the drafts of *request* now."""

    def do(post: Post, base: Path, meant: Sequence[Meant]) -> Iterator[SendResult]:
        done = publish_drafts(
            post,
            [one.draft.account for one in meant],
            drafts=[one.draft for one in meant],
            approved=[one.approval for one in meant],
            base=base,
            halt=host.halt,
        )
        named = {one.draft.account: one for one in meant}
        return (reported(one, named[one.account]) for one in done)

    return _previewed(request, host, "ask-now", do)


def schedule(request: ScheduleRequest, host: Host) -> AskFirst:
    """Have the drafts of *request* sent at its time, or in the next free slot of each account."""

    def do(post: Post, base: Path, meant: Sequence[Meant]) -> Iterator[SendResult]:
        done = scheduling.schedule(
            post,
            [one.draft.account for one in meant],
            request.at or None,
            drafts=[one.draft for one in meant],
            zone=request.zone or None,
            approved=[one.approval for one in meant],
            base=base,
        )
        by_account = {one.delivery.account: one for one in done}
        return (_scheduled(one, by_account[one.draft.account]) for one in meant)

    when = " ".join(filter(None, (request.at, request.zone)))
    return _previewed(request, host, "ask-at" if request.at else "ask-slot", do, when=when)


def _scheduled(one: Meant, done: scheduling.Scheduled) -> SendResult:
    return structs.replace(
        result_of(one, "scheduled"),
        delivery=done.delivery.id,
        due=done.delivery.due,
        reason=translate("service", "other-time") if done.other_time else "",
    )


def _previewed(
    request: PublishRequest,
    host: Host,
    key: str,
    do: Callable[[Post, Path, Sequence[Meant]], Iterable[SendResult]],
    **values: object,
) -> AskFirst:
    """What a person is asked before the drafts go out that *request* names by their approvals."""
    post, base, made, failed = drafts_of(request, host.root, only_to_look=False)
    drafts, unseen = approvable(made, base, fetch=True)
    every = [(one.approval in request.approved, Meant(one)) for one in drafts]
    meant = [one for approved, one in every if approved]
    changed = [result_of(one, "changed") for approved, one in every if not approved]
    return asked_first(key, meant, changed, (*failed, *unseen), partial(do, post, base), **values)


def cancel(request: CancelRequest, _: Host) -> CancelAnswer:
    """Take a delivery out of the queue; what was sent of it stays.

    Raises:
        CrosspostError: there is no such delivery, or it is too late.
    """
    with scheduling.open_schedule(configuration.read().ledger) as schedule:
        return record_from(CancelAnswer, schedule.cancel(request.id.lower()))


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
    return record_from(ResolveAnswer, row, outcome=outcome, hint=hint)
