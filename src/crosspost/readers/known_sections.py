"""Known sections: what stands under a heading that has a meaning, as fields of the post.

What a section cannot hold is no error: it is the author's own then, and `read_section` says why.
One that is written once in each language becomes one section in both (`joined_halves`): many
authors write the whole post in one language and then the whole of it in the other. Last, what a
post's own words say about it (its languages, the day a prediction names) becomes fields too
(`complete_post`).
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, Literal

from msgspec import structs

from .._lazy_re import later
from ..model.post import Matters, Media, Point, Post, Prediction, Source, Story, Texts
from ..text.texts import Markdown, picture_address
from .lines import Page, SectionError, SourceLine
from .paragraphs import texts_of
from .points import joined, languages, matters
from .prediction import due_date, prediction
from .section_heading import Heading
from .sections import ReadSection
from .source_blocks import SourceBlock
from .sources_and_tags import are_sources, are_tags, sources, tag_list

Fields = dict[str, Any]

_COUNT = later(r"[0-9]{1,9}")
_PROBLEMS = frozenset({"问题", "問題"})
_ONLY_PROSE = frozenset({"table", "quote", "html", "note", "picture"})
"""Blocks that do not stand between points."""


Refusal = Literal["own", "shape", "figures", "twice"]
"""Why a section is the author's own, though its heading may name a known one."""


def read_section(section: ReadSection, page: Page, found: Fields) -> Refusal | None:
    """Put what *section* says into *found*, beside what another language said there.

    >>> from crosspost.readers.section_heading import Headline
    >>> from crosspost.readers.source_blocks import SourceHeading
    >>> section = ReadSection(SourceHeading("讨论", 2, 1), Headline("discussion", "讨论"))
    >>> section.blocks.append(SourceBlock("paragraph", "怎么看？🎉", 3))
    >>> found = {}
    >>> read_section(section, Page("post.md"), found), found
    (None, {'discussion': {'zh': '怎么看？🎉'}})
    >>> read_section(section, Page("post.md"), found)
    'twice'
    """
    if section.role is None or _is_a_problem(section):
        return "own"
    try:
        said = _READERS[section.role](section, page)
    except SectionError as misfit:
        return misfit.reason
    whole: Fields = {}
    for name, value in said.items():
        before = found.get(name)
        whole[name] = joined_halves(before, value) if before else value
        if whole[name] is None:
            return "twice"
    found.update(whole)
    return None


def _is_a_problem(section: ReadSection) -> bool:
    """Whether 问题 is what went wrong, not what readers are asked: nothing under it is asked."""
    asks = any("?" in block.source or "？" in block.source for block in section.blocks)
    return section.words in _PROBLEMS and not asks


def lines_of(blocks: Sequence[SourceBlock], page: Page) -> list[SourceLine]:
    """The lines of *blocks*, with an empty one between two."""
    lines: list[SourceLine] = []
    for block in blocks:
        if lines and block.line != lines[-1].number + 1:
            lines.append(SourceLine(block.line - 1, 0, ""))
        if block.kind == "label":
            level = len(block.source) - len(block.source.lstrip("#"))
            lines.append(SourceLine(block.line, 0, block.source.lstrip("# "), level=level))
        else:
            lines += page.lines(block.source, block.line)
    return lines


def _text(section: ReadSection, page: Page) -> Markdown:
    """Prose under a heading without figures."""
    if section.said.notes:
        raise SectionError
    return texts_of(section.blocks, page)


def _matters(section: ReadSection, page: Page) -> Fields:
    kinds = {block.kind for block in section.blocks}
    if section.said.notes or ("label" in kinds and kinds & _ONLY_PROSE):
        raise SectionError
    if kinds & _ONLY_PROSE:
        return {"matters": Matters(text=texts_of(section.blocks, page))}
    said, story = matters(lines_of(section.blocks, page), page)
    return {"matters": said} | ({"story": story} if story else {})


def _sources(section: ReadSection, page: Page) -> Fields:
    """The list; a heading may count it."""
    if not are_sources(section.blocks):
        raise SectionError
    said = sources(lines_of(section.blocks, page))
    if section.said.notes not in {(), (str(len(said)),)}:
        raise SectionError
    return {"sources": said}


def _tags(section: ReadSection) -> Fields:
    if section.said.notes or not are_tags(section.blocks):
        raise SectionError
    return {"tags": tuple(tag for block in section.blocks for tag in tag_list(block.source))}


def _comments(section: ReadSection) -> Fields:
    """Their number; what they say is no part of the post."""
    said = [*section.said.notes, *(block.source for block in section.blocks)]
    if len(said) > 1 or (said and not _COUNT.fullmatch(said[0])):
        raise SectionError
    return {"comments": int(said[0])} if said else {}


