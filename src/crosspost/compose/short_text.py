"""Short text: a post in one small message, unit by unit, and nothing cut that can be whole.

A unit is a sentence, or a list with the words that announce it, or a table, code, a quotation: it
is said whole or not at all. What leans on the sentence before it is said behind that one only;
what says what the post is not about, and what announces something that does not follow, never.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from msgspec import structs

from .._lazy_re import later
from .._record import Record
from ..markup.plain import flatten
from ..model.layout import SectionName
from ..text.blocks import Note, Picture
from ..text.cjk import CLOSERS, OPENERS, is_han
from .fit import one_line
from .key_sentences import Sentence, sentences
from .passages import Passage

FILLED = 0.85
"""How much of its room a short text fills, where there are words for it."""


class Unit(Record):
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


def units(passages: Iterable[Passage]) -> list[Unit]:
    """The units of running text, of a strand's first language, in order.

    >>> said = Passage(
    ...     section="happened",
    ...     kind="paragraph",
    ...     language="zh",
    ...     text=Rich(text="价格降了一半。它很快。🎉"),
    ... )
    >>> [(one.text, one.alone) for one in units([said])]
    [('价格降了一半。', True), ('它很快。', False), ('🎉', False)]
    """
    made: list[Unit] = []
    for passage in passages:
        if passage.second or passage.kind in {"heading", "source", "tags"}:
            continue
        new = list(_of_passage(passage))
        behind = bool(made) and made[-1].section == passage.name
        if new and not behind:
            new[0] = structs.replace(new[0], gap="")
        if new and behind and passage.kind == "block" and _announces(made[-1]):
            intro = made.pop()
            both = f"{intro.text}\n{new[0].text}"
            new[0] = structs.replace(new[0], text=both, gap=intro.gap, alone=True)
        made += new
    return made


def _of_passage(passage: Passage) -> Iterator[Unit]:
    label = _label(passage)
    if passage.kind == "block":
        text = flatten(passage.text).text
        aside = isinstance(passage.block, Note | Picture)
        if text.strip():
            yield Unit(
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
        yield Unit(section=passage.name, text=label, gap="\n", alone=False, follows=False)
    for one in every:
        said = label + one_line(one.text.text)
        gap = "\n" if before == 0 else passage.text.text[before : one.start]
        silent = one.disclaims or one.announces
        yield Unit(
            section=passage.name,
            text=said,
            gap="\n" if "\n" in gap else gap[:1],
            alone=one.alone or (bool(label) and not silent),
            follows=not silent,
            sentence=one,
        )
        before, label = one.end, ""


def _announces(unit: Unit) -> bool:
    one = unit.sentence
    return one is not None and (one.announces or not one.ended)


def _label(passage: Passage) -> str:
    words = one_line(passage.label.text)
    if not words or not passage.text:
        return words
    colon, space = ("：", "") if passage.language.startswith("zh") else (": ", " ")
    return words + (space if words[-1] in "?!？！:：…。." else colon)


def written(every: Sequence[Unit], said: Collection[int]) -> str:
    """Those of *every* unit whose places are *said*, each section on lines of its own."""
    out = ""
    last = -1
    for at in sorted(said):
        one = every[at]
        if last >= 0:
            out += _between(every[last], one, near=at == last + 1)
        out += one.text
        last = at
    return out


def _between(before: Unit, after: Unit, *, near: bool) -> str:
    if before.section != after.section or (near and "\n" in after.gap):
        return "\n"
    if near:
        return after.gap
    wide = before.text[-1:] > "\u2e80" or is_han(after.text[:1])
    return "\n" if "\n" in after.gap else "" if wide else " "


def continued(
    every: Sequence[Unit], said: Collection[int], at: int, fits: Callable[[Collection[int]], bool]
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


def grown(
    every: Sequence[Unit],
    said: Collection[int],
    fits: Callable[[Collection[int]], bool],
    order: Iterable[int],
) -> set[int]:
    """*said* and as many as fit of the units at the places of *order* that stand alone."""
    kept = {*said}
    for at in order:
        if at not in kept and every[at].alone and fits({*kept, at}):
            kept.add(at)
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
