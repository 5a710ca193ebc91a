"""What a person says yes to: asked about now, or before, by ``crosspost approve`` and the desk.

Whoever asks names what they have previewed, and to each a person says yes as well. Nothing is done
or written before that; what nobody answered is kept for them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec import structs

from .. import configuration
from ..errors import CrosspostError
from ..ledger import open_ledger
from ..ledger.approvals import ask, decide, decisions
from ..model.draft import Draft
from ..model.receipts import SentMessage
from ..preview.as_json import shown_finding
from ..preview.as_text import draft_as_text as as_text
from ..publishing.asked_change import AskedChange, changes_lines, shown_changes
from ..publishing.context import PublishResult
from ..redaction import presentable
from ..translations import translate
from . import AskFirst, SendAnswer, SendOutcome, SendResult
from .drafts import told

SHOWN = 6_000
"""Characters of a draft that a question shows; the rest is counted."""


class Meant(NamedTuple):
    """What a person says yes or no to: a draft that may go out, or a change of what stands."""

    draft: Draft
    change: AskedChange | None = None

    @property
    def approval(self) -> str:
        """What a person says yes to it by."""
        return self.change.approval if self.change else str(self.draft.approval)

    def __str__(self) -> str:
        """Every word of it."""
        if self.change:
            return "\n".join(map(str, changes_lines(self.change)))
        return as_text(self.draft)


def asked_first(
    key: str,
    meant: Sequence[Meant],
    results: Sequence[SendResult],
    errors: Iterable[CrosspostError],
    do: Callable[[Sequence[Meant]], Iterable[SendResult]],
    **values: object,
) -> AskFirst:
    """What a person has to say yes to before *do*; nothing is sent or written yet.

    Args:
        key: of the question in ``translations/service.toml``.
        meant: what the request asks for, an account each.
        results: of other accounts, on which nothing is done, whatever anybody says.
        errors: what cannot be done at all.
        do: does what a person said yes to.
        values: what the question names beside messages and accounts.
    """
    said: dict[str, bool] = {}
    if meant:
        with open_ledger(configuration.read().ledger) as ledger:
            said = decisions(ledger, [one.approval for one in meant])
    allowed = [one for one in meant if said.get(one.approval)]
    waiting = [one for one in meant if not said.get(one.approval)]
    problems = [told(error) for error in errors]

    def finish(agreed: bool | None) -> SendAnswer:  # noqa: FBT001 - yes or no
        made = [*results, *(_undone(waiting, agreed) if waiting else ())]
        failed = problems
        if goes := [*allowed, *(waiting if agreed else ())]:
            try:
                made += do(goes)
            except CrosspostError as error:
                failed = [*problems, told(error)]
                made += (result_of(one, "failed") for one in goes)
        return SendAnswer(results=tuple(made), errors=tuple(failed))

    return AskFirst(text=_question(key, waiting, values) if waiting else "", finish=finish)


def _question(key: str, waiting: Sequence[Meant], values: Mapping[str, object]) -> str:
    """What a person is asked, with every word of what it is about, a part an account."""
    changed = (one.change.to_do if one.change else one.draft.messages for one in waiting)
    names = [one.draft.account for one in waiting]
    first = translate("service", key, count=sum(map(len, changed)), accounts=names, **values)
    return presentable("\n\n".join((first, *(_cut(str(one)) for one in waiting))))


def _cut(text: str) -> str:
    if len(text) <= SHOWN:
        return text
    return text[:SHOWN] + translate("service", "more", count=len(text) - SHOWN)


def _undone(waiting: Sequence[Meant], agreed: bool | None) -> list[SendResult]:  # noqa: FBT001
    """Write down what a person said, or that they are asked; what was not done then."""
    with open_ledger(configuration.read().ledger) as ledger:
        drafts = {one.approval: one.draft for one in waiting}
        changes = {one.approval: one.change.kept() for one in waiting if one.change}
        ask(ledger, drafts, changes)
        if agreed is None:
            said = decisions(ledger, list(drafts))
            return [
                result_of(one, "declined" if one.approval in said else "needs-approval")
                for one in waiting
            ]
        for name in drafts:
            decide(ledger, name, approved=agreed)
    return [] if agreed else [result_of(one, "declined") for one in waiting]


def result_of(one: Meant, outcome: SendOutcome) -> SendResult:
    """Of what was not done by this call: why, and what to do."""
    return structs.replace(
        _result(one, outcome, one.draft),
        reason=translate("service", f"outcome.{outcome}"),
        hint=translate("service", f"outcome.{outcome}.hint", digest=one.approval),
    )


def reported(done: PublishResult, one: Meant) -> SendResult:
    """What became of *one*."""
    outcome = (
        done.failure.outcome if done.failure else DONE[one.change.verb if one.change else None]
    )
    return structs.replace(
        _result(one, outcome, done),
        messages=tuple(map(SentMessage.of, done.receipts)),
        deleted=tuple(map(SentMessage.of, done.deleted)),
        reason=done.failure.reason if done.failure else "",
        hint=done.failure.advice if done.failure else "",
    )


DONE: dict[str | None, SendOutcome] = {None: "sent", "update": "updated", "delete": "deleted"}


def _result(one: Meant, outcome: SendOutcome, of: Draft | PublishResult) -> SendResult:
    draft, change = one
    return SendResult(
        account=draft.account,
        channel=draft.channel,
        outcome=outcome,
        approval=draft.approval if isinstance(draft.approval, str) else "",
        findings=tuple(shown_finding(one) for one in of.findings if one.level != "info"),
        changes=shown_changes(change) if change else None,
        change_approval=change.approval if change and change.to_do else "",
    )
