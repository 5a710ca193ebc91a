"""What stands, changed or taken back: only what a person has seen of it, and said yes to.

A yes to a draft is one to publish it, not to put it in the place of other words: a person is asked
about the change itself, now or by ``crosspost approve`` and the desk, and only that one is made.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress

from .. import configuration
from ..configuration import Settings
from ..errors import CrosspostError
from ..ledger import Ledger, open_ledger
from ..ledger.approvals import ask, decide
from ..model.draft import Draft
from ..publishing import PublishResult
from ..publishing import delete as delete_standing
from ..publishing import update as update_standing
from ..publishing.asked_change import AskedChange, asked_deletion, asked_update
from ..publishing.changes import Revision, Standing, check_deletion, find
from ..publishing.update import compared, compared_each
from .answers import AskFirst, SendResult
from .asking import Meant, asked_first, reported, result_of
from .drafts import approvable, drafts_of
from .operations import DeleteRequest, Host, UpdateRequest


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
