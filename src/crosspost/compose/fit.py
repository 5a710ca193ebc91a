"""What of a text is said where there is no room for all of it: unit by unit.

A unit is a sentence, or a list with the words that announce it, or a table, code, a quotation: it
is said whole or not at all, code only where all is. What leans on the sentence before it is said
behind that one only; what says what the post is not about, and what announces something that does
not follow, never.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from msgspec import structs

from .._lazy_re import later
from .._record import Record
from ..counting import Ruler, boundaries
from ..model.channel_spec import Limit
from ..model.layout import SectionName
from ..text.blocks import Code, List, Note, Picture, Table
from ..text.cjk import CLOSERS, OPENERS, is_han
from ..text.richtext import Rich
from .key_sentences import Sentence, sentences
from .passages import Passage, behind_label

FILLED = 0.85
"""How much of its room a short text fills, where there are words for it."""


class WholeUnit(Record):
    """What is said whole or not at all."""

    section: SectionName
    text: str
    gap: str
    """What stands between the unit before it, in its section, and this one."""
    alone: bool
    """Whether it says something without the one before it."""
    follows: bool
    """Whether it may be said right behind the one before it."""
    sentence: Sentence | None = None
    """Unless it is a block."""
    headed: bool = False
    """A list under its author's own heading, which says enough where there is room for both."""
    under: str = ""
    """The author's own heading that it stands under, as a label; empty for the first under it."""


def units(passages: Iterable[Passage], longest: int | None = None) -> list[WholeUnit]:
    """The units of running text, of a strand's first language, in order; links by their words.

    Args:
        passages: what is said.
        longest: of a list that is longer (code points), and whose items are sentences that need
            nothing before them, each item is a unit: news in brief are no enumeration.

    >>> from crosspost.text.richtext import Rich
    >>> said = Passage(
    ...     section="happened",
    ...     kind="paragraph",
    ...     language="zh",
    ...     text=Rich(text="价格降了一半。它很快。🎉"),
    ... )
    >>> [(one.text, one.alone) for one in units([said])]
    [('价格降了一半。', True), ('它很快。🎉', False)]
    """
    made: list[WholeUnit] = []
    heading, of, waits = "", "", False
    for passage in passages:
        if is_own_heading(passage):
            heading, of, waits = one_line(passage.text.text), passage.name, True
        if passage.second or passage.kind in {"heading", "source", "tags"}:
            continue
        new = list(_of_passage(passage, longest))
        if of == passage.name:
            new = [structs.replace(one, under=_as_label(one, heading, passage)) for one in new]
        if new and waits:
            new[0], waits = _headed(new[0], passage), False
        if new and (not made or made[-1].section != passage.name):
            new[0] = _opening(new[0])
        elif new and _is_listed(passage) and _announces(made[-1]):
            new[0] = _announced(new[0], made.pop())
        idle = of == passage.name and disclaims(heading)
        made += [structs.replace(one, alone=False) for one in new] if idle else new
    return made


def _headed(unit: WholeUnit, passage: Passage) -> WholeUnit:
    """The first *unit* under its author's own heading, with that."""
    listed = isinstance(passage.block, List | Table) and unit.sentence is None
    return structs.replace(unit, text=unit.under + unit.text, under="", headed=listed)


def _opening(unit: WholeUnit) -> WholeUnit:
    """The *unit* that a section begins with."""
    one = unit.sentence
    opens = one is not None and one.ended and not (one.leans or one.silent)
    return structs.replace(unit, gap="", alone=unit.alone or opens)


def _announced(unit: WholeUnit, intro: WholeUnit) -> WholeUnit:
    """The *unit* with the words that announce it."""
    opens = intro.alone or (intro.sentence is not None and intro.sentence.announces)
    return structs.replace(unit, text=f"{intro.text}\n{unit.text}", gap=intro.gap, alone=opens)


def _is_listed(passage: Passage) -> bool:
    return passage.kind == "block" and not isinstance(passage.block, Code)


def disclaims(heading: str) -> bool:
    """Whether what stands under *heading* is what the text is not about."""
    return any(one.disclaims for one in sentences(Rich(text=heading)))


def is_own_heading(passage: Passage) -> bool:
    """Whether *passage* is the heading of a section that only its author knows."""
    return passage.kind == "heading" and passage.name.startswith("#")


def _as_label(unit: WholeUnit, heading: str, passage: Passage) -> str:
    """The author's own *heading* as the label of a *unit* of that *passage*."""
    return heading + ("\n" if unit.sentence is None else behind_label(heading, passage.language))


def _of_passage(passage: Passage, longest: int | None) -> Iterator[WholeUnit]:
    label = _label(passage)
    if passage.kind == "block":
        text = passage.text.text
        if longest is not None and len(text) > longest and (items := list(_items(passage))):
            yield from items
            return
        aside = isinstance(passage.block, Code | Note | Picture)
        if text.strip():
            yield WholeUnit(
                section=passage.name,
                text=label + text,
                gap="\n",
                alone=False,
                follows=not aside,
            )
        return
    before = 0
    every = sentences(passage.text)
    if label and not every:
        yield WholeUnit(section=passage.name, text=label, gap="\n", alone=False, follows=False)
    for one in every:
        said = label + one_line(one.text.text)
        gap = "\n" if before == 0 else passage.text.text[before : one.start]
        yield WholeUnit(
            section=passage.name,
            text=said,
            gap="\n" if "\n" in gap else gap[:1],
            alone=one.alone or (bool(label) and not (one.silent or one.short)),
            follows=not one.silent,
            sentence=one,
        )
        before, label = one.end, ""


