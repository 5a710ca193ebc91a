"""What stands, changed or taken back: only what a person has seen of it, and said yes to.

A yes given before to a draft (``crosspost approve``) is one to publish it, not to put it in the
place of other words; so where nobody can be asked, the answer is the command for the user.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from msgspec import structs

from .. import configuration
from .._record import Record
from ..configuration import Settings
from ..errors import CrosspostError
from ..ledger import Ledger, open_ledger
from ..model.draft import Draft
from ..model.receipts import SentMessage
from ..preview.as_json import ShownChanges
from ..publishing import PublishResult
from ..publishing import delete as delete_standing
from ..publishing import update as update_standing
from ..publishing.changes import Revision, Standing, check_deletion, find
from ..publishing.update import compared_each
from ..redaction import presentable
from ..translations import translate
from .answers import AskFirst, SendAnswer, SendOutcome, SendResult, ToldError
from .drafts import approvable, drafts_of, told
from .operations import Host
from .requests import DeleteRequest, UpdateRequest
from .sending import approvals, question, reported, result_of
from .shown_changes import (
    changes_lines,
    shown_changes,
    shown_standing,
    standing_lines,
    to_do,
)


class Change(Record):
    """What is to be done on one account, and how a person is shown it."""

    draft: Draft
    """That is to stand, with its approval; of a deletion, the one that stands."""
    publication: str
    """What stands, as ``status`` has it."""
    shown: ShownChanges
    lines: tuple[str, ...]
    count: int
    """Of messages that it changes or deletes."""


Do = Callable[[Sequence[Change]], list[PublishResult]]


def update(request: UpdateRequest, host: Host) -> AskFirst:
    """Make what stands of a post say what it says now, once a person has seen the difference."""
    post, base, made, failed = drafts_of(request, host.root, only_to_look=False)
    shown, unseen = approvable(made, base, fetch=True)
    errors = [*failed, *unseen]
    results: list[SendResult] = []
    changes: list[Change] = []
    looked_at: dict[str, Revision] = {}
    settings = configuration.read()
    with open_ledger(settings.ledger) as ledger:
        revisions = _revisions(request, made, settings, ledger, errors)
        named = {one.account: one for one in shown}
        for revision in revisions:
            draft = named[revision.draft.account]
            if draft.approval not in request.approved:
                results.append(result_of(draft, "changed"))
            elif not to_do(revision, rest=request.delete_rest):
                results.append(_with(result_of(draft, "unchanged"), revision, draft))
            else:
                looked_at[draft.account] = revision
                changes.append(_change(revision, draft, rest=request.delete_rest))

    def do(wanted: Sequence[Change]) -> list[PublishResult]:
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

    file = request.file or "POST"
    return _ask_first("update", changes, results, errors, do, file=file)


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


def _change(one: Revision, draft: Draft, *, rest: bool) -> Change:
    return Change(
        draft=draft,
        publication=one.standing.name,
        shown=shown_changes(one, draft),
        lines=tuple(changes_lines(one, rest=rest)),
        count=len(to_do(one, rest=rest)),
    )


def _with(result: SendResult, one: Revision, draft: Draft) -> SendResult:
    return structs.replace(result, changes=shown_changes(one, draft))


def delete(request: DeleteRequest, host: Host) -> AskFirst:
    """Take back what stands of a publication, once a person has seen what that is."""
    settings = configuration.read()
    errors: list[CrosspostError] = []
    missing: list[CrosspostError] = []
    changes: list[Change] = []
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
            changes.append(
                Change(
                    draft=standing.draft,
                    publication=standing.name,
                    shown=shown_standing(standing, ledger),
                    lines=tuple(standing_lines(standing, ledger, whole=True)),
                    count=len(standing.every),
                )
            )
    if not changes and not errors:
        errors += missing

    def do(wanted: Sequence[Change]) -> list[PublishResult]:
        every = [(one, looked_at[one.draft.account]) for one in wanted]
        return [
            result
            for one, standing in every
            for result in delete_standing(
                f"{standing.draft.digest}/{standing.run}",
                [one.draft.account],
                approved=[standing.draft.digest],
                halt=host.halt,
                looked_at={one.draft.account: standing},
            )
        ]

    return _ask_first("delete", changes, [], errors, do)


def _ask_first(
    what: str,
    changes: Sequence[Change],
    results: Sequence[SendResult],
    errors: Iterable[CrosspostError],
    do: Do,
    **values: object,
) -> AskFirst:
    text = ""
    if changes:
        count, names = sum(one.count for one in changes), [one.draft.account for one in changes]
        first = translate("service", f"ask-{what}", count=count, accounts=names)
        text = presentable(question(first, ("\n".join(one.lines) for one in changes)))
    failed = tuple(map(told, errors))
    return AskFirst(text=text, finish=partial(_done, what, changes, results, failed, do, values))


def _done(
    what: str,
    changes: Sequence[Change],
    results: Sequence[SendResult],
    errors: tuple[ToldError, ...],
    do: Do,
    values: dict[str, object],
    agreed: bool | None,  # noqa: FBT001 - yes or no
) -> SendAnswer:
    """Do it after a yes; else say why not."""
    if not agreed:
        outcome: SendOutcome = "needs-approval" if agreed is None else "declined"
        unsaid = [_unsaid(what, one, outcome, values) for one in changes]
        return SendAnswer(results=(*results, *unsaid), errors=errors)
    if not changes:
        return SendAnswer(results=tuple(results), errors=errors)
    by_account = {one.draft.account: one for one in changes}
    try:
        done = do(changes)
    except CrosspostError as error:
        failed = [result_of(one.draft, "failed") for one in changes]
        return SendAnswer(results=(*results, *failed), errors=(*errors, told(error)))
    good: SendOutcome = "updated" if what == "update" else "deleted"
    ended = [_ended(one, by_account[one.account], good) for one in done]
    return SendAnswer(results=(*results, *ended), errors=errors)


def _unsaid(what: str, one: Change, outcome: SendOutcome, values: dict[str, object]) -> SendResult:
    hint = translate(
        "service",
        f"{what}-by-hand",
        account=one.draft.account,
        publication=one.publication,
        **values,
    )
    result = result_of(one.draft, outcome)
    hint = hint if outcome == "needs-approval" else ""
    return structs.replace(result, hint=hint, changes=one.shown)


def _ended(one: PublishResult, change: Change, good: SendOutcome) -> SendResult:
    approval = change.draft.approval if isinstance(change.draft.approval, str) else ""
    result = reported(one, approval)
    return structs.replace(
        result,
        outcome=good if result.outcome == "sent" else result.outcome,
        deleted=tuple(map(SentMessage.of, one.deleted)),
        changes=change.shown,
    )
