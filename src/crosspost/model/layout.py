"""Layout: how one account wants a post written down.

A channel's entry holds a whole one; ``crosspost.toml`` and a post's front matter
change parts of it (`Changes`).
"""

from typing import Annotated, Literal, get_args

import msgspec

from .._record import Record
from ..text.languages import Language

Section = Literal[
    "title",
    "lede",
    "happened",
    "matters",
    "story",
    "prediction",
    "discussion",
    "own",
    "sources",
    "tags",
]
"""``lede`` stands between the title and the first heading; ``own`` are the author's own sections,
each where the author has it."""

OWN_NAME = "# "
"""What the name of one of the author's own sections begins with; its heading follows."""


def _named(known: tuple[str, ...], more: str = "", *examples: str) -> msgspec.Meta:
    """One of the *known* names, one of the author's own sections, or what *more* matches."""
    own = rf"{OWN_NAME}.*\S.*"
    pattern = rf"^(?:{'|'.join((*known, own, *filter(None, [more])))})$"
    schema = {"anyOf": [{"enum": [*known]}, {"pattern": f"^{own}"}]}
    if more:
        schema["anyOf"].append({"pattern": f"^{more}$"})
    return msgspec.Meta(
        pattern=pattern,
        extra={"choices": (*known, f"{OWN_NAME}…", *examples)},
        extra_json_schema=schema,
    )


_KNOWN_HEADED = ("happened", "matters", "story", "prediction", "discussion")
_WORDED = ("lede", *_KNOWN_HEADED, "own")

SectionName = Annotated[str, _named(get_args(Section))]
"""A section as layouts and findings name it: a known one, ``own`` for every one of the author's
own, or one of those by its heading: ``# 背景``."""

SectionWithHeading = Annotated[str, _named((*_KNOWN_HEADED, "sources"))]
"""A section that stands under a heading."""

WordedSection = Annotated[str, _named(_WORDED)]
"""A section that says something in a language."""

KeepName = Annotated[str, _named(get_args(Section), r".*\S.*(?:…|\.\.\.)", "Words…")]
"""A section, or a paragraph by its first words and an ellipsis: ``三件事…``."""

Handle = Annotated[
    str, msgspec.Meta(pattern=r"^@?[\w.-]+(?:@[\w.-]+)?$", extra={"example": "@CMEGroup"})
]
"""A name that is mentioned, with or without ``@``: ``CMEGroup``, ``@a@b.social``."""

NameHere = Annotated[
    str, msgspec.Meta(pattern=r"^[^\n]*\S[^\n]*$", extra={"example": "@other, 芝商所"})
]
"""What somebody is called on one channel: a name with ``@``, or plain words."""

HeadingWords = Annotated[
    str, msgspec.Meta(pattern=r"^[^\n]*\S[^\n]*$", extra={"example": "Why it matters / 为何重要"})
]
"""Words of one line."""

Sign = Annotated[str, msgspec.Meta(pattern=r"^[^\n]{0,20}$", extra={"example": "🔮"})]
"""An emoji or another sign; empty: none."""

Typography = Literal["quotes", "punctuation", "ellipsis", "dash", "spacing", "nfc", "invisible"]
"""The repairs, by name: see ``typography``."""


class Repair(Record):
    """One thing set right, with the words around it as they were and as they are."""

    kind: Typography
    before: str
    after: str


LanguageMode = Literal["first", "together", "blocks", "threads"]
"""Several languages: only the ``first`` the post has, all ``together`` section by section, the
whole in one and then the whole in the next (``blocks``), or one thread a language (``threads``),
the later ones as replies to the first thread's opening."""

Headings = Literal["full", "words", "emoji", "none"]
"""``📰 What happened``, ``What happened``, ``📰`` before the text, or no heading at all."""

SecondLanguageStyle = Literal["plain", "quote", "expandable"]
"""How a second language stands below the first."""

Links = Literal["inline", "gather"]
"""Where addresses stand: with their words, or with the sources."""

Numbering = Literal["none", "rest", "all", "🧵"]
"""No numbers; ``2/7`` on all messages but the first, and on none where there are up to three; on
each; ``🧵`` on the first instead."""

