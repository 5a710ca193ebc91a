"""Carrying: which sections of a post a draft says, in which languages and messages."""

from collections.abc import Iterable

from ..model.draft import Carried
from ..model.layout import SectionName
from .outline import Outline
from .passages import Passage

SectionLanguage = tuple[SectionName, str]
"""A section and a language."""


def said_by(passage: Passage) -> tuple[SectionLanguage, ...]:
    """What *passage* says of the post; a heading alone says nothing of it."""
    return () if passage.kind == "heading" else ((passage.name, passage.language),)


def carried_by(told: Iterable[tuple[int, SectionLanguage]]) -> tuple[Carried, ...]:
    """Each section once, from which message says what.

    >>> carried_by([(1, ("title", "zh")), (1, ("happened", "zh")), (2, ("happened", "en"))])[1]
    Carried(section='happened', languages=('zh', 'en'), messages=(1, 2))
    """
    languages: dict[SectionName, dict[str, None]] = {}
    messages: dict[SectionName, dict[int, None]] = {}
    for index, (section, language) in told:
        languages.setdefault(section, {})[language] = None
        messages.setdefault(section, {})[index] = None
    return tuple(
        Carried(
            section=section,
            languages=() if section in {"sources", "tags"} else tuple(languages[section]),
            messages=tuple(every),
        )
        for section, every in messages.items()
    )


def carried_by_threads(made: Outline) -> tuple[Carried, ...]:
    """What messages carry that are one each for every thread of *made*."""
    return carried_by(
        (index, one)
        for index, thread in enumerate(made.threads, 1)
        for passage in thread.passages
        for one in said_by(passage)
    )
