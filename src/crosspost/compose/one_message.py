"""One message: what a channel says that has only one, in its room; and a long post, short.

Whole sections go first, in the order that the layout names. Of a body that goes, the best sentences
stay: a bold one, one that turns, one with a figure or a date, the first ones.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise

from msgspec import structs

from ..errors import FitError
from ..model.channel_spec import Account, TextRule
from ..model.draft import ChosenSentence, SentenceRule, SentenceSign, Written
from ..model.findings import Finding, finding, of_sections
from ..model.layout import SectionName
from ..text.blocks import Note
from ..text.cjk import is_wide
from ..text.richtext import Rich
from .dropped_sections import droppable, sections_to_drop
from .key_sentences import Sentence, sentences, shares_subject
from .outline import Outline, Thread
from .passages import ORIGINAL, Passage


def short_form(
    made: Outline,
) -> tuple[Outline, tuple[SectionName, ...], tuple[ChosenSentence, ...]]:
    """Title, opening, thesis (the first bold sentence), and the link to the full text.

    The opening is the lede, or the first paragraph, without what only announces.

    Returns:
        That, the names of the sections of which it leaves something out, and what was chosen.
    """
    chosen: list[ChosenSentence] = []
    short = made.changed(lambda thread: _short(thread, chosen))
    whole = {id(passage) for passage in short.passages()}
    gone = dict.fromkeys(one.name for one in made.passages() if id(one) not in whole)
    return made.saying(_signed(short).threads), tuple(gone), tuple(chosen)


def _signed(some: Outline) -> Outline:
    return some.changed(lambda thread: without_lost_signs(thread.passages))


def _short(thread: Thread, chosen: list[ChosenSentence]) -> Iterator[Passage]:
    has_lede = any(passage.section == "lede" for passage in thread.passages)
    linked = any(passage.path == ORIGINAL for passage in thread.passages)
    opened: set[str] = set()
    bold: set[str] = set()
    for passage in thread.passages:
        heads = linked and passage.section == "sources" and passage.kind == "heading"
        if passage.section in {"title", "lede"} or passage.path == ORIGINAL or heads:
            yield passage
            continue
        every = sentences(passage.text) if passage.kind in {"paragraph", "point"} else ()
        said = [one for one in every if not one.silent]
        rule: SentenceRule = "first"
        if passage.language in opened or has_lede or passage.kind == "point" or not said:
            said = [one for one in every if one.alone and "bold" in one.signs][:1]
            said = [] if passage.language in bold else said
            rule = "bold"
            bold |= {passage.language} if said else set()
        else:
            opened.add(passage.language)
        if said:
            text = _joined(passage.text, said)
            chosen += (_chosen_of(passage, rule, one) for one in said)
            short = structs.replace(passage, text=text, lead="", label=Rich(text=""))
            yield passage if short == passage else short


def _chosen_of(passage: Passage, rule: SentenceRule, one: Sentence) -> ChosenSentence:
    return ChosenSentence(section=passage.name, rule=rule, text=one.text.text)


def in_one_message(
    made: Outline, account: Account, rule: TextRule, written: Callable[[Outline], Written]
) -> tuple[Outline, tuple[Finding, ...], tuple[ChosenSentence, ...]]:
    """What the one message there is has room for, without sections that the layout drops first.

    Whole sections go, in that order, until the rest fits; then what still has room comes back:
    whole sections, and of what is said in the others the best sentences.
    """

    def rest(out: Collection[SectionName]) -> Outline:
        return made.only(lambda passage: passage.name not in out)

    def holds(some: Outline) -> bool:
        try:
            written(some)
        except FitError:
            return False
        return True

    drop = droppable(account.layout.drop_order, made.passages())
    out = tuple(sections_to_drop(drop, lambda out: holds(rest(out))))
    if not out or not holds(rest(out)):
        return _signed(rest(out)), tuple(_no_room("section.no-room", out, rule)), ()
    best = _best_of(made, out, drop, holds)
    listed = _by_labels(made, best.outline())
    if listed is not None:
        shorter, told, chosen = in_one_message(listed, account, rule, written)
        if len(_points(shorter)) == len(_points(made)):
            return shorter, (*told, *_no_room("section.labels-alone", ("matters",), rule)), chosen
    partly = best.sections()
    none = tuple(section for section in best.out if section not in partly)
    told = (*_no_room("section.no-room", none, rule), *_no_room("section.in-part", partly, rule))
    return best.outline(), told, best.chosen()


MANY = 4
"""Points, from here on, are a list, which is said whole: by their labels, where most have no room
for more."""


def _points(some: Outline) -> list[Passage]:
    return list(filter(_is_point, some.passages()))


def _is_point(passage: Passage) -> bool:
    return passage.section == "matters" and passage.kind == "point"


def _by_labels(made: Outline, said: Outline) -> Outline | None:
    """*made* with the labels of its points alone, where *said* has room for few of them."""
    own = _points(made)
    few = 2 * len(_points(said)) < len(own)
    if len(own) < MANY or not few or not all(one.label and one.text for one in own):
        return None
    return made.changed(
        lambda thread: (
            structs.replace(one, text=Rich(text="")) if _is_point(one) else one
            for one in thread.passages
        )
    )


def _best_of(
    made: Outline,
    out: tuple[SectionName, ...],
    drop: Sequence[SectionName],
    holds: Callable[[Outline], bool],
) -> "_Best":
    """What is kept of the sections *out*; for the most important body others give way as well."""
    best = _Best(made, out)
    best.fill(holds)
    last = next((name for name in reversed(out) if name in best.bodies), None)
    if last is None or last in best.sections():
        return best
    gone = list(out)
    for name in drop[: drop.index(last)]:
        if name not in gone:
            gone.append(name)
            less = _Best(made, sorted(gone, key=drop.index))
            less.fill(holds)
            if last in less.sections():
                return less
    return best


def _no_room(code: str, sections: tuple[SectionName, ...], rule: TextRule) -> Iterator[Finding]:
    if sections:
        limit, where = rule.limits[0], of_sections(sections)
        yield finding(code, where, sections=sections, limit=limit.max, unit=limit.unit)


_ORDER: tuple[SentenceSign, ...] = ("bold", "contrast", "figure", "date")
"""Which sentences of a section are kept first."""
_TRIES = 24
"""Each makes and measures the whole message."""
_Place = tuple[int, int]
"""A thread, and a passage of it."""
_Choice = tuple[_Place, int, SentenceRule]
"""A sentence of that passage, and why it is kept."""


class _Best:
    """The sections of an outline that have no room whole, and which of their sentences have."""

    def __init__(self, made: Outline, out: Sequence[SectionName]) -> None:
        self.made, self.out = made, tuple(out)  # the least important first
        self.kept: dict[_Place, dict[int, SentenceRule]] = {}
        self.title = " ".join(one.text.text for one in made.passages() if one.kind == "title")
        self.said = {
            (at, index): sentences(passage.text)
            for at, thread in enumerate(made.threads)
            for index, passage in enumerate(thread.passages)
            if passage.name in out and _is_body(passage)
        }

    def fill(self, holds: Callable[[Outline], bool]) -> None:
        """Keep sentences, the best first, while there is room."""
        for place, index, rule in [*self._ranked()][:_TRIES]:
            before = self.kept
            if index in before.get(place, {}):
                continue
            here = place, index, rule
            for more in self._claims(here):
                self.kept = before
                for at, sentence, why in (more, here):
                    self.kept = {**self.kept, at: {**self.kept.get(at, {}), sentence: why}}
                if holds(self.outline()):
                    break
            else:
                self.kept = before

    def _passage(self, place: _Place) -> Passage:
        return self.made.threads[place[0]].passages[place[1]]

    @property
    def bodies(self) -> set[SectionName]:
        """Those of which a part may be said."""
        return {self._passage(place).name for place in self.said}

    def _ranked(self) -> Iterator[_Choice]:
        """The best sentence of each section, the most important section first; then the rest."""
        own = [list(self._ranked_in(name)) for name in reversed(self.out)]
        yield from (some[0] for some in own if some)
        yield from (one for some in own for one in some[1:])

    def _ranked_in(self, name: SectionName) -> Iterator[_Choice]:
        every = [
            (place, index, one)
            for place, some in self.said.items()
            for index, one in enumerate(some)
            if self._passage(place).name == name and self._may_stand(place, one)
        ]
        ranked: list[_Choice] = [
            (place, index, sign)
            for sign in _ORDER
            for place, index, one in every
            if sign in one.signs
        ]
        ranked += ((place, index, "first") for place, index, _ in every)
        if name == "happened" and every:  # news begins with what is new
            ranked.insert(0, (*every[0][:2], "first"))
        wanted = [one for one in ranked if self._passage(one[0]).language in self.made.said]
        yield from wanted or ranked  # what stands in for it is said where it is all there is

    def _claims(self, here: _Choice) -> Iterator[_Choice]:
        """What must stand before *here*; then *here* itself, where it may do without that.

        A prediction's date may say little without its first sentence. Of what happened a later one
        without a sign goes on behind the one before it, or not at all; and one with a sign says
        nothing without the first, unless it has the date, or names what the title names.
        """
        place, index, _ = here
        name = self._passage(place).section
        same = [one for one in sorted(self.said) if self._is_like(one, place)]
        if name == "prediction":
            yield same[0], 0, "first"
        if name == "happened":
            every = [(one, at) for one in same for at in range(len(self.said[one]))]
            first = next(at for at in every if self._may_stand(at[0], self.said[at[0]][at[1]]))
            said, at = self.said[place][index], every.index((place, index))
            goes_on = at > 0 and every[at - 1][1] in self.kept.get(every[at - 1][0], {})
            if (place, index) != first and not goes_on:
                if said.leans or not said.signs:
                    return
                yield *first, "first"
                named = shares_subject(said.text.text, self.title)
                if not (named or said.signs & {"bold", "date"}):
                    return
        yield here

    def _is_like(self, place: _Place, other: _Place) -> bool:
        """Whether both are of one section, in one language of one thread."""
        one, two = self._passage(place), self._passage(other)
        return (place[0], one.name, one.language) == (other[0], two.name, two.language)

    def _may_stand(self, place: _Place, one: Sentence) -> bool:
        """Whether it says something by itself, or goes on in news; a prediction keeps its date."""
        passage = self._passage(place)
        if passage.section == "happened":
            return not (one.short or one.silent)
        dated = any("date" in other.signs for other in self.said[place])
        lacks = passage.section == "prediction" and dated and "date" not in one.signs
        return one.alone and not lacks

    def outline(self) -> Outline:
        """What is said: all but those sections, and what is kept of them."""
        here = self.sections()
        missing = (place for place in self.said if place not in self.kept)
        partly = {self._passage(place).name for place in missing}  # numbers would have gaps
        threads = []
        for at, thread in enumerate(self.made.threads):
            passages = []
            for index, passage in enumerate(thread.passages):
                kept = sorted(self.kept.get((at, index), ()))
                heads = passage.kind == "heading" and passage.name in here
                if heads or passage.name not in self.out:
                    passages.append(passage)
                elif kept:
                    text = _joined(passage.text, [self.said[at, index][one] for one in kept])
                    gaps = passage.kind == "point" and passage.name in partly
                    lead = "" if gaps else passage.lead
                    passages.append(structs.replace(passage, text=text, lead=lead))
            threads.append(structs.replace(thread, passages=without_lost_signs(passages)))
        return self.made.saying(threads)

    def sections(self) -> tuple[SectionName, ...]:
        """Those of which something is kept."""
        names = (self._passage(place).name for place in self.kept)
        return tuple(dict.fromkeys(names))

    def chosen(self) -> tuple[ChosenSentence, ...]:
        """What is kept, each sentence with the rule that chose it."""
        return tuple(
            _chosen_of(self._passage(place), rule, self.said[place][index])
            for place, some in sorted(self.kept.items())
            for index, rule in sorted(some.items())
        )


def _is_body(passage: Passage) -> bool:
    """Whether it is running text of which a part may be said; a story is whole or absent."""
    running = passage.kind in {"paragraph", "point"} and not passage.second
    return running and passage.section not in {"title", "story", "sources", "tags"}


def without_lost_signs(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """*passages* without the signs of footnotes that do not stand among them.

    >>> from crosspost.text.richtext import Mark
    >>> sign = Mark(start=4, end=7, kind="note", href="1")
    >>> text = Rich(text="涨价了🎉[1]。", marks=(sign,))
    >>> said = Passage(section="happened", kind="paragraph", language="zh", text=text)
    >>> without_lost_signs([said])[0].text.text
    '涨价了🎉。'
    """
    notes = {str(one.block.number) for one in passages if isinstance(one.block, Note)}

    def kept(text: Rich) -> Rich:
        signs = (mark for mark in text.marks if mark.kind == "note" and mark.href not in notes)
        return text.replaced((mark.start, mark.end, "") for mark in signs)

    return tuple(structs.replace(one, text=kept(one.text)) for one in passages)


def _joined(text: Rich, kept: Sequence[Sentence]) -> Rich:
    """The *kept* sentences of *text*; the space between them as it is there, or one like it."""
    said = kept[0].text
    for before, after in pairwise(kept):
        gap = text.text[before.end : after.start]
        between = gap if not gap.strip() else "" if is_wide(before.text.text[-1]) else " "
        said = said + between + after.text
    return said
