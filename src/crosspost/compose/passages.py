"""Passage: the smallest thing that adapters arrange: a heading, a paragraph, a point, a source.

Its text is finished: inline marks are read, typography is repaired.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

import msgspec

from .._record import Record
from ..model.draft import Carried
from ..model.findings import PathStep
from ..model.layout import EndPart, Layout, Repair, Section, SectionName, opens
from ..text.blocks import Block, Picture, Rule
from ..text.richtext import Rich

if TYPE_CHECKING:
    from .outline import Outline, Thread

ORIGINAL = ("meta", "canonical_url")
"""Where a post has the address of its full text."""
WARNING = ("meta", "content_warning")
"""Where it has what readers should know before they read it."""
_OF_NO_LANGUAGE = frozenset({"sources", "tags"})
"""Sections that are said once, whichever language goes before."""
BETWEEN = " / "
"""What stands between a heading's words in one language and in the next."""


class Passage(Record):
    """One thing to say, in one language."""

    section: Section
    kind: Literal["title", "heading", "paragraph", "block", "point", "source", "tags"]
    """``block``: a list, a quotation, code, a table…; *block* says which."""
    language: str
    text: Rich
    lead: str = ""
    """What stands before it: a heading's emoji, a point's or a source's number (``1.``)."""
    label: Rich = Rich(text="")
    """A point's or a story's label, without its colon."""
    others: int = 0
    """Where a heading says itself again in other languages, after `BETWEEN`; 0: it does not."""
    sure: str = ""
    """How sure the author is: on a prediction's heading, or its first paragraph without one."""
    level: int = 0
    """How deep a point lies under other points; how deep a heading lies under the title, from 2."""
    second: bool = False
    """Says again, in another language, what stands before it."""
    force: bool = False
    """The author wants a new message from here on."""
    path: tuple[PathStep, ...] = ()
    """Where the post has it; empty for what a channel adds, such as a heading."""
    repairs: tuple[Repair, ...] = ()
    """What was set right in it."""
    block: Block | None = None
    """Of a ``block``, for channels that have a better form for it than *text*."""
    with_next: bool = False
    """Not the last of its message, if one has room for what follows as well."""
    tight: bool = False
    """Begins on the line after what stands before it."""
    bare: bool = False
    """The labels alone of points whose reasons this thread does not say."""
    part: SectionName = ""
    """Of one of the author's own sections, how layouts and findings name it: ``# 背景``."""

    @property
    def name(self) -> SectionName:
        """How layouts and findings name its section."""
        return self.part or self.section

    @property
    def whole_section(self) -> tuple[PathStep, ...]:
        """What is one section: its name; of the author's own, where the post has each."""
        return self.path[:2] if self.section == "own" else (self.section,)

    @property
    def says(self) -> bool:
        """Whether it says or shows something itself; a rule only stands between what does."""
        return bool(self) and not isinstance(self.block, Rule)

    def __bool__(self) -> bool:
        """Whether it says or shows anything; one that does not may still force a break."""
        return bool(self.text or self.label or isinstance(self.block, Picture | Rule))


_CLOSING = frozenset("?!？！…。.:：")
"""What ends a label as well as a colon would."""


def behind_label(label: str, language: str) -> str:
    """What stands between a *label* and the words that it heads.

    >>> (
    ...     behind_label("芯片 🎉", "zh"),
    ...     behind_label("谁赢了？", "zh"),
    ...     behind_label("Who won?", "en"),
    ... )
    ('：', '', ' ')
    """
    colon, space = ("：", "") if language.startswith("zh") else (": ", " ")
    return space if label[-1:] in _CLOSING else colon


def carry_breaks(passages: list[Passage]) -> list[Passage]:
    """*passages* without empty ones; a break that stood on one moves to the next passage.

    A break behind a heading is one before it: it heads what follows.

    >>> empty = Passage(
    ...     section="happened", kind="paragraph", language="zh", text=Rich(text=""), force=True
    ... )
    >>> after = Passage(section="matters", kind="heading", language="zh", text=Rich(text="为何"))
    >>> [passage.force for passage in carry_breaks([empty, after])]
    [True]
    """
    kept: list[Passage] = []
    force = False
    for passage in passages:
        if not passage:
            force = force or passage.force
            continue
        if force and not passage.force:
            passage = msgspec.structs.replace(passage, force=True)  # noqa: PLW2901 - the same passage
        kept.append(passage)
        force = False
    for at in range(len(kept) - 1, 0, -1):
        if kept[at].force and kept[at - 1].kind == "heading":
            kept[at - 1] = msgspec.structs.replace(kept[at - 1], force=True)
            kept[at] = msgspec.structs.replace(kept[at], force=False)
    return kept


