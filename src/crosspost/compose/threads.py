"""Makes messages of an outline: laid out, split, numbered; marks that are lost become findings."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import NamedTuple

from msgspec import UNSET, structs

from ..model.channel_rules import WriteRule, placeholders
from ..model.channel_spec import Account, FormRule, TextRule
from ..model.draft import Json, Message, Written
from ..model.findings import EveryText, Finding, Place, WholeThread, finding, in_post
from ..splitting import Chunk, MessageRoom, Split, Splitter, TextBlock, max_counts
from ..splitting.estimate import Gauge, with_less_room
from ..splitting.text_blocks import joined
from ..splitting.units import gathered
from ..text.blocks import Picture as InText
from ..text.richtext import MarkKind, Rich
from .attachments import picture_of
from .blocks import WRITTEN, Marks, Prepare, first_tags, held_together, lay_out
from .channel_text import HASHTAG, MENTION, in_form
from .citations import said_once
from .ideas import one_idea_a_message
from .one_message import in_one_message, short_form
from .outline import Outline, Thread
from .passages import SectionLanguage, carried_by, warning_text

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
    writer = _Writer(account, payload, prepare, rule or account.spec.text, project, about)
    if account.spec.thread.by != "none":
        return _not_too_long(made, account, writer.written)
    rest, told, chosen = in_one_message(made, account, writer.rule, writer.written)
    only = writer.written(rest)
    return structs.replace(only, findings=(*told, *only.findings), chosen=chosen)


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
    rest, out, chosen = short_form(made)
    short = written(rest)
    told = finding("thread.shortened", WholeThread(), count=count, sections=out)
    return structs.replace(short, findings=(told, *short.findings), chosen=chosen)


ThreadChunk = tuple[Chunk, Thread, bool]
"""What a message holds, of which thread, and whether it opens that one."""


BlocksAndSplit = tuple[list[TextBlock], Split]
"""The blocks of a thread, and what they are cut into."""


class _Writer(NamedTuple):
    """Makes the messages of an outline, all of it: see `thread_messages`."""

    account: Account
    payload: Payload
    prepare: Prepare
    rule: TextRule
    project: Callable[[Rich], str]
    about: About

    def written(self, made: Outline) -> Written:
        """The messages of *made*, and what is told of them."""
        write = self._write_rule
        if write and _spells_out(write):
            made = _without_repeats(made)
        warnings = [self._named(warning_text(thread)) for thread in made.threads]
        rule = with_less_room(self.rule, warnings, self.project)
        gauge = Gauge(self.rule, self.project) if any(warnings) else None
        chunks: list[ThreadChunk] = []
        findings: list[Finding] = []
        told: list[tuple[int, SectionLanguage]] = []
        pictures: dict[int, tuple[InText, ...]] = {}
        cuts = self._cut(made.threads, rule)
        for thread, warning, (blocks, cut) in zip(made.threads, warnings, cuts, strict=True):
            before, starts = len(chunks), joined(blocks)[1]
            findings += (_shifted(one, before + 1, len(warning)) for one in cut.findings)
            told += _told(cut, blocks, starts, before)
            for at, some in _pictured(cut, blocks, starts, before):
                pictures[at] = (*pictures.get(at, ()), *some)
            for at, chunk in enumerate(cut.chunks):
                shown = chunk.shown if at else warning + chunk.shown
                chunks.append((_measured(shown, chunk, gauge), thread, at == 0))
        if len(chunks) > len(made.threads):
            findings += _omitted_tags(made.threads, self.account.layout.max_tags)
        for at, (chunk, _, _) in enumerate(chunks, 1):
            findings += self.about(chunk.shown, at)
        messages = self._messages(chunks, pictures)
        return Written(messages=messages, findings=tuple(findings), carries=carried_by(told))

    @property
    def _write_rule(self) -> WriteRule | None:
        form = self.rule.write if isinstance(self.rule, FormRule) else None
        return form or self.account.spec.write

    def _named(self, text: Rich) -> Rich:
        """*text* as the channel has names and marks."""
        write = self._write_rule
        hashtag, mention = (write.hashtag, write.mention) if write else (HASHTAG, MENTION)
        return self.prepare(in_form(text, hashtag, mention))

    def _cut(self, threads: Sequence[Thread], rule: TextRule) -> list[BlocksAndSplit]:
        """Each thread cut, an idea a message, if not one message for all.

        How much room there is depends on the width of the numbers, and that on how many there are.
        """
        layout, spec, counts = self.account.layout, self.account.spec, max_counts(self.account.spec)
        splitter = Splitter(rule, spec.thread, self.project, layout.numbering, counts)

        def lay(thread: Thread, marks: Marks = WRITTEN) -> list[TextBlock]:
            blocks = lay_out(thread.passages, layout, self._named, marks)
            return held_together(blocks, rule) if layout.keep else blocks

        laid = [lay(thread) for thread in threads]
        single = splitter._replace(numbering="none").room()
        if spec.thread.by == "none" or _are_single(laid, single):
            return list(_each_cut(laid, splitter, apart=False))
        for digits in count(1):
            laid = one_idea_a_message(threads, lay, splitter.room(digits), layout)
            if layout.links == "gather":
                laid = [gathered(blocks, rule, counts) for blocks in laid]
            made = list(_each_cut(laid, splitter, apart=True))
            if all(len(split.chunks) < 10**digits for _, split in made):
                break
        return made

    def _messages(
        self, chunks: Sequence[ThreadChunk], pictures: Mapping[int, tuple[InText, ...]]
    ) -> tuple[Message, ...]:
        """A message for each of *chunks*, with its *pictures*, which are by number from 1."""
        branching = self.account.spec.thread.by == "reply"
        return tuple(
            Message(
                index=at,
                of=len(chunks),
                text=chunk.shown.text,
                size=chunk.size,
                limit=chunk.limit,
                unit=chunk.unit,
                payload=self.payload(chunk.shown, thread),
                after=1 if at > 1 and opens and branching else UNSET,
                media=tuple(map(picture_of, pictures[at])) if at in pictures else UNSET,
            )
            for at, (chunk, thread, opens) in enumerate(chunks, 1)
        )


def _each_cut(
    laid: Iterable[list[TextBlock]], splitter: Splitter, *, apart: bool
) -> Iterator[BlocksAndSplit]:
    before = 0
    for blocks in laid:
        split = splitter.split(blocks, before=before, apart=apart)
        before += len(split.chunks)
        yield blocks, split


def _without_repeats(made: Outline) -> Outline:
    """*made* without links to what a source of the same thread has the address of."""
    return made.changed(lambda thread: said_once(thread.passages))


def _spells_out(write: WriteRule) -> bool:
    """Whether the address of a link stands behind its words."""
    return not write.marks.link and "html" not in placeholders(write.payload)


def _measured(shown: Rich, chunk: Chunk, gauge: Gauge | None) -> Chunk:
    """*chunk* as it is *shown*, held against the whole of its limits where some were held back."""
    if gauge is None:
        return chunk
    size = gauge.measured(shown)
    return structs.replace(chunk, shown=shown, size=size.size, limit=size.limit, unit=size.unit)


def _told(
    cut: Split, blocks: list[TextBlock], starts: list[int], before: int
) -> Iterator[tuple[int, SectionLanguage]]:
    """What each message says of the post, *before* messages of other threads."""
    for index, chunk in enumerate(cut.chunks, before + 1):
        first, after = bisect_right(starts, chunk.start) - 1, bisect_left(starts, chunk.end)
        for start, block in zip(starts[first:after], blocks[first:after], strict=True):
            if chunk.start < start + len(block.text):
                yield from ((index, one) for one in block.says)


def _pictured(
    cut: Split, blocks: list[TextBlock], starts: list[int], before: int
) -> Iterator[tuple[int, tuple[InText, ...]]]:
    """Which messages hold the place of pictures, *before* messages of other threads."""
    ends = [chunk.end for chunk in cut.chunks]
    for start, block in zip(starts, blocks, strict=True):
        if block.pictures and ends:
            held = bisect_left(ends, start + len(block.text))
            yield before + min(held + 1, len(ends)), block.pictures


def _shifted(found: Finding, index: int, by: int) -> Finding:
    """*found*, of whose words those in the message *index* stand so much later."""
    places = tuple(
        Place(message=one.message, start=one.start + by, end=one.end + by)
        if one.message == index
        else one
        for one in found.places
    )
    return structs.replace(found, places=places) if places != found.places else found


def _omitted_tags(threads: Sequence[Thread], most: int | None) -> Iterator[Finding]:
    """The tags beyond as many as the layout wants at the end of a thread."""
    if most is None:
        return
    passages = (one for thread in threads for one in thread.passages if one.kind == "tags")
    for passage in passages:
        if out := first_tags(passage.text, most)[1]:
            yield finding("tag.omitted", in_post("tags"), limit=most, tags=out)


def _are_single(threads: Sequence[Sequence[TextBlock]], room: MessageRoom) -> bool:
    """Whether a message holds each of *threads*, and no author parts it."""
    return all(
        room.of(blocks) <= 1 and not any(block.force for block in blocks[1:]) for blocks in threads
    )


LOST: dict[MarkKind, str] = {
    "strong": "markup.dropped-strong",
    "emphasis": "markup.dropped-emphasis",
    "code": "markup.dropped-code",
    "link": "markup.expanded-link",
}
"""What is told where a channel cannot carry a mark."""


def dropped_marks(
    outline: Outline, channel: str | dict[str, str], kinds: Collection[MarkKind] = tuple(LOST)
) -> list[Finding]:
    """One finding for each of *kinds* that the author used, with how many times.

    A source is no mark of the author's: its address stands behind it in the list, and is read; so
    is that of a link to it.
    """
    marks = [
        mark.kind
        for thread in outline.threads
        for passage in said_once(thread.passages)
        if passage.kind != "source"
        for rich in (passage.label, passage.text)
        for mark in rich.marks
    ]
    return [
        finding(code, EveryText(), channel=channel, count=marks.count(kind))
        for kind, code in LOST.items()
        if kind in kinds and kind in marks
    ]