EndPart = Literal["sources", "original", "tags"]
"""What may stand at the very end; ``original`` is the link to the post's ``canonical_url``."""

OriginalAt = Literal["last", "first", "none"]
"""At the end or with the sources, under the title, or nowhere."""

Brackets = Literal["full", "by-content"]
"""Brackets in Chinese: ``（GPU）`` always, or ``(GPU)`` where what they hold is Latin."""

QuoteMarks = Literal["by-language", "curly", "corner"]
"""``“”`` in English and Simplified Chinese, ``「」`` in Traditional; or one in all Chinese."""

OptionValue = str | bool | int
Options = dict[str, OptionValue]
"""What an account or a post chooses of a channel's own options (``[options]`` of its entry)."""


def opens(words: KeepName, paragraph: str) -> bool:
    """Whether *paragraph* begins with the *words* before an ellipsis.

    >>> opens("三件事…", "三件事：调价、搬家、换人。🎉"), opens("happened", "happened")
    (True, False)
    """
    named = words.endswith(("…", "..."))
    plain = " ".join(words.removesuffix("...").removesuffix("…").split())
    return named and " ".join(paragraph.split()).startswith(plain)


class Layout(Record):
    """Which sections, in which languages, in what order, and what goes first without room."""

    languages: tuple[Language, ...]
    language_mode: LanguageMode
    order: tuple[SectionName, ...]
    """What is said; in which order, where the post has none of its own (see *fixed_order*)."""
    drop_order: tuple[SectionName, ...]
    """What is left out first when one message is all there is, in this order."""
    fallback_sections: tuple[SectionName, ...]
    """Sections that take another language where the wanted one is missing; others are left out."""
    headings: Headings
    """``📰 What happened``, ``What happened``, ``📰`` before the text, or no heading at all."""
    heading_words: dict[SectionWithHeading, HeadingWords | dict[Language, HeadingWords]] = {}
    """What is written above a section, in any language or in each; it wins over the author's."""
    heading_emoji: dict[SectionWithHeading, Sign] = {}
    """What stands before it; empty: nothing."""
    second_language_style: SecondLanguageStyle = "plain"
    """How the second and later languages stand when they are together."""
    teaser_first: bool = False
    """The first message earns the click: the author's ``hook``, or the title with the description,
    or the title and as many whole sentences of the opening as fill a message well."""
    links: Links = "inline"
    """Addresses where they stand, or gathered with the sources."""
    numbering: Numbering = "rest"
    """``2/7`` on the messages of a thread, or ``🧵`` on the first."""
    max_tags: Annotated[int, msgspec.Meta(ge=0)] | None = None
    """How many of the post's tags end a thread of several messages, the first ones; all, where
    there is no limit."""
    ending: tuple[EndPart, ...] = ()
    """What stands at the very end, in this order; what is not named stands where *order* has it."""
    keep: tuple[KeepName, ...] = ()
    """Sections whose paragraphs stay in one message, and paragraphs (``First words…``) that stay
    with the next one; as far as a message has room."""
    handles: dict[Handle, NameHere] = {}
    """What a name that is mentioned is called here: ``@other``, or plain words."""
    poll: bool = False
    """The discussion's question as a poll, where its options are plain and the channel has one."""
    disabled_repairs: tuple[Typography, ...] = ()
    """Typographic repairs that are switched off."""
    brackets: Brackets = "full"
    """In Chinese: ``（GPU）`` always, or ``(GPU)`` where what they hold is Latin."""
    quotes: QuoteMarks = "by-language"
    """``“”`` in Simplified and ``「」`` in Traditional Chinese, or one of them in both."""
    link_to_original: OriginalAt = "last"
    """Where the post's ``canonical_url`` stands, where the text does not say it already."""
    long: Literal["thread", "short"] = "thread"
    """What becomes of a post that is longer than *long_above*: all of it, with a warning, or its
    title, its opening and the link to the full text."""
    long_above: Annotated[int, msgspec.Meta(ge=1)] = 25
    """Messages of a thread."""
    long_blocks: Literal["text", "picture"] = "text"
    """Code and tables that a message has no room for: as text, over several, or as a picture."""
    fixed_order: bool = False
    """*order* holds for posts too that have an order of their own; an account or a post that asks
    for an order sets it."""
    named_languages: bool = False
    """Somebody asked for *languages*, so that a post in others is worth a warning; an account, a
    post or a person that names any sets it. Else they are what the channel usually says."""


