"""Makes messages of an outline: laid out, split, numbered; marks that are lost become findings.

from collections.abc import Callable, Collection

from msgspec import UNSET, structs

from ..model.draft import Finding, Json, Message
from ..model.profile import Account, FormRule, TextRule
from ..splitting import Block, Cut, Piece, cut_blocks, max_counts
from ..text.richtext import Kind, Rich
from .blocks import Prepare, gathered, hooked, lay_out
from .entity_forms import HASHTAG, MENTION, in_form
from .outline import Outline, Strand

Payload = Callable[[Rich, Strand], dict[str, Json]]
"""The call's arguments for one finished text of a strand."""


def thread_messages(
    made: Outline,
    account: Account,
    payload: Payload,
    *,
    prepare: Prepare,
    rule: TextRule | None = None,
    project: Callable[[Rich], str] = lambda rich: rich.text,
) -> tuple[tuple[Message, ...], tuple[Finding, ...]]:
    """One thread a strand; the later ones begin as replies to the very first message.

    Args:
        made: what to say.
        account: whose limits, numbering and layout hold.
        payload: makes the call's arguments.
        prepare: what the channel makes of marks before anything is measured.
        rule: another text rule than the profile's own, for a channel with several forms.
        project: the string that is measured, where it is not the text itself.

    Raises:
        FitError: something is larger than a whole message and cannot be cut.
    """
    form = rule.write if isinstance(rule, FormRule) else None
    write = form or account.profile.write
    hashtag, mention = (write.hashtag, write.mention) if write else (HASHTAG, MENTION)

    def named(text: Rich) -> Rich:
        return prepare(in_form(text, hashtag, mention))

    pieces: list[tuple[Piece, Strand, bool]] = []
    findings: list[Finding] = []
    for strand in made.strands:
        blocks = lay_out(strand.passages, account.layout, named)
        if account.layout.links == "gather":
            blocks = gathered(blocks, rule or account.profile.text, max_counts(account.profile))
        cut = _cut(blocks, account, rule or account.profile.text, project)
        findings += _shifted(cut.findings, len(pieces))
        pieces += [(piece, strand, at == 0) for at, piece in enumerate(cut.pieces)]
    branching = account.profile.thread.by == "reply"
    messages = tuple(
        Message(
            index=at + 1,
            of=len(pieces),
            text=piece.shown.text,
            size=piece.size,
            limit=piece.limit,
            unit=piece.unit,
            payload=payload(piece.shown, strand),
            after=1 if at and opens and branching else UNSET,
        )
        for at, (piece, strand, opens) in enumerate(pieces)
    )
    return messages, tuple(findings)


def _shifted(findings: tuple[Finding, ...], by: int) -> list[Finding]:
    """*findings* of a later strand, whose first message is not the draft's first."""
    return [
        structs.replace(found, where=f"message {int(number) + by}") if word == "message" else found
        for found in findings
        for word, _, number in [found.where.partition(" ")]
    ]


def _cut(
    blocks: list[Block], account: Account, rule: TextRule, project: Callable[[Rich], str]
) -> Cut:
    """Cut as few as it takes; a thread opens with its hook where the layout wants one."""

    def cut(some: list[Block]) -> Cut:
        return cut_blocks(
            some,
            rule,
            account.profile.thread,
            project=project,
            numbering=account.layout.numbering,
            counts=max_counts(account.profile),
        )

    whole = cut(blocks)
    return cut(hooked(blocks)) if account.layout.hook and len(whole.pieces) > 1 else whole


SAYS: dict[Kind, str] = {
    "strong": "strong words stand as plain text",
    "emphasis": "emphasised words stand as plain text",
    "code": "code stands as plain text",
    "link": "links are written out as addresses",
}


def lost(
    outline: Outline, channel_title: str, kinds: Collection[Kind] = tuple(SAYS)
) -> list[Finding]:
    """One finding for each of *kinds* that the author used, with how many times."""
    marks = [
        mark.kind
        for strand in outline.strands
        for passage in strand.passages
        for rich in (passage.label, passage.text)
        for mark in rich.marks
    ]
    return [
        Finding(
            level="info",
            code=f"markup.{kind}",
            where="text",
            message=f"{channel_title} has no {kind}: {SAYS[kind]} ({marks.count(kind)})",
        )
        for kind in SAYS
        if kind in kinds and kind in marks
    ]
