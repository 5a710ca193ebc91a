"""Section order: which sections of a post a layout has, one after another.

A post may have an order of its own (`Post.sections`): it wins over the order that a channel's entry
has by itself, and gives way to one that an account or a post asks for (`Layout.fixed_order`). The
author's own sections then stay behind the section that they follow in the post.
"""

from collections.abc import Iterator, Sequence

from .._record import Record
from ..model.layout import Layout, Section, SectionName
from ..model.post import Post

_FIRST: tuple[Section, ...] = ("title", "lede")
_PLACED_BY_LAYOUT = frozenset({"title", "lede", "sources", "tags"})


class PlacedSection(Record):
    """One section, where an outline says it."""

    section: Section
    name: SectionName
    """How layouts and findings name it: ``story``, ``# 背景``."""
    at: int | None = None
    """Which of `Post.sections` it is; None where the post does not say where it stands."""


def ordered(post: Post, layout: Layout) -> tuple[PlacedSection, ...]:
    """The sections that *layout* has, in the order in which they are said.

    Args:
        post: whose sections.
        layout: what it includes, and its order.

    >>> from crosspost.model.post import Part
    >>> from crosspost.registry import default_account
    >>> parts = (Part(section="story"), Part(heading={"zh": "背景🎉"}), Part(section="happened"))
    >>> names = [one.name for one in ordered(Post(sections=parts), default_account("x").layout)]
    >>> names[2:5], names[-2:]
    (['story', '# 背景🎉', 'happened'], ['sources', 'tags'])
    """
    parts = tuple(_parts(post))
    if layout.fixed_order or not parts:
        return tuple(_as_asked(parts, layout.order))
    return tuple(_as_written(parts, layout.order))


def left_out(post: Post, layout: Layout) -> tuple[SectionName, ...]:
    """The names of the author's own sections that *layout* does not have.

    >>> from crosspost.model.layout import Changes, changed
    >>> from crosspost.model.post import Part
    >>> from crosspost.registry import default_account
    >>> two = Post(sections=(Part(heading={"zh": "背景"}), Part(heading={"zh": "结论🎉"})))
    >>> left_out(two, changed(default_account("x").layout, Changes(order=("title", "# 背景"))))
    ('# 结论🎉',)
    """
    own = (part for part in _parts(post) if part.section == "own")
    return tuple(dict.fromkeys(part.name for part in own if not _has(layout.order, part)))


def _parts(post: Post) -> Iterator[PlacedSection]:
    """The body in the author's order; a known section stands once."""
    known: set[Section] = set()
    for at, part in enumerate(post.sections):
        if part.section not in known and part.section not in _PLACED_BY_LAYOUT:
            yield PlacedSection(section=part.section, name=part.name, at=at)
        if part.section != "own":
            known.add(part.section)


def _has(order: Sequence[SectionName], part: PlacedSection) -> bool:
    return part.section in order or part.name in order


def _as_asked(
    parts: Sequence[PlacedSection], order: Sequence[SectionName]
) -> Iterator[PlacedSection]:
    """In *order*; own sections that it does not name follow what they follow in the post."""
    known: dict[Section, PlacedSection] = {one.section: one for one in parts if one.at is not None}
    behind: dict[SectionName, list[PlacedSection]] = {}
    last: SectionName = "own"
    for part in parts:
        if part.section != "own":
            last = part.section if part.section in order else last
        elif part.name == "own" or part.name not in order:
            behind.setdefault(last, []).append(part)
    for name in order:
        yield from (part for part in parts if part.section == "own" and part.name == name != "own")
        if section := _known(name):
            yield known.get(section, PlacedSection(section=section, name=section))
        yield from behind.pop(name, ()) if "own" in order else ()


def _as_written(
    parts: Sequence[PlacedSection], order: Sequence[SectionName]
) -> list[PlacedSection]:
    """As the author has it; what the author gives no place stands where *order* has it.

    That is before whatever ends the post and comes later in *order*: before a last question.
    """
    made = [PlacedSection(section=one, name=one) for one in _FIRST if one in order]
    made += (part for part in parts if _has(order, part))
    there = {part.section for part in made}
    for at, name in enumerate(order):
        section = _known(name)
        if section is None or section in there:
            continue
        later = set(order[at + 1 :])
        end = len(made)
        while end and (made[end - 1].section in later or made[end - 1].name in later):
            end -= 1
        made.insert(end, PlacedSection(section=section, name=section))
    return made


def _known(name: SectionName) -> Section | None:
    return next((one for one in _KNOWN if one == name), None)


_KNOWN: tuple[Section, ...] = (
    *_FIRST,
    "happened",
    "matters",
    "story",
    "prediction",
    "discussion",
    "sources",
    "tags",
)