class Changes(Record):
    """What an account or a post changes in a layout: the same keys, each optional."""

    languages: tuple[Language, ...] | msgspec.UnsetType = msgspec.UNSET
    language_mode: LanguageMode | msgspec.UnsetType = msgspec.UNSET
    order: tuple[SectionName, ...] | msgspec.UnsetType = msgspec.UNSET
    drop_order: tuple[SectionName, ...] | msgspec.UnsetType = msgspec.UNSET
    fallback_sections: tuple[SectionName, ...] | msgspec.UnsetType = msgspec.UNSET
    headings: Headings | msgspec.UnsetType = msgspec.UNSET
    heading_words: (
        dict[SectionWithHeading, HeadingWords | dict[Language, HeadingWords]] | msgspec.UnsetType
    ) = msgspec.UNSET
    heading_emoji: dict[SectionWithHeading, Sign] | msgspec.UnsetType = msgspec.UNSET
    second_language_style: SecondLanguageStyle | msgspec.UnsetType = msgspec.UNSET
    teaser_first: bool | msgspec.UnsetType = msgspec.UNSET
    links: Links | msgspec.UnsetType = msgspec.UNSET
    numbering: Numbering | msgspec.UnsetType = msgspec.UNSET
    max_tags: Annotated[int, msgspec.Meta(ge=0)] | msgspec.UnsetType = msgspec.UNSET
    ending: tuple[EndPart, ...] | msgspec.UnsetType = msgspec.UNSET
    keep: tuple[KeepName, ...] | msgspec.UnsetType = msgspec.UNSET
    handles: dict[Handle, NameHere] | msgspec.UnsetType = msgspec.UNSET
    poll: bool | msgspec.UnsetType = msgspec.UNSET
    disabled_repairs: tuple[Typography, ...] | msgspec.UnsetType = msgspec.UNSET
    brackets: Brackets | msgspec.UnsetType = msgspec.UNSET
    quotes: QuoteMarks | msgspec.UnsetType = msgspec.UNSET
    link_to_original: OriginalAt | msgspec.UnsetType = msgspec.UNSET
    long: Literal["thread", "short"] | msgspec.UnsetType = msgspec.UNSET
    long_above: Annotated[int, msgspec.Meta(ge=1)] | msgspec.UnsetType = msgspec.UNSET
    long_blocks: Literal["text", "picture"] | msgspec.UnsetType = msgspec.UNSET
    fixed_order: bool | msgspec.UnsetType = msgspec.UNSET
    options: Options | msgspec.UnsetType = msgspec.UNSET
    """Not of the layout: the channel's own options, as its entry lists them."""


def changed(layout: Layout, changes: Changes) -> Layout:
    """*layout* with what *changes* sets; an order that is asked for holds for every post.

    A table (of handles, of headings' words) keeps what *changes* does not name.

    >>> from crosspost.model.layout import Changes, Layout
    >>> plain = Layout(
    ...     languages=("en",),
    ...     language_mode="first",
    ...     order=("title",),
    ...     drop_order=(),
    ...     fallback_sections=(),
    ...     headings="none",
    ... )
    >>> changed(plain, Changes(languages=("zh",))).languages
    ('zh',)
    """
    given = {
        name: {**getattr(layout, name), **value} if isinstance(value, dict) else value
        for name in Changes.__struct_fields__
        if name in Layout.__struct_fields__
        and (value := getattr(changes, name)) is not msgspec.UNSET
    }
    asked = {"fixed_order": "order" in given, "named_languages": "languages" in given}
    return msgspec.structs.replace(
        layout, **{**{key: True for key in asked if asked[key]}, **given}
    )
