"""Room: what of a strand goes into one article, and what the author must know is missing."""

from collections.abc import Callable, Iterable, Sequence

from msgspec import structs

from ..draft import Finding
from ..layout import Section
from ..passages import Passage
from ..room import given_up
from .shorten import sentences

Fits = Callable[[Sequence[Passage]], bool]


def fitted(
    passages: Sequence[Passage], drop: Iterable[Section], fits: Fits
) -> tuple[list[Passage], list[Finding]]:
    """The passages that fit: sections go in the order of *drop*, the last one only in part.

    >>> from crosspost.rich import Rich
    >>> def said(section, text):
    ...     return Passage(section=section, kind="paragraph", language="zh", text=Rich(text=text))
    >>> story, news = said("story", "从前有座山。"), said("happened", "大事发生了。🎉")
    >>> kept, findings = fitted(
    ...     [news, story], ["story"], lambda some: sum(len(one.text) for one in some) <= 8
    ... )
    >>> [passage.section for passage in kept], findings[0].where
    (['happened'], 'story')
    """
    present = dict.fromkeys(passage.section for passage in passages)
    order = [
        section for section in dict.fromkeys((*drop, *reversed(present))) if section in present
    ]

    def rest(out: Sequence[Section]) -> list[Passage]:
        return [passage for passage in passages if passage.section not in out]

    out = given_up(order, lambda out: fits(rest(out)))
    if not out:
        return list(passages), []
    *others, last = out
    kept, left = _shared(rest(others), last, fits)
    lost = {section: list[Passage]() for section in others} | {last: left}
    return kept, [
        _finding(section, [one for one in passages if one.section == section], some)
        for section, some in lost.items()
    ]


def _shared(
    passages: list[Passage], section: Section, fits: Fits
) -> tuple[list[Passage], list[Passage]]:
    """*passages* with as much of *section* as fits, and what of it that is."""
    start = next(at for at, passage in enumerate(passages) if passage.section == section)
    own = [passage for passage in passages if passage.section == section]
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

    def cut(text: str) -> Passage:
        return structs.replace(passage, text=passage.text[: len(text)])

    if passage.kind != "paragraph":
        return []
    text = sentences(passage.text.text, lambda text: fits(cut(text)))
    return [cut(text)] if text else []


def _finding(section: Section, had: list[Passage], left: list[Passage]) -> Finding:
    if not left:
        message = "left out: the article has no room for it"
    else:
        had, left = (
            [passage for passage in some if passage.kind != "heading"] for some in (had, left)
        )
        sizes = [sum(len(passage.text) for passage in some) for some in (left, had)]
        message = f"cut short: {sizes[0]} of {sizes[1]} characters fit into the article"
    return Finding(level="warning", code="wechat.left-out", where=section, message=message)
