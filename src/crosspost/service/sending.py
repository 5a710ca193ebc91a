"""What goes out, now or later, and what stands: changed, taken back, or settled where nobody knows.

All of it only as it was previewed, and only once a person said yes. A yes to a draft is one to
publish it, not to put it in the place of other words: a person is asked about the change itself,
and only that one is made.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Literal

from msgspec import structs

from .. import configuration, scheduling
from .._record import record_from
from ..configuration import Settings
from ..errors import CrosspostError
from ..ledger import Ledger, open_ledger
from ..ledger.approvals import ask, decide
from ..ledger.rows import doubt, sent_as
from ..model.draft import Draft
from ..model.post import Post
from ..publishing import PublishResult
from ..publishing import delete as delete_standing
from ..publishing import publish as publish_drafts
from ..publishing import update as update_standing
from ..publishing.asked_change import AskedChange, asked_deletion, asked_update
from ..publishing.changes import Revision, Standing, check_deletion, find
from ..publishing.update import compared, compared_each
from ..redaction import presentable
from ..registry import load_channel
from ..translations import translate
from . import AskFirst, CancelAnswer, ResolveAnswer, SendResult
from .asking import Meant, asked_first, reported, result_of
from .drafts import approvable, drafts_of
from .operations import (
    CancelRequest,
    DeleteRequest,
    Host,
    PublishRequest,
    ResolveRequest,
    ScheduleRequest,
    UpdateRequest,
)


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


def update(request: UpdateRequest, host: Host) -> AskFirst:
    """Make what stands of a post say what it says now, once a person has seen the difference."""
    post, base, made, failed = drafts_of(request, host.root, only_to_look=False)
    shown, unseen = approvable(made, base, fetch=True)
    errors = [*failed, *unseen]
    results: list[SendResult] = []
    changes: list[Meant] = []
    settings = configuration.read()
    with open_ledger(settings.ledger) as ledger:
        found = _revisions(request, made, settings, ledger, errors)
    looked_at = {one.draft.account: one for one in found}
    named = {one.account: one for one in shown}
    for name, revision in looked_at.items():
        change = asked_update(revision, named[name], rest=request.delete_rest)
        if change.draft.approval not in request.approved:
            results.append(result_of(Meant(change.draft), "changed"))
        elif not change.to_do:
            results.append(result_of(Meant(change.draft, change), "unchanged"))
        else:
            changes.append(Meant(change.draft, change))

    def do(wanted: Sequence[Meant]) -> list[PublishResult]:
        return update_standing(
            post,
            [one.draft.account for one in wanted],
            of=request.of,
            delete_rest=request.delete_rest,
            drafts=[one.draft for one in wanted],
            approved=[str(one.draft.approval) for one in wanted],
            base=base,
            halt=host.halt,
            looked_at=looked_at,
        )

    def left(one: AskedChange, ledger: Ledger) -> AskedChange:
        there = settings.destination(one.draft.account)
        draft = looked_at[one.draft.account].draft
        still = compared(draft, there, ledger, of=request.of, rest=request.delete_rest)
        return asked_update(still, one.draft, rest=request.delete_rest)

    return asked_first("ask-update", changes, results, errors, _going_on(do, left))


def _revisions(
    request: UpdateRequest,
    drafts: Iterable[Draft],
    settings: Settings,
    ledger: Ledger,
    errors: list[CrosspostError],
) -> list[Revision]:
    """What would be done for each of *drafts*; why not, where nothing can be."""
    never = () if request.accounts else ("change.never-published", "change.nothing-stands")
    found, missing, refused = compared_each(
        drafts, settings, ledger, of=request.of, rest=request.delete_rest, may_lack=never
    )
    errors += refused
    if not found and not errors:
        errors += missing
    return found


def delete(request: DeleteRequest, host: Host) -> AskFirst:
    """Take back what stands of a publication, once a person has seen what that is."""
    settings = configuration.read()
    errors: list[CrosspostError] = []
    missing: list[CrosspostError] = []
    changes: list[Meant] = []
    looked_at: dict[str, Standing] = {}
    with open_ledger(settings.ledger) as ledger:
        for name in request.accounts or settings.accounts:
            try:
                standing = _deletable(name, request.publication, settings, ledger)
            except CrosspostError as error:
                nothing = error.code == "change.nothing-stands" and not request.accounts
                (missing if nothing else errors).append(error)
            else:
                looked_at[name] = standing
                changes.append(Meant(standing.draft, asked_deletion(standing, ledger)))
    if not changes and not errors:
        errors += missing

    def do(wanted: Sequence[Meant]) -> list[PublishResult]:
        return [
            result
            for draft, one in wanted
            if one
            for result in delete_standing(
                f"{one.digest}/{one.run}",
                [draft.account],
                approved=[one.digest],
                halt=host.halt,
                looked_at={draft.account: looked_at[draft.account]},
            )
        ]

    def left(one: AskedChange, ledger: Ledger) -> AskedChange:
        return asked_deletion(find(ledger, one.draft.account, f"{one.digest}/{one.run}"), ledger)

    return asked_first("ask-delete", changes, (), errors, _going_on(do, left))


def _deletable(account: str, publication: str, settings: Settings, ledger: Ledger) -> Standing:
    """What stands of it.

    Raises:
        CrosspostError: there is no such account, nothing stands, or it cannot be deleted.
    """
    spec = settings.account(account).spec
    standing = find(ledger, account, publication)
    for row in standing.every:
        check_deletion(row, spec, ledger)
    return standing


def _going_on(
    do: Callable[[Sequence[Meant]], list[PublishResult]],
    left: Callable[[AskedChange, Ledger], AskedChange],
) -> Callable[[Sequence[Meant]], Iterator[SendResult]]:
    """What *do* does; what ended half-way may go on by the same call, without a second yes.

    Args:
        do: makes changes that a person said yes to.
        left: what there is still to do of one.
    """

    def done(wanted: Sequence[Meant]) -> Iterator[SendResult]:
        by_account = {one.draft.account: one for one in wanted}
        made = do(wanted)
        for one in made:
            if one.failure and (change := by_account[one.account].change):
                with suppress(CrosspostError):  # nothing is left, or it is asked about once more
                    _allow_rest(change, left)
        return (reported(one, by_account[one.account]) for one in made)

    return done


def _allow_rest(change: AskedChange, left: Callable[[AskedChange, Ledger], AskedChange]) -> None:
    with open_ledger(configuration.read().ledger) as ledger:
        still = left(change, ledger)
        if still.goes_on(change):
            ask(ledger, {still.approval: still.draft}, {still.approval: still.kept()})
            decide(ledger, still.approval, approved=True)