SectionLanguage = tuple[SectionName, str]
"""A section and a language."""


def said_by(passage: Passage) -> tuple[SectionLanguage, ...]:
    """What *passage* says of the post; a heading alone says nothing of it."""
    silent = passage.kind == "heading" or passage.path == WARNING
    return () if silent else ((passage.name, passage.language),)


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


_SIGN = "⚠️ "
"""Before a warning that stands as text: a sign that every language reads."""


def warning_text(thread: "Thread", gap: str = "\n\n") -> Rich:
    r"""What readers should know before the text of *thread*; empty where nobody is warned.

    Where a channel has no place for it, it opens the first message, and nothing takes its room.

    >>> from crosspost.compose.outline import Thread
    >>> warning_text(Thread(languages=("zh",), passages=(), warning=Rich(text="剧透🎬"))).text
    '⚠️ 剧透🎬\n\n'
    """
    return Rich(text=_SIGN) + thread.warning + gap if thread.warning else thread.warning


def with_warnings(made: "Outline") -> "Outline":
    """*made*, for an article: each warning is its first paragraph."""
    return made.changed(
        lambda thread: (*([_warning(thread)] if thread.warning else []), *thread.passages)
    )


def _warning(thread: "Thread") -> Passage:
    return Passage(
        section="lede",
        kind="paragraph",
        language=thread.languages[0],
        text=warning_text(thread, ""),
        path=WARNING,
    )


def with_original(passages: Sequence[Passage], original: Passage, layout: Layout) -> list[Passage]:
    """*passages* with the link to the *original*, where *layout* wants it."""
    title = next((at for at, one in enumerate(passages) if one.kind != "title"), len(passages))
    match layout.link_to_original:
        case "first":
            return [*passages[:title], original, *passages[title:]]
        case "last":
            end = len(passages)
            while end and passages[end - 1].section == "tags":
                end -= 1
            return [*passages[:end], original, *passages[end:]]
        case "none":
            return list(passages)


def one_after_another(
    languages: Iterable[Sequence[Passage]], layout: Layout
) -> tuple[Passage, ...]:
    """The whole in one language, then the whole in the next; sources and tags after all of them."""
    said: list[Passage] = []
    once: list[Passage] = []
    for passages in languages:
        own = [one for one in passages if one.section not in _OF_NO_LANGUAGE]
        once += (one for one in passages if one.section in _OF_NO_LANGUAGE)
        second = bool(said) and layout.second_language_style != "plain"
        if said and own:
            line = Passage(
                section=own[0].section,
                kind="block",
                language=own[0].language,
                text=Rich(text=""),
                block=Rule(),
            )
            said.append(line)
        said += (msgspec.structs.replace(one, second=one.second or second) for one in own)
    return (*said, *once)


def arrange(passages: Sequence[Passage], layout: Layout) -> tuple[Passage, ...]:
    """*passages*, with what *layout* wants at the end, and what it keeps together.

    >>> from crosspost.registry import default_account
    >>> layout = msgspec.structs.replace(
    ...     default_account("x").layout, ending=("tags",), keep=("一…",)
    ... )
    >>> said = [
    ...     Passage(section="tags", kind="tags", language="zh", text=Rich(text="#芯片")),
    ...     Passage(section="own", kind="paragraph", language="zh", text=Rich(text="一。🎉")),
    ...     Passage(section="own", kind="paragraph", language="zh", text=Rich(text="二。")),
    ... ]
    >>> [(one.text.text, one.with_next) for one in arrange(said, layout)]
    [('一。🎉', True), ('二。', False), ('#芯片', False)]
    """
    ends = [one for part in layout.ending for one in passages if _is_part(one, part)]
    rest = [one for one in passages if not any(_is_part(one, part) for part in layout.ending)]
    every = [*rest, *ends]
    if not layout.keep:
        return tuple(every)
    following = [*every[1:], None]
    return tuple(_held(one, after, layout) for one, after in zip(every, following, strict=True))


def _is_part(passage: Passage, part: EndPart) -> bool:
    original = passage.path == ORIGINAL
    return original if part == "original" else passage.section == part and not original


def _held(passage: Passage, after: Passage | None, layout: Layout) -> Passage:
    """*passage*, which may have to stay with what follows it."""
    keeps = not {passage.name, passage.section}.isdisjoint(layout.keep)
    begins = any(opens(words, passage.text.text) for words in layout.keep)
    if not keeps and not begins:
        return passage
    together = after is not None and (begins or after.name == passage.name)
    return msgspec.structs.replace(passage, with_next=together)
