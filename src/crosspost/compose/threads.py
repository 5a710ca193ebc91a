"""Makes messages of an outline: laid out, split, numbered; marks that are lost become findings."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator

from msgspec import UNSET, structs

from ..errors import FitError
from ..model.channel_spec import Account, FormRule, TextRule
from ..model.draft import Json, Message, Written
from ..model.findings import EveryText, Finding, WholeThread, finding, of_sections
from ..model.layout import SectionName
from ..splitting import Chunk, Split, TextBlock, max_counts, split_blocks
from ..splitting.types import joined
from ..text.blocks import Picture as InText
from ..text.richtext import MarkKind, Rich
from .attachments import picture_of
from .blocks import Prepare, gathered, lay_out, with_teaser
from .channel_text import HASHTAG, MENTION, in_form
from .fit import droppable, given_up
from .outline import Outline, Thread
from .passages import SectionLanguage, carried_by

Payload = Callable[[Rich, Thread], dict[str, Json]]
"""The call's arguments for one finished text of a thread."""
About = Callable[[Rich, int], Iterable[Finding]]
"""What an author should know about one finished text, which is the message of that index."""


def thread_messages(
    made: Outline,
    account: Account,
    payload: Payload,
    *,
    prepare: Prepare,
    rule: TextRule | None = None,
    project: Callable[[Rich], str] = lambda rich: rich.text,
    about: About = lambda _text, _index: (),
) -> Written:
    """One thread a thread; the later ones begin as replies to the very first message.

    Where one message is all there is, sections that have no room in it are left out.

    Args:
        made: what to say.
        account: whose limits, numbering and layout hold.
        payload: makes the call's arguments.
        prepare: what the channel makes of marks before anything is measured.
        rule: another text rule than the entry's own, for a channel with several forms.
        project: the string that is measured, where it is not the text itself.
        about: what the channel finds in each text.

    Raises:
        FitError: something is larger than a whole message and cannot be cut, or what the layout
            never drops has no room in the only one.
    """

    def written(some: Outline) -> Written:
        return _written(some, account, payload, prepare, rule, project, about)

    if account.spec.thread.by != "none":
        return _not_too_long(made, account, written)
    rest, told = _shortened(made, account, rule or account.spec.text, written)
    only = written(rest)
    return structs.replace(only, findings=(*told, *only.findings))


def _not_too_long(
    made: Outline, account: Account, written: Callable[[Outline], Written]
) -> Written:
    """All of *made*, or its short form where the layout wants that of a long one."""
    whole, layout = written(made), account.layout
    count = len(whole.messages)
    if count <= layout.long_above:
        return whole
    if layout.long == "thread":
        told = finding("thread.long", WholeThread(), count=count)
        return structs.replace(whole, findings=(told, *whole.findings))
    rest, out = made.short_form()
    short = written(rest)
    told = finding("thread.shortened", WholeThread(), count=count, sections=out)
    return structs.replace(short, findings=(told, *short.findings))


def _shortened(
    made: Outline, account: Account, rule: TextRule, written: Callable[[Outline], Written]
) -> tuple[Outline, tuple[Finding, ...]]:
    """What the one message there is has room for, without sections that the layout drops first.

    Whole sections go, in that order, until the rest fits; then what still has room comes back.
    """
    passages = (passage for thread in made.threads for passage in thread.passages)

    def rest(out: Collection[SectionName]) -> Outline:
        return made.only(lambda passage: passage.name not in out)

    def fits(out: Collection[SectionName]) -> bool:
        try:
            written(rest(out))
        except FitError:
            return False
        return True

    out = tuple(given_up(droppable(account.layout.drop_order, passages), fits))
    limit = rule.limits[0]
    where = of_sections(out)
    told = finding("section.no-room", where, sections=out, limit=limit.max, unit=limit.unit)
    return rest(out), (told,) if out else ()