_READERS: dict[Heading, Callable[[ReadSection, Page], Fields]] = {
    "happened": lambda section, page: {"happened": _text(section, page)},
    "matters": _matters,
    "story": lambda section, page: {"story": Story(text=_text(section, page))},
    "prediction": lambda section, page: {
        "prediction": prediction(lines_of(section.blocks, page), section.said.notes, page)
    },
    "discussion": lambda section, page: {"discussion": _text(section, page)},
    "sources": _sources,
    "tags": lambda section, _: _tags(section),
    "comments": lambda section, _: _comments(section),
}


def joined_halves(one: Any, other: Any) -> Any:  # noqa: ANN401 - whatever a field holds
    """Both halves in one, or None where they say the same thing twice in one language.

    >>> joined_halves({"en": "It began."}, {"zh": "开始了。🎉"})
    {'en': 'It began.', 'zh': '开始了。🎉'}
    >>> joined_halves({"en": "It began."}, {"en": "It went on."}) is None
    True
    """
    join = _JOINS.get(type(one))
    return join(one, other) if join and type(one) is type(other) else None


def _join_texts(one: dict[str, str], other: dict[str, str]) -> dict[str, str] | None:
    return None if set(one) & set(other) else {**one, **other}


def _join_matters(one: Matters, other: Matters) -> Matters | None:
    """Point by point where both have as many; else one list after the other."""
    mine = {*one.text, *(tag for point in one.points for tag in languages(point))}
    theirs = {*other.text, *(tag for point in other.points for tag in languages(point))}
    if mine & theirs:
        return None
    most, least = sorted((one.points, other.points), key=len, reverse=True)
    pairs = zip(one.points, other.points, strict=False)
    points = (*(joined(first, second) for first, second in pairs), *most[len(least) :])
    return Matters(text=one.text | other.text, points=points)


def _join_stories(one: Story, other: Story) -> Story | None:
    apart = not set(one.text) & set(other.text)
    return Story(label=one.label | other.label, text=one.text | other.text) if apart else None


def _join_predictions(one: Prediction, other: Prediction) -> Prediction | None:
    """Figures that both halves give must agree."""
    figures = {
        name: {getattr(one, name), getattr(other, name)} - {None}
        for name in ("stars", "probability", "due")
    }
    if set(one.text) & set(other.text) or any(len(said) > 1 for said in figures.values()):
        return None
    known = {name: said.pop() for name, said in figures.items() if said}
    return Prediction(text=one.text | other.text, **known)


def _join_lists(one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """Sources and tags that the second half repeats are there once; none may be new and old."""
    return tuple(dict.fromkeys((*one, *other))) if _are_hashable(one, other) else None


def _are_hashable(*lists: tuple[Any, ...]) -> bool:
    return all(isinstance(item, str | Source) for items in lists for item in items)


_JOINS: dict[type, Callable[[Any, Any], Any]] = {
    dict: _join_texts,
    Matters: _join_matters,
    Story: _join_stories,
    Prediction: _join_predictions,
    tuple: _join_lists,
}


def complete_post(post: Post, seen: Collection[str] = ()) -> Post:
    """*post* with its languages, in order of appearance, and the prediction's due date.

    What the author said already stays as it is.

    Args:
        post: as it was written.
        seen: languages that nobody named.

    >>> from crosspost.model.post import Post, Prediction
    >>> said = complete_post(Post(prediction=Prediction(text={"zh": "到 2026 年底,会好的。🎉"})))
    >>> said.languages, said.prediction.due
    (('zh',), datetime.date(2026, 12, 31))
    """
    if not post.languages:
        spoken = dict.fromkeys(tag for texts in _texts_of_post(post) for tag in texts)
        guessed = tuple(tag for tag in spoken if tag in seen)
        post = structs.replace(post, languages=tuple(spoken), languages_seen=guessed)
    base = post.meta.canonical_url
    media = tuple(_located(one, base) for one in post.media)
    post = structs.replace(post, media=media) if media != post.media else post
    said = post.prediction
    if (
        said
        and said.due is None
        and (day := due_date(text.markdown for text in said.text.values()))
    ):
        post = structs.replace(post, prediction=structs.replace(said, due=day))
    return post


def _located(media: Media, base: str) -> Media:
    """*media*, at the root of the site that *base* is on, if its path says so."""
    url = picture_address(media.path, base)
    return structs.replace(media, path="", url=url) if url != media.path else media


def _texts_of_post(post: Post) -> Iterator[Texts]:
    yield from (post.title, post.lede, *(part.text for part in post.sections))
    yield from (post.happened, post.matters.text)
    for point in post.matters.points:
        yield from _texts_of_point(point)
    if post.story:
        yield post.story.text
    if post.prediction:
        yield post.prediction.text
    yield post.discussion


def _texts_of_point(point: Point) -> Iterator[Texts]:
    yield point.text
    for below in point.points:
        yield from _texts_of_point(below)
