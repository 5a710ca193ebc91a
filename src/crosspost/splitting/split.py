"""Splits blocks into a thread: every message fits, its number (``2/7``) included.

Breaks that a reader will stumble over, and a thread that is too long, are told as findings.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from .._record import Record
from ..counting.characters import Span
from ..errors import FitError
from ..model.channel_spec import TextRule, ThreadRule
from ..model.findings import Finding, MessagePart, Place, WholeThread, finding
from ..model.layout import Numbering
from ..text.richtext import Rich
from .break_opportunities import Level
from .breakpoints import find_breakpoints
from .estimate import Estimate, Gauge, MaxCount
from .fill import Chunk, Filler, Plan, Step, make_chunk
from .text_blocks import TextBlock, belongs_to, joined
from .units import MessageRoom, units

_INSIDE = {
    Level.CLAUSE: ("split.inside-sentence", "clause"),
    Level.PHRASE: ("split.inside-sentence", "phrase"),
    Level.WORD: ("split.inside-sentence", "word"),
    Level.CHARACTER: ("split.inside-word", "no-stop"),
    Level.LETTER: ("split.inside-word", "word"),
    Level.HELD: ("split.inside-word", "unit"),
    Level.WHOLE: ("split.inside-link", "link"),
}
_SHOWN = 12
"""Code points of the text shown on either side of a cut."""


def split_findings(steps: Sequence[Step], most: int | None, before: int = 0) -> tuple[Finding, ...]:
    """A finding for each cut inside a sentence or a word, and one for too many messages.

    Args:
        steps: the messages in order.
        most: how many the channel takes in one go, where it says.
        before: how many messages of the thread come before these.
    """
    found = [
        _inside(step, after, at)
        for at, (step, after) in enumerate(pairwise(steps), before + 1)
        if step.level in _INSIDE
    ]
    if most is not None and len(steps) > most:
        found.append(finding("thread.too-long", WholeThread(), count=len(steps), limit=most))
    return tuple(found)


def _inside(step: Step, after: Step, index: int) -> Finding:
    """The cut at the end of message *index*."""
    code, reason = _INSIDE[step.level]
    text, shown = step.chunk.text.text, step.chunk.shown.text
    last, following = text[-_SHOWN:], after.chunk.text.text[:_SHOWN]
    end = len(text) if shown.startswith(text) else len(shown)  # its number stands on either side
    place = Place(message=index, start=end - len(last), end=end)
    return finding(
        code,
        MessagePart(index=index),
        words=(last,) if last else (),
        places=(place,) if last else (),
        reason=reason,
        before=last.replace("\n", " "),
        after=following.replace("\n", " "),
    )


def number(rule: ThreadRule, n: int, of: int) -> str:
    """The number of message *n* of a thread of *of*, as the channel's entry writes it.

    >>> number(ThreadRule(by="reply", number="{n}/{of}"), 2, 7)
    '2/7'
    """
    return rule.number.replace("{n}", str(n)).replace("{of}", str(of))


def numbered(text: Rich, label: str, rule: ThreadRule) -> Rich:
    r"""*text* with its number: on a line of its own at the end, or before the first word.

    >>> numbered(Rich(text="中文。🎉"), "2/7", ThreadRule(by="reply", number="{n}/{of}")).text
    '中文。🎉\n\n2/7'
    """
    if not label:
        return text
    return f"{label} " + text if rule.place == "start" else text + f"\n\n{label}"


def widest(rule: ThreadRule, digits: int, style: Numbering = "all") -> Rich:
    """What numbering adds at most while the thread's length has so many *digits*."""
    if style == "🧵":
        return Rich(text=THREAD_SIGN)
    if style == "none":
        return Rich(text="")
    many = 10**digits - 1
    return numbered(Rich(text=""), number(rule, many, many), rule)


THREAD_SIGN = " 🧵"
"""At the end of a first message: more follows."""

UNNUMBERED = 3
"""So many messages need no numbers, unless each is to have one."""

SURELY_SEVERAL = 4
"""From so many estimated messages on, it is not tried whether the text fits into one: composing it
(NFC) makes it a third as long at most."""


