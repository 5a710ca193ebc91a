"""Dropped sections: which go where there is no room for all, in the order that the layout names.

Of an article the last one goes only in part.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence

from msgspec import structs

from ..model.findings import Finding, PostPath, finding, in_post, of_sections
from ..model.layout import Section, SectionName
from .key_sentences import sentences
from .passages import Passage


def sections_to_drop(
    drop: Iterable[SectionName], fits: Callable[[Sequence[SectionName]], bool]
) -> tuple[SectionName, ...]:
    """The sections to leave out, the first ones of *drop* first; what still has room comes back.

    Args:
        drop: in the order in which they may go.
        fits: whether all is well without these.

    Returns:
        What to leave out, the least important first. It may still not fit.

    >>> sizes = {"story": 300, "matters": 600, "discussion": 90, "happened": 400}
    >>> def fits(out):
    ...     return sum(size for section, size in sizes.items() if section not in out) <= 500
    >>> sections_to_drop(["story", "discussion", "matters"], fits)
    ('story', 'matters')
    """
    out: list[SectionName] = []
    for section in drop:
        if fits(out):
            break
        out.append(section)
    for section in reversed(tuple(out)):
        fewer = [other for other in out if other != section]
        if fits(fewer):
            out = fewer
    return tuple(out)


def droppable(drop: Iterable[SectionName], passages: Iterable[Passage]) -> list[SectionName]:
    """The sections of *passages* that may go, in the order of *drop*; of several, the last first.

    >>> from crosspost.text.richtext import Rich
    >>> own = [
    ...     Passage(
    ...         section="own",
    ...         part=f"# {name}",
    ...         kind="paragraph",
    ...         language="zh",
    ...         text=Rich(text="🎉"),
    ...     )
    ...     for name in ("背景", "结论", "致谢")
    ... ]
    >>> droppable(["# 致谢", "own"], own)
    ['# 致谢', '# 结论', '# 背景']
    """
    present: dict[SectionName, Section] = {one.name: one.section for one in passages}
    order: dict[SectionName, None] = {}
    named = tuple(drop)
    for name in named:
        if name in present:
            order.setdefault(name)
        own = [one for one, section in present.items() if section == name and one not in named]
        order.update(dict.fromkeys(reversed(own)))
    return list(order)


PassagesFit = Callable[[Sequence[Passage]], bool]


def fit_passages(
    passages: Sequence[Passage], drop: Iterable[SectionName], fits: PassagesFit
) -> tuple[list[Passage], list[Finding]]:
    """The passages that fit: sections go in the order of *drop*, the last one only in part.

    >>> from crosspost.text.richtext import Rich
    >>> def said(section, text):
    ...     return Passage(section=section, kind="paragraph", language="zh", text=Rich(text=text))
    >>> story, news = said("story", "从前有座山。"), said("happened", "大事发生了。🎉")
    >>> kept, findings = fit_passages(
    ...     [news, story], ["story"], lambda some: sum(len(one.text) for one in some) <= 8
    ... )
    >>> [passage.section for passage in kept], findings[0].where
    (['happened'], 'story')
    """
    present = dict.fromkeys(passage.name for passage in passages)
    order = list(dict.fromkeys((*droppable(drop, passages), *reversed(present))))

    def rest(out: Sequence[SectionName]) -> list[Passage]:
        return [passage for passage in passages if passage.name not in out]

    out = sections_to_drop(order, lambda out: fits(rest(out)))
    if not out:
        return list(passages), []
    *others, last = out
    kept, left = _shared(rest(others), last, fits)
    lost = {section: list[Passage]() for section in others} | {last: left}
    none = tuple(section for section, some in lost.items() if not some)
    findings = [finding("article.omitted", of_sections(none), sections=none)] if none else []
    if left:
        had = [passage for passage in passages if passage.name == last]
        findings.append(
            finding("article.shortened", _place(had), size=_length(had), left=_length(left))
        )
    return kept, findings


def _place(passages: Sequence[Passage]) -> PostPath:
    """Where the post has the section that *passages* are of."""
    first = passages[0]
    path = next((passage.path[:2] for passage in passages if passage.path), ())
    return in_post(*path) if first.section == "own" else in_post(first.section)


def _shared(
    passages: list[Passage], section: SectionName, fits: PassagesFit
) -> tuple[list[Passage], list[Passage]]:
    """*passages* with as much of *section* as fits, and what of it that is."""
    start = next(at for at, passage in enumerate(passages) if passage.name == section)
    own = [passage for passage in passages if passage.name == section]
    before, after = passages[:start], passages[start + len(own) :]
    if not fits([*before, *after]):
        return [*before, *after], []
    low, high = 0, len(own)
    while low < high:  # how many of its passages fit; fewer always do
        middle = (low + high + 1) // 2
        if fits([*before, *own[:middle], *after]):
            low = middle
        else:
            high = middle - 1
    left = own[:low]
    if low < len(own):
        left += _part(own[low], lambda passage: fits([*before, *left, passage, *after]))
    while left and left[-1].kind == "heading":
        left.pop()
    return [*before, *left, *after], left


def _part(passage: Passage, fits: Callable[[Passage], bool]) -> list[Passage]:
    """The first sentences of *passage* that fit."""

    def cut(end: int) -> Passage:
        return structs.replace(passage, text=passage.text[:end])

    if passage.kind != "paragraph":
        return []
    ends = [one.end for one in sentences(passage.text)]
    fitting = bisect_left(ends, 1, key=lambda end: 0 if fits(cut(end)) else 1)
    return [cut(ends[fitting - 1])] if fitting else []


def _length(passages: Sequence[Passage]) -> int:
    """Characters of the text under a heading."""
    return sum(len(passage.text) for passage in passages if passage.kind != "heading")
