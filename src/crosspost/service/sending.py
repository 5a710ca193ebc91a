"""What goes out: only as it was previewed, and only once a person said yes.

Whoever asks names the approvals of the drafts that they have previewed. To each a person says yes
as well: now, where they can be asked, or before, by ``crosspost approve``.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from .. import configuration
from .._record import Record
from ..errors import CrosspostError
from ..ledger import open_ledger
from ..ledger.approvals import ask, decide, decisions
from ..model.draft import Draft
from ..model.post import Post
from ..model.receipts import SentMessage
from ..preview.as_json import ShownFinding, shown_finding
from ..preview.as_text import draft_as_text as as_text
from ..publishing.context import PublishResult
from ..publishing.publish import publish as publish_drafts
from ..redaction import presentable
from ..translations import translate
from .answers import AskFirst, SendAnswer, SendOutcome, SendResult, ToldError
from .drafts import approvable, drafts_of, told
from .operations import Host
from .requests import PublishRequest

SHOWN = 6_000
"""Characters of a draft that a question shows; the rest is counted."""


class Sending(Record):
    """A request, halfway: what may go out, and what a person has to be asked about first."""

    host: Host
    post: Post
    base: Path
    allowed: tuple[Draft, ...]
    """A person said yes to each."""
    waiting: tuple[Draft, ...]
    """Nobody has said yes yet."""
    results: tuple[SendResult, ...]
    """Of those that will not go out, whatever anybody says."""
    errors: tuple[ToldError, ...]


Go = Callable[[Sending, Sequence[Draft]], list[SendResult]]
"""Sends drafts that a person said yes to, or has them sent later."""


def publish(request: PublishRequest, host: Host) -> AskFirst:
    """Send the drafts of *request* now."""
    return asked_about(request, host, "ask-now", _go)


def asked_about(
    request: PublishRequest, host: Host, key: str, go: Go, **values: object
) -> AskFirst:
    """What a person has to say yes to before *go*; nothing is sent or written yet.

    Args:
        request: the post, and the approvals of the drafts that are meant.
        host: who answers.
        key: of the question in ``translations/service.toml``.
        go: what is done after a yes.
        values: what the question names beside messages and accounts.

    Raises:
        CrosspostError: the post, ``crosspost.toml`` or the ledger cannot be read.
    """
    sending = _planned(request, host)
    text = ""
    if sending.waiting:
        count = sum(len(one.messages) for one in sending.waiting)
        names = [one.account for one in sending.waiting]
        first = translate("service", key, count=count, accounts=names, **values)
        text = presentable(question(first, map(as_text, sending.waiting)))
    return AskFirst(text=text, finish=partial(_carried_out, sending, go))


def _planned(request: PublishRequest, host: Host) -> Sending:
    post, base, made, failed = drafts_of(request, host.root, only_to_look=False)
    drafts, unseen = approvable(made, base, fetch=True)
    same = [one for one in drafts if one.approval in request.approved]
    changed = [result_of(one, "changed") for one in drafts if one.approval not in request.approved]
    said: dict[str, bool] = {}
    if same:
        with open_ledger(configuration.read().ledger) as ledger:
            said = decisions(ledger, approvals(same))
    return Sending(
        host=host,
        post=post,
        base=base,
        allowed=tuple(one for one in same if said.get(str(one.approval))),
        waiting=tuple(one for one in same if not said.get(str(one.approval))),
        results=tuple(changed),
        errors=tuple(map(told, (*failed, *unseen))),
    )


def question(first: str, parts: Iterable[str]) -> str:
    """What a person is asked: *first*, then every word of what it is about, a part an account."""
    return "\n\n".join((first, *map(_cut, parts)))


def _cut(text: str) -> str:
    if len(text) <= SHOWN:
        return text
    return text[:SHOWN] + translate("service", "more", count=len(text) - SHOWN)


def _carried_out(sending: Sending, go: Go, agreed: bool | None) -> SendAnswer:  # noqa: FBT001 - yes or no
    """Send what a person agreed to; what nobody answered is kept for ``crosspost approve``."""
    goes, results, failed = sending.allowed, [*sending.results], [*sending.errors]
    if sending.waiting:
        results += _unsent(sending.waiting, agreed)
        goes = (*goes, *sending.waiting) if agreed else goes
    if goes:
        try:
            results += go(sending, goes)
        except CrosspostError as error:
            failed.append(told(error))
            results += (result_of(one, "failed") for one in goes)
    return SendAnswer(results=tuple(results), errors=tuple(failed))


def _unsent(waiting: Sequence[Draft], agreed: bool | None) -> list[SendResult]:  # noqa: FBT001
    """Write down what a person said, or that they are asked; what was not sent then."""
    with open_ledger(configuration.read().ledger) as ledger:
        ask(ledger, {str(one.approval): one for one in waiting})
        if agreed is None:
            said = decisions(ledger, approvals(waiting))
            return [
                result_of(one, "declined" if str(one.approval) in said else "needs-approval")
                for one in waiting
            ]
        for one in waiting:
            decide(ledger, str(one.approval), approved=agreed)
    return [] if agreed else [result_of(one, "declined") for one in waiting]


def result_of(draft: Draft, outcome: SendOutcome) -> SendResult:
    """Of a draft that was not sent by this call: why, and what to do."""
    name = draft.approval if isinstance(draft.approval, str) else ""
    return SendResult(
        account=draft.account,
        channel=draft.channel,
        outcome=outcome,
        approval=name,
        reason=translate("service", f"outcome.{outcome}"),
        hint=translate("service", f"outcome.{outcome}.hint", digest=name),
        findings=_losses(draft),
    )


def approvals(drafts: Iterable[Draft]) -> list[str]:
    """What says yes to each of *drafts*."""
    return [str(one.approval) for one in drafts]


def _go(sending: Sending, drafts: Sequence[Draft]) -> list[SendResult]:
    done = publish_drafts(
        sending.post,
        [one.account for one in drafts],
        drafts=drafts,
        approved=approvals(drafts),
        base=sending.base,
        halt=sending.host.halt,
    )
    named = {one.account: str(one.approval) for one in drafts}
    return [reported(one, named[one.account]) for one in done]


def reported(one: PublishResult, approval: str) -> SendResult:
    """What became of one draft, by its *approval*."""
    return SendResult(
        account=one.account,
        channel=one.channel,
        outcome=one.failure.outcome if one.failure else "sent",
        approval=approval,
        messages=tuple(map(SentMessage.of, one.receipts)),
        reason=one.failure.reason if one.failure else "",
        hint=one.failure.advice if one.failure else "",
        findings=_losses(one),
    )


def _losses(of: Draft | PublishResult) -> tuple[ShownFinding, ...]:
    return tuple(shown_finding(one) for one in of.findings if one.level != "info")