def _items(passage: Passage) -> Iterator[WholeUnit]:
    """Each item of a list by itself, where all of them are sentences that stand alone."""
    listed = passage.block
    if not isinstance(listed, List) or listed.ordered or passage.label:
        return
    said = [sentences(item.text) for item in listed.items]
    if any(not every or not every[-1].ended or every[0].leans for every in said):
        return
    if any(item.more for item in listed.items):
        return
    for item, (first, *_) in zip(listed.items, said, strict=True):
        yield WholeUnit(
            section=passage.name,
            text=one_line(item.text.text),
            gap="\n",
            alone=first.alone,
            follows=False,
            sentence=first,
        )


def _announces(unit: WholeUnit) -> bool:
    one = unit.sentence
    return one is not None and (one.announces or not one.ended)


def _label(passage: Passage) -> str:
    words = one_line(passage.label.text)
    if not words or not passage.text:
        return words
    return words + behind_label(words, passage.language)


def joined_units(
    every: Sequence[WholeUnit],
    said: Collection[int],
    instead: Mapping[int, str] = MappingProxyType({}),
) -> str:
    """Those of *every* unit whose places are *said*, each section on lines of its own.

    Args:
        every: all units.
        said: the places of those to write.
        instead: what stands there instead of a unit's own words.
    """
    out = ""
    last = -1
    for at in sorted(said):
        if last >= 0:
            out += _between(every, last, at)
        out += instead.get(at, every[at].text)
        last = at
    return out


def _between(every: Sequence[WholeUnit], last: int, at: int) -> str:
    """What stands between two units, where those between them are not said."""
    before, after = every[last], every[at]
    behind = range(last + 1, at + 1)
    if before.section != after.section or any("\n" in every[one].gap for one in behind):
        return "\n"
    if len(behind) == 1:
        return after.gap
    return "" if before.text[-1:] > "\u2e80" or is_han(after.text[:1]) else " "


def extend_section(
    every: Sequence[WholeUnit],
    said: Collection[int],
    at: int,
    fits: Callable[[Collection[int]], bool],
) -> set[int]:
    """*said* and what goes on behind the unit at that place, in its section, as far as it fits."""
    kept = {*said}
    for behind in range(at + 1, len(every)):
        one = every[behind]
        if one.section != every[at].section or not one.follows:
            break
        if behind not in kept and not fits({*kept, behind}):
            break
        kept.add(behind)
    return kept


_DASHES = later(r"\s*(?:—{1,2}|――|\s–\s|\s--?\s)\s*")
_SEMICOLON = later(r"[；;]")
_PAIRS = tuple(zip(OPENERS, "”’」』】》〉）)]}〕〗﹂﹄»›", strict=False))
_LEAST = 10


def main_clause(text: str) -> str:
    """A sentence up to its one dash, or its first semicolon, with a stop; nothing without one.

    >>> main_clause("到 2026 年底，首批模型会发布——它们在别的硬件上跑不动。")
    '到 2026 年底，首批模型会发布。'
    >>> main_clause("三家公司——甲、乙、丙——都涨了。"), main_clause("谁会赢？")
    ('', '')
    """
    words = text.rstrip().rstrip(CLOSERS)
    stop = words[-1:]
    if stop not in {"。", "."}:
        return ""
    dashes = list(_DASHES.finditer(words))
    found = dashes[0] if len(dashes) == 1 else None if dashes else _SEMICOLON.search(words)
    if found is None:
        return ""
    head = words[: found.start()].rstrip(" ，,")
    whole = all(head.count(one) == head.count(other) for one, other in _PAIRS)
    return head + stop if whole and len(head) >= _LEAST else ""


CLAUSES = "，；：、。,;:—"


def shortened(text: str, limit: Limit) -> str:
    """*text*, or as much of it as *limit* has room for, with ``…`` where it was cut.

    The cut is after a clause if that keeps half of the room; never inside a grapheme cluster or
    a Latin word that could be spared.

    >>> shortened("垂类芯片之战：Trainium 的突破", Limit(max=10, unit="code points"))
    '垂类芯片之战…'
    """
    ruler = Ruler(limit.unit)
    if ruler.size(text) <= limit.max:
        return text
    room = limit.max - ruler.size("…")
    ends = boundaries(text)
    at = bisect_right(ends, room, key=lambda end: ruler.size(text[:end])) - 1
    kept = text[: ends[max(at, 0)]]
    for places in (CLAUSES, " "):
        place = max(kept.rfind(mark) for mark in places)
        if 2 * place >= len(kept) and (places == CLAUSES or _inside_word(text, len(kept))):
            kept = kept[:place]
    return kept.rstrip(CLAUSES + " ") + "…"


def _inside_word(text: str, at: int) -> bool:
    around = text[at - 1 : at + 1]
    return around.isascii() and around.isalnum()


def one_line(text: str) -> str:
    r"""*text* on one line; lines of Chinese join without a space.

    >>> one_line("垂类芯片\n之战  Trainium\nwins")
    '垂类芯片之战 Trainium wins'
    """
    line = ""
    for word in text.split():
        wide = line[-1:] > "\u2e80" and word > "\u2e80" and "\n" in text
        line += word if wide or not line else f" {word}"
    return line
