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

SectionName = Annotated[
    str,
    msgspec.Meta(
        pattern=rf"^(?:{'|'.join(get_args(Section))}|{OWN_NAME}.*\S.*)$",
        extra={"choices": (*get_args(Section), f"{OWN_NAME}…")},
        extra_json_schema={"anyOf": [{"enum": [*get_args(Section)]}, {"pattern": f"^{OWN_NAME}"}]},
    ),
]
"""A section as layouts and findings name it: a known one, ``own`` for every one of the author's
own, or one of those by its heading: ``# 背景``."""

Typography = Literal["quotes", "punctuation", "spacing", "nfc", "invisible"]
"""The repairs, by name: see ``typography``."""

LanguageMode = Literal["first", "together", "threads"]
"""Several languages: only the ``first`` the post has, all ``together`` section by section, or
one thread a language (``threads``), the later ones as replies to the first thread's opening."""

Numbering = Literal["none", "rest", "all", "🧵"]
"""``2/7`` on each message of a thread: on none, on all but the first (and on none where there are
up to three), on every one; or ``🧵`` on the first, and no numbers."""

OptionValue = str | bool | int
Options = dict[str, OptionValue]
"""What an account or a post chooses of a channel's own options (``[options]`` of its entry)."""


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
    headings: Literal["full", "emoji", "none"]
    """``📰 What happened``, ``📰`` before the text, or no heading at all."""
    second_language_style: Literal["plain", "quote", "expandable"] = "plain"
    """How the second and later languages stand when they are together."""
    teaser_first: bool = False
    """The first message earns the click: the author's ``hook``, or the title with the description,
    or the title and as many whole sentences of the opening as fill a message well."""
    links: Literal["inline", "gather"] = "inline"
    """Addresses where they stand, or gathered with the sources."""
    numbering: Numbering = "rest"
    max_tags: Annotated[int, msgspec.Meta(ge=0)] | None = None
    """How many of the post's tags are said, the first ones; all, where there is no limit."""
    poll: bool = False
    """The discussion's question as a poll, where its options are plain and the channel has one."""
    disabled_repairs: tuple[Typography, ...] = ()
    """Typographic repairs that are switched off."""
    link_to_original: bool = True
    """The post's ``canonical_url`` stands at the end, where the text does not say it already."""
    long: Literal["thread", "short"] = "thread"
    """What becomes of a post that is longer than *long_above*: all of it, with a warning, or its
    title, its opening and the link to the full text."""
    long_above: Annotated[int, msgspec.Meta(ge=1)] = 25
    """Messages of a thread."""
    fixed_order: bool = False
    """*order* holds for posts too that have an order of their own; an account or a post that asks
    for an order sets it."""


class Changes(Record):
    """What an account or a post changes in a layout: the same keys, each optional."""

    languages: tuple[Language, ...] | msgspec.UnsetType = msgspec.UNSET
    language_mode: LanguageMode | msgspec.UnsetType = msgspec.UNSET
    order: tuple[SectionName, ...] | msgspec.UnsetType = msgspec.UNSET
    drop_order: tuple[SectionName, ...] | msgspec.UnsetType = msgspec.UNSET
    fallback_sections: tuple[SectionName, ...] | msgspec.UnsetType = msgspec.UNSET
    headings: Literal["full", "emoji", "none"] | msgspec.UnsetType = msgspec.UNSET
    second_language_style: Literal["plain", "quote", "expandable"] | msgspec.UnsetType = (
        msgspec.UNSET
    )
    teaser_first: bool | msgspec.UnsetType = msgspec.UNSET
    links: Literal["inline", "gather"] | msgspec.UnsetType = msgspec.UNSET
    numbering: Numbering | msgspec.UnsetType = msgspec.UNSET
    max_tags: Annotated[int, msgspec.Meta(ge=0)] | msgspec.UnsetType = msgspec.UNSET
    poll: bool | msgspec.UnsetType = msgspec.UNSET
    disabled_repairs: tuple[Typography, ...] | msgspec.UnsetType = msgspec.UNSET
    link_to_original: bool | msgspec.UnsetType = msgspec.UNSET
    long: Literal["thread", "short"] | msgspec.UnsetType = msgspec.UNSET
    long_above: Annotated[int, msgspec.Meta(ge=1)] | msgspec.UnsetType = msgspec.UNSET
    fixed_order: bool | msgspec.UnsetType = msgspec.UNSET
    options: Options | msgspec.UnsetType = msgspec.UNSET
    """Not of the layout: the channel's own options, as its entry lists them."""


def changed(layout: Layout, changes: Changes) -> Layout:
    """*layout* with what *changes* sets; an order that is asked for holds for every post.

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
        name: value
        for name in Changes.__struct_fields__
        if name in Layout.__struct_fields__
        and (value := getattr(changes, name)) is not msgspec.UNSET
    }
    fixed = {"fixed_order": True} if "order" in given else {}
    return msgspec.structs.replace(layout, **{**fixed, **given})
