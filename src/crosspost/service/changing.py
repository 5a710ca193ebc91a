"""What stands, changed or taken back: only what a person has seen of it, and said yes to.

A yes to a draft is one to publish it, not to put it in the place of other words: a person is asked
about the change itself, now or by ``crosspost approve`` and the desk, and only that one is made.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from msgspec import structs

from .. import configuration
from .._record import Record
from ..configuration import Settings
from ..errors import CrosspostError
from ..ledger import Ledger, open_ledger
from ..ledger.approvals import ask, decide, decisions
from ..model.draft import Draft
from ..model.receipts import SentMessage
from ..publishing import PublishResult
from ..publishing import delete as delete_standing
from ..publishing import update as update_standing
from ..publishing.asked_change import (
    AskedChange,
    asked_deletion,
    asked_update,
    changes_lines,
    shown_changes,
)
from ..publishing.changes import Revision, Standing, check_deletion, find
from ..publishing.update import compared, compared_each
from ..redaction import presentable
from ..translations import translate
from .answers import AskFirst, SendAnswer, SendOutcome, SendResult, ToldError
from .drafts import approvable, drafts_of, told
from .operations import Host
from .requests import DeleteRequest, UpdateRequest
from .sending import approvals, question, reported, result_of


class Changing(Record):
    """A request, halfway: what may be done, and what a person has to be asked about first."""

    allowed: tuple[AskedChange, ...]
    """A person said yes to each."""
    waiting: tuple[AskedChange, ...]
    results: tuple[SendResult, ...]
    """Of accounts on which nothing is to be done."""
    errors: tuple[ToldError, ...]
    do: Callable[[Sequence[AskedChange]], list[PublishResult]]
    left: Callable[[AskedChange, Ledger], AskedChange]
    """What there is still to do of one that failed half-way."""


def update(request: UpdateRequest, host: Host) -> AskFirst:
    """Make what stands of a post say what it says now, once a person has seen the difference."""
    post, base, made, failed = drafts_of(request, host.root, only_to_look=False)
    shown, unseen = approvable(made, base, fetch=True)
    errors = [*failed, *unseen]
    results: list[SendResult] = []
    changes: list[AskedChange] = []
    looked_at: dict[str, Revision] = {}
    settings = configuration.read()
    with open_ledger(settings.ledger) as ledger:
        named = {one.account: one for one in shown}
        for revision in _revisions(request, made, settings, ledger, errors):
            draft = named[revision.draft.account]
            change = asked_update(revision, draft, rest=request.delete_rest)
            if draft.approval not in request.approved:
                results.append(result_of(draft, "changed"))
            elif not change.to_do:
                results.append(_with(result_of(draft, "unchanged"), change))
            else:
                looked_at[draft.account] = revision
                changes.append(change)
        said = decisions(ledger, [one.approval for one in changes])

    def do(wanted: Sequence[AskedChange]) -> list[PublishResult]:
        drafts = [one.draft for one in wanted]
        return update_standing(
            post,
            [one.account for one in drafts],
            of=request.of,
            delete_rest=request.delete_rest,
            drafts=drafts,
            approved=approvals(drafts),
            base=base,
            halt=host.halt,
            looked_at=looked_at,
        )

    def left(one: AskedChange, ledger: Ledger) -> AskedChange:
        there = settings.destination(one.draft.account)
        draft = looked_at[one.draft.account].draft
        still = compared(draft, there, ledger, of=request.of, rest=request.delete_rest)
        return asked_update(still, one.draft, rest=request.delete_rest)

    changing = _parted(changes, said, results, errors, do, left)
    return _ask_first("ask-update", changing)


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
    changes: list[AskedChange] = []
    looked_at: dict[str, Standing] = {}
    with open_ledger(settings.ledger) as ledger:
        for name in request.accounts or settings.accounts:
            try:
                account = settings.account(name)
                standing = find(ledger, account.name, request.publication)
                for row in standing.every:
                    check_deletion(row, account.spec, ledger)
            except CrosspostError as error:
                nothing = error.code == "change.nothing-stands" and not request.accounts
                (missing if nothing else errors).append(error)
                continue
            looked_at[account.name] = standing
            changes.append(asked_deletion(standing, ledger))
        said = decisions(ledger, [one.approval for one in changes])
    if not changes and not errors:
        errors += missing

    def do(wanted: Sequence[AskedChange]) -> list[PublishResult]:
        return [
            result
            for one in wanted
            for result in delete_standing(
                f"{one.digest}/{one.run}",
                [one.draft.account],
                approved=[one.digest],
                halt=host.halt,
                looked_at={one.draft.account: looked_at[one.draft.account]},
            )
        ]

    def left(one: AskedChange, ledger: Ledger) -> AskedChange:
        return asked_deletion(find(ledger, one.draft.account, f"{one.digest}/{one.run}"), ledger)

    changing = _parted(changes, said, [], errors, do, left)
    return _ask_first("ask-delete", changing)


def _parted(
    changes: Sequence[AskedChange],
    said: Mapping[str, bool],
    results: Iterable[SendResult],
    errors: Iterable[CrosspostError],
    do: Callable[[Sequence[AskedChange]], list[PublishResult]],
    left: Callable[[AskedChange, Ledger], AskedChange],
) -> Changing:
    """*changes* by what a person has *said* of each, by its digest."""
    return Changing(
        allowed=tuple(one for one in changes if said.get(one.approval)),
        waiting=tuple(one for one in changes if not said.get(one.approval)),
        results=tuple(results),
        errors=tuple(map(told, errors)),
        do=do,
        left=left,
    )


def _ask_first(key: str, changing: Changing) -> AskFirst:
    """What a person has to say yes to, where nobody has yet; nothing is done or written before."""
    text = ""
    if changing.waiting:
        count = sum(len(one.to_do) for one in changing.waiting)
        names = [one.draft.account for one in changing.waiting]
        first = translate("service", key, count=count, accounts=names)
        parts = ("\n".join(map(str, changes_lines(one))) for one in changing.waiting)
        text = presentable(question(first, parts))
    return AskFirst(text=text, finish=partial(_carried_out, changing))


def _carried_out(changing: Changing, agreed: bool | None) -> SendAnswer:  # noqa: FBT001 - yes or no
    """Do what a person agreed to; what nobody answered is kept for ``crosspost approve``."""
    goes, results, errors = changing.allowed, [*changing.results], [*changing.errors]
    if changing.waiting:
        results += _undone(changing.waiting, agreed)
        goes = (*goes, *changing.waiting) if agreed else goes
    if not goes:
        return SendAnswer(results=tuple(results), errors=tuple(errors))
    by_account = {one.draft.account: one for one in goes}
    try:
        done = changing.do(goes)
    except CrosspostError as error:
        failed = [_with(result_of(one.draft, "failed"), one) for one in goes]
        return SendAnswer(results=(*results, *failed), errors=(*errors, told(error)))
    results += (_ended(one, by_account[one.account]) for one in done)
    _allow_rest([by_account[one.account] for one in done if one.failure], changing.left)
    return SendAnswer(results=tuple(results), errors=tuple(errors))


def _undone(waiting: Sequence[AskedChange], agreed: bool | None) -> list[SendResult]:  # noqa: FBT001
    """Write down what a person said, or that they are asked; what was not done then."""
    with open_ledger(configuration.read().ledger) as ledger:
        _ask(waiting, ledger)
        if agreed is None:
            said = decisions(ledger, [one.approval for one in waiting])
            return [
                _with(_told(one, "declined" if one.approval in said else "needs-approval"), one)
                for one in waiting
            ]
        for one in waiting:
            decide(ledger, one.approval, approved=agreed)
    return [] if agreed else [_with(_told(one, "declined"), one) for one in waiting]


def _ask(changes: Sequence[AskedChange], ledger: Ledger) -> None:
    drafts = {one.approval: one.draft for one in changes}
    ask(ledger, drafts, {one.approval: one.kept() for one in changes})


def _allow_rest(
    failed: Sequence[AskedChange], left: Callable[[AskedChange, Ledger], AskedChange]
) -> None:
    """What was allowed and ended half-way may go on by the same call, without a second yes."""
    if not failed:
        return
    with open_ledger(configuration.read().ledger) as ledger:
        for one in failed:
            try:
                still = left(one, ledger)
            except CrosspostError:  # nothing is left, or it is not what was asked about any more
                continue
            if still.goes_on(one):
                _ask([still], ledger)
                decide(ledger, still.approval, approved=True)


def _told(one: AskedChange, outcome: SendOutcome) -> SendResult:
    """What is said of a change that waits for a yes, or was declined."""
    hint = translate("service", f"outcome.{outcome}.hint", digest=one.approval)
    return structs.replace(result_of(one.draft, outcome), hint=hint)


def _with(result: SendResult, one: AskedChange) -> SendResult:
    name = one.approval if one.to_do else ""
    return structs.replace(result, changes=shown_changes(one), change_approval=name)


def _ended(one: PublishResult, change: AskedChange) -> SendResult:
    approval = change.draft.approval if isinstance(change.draft.approval, str) else ""
    result = _with(reported(one, approval), change)
    good: SendOutcome = "updated" if change.verb == "update" else "deleted"
    return structs.replace(
        result,
        outcome=good if result.outcome == "sent" else result.outcome,
        deleted=tuple(map(SentMessage.of, one.deleted)),
    )
