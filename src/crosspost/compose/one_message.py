"""One message: what a channel says of a post that has only one, in its room.

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
from ..text.cjk import is_wide
from ..text.richtext import Rich
from .fit import droppable, given_up
from .key_sentences import Sentence, sentences
from .outline import Outline
from .passages import Passage


def in_one_message(
    made: Outline, account: Account, rule: TextRule, written: Callable[[Outline], Written]
) -> tuple[Outline, tuple[Finding, ...], tuple[ChosenSentence, ...]]:
    """What the one message there is has room for, without sections that the layout drops first.

    Whole sections go, in that order, until the rest fits; then what still has room comes back:
    whole sections, and of what is said in the others the best sentences.
    """
    passages = (passage for thread in made.threads for passage in thread.passages)

    def rest(out: Collection[SectionName]) -> Outline:
        return made.only(lambda passage: passage.name not in out)

    def holds(some: Outline) -> bool:
        try:
            written(some)
        except FitError:
            return False
        return True

    drop = droppable(account.layout.drop_order, passages)
    out = tuple(given_up(drop, lambda out: holds(rest(out))))
    if not out or not holds(rest(out)):
        return rest(out), tuple(_no_room("section.no-room", out, rule)), ()
    best = _Best(made, out)
    best.fill(holds)
    partly = best.sections()
    none = tuple(section for section in out if section not in partly)
    told = (*_no_room("section.no-room", none, rule), *_no_room("section.in-part", partly, rule))
    return best.outline(), told, best.chosen()


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


class _Best:
    """The sections of an outline that have no room whole, and which of their sentences have."""

    def __init__(self, made: Outline, out: Collection[SectionName]) -> None:
        self.made, self.out = made, out
        self.kept: dict[_Place, dict[int, SentenceRule]] = {}
        self.said = {
            (at, index): sentences(passage.text)
            for at, thread in enumerate(made.threads)
            for index, passage in enumerate(thread.passages)
            if passage.name in out and _is_body(passage)
        }

    def fill(self, holds: Callable[[Outline], bool]) -> None:
        """Keep sentences, the best first, while there is room."""
        for place, index, rule in [*self._ranked()][:_TRIES]:
            if index in self.kept.get(place, {}):
                continue
            before = self.kept
            own = {**before.get(place, {}), index: rule}
            self.kept = {**before, place: own}
            if not holds(self.outline()):
                self.kept = before

    def _ranked(self) -> Iterator[tuple[_Place, int, SentenceRule]]:
        every = [
            (place, index, one)
            for place, some in self.said.items()
            for index, one in enumerate(some)
            if one.alone and self._may_stand(place, one)
        ]
        for sign in _ORDER:
            yield from ((place, index, sign) for place, index, one in every if sign in one.signs)
        yield from ((place, index, "first") for place, index, _ in every)

    def _may_stand(self, place: _Place, one: Sentence) -> bool:
        """A prediction keeps its date."""
        passage = self.made.threads[place[0]].passages[place[1]]
        dated = any("date" in other.signs for other in self.said[place])
        return passage.section != "prediction" or not dated or "date" in one.signs

    def outline(self) -> Outline:
        """What is said: all but those sections, and what is kept of them."""
        here = self.sections()
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
                    passages.append(structs.replace(passage, text=text))
            threads.append(structs.replace(thread, passages=tuple(passages)))
        return self.made.saying(one for one in threads if one.passages)

    def sections(self) -> tuple[SectionName, ...]:
        """Those of which something is kept."""
        names = (self.made.threads[at].passages[index].name for at, index in self.kept)
        return tuple(dict.fromkeys(names))

    def chosen(self) -> tuple[ChosenSentence, ...]:
        """What is kept, each sentence with the rule that chose it."""
        return tuple(
            ChosenSentence(
                section=self.made.threads[place[0]].passages[place[1]].name,
                rule=rule,
                text=self.said[place][index].text.text,
            )
            for place, some in sorted(self.kept.items())
            for index, rule in sorted(some.items())
        )


def _is_body(passage: Passage) -> bool:
    """Whether it is running text of which a part may be said; a story is whole or absent."""
    running = passage.kind in {"paragraph", "point"} and not passage.second
    return running and passage.section not in {"title", "story", "sources", "tags"}


def _joined(text: Rich, kept: Sequence[Sentence]) -> Rich:
    """The *kept* sentences of *text*; the space between them as it is there, or one like it."""
    said = kept[0].text
    for before, after in pairwise(kept):
        gap = text.text[before.end : after.start]
        between = gap if not gap.strip() else "" if is_wide(before.text.text[-1]) else " "
        said = said + between + after.text
    return said