class Style(NamedTuple):
    """How far a thread goes to keep sentences and units whole."""

    longest_whole: float
    """A sentence that fills no more than this share of a message is not split."""
    break_cost: float
    """How many times the usual a break costs."""
    apart: Level
    """Up to this level a break always begins a new message."""


USUAL = Style(longest_whole=0.8, break_cost=1.0, apart=Level.UNIT)
FEWEST = Style(longest_whole=0.0, break_cost=0.01, apart=Level.FORCED)
"""Where a channel takes only so many messages in one go."""


def plain(text: Rich) -> str:
    """What most channels measure: the text itself."""
    return text.text


class Split(Record):
    """A text, the chunks it was cut into, and what the author should know about the cuts."""

    source: Rich
    chunks: tuple[Chunk, ...]
    findings: tuple[Finding, ...]


class Splitter(NamedTuple):
    r"""Splits texts as one channel wants them.

    >>> from crosspost.model.channel_spec import Limit
    >>> rule = TextRule(limits=(Limit(max=9, unit="graphemes"),))
    >>> thread = ThreadRule(by="reply", number="{n}/{of}")
    >>> said = [TextBlock(text=Rich(text="开头。中间🎉。结尾。"))]
    >>> made = Splitter(rule, thread, numbering="all").split(said)
    >>> [chunk.shown.text for chunk in made.chunks]
    ['开头。\n\n1/3', '中间🎉。\n\n2/3', '结尾。\n\n3/3']
    """

    rule: TextRule
    """The channel's limits; all of them hold."""
    thread: ThreadRule
    """How its messages follow each other, and how they are numbered."""
    project: Callable[[Rich], str] = plain
    """The string that is measured, where it is not the text itself."""
    numbering: Numbering = "rest"
    """Which messages of a thread carry numbers; a single one never does."""
    counts: Sequence[MaxCount] = ()
    """What else there may be only so many of in one message."""

    def room(self, digits: int = 1) -> MessageRoom:
        """What measures how much of a message a text fills, its number of so many *digits* too."""
        gauge = Gauge(self.rule, self.project, self.counts)
        return _room(gauge, self.thread, self._numbers, digits)

    def split(self, blocks: Sequence[TextBlock], *, before: int = 0, apart: bool = False) -> Split:
        """Split *blocks* into messages, a unit each where it fits; none is over a limit.

        Args:
            blocks: what stands together, in order.
            before: how many messages of the same draft come before these; findings count on.
            apart: units have messages of their own even where one would hold them all.

        Raises:
            FitError: the channel takes a single message and this is more, or something that
                cannot be cut is larger than a message.
        """
        source, starts = joined(blocks)
        counts = [one for one in self.counts if one.size(source) > one.max]
        gauge = Gauge(self.rule, self.project, counts)
        said = [at for at, block in enumerate(blocks) if block.text.text.strip()]
        if not said:
            return Split(source=source, chunks=(), findings=())
        forced = any(block.force for block in blocks[said[0] + 1 : said[-1] + 1])
        estimate = Estimate(gauge, source, [block.text for block in blocks], starts)
        several = apart or forced or estimate.messages_filled(len(source)) > SURELY_SEVERAL
        if self.thread.by == "none" or not several:
            single = _single(source, gauge)
            if single.size <= single.limit:
                return Split(source=source, chunks=(single,), findings=())
            if self.thread.by == "none":
                raise FitError(
                    "split.too-long", size=single.size, limit=single.limit, unit=single.unit
                )
        steps = _Thread(self.thread, source, blocks, starts, estimate, gauge).steps(self._numbers)
        return Split(
            source=source,
            chunks=tuple(step.chunk for step in steps),
            findings=split_findings(steps, self.thread.max_messages, before),
        )

    @property
    def _numbers(self) -> Numbering:
        return self.numbering if self.thread.number or self.numbering == "🧵" else "none"