def _written(
    made: Outline,
    account: Account,
    payload: Payload,
    prepare: Prepare,
    rule: TextRule | None,
    project: Callable[[Rich], str],
    about: About,
) -> Written:
    """The messages of *made*, all of it: see `thread_messages`."""
    form = rule.write if isinstance(rule, FormRule) else None
    write = form or account.spec.write
    hashtag, mention = (write.hashtag, write.mention) if write else (HASHTAG, MENTION)

    def named(text: Rich) -> Rich:
        return prepare(in_form(text, hashtag, mention))

    chunks: list[tuple[Chunk, Thread, bool]] = []
    findings: list[Finding] = []
    told: list[tuple[int, SectionLanguage]] = []
    pictures: dict[int, tuple[InText, ...]] = {}
    for thread in made.threads:
        blocks = lay_out(thread.passages, account.layout, named)
        if account.layout.links == "gather":
            blocks = gathered(blocks, rule or account.spec.text, max_counts(account.spec))
        cut, laid = _cut(blocks, account, rule or account.spec.text, project, len(chunks))
        findings += cut.findings
        told += _told(cut, laid, len(chunks))
        for index, some in _pictured(cut, laid, len(chunks)):
            pictures[index] = (*pictures.get(index, ()), *some)
        chunks += [(chunk, thread, at == 0) for at, chunk in enumerate(cut.chunks)]
    branching = account.spec.thread.by == "reply"
    messages = tuple(
        Message(
            index=at + 1,
            of=len(chunks),
            text=chunk.shown.text,
            size=chunk.size,
            limit=chunk.limit,
            unit=chunk.unit,
            payload=payload(chunk.shown, thread),
            after=1 if at and opens and branching else UNSET,
            media=tuple(map(picture_of, pictures[at + 1])) if at + 1 in pictures else UNSET,
        )
        for at, (chunk, thread, opens) in enumerate(chunks)
    )
    for at, (chunk, _, _) in enumerate(chunks, 1):
        findings += about(chunk.shown, at)
    return Written(messages=messages, findings=tuple(findings), carries=carried_by(told))


def _told(
    cut: Split, blocks: list[TextBlock], before: int
) -> Iterator[tuple[int, SectionLanguage]]:
    """What each message says of the post, *before* messages of other threads."""
    starts = joined(blocks)[1]
    for index, chunk in enumerate(cut.chunks, before + 1):
        first, after = bisect_right(starts, chunk.start) - 1, bisect_left(starts, chunk.end)
        for start, block in zip(starts[first:after], blocks[first:after], strict=True):
            if chunk.start < start + len(block.text):
                yield from ((index, one) for one in block.says)


def _pictured(
    cut: Split, blocks: list[TextBlock], before: int
) -> Iterator[tuple[int, tuple[InText, ...]]]:
    """Which messages hold the place of pictures, *before* messages of other threads."""
    ends = [chunk.end for chunk in cut.chunks]
    for start, block in zip(joined(blocks)[1], blocks, strict=True):
        if block.pictures and ends:
            held = bisect_left(ends, start + len(block.text))
            yield before + min(held + 1, len(ends)), block.pictures


def _cut(
    blocks: list[TextBlock],
    account: Account,
    rule: TextRule,
    project: Callable[[Rich], str],
    before: int,
) -> tuple[Split, list[TextBlock]]:
    """Cut as few as it takes; a thread opens with its hook where the layout wants one.

    Returns:
        The cut, and the blocks that it was made of.
    """

    def cut(some: list[TextBlock]) -> tuple[Split, list[TextBlock]]:
        made = split_blocks(
            some,
            rule,
            account.spec.thread,
            project=project,
            numbering=account.layout.numbering,
            counts=max_counts(account.spec),
            before=before,
        )
        return made, some

    whole = cut(blocks)
    return (
        cut(with_teaser(blocks))
        if account.layout.teaser_first and len(whole[0].chunks) > 1
        else whole
    )


LOST: dict[MarkKind, str] = {
    "strong": "markup.dropped-strong",
    "emphasis": "markup.dropped-emphasis",
    "code": "markup.dropped-code",
    "link": "markup.expanded-link",
}
"""What is told where a channel cannot carry a mark."""


def lost(
    outline: Outline, channel_title: str, kinds: Collection[MarkKind] = tuple(LOST)
) -> list[Finding]:
    """One finding for each of *kinds* that the author used, with how many times.

    A source is no mark of the author's: its address stands behind it in the list, and is read.
    """
    marks = [
        mark.kind
        for thread in outline.threads
        for passage in thread.passages
        if passage.kind != "source"
        for rich in (passage.label, passage.text)
        for mark in rich.marks
    ]
    return [
        finding(code, EveryText(), channel=channel_title, count=marks.count(kind))
        for kind, code in LOST.items()
        if kind in kinds and kind in marks
    ]