class _Thread(NamedTuple):
    """A text that becomes a thread."""

    rule: ThreadRule
    source: Rich
    blocks: Sequence[TextBlock]
    starts: Sequence[int]
    estimate: Estimate
    gauge: Gauge

    def steps(self, numbering: Numbering) -> list[Step]:
        """The messages, with numbers where there are enough of them."""
        if numbering == "rest":
            few = self.estimate.messages_filled(len(self.source)) <= UNNUMBERED
            steps = self._styled("none") if few else []
            if 0 < len(steps) <= UNNUMBERED:
                return steps
        return self._styled(numbering)

    def _styled(self, numbering: Numbering) -> list[Step]:
        """The messages, in the fewest where the channel takes only so many."""
        most = self.rule.max_messages
        steps = self._in_style(numbering, USUAL)
        if most is None or len(steps) <= most:
            return steps
        fewest = self._in_style(numbering, FEWEST)
        return fewest if len(fewest) <= most else steps

    def _in_style(self, numbering: Numbering, style: Style) -> list[Step]:
        """The messages; how wide their numbers are depends on how many there are."""
        estimate, gauge, rule = self.estimate, self.gauge, self.rule
        digits = len(str(ceil(estimate.messages_filled(len(self.source)))))
        while True:
            sizes = zip(gauge.maxima, gauge.sizes(widest(rule, digits, numbering)), strict=True)
            estimate.capacities = [most - size for most, size in sizes]
            if min(estimate.capacities) <= 0:
                raise FitError("split.number-too-long", number=number(rule, 1, 1))
            filler = self._filler(style, _room(gauge, rule, numbering, digits))
            steps = _numbered(filler, rule, gauge, numbering)
            fits = all(step.chunk.size <= step.chunk.limit for step in steps)
            if fits and (numbering in {"none", "🧵"} or len(str(len(steps))) <= digits):
                return steps
            digits += 1

    def _filler(self, style: Style, room: MessageRoom) -> Filler:
        """What makes messages by the best plan in this style."""
        kept = list(self._kept(room)) if style.apart >= Level.UNIT else []
        found = find_breakpoints(
            self.source, self.blocks, self.starts, self.estimate, (style.longest_whole, kept)
        )
        plan = Plan(found, self.estimate.capacities, style.break_cost, style.apart)
        return Filler(self.source, plan, self.estimate, self.gauge)

    def _kept(self, room: MessageRoom) -> Iterator[Span]:
        """What is not cut inside: units that fit a message, and blocks of those that do not."""
        at = 0
        for part in units(self.blocks):
            for one in [part] if room.of(part) <= 1 else _glued(part):
                last = at + len(one) - 1
                if room.of(one) <= 1:
                    yield self.starts[at], self.starts[last] + len(one[-1].text)
                at = last + 1


def _room(gauge: Gauge, thread: ThreadRule, numbering: Numbering, digits: int) -> MessageRoom:
    added = widest(thread, digits, numbering)
    return MessageRoom(gauge, lambda text: text + added, chat=thread.by == "sequence")


def _glued(part: Sequence[TextBlock]) -> Iterator[list[TextBlock]]:
    """Each block of *part* with those before it that must not be last, and with its address."""
    held: list[TextBlock] = []
    for block, after in zip(part, [*part[1:], None], strict=True):
        held.append(block)
        if not (block.glue or (after and belongs_to(after, block))):
            yield held
            held = []
    if held:
        yield held


def _single(source: Rich, gauge: Gauge) -> Chunk:
    text = source.text
    start = len(text) - len(text.lstrip())
    stop = len(text.rstrip())
    return make_chunk(source[start:stop], start, stop, lambda text, _: (text, ""), 1, gauge)


def _numbered(filler: Filler, rule: ThreadRule, gauge: Gauge, style: Numbering) -> list[Step]:
    """The messages with their numbers; written anew where repairs made them more than planned."""
    of = len(filler.plan.path())

    def show(text: Rich, n: int) -> tuple[Rich, str]:
        if style == "🧵" and n == 1:
            return text + THREAD_SIGN, THREAD_SIGN.strip()
        if style in {"none", "🧵"} or (style == "rest" and n == 1):
            return text, ""
        label = number(rule, n, of)
        return numbered(text, label, rule), label

    steps = filler.fill(show)
    if len(steps) == of:
        return steps
    of = len(steps)
    return [
        Step(
            chunk=make_chunk(step.chunk.text, step.chunk.start, step.chunk.end, show, n, gauge),
            level=step.level,
        )
        for n, step in enumerate(steps, 1)
    ]
