"""Reads text of headed sections: Markdown, or plain text whose line breaks are meant.

Whatever its author writes is read: sections stand in the author's order, those that no name of
ours fits as the author's own. Only front matter can be wrong.
"""

from collections.abc import Iterable
from typing import Any

from msgspec import structs

from ..errors import Position, PostError, several
from ..model.findings import Finding
from ..model.post import Media, Meta, Part, Post, Prediction
from ..text.languages import UNDETERMINED
from ..text.texts import Markdown, Texts
from .bilingual import SourceSection as Spoken
from .bilingual import languages_said, told_beside
from .front_matter import FrontMatter, FrontMatterAndBody, split_front_matter
from .known_sections import Fields, Refusal, complete_post, joined_halves, read_section
from .lines import Page
from .markdown_blocks import markdown_blocks
from .paragraphs import texts_of
from .points import label_texts
from .sections import NOT_SAID, HeadedBody, ReadSection, body_of
from .site_syntax import SiteFree, boxes, without_site_syntax
from .source_blocks import SourceBlock, SourceHeading, SourceParts, plain_blocks
from .sources_and_tags import last_tags
from .title import as_paragraph, title_of_lines, title_texts

_PLACE = "<!-- crosspost:"
"""A place for the author's words, in a file that a command began."""
_OWN = ("tags", "media", "prediction", "score", "comments")
"""What front matter and text may both say."""


def read_text(text: str, name: str) -> Post:
    r"""The post that *text* is.

    Raises:
        PostError: its front matter cannot be read, or there is no text.

    >>> post = read_text(
    ...     "3\n\nThe War / 战争\n\n🔮 My prediction (⭐⭐):\nBy Q4 2026. 🎉", "post.txt"
    ... )
    >>> post.meta.score, post.prediction.stars, post.prediction.due
    (3, 2, datetime.date(2026, 12, 31))
    """
    above = split_front_matter(text, name)
    page = _page(above, name)
    return _post(above, plain_blocks(above.body, page, above.first), page, plain=True)


def read_markdown(text: str, name: str) -> Post:
    r"""The post that *text* is.

    Raises:
        PostError: its front matter cannot be read, or there is no text.

    >>> post = read_markdown("# 搬家\n\n## 背景\n\n旧房子\n太小。🎉", "post.md")
    >>> post.title, post.sections[0].heading, post.sections[0].text
    ({'zh': '搬家'}, {'zh': '背景'}, {'zh': '旧房子太小。🎉'})
    """
    above = split_front_matter(text, name)
    page = _page(above, name)
    free = without_site_syntax(above.body)
    _tell_site_syntax(free, above.first, page)
    parts = markdown_blocks(free.markdown, above.first, page.tell)
    return _post(above, parts, page, plain=False)


def _tell_site_syntax(free: SiteFree, line: int, page: Page) -> None:
    """What only the site's own program understands, and what becomes of it."""
    told = {
        "post.template-link": free.links,
        "post.template-tag": free.tags,
        "post.template-words": free.typed,
        "post.box": tuple(boxes(free.markdown.split("\n"))),
    }
    for code, examples in told.items():
        if examples:
            page.tell(code, line, examples=examples)


def _page(above: FrontMatterAndBody, name: str) -> Page:
    empty = [
        PostError("post.place-to-fill", location=Position(name, number, line.index("<") + 1))
        for number, line in enumerate(above.body.split("\n"), above.first)
        if line.lstrip().startswith(_PLACE)
    ]
    if empty:
        raise several(empty)
    page = Page(name, above.front.languages)
    page.told += above.told
    return page


def _post(above: FrontMatterAndBody, parts: SourceParts, page: Page, *, plain: bool) -> Post:
    front = above.front
    tags = last_tags(parts)
    pictures = _pictures(parts)
    body = body_of(parts, page, front.title, plain=plain)
    lines = body.title or ([above.title] if above.title else [])
    titles = dict.fromkeys(tag for line in lines for tag in title_of_lines([line], page))
    declared = page.among or (tuple(titles) if len(lines) > 1 else ())
    told_languages = languages_said(_said(body, lines), declared)
    page.among = told_languages.tags
    page.told += told_beside(told_languages, above.first)
    media = tuple(_media(*picture, page) for picture in pictures)
    found = _fields(body, title_of_lines(lines, page) or front.title, page)
    if tags:
        found["tags"] = tuple(dict.fromkeys((*found.get("tags", ()), *tags)))
    if media:
        found["media"] = media
    _add_front(front, found, page)
    says = any(found.get(key) for key in found.keys() - {"score", "comments"})
    if not says and not front.channels:
        raise PostError("post.no-text", location=Position(page.name, above.first, 1))
    meta = Meta(
        author=front.author,
        date=front.date,
        description=_in_main(front.description, page),
        hook=_in_main(front.hook, page),
        digest=_in_main(front.digest, page),
        content_warning=_in_main(front.content_warning, page),
        sensitive=front.sensitive,
        canonical_url=front.canonical_url,
        score=found.pop("score", None),
        comments=found.pop("comments", None),
        follows=front.follows,
    )
    told: tuple[Finding, ...] = tuple(dict.fromkeys(page.told))
    languages, channels = front.languages, front.channels
    post = Post(**found, languages=languages, channels=channels, meta=meta, reading=told)
    return complete_post(post, told_languages.seen or (() if front.languages else declared))


def _said(body: HeadedBody, title: list[str]) -> list[Spoken]:
    """All that is said in some language: what is listed under sources, tags, comments is not."""
    said: list[Spoken] = [[*(SourceHeading(line, 1, 1) for line in title), *body.opening]]
    said += (
        [SourceHeading(section.words, 2, section.heading.line), *section.blocks]
        for section in filter(_stands, body.sections)
    )
    return said


def _fields(body: HeadedBody, title: Markdown, page: Page) -> Fields:
    """The fields of the post, by name; ``sections`` in the author's order."""
    found: Fields = {"title": title} if title else {}
    if body.score is not None:
        found["score"] = body.score
    parts: list[Part] = []
    if opening := texts_of(body.opening, page):
        if any(map(_stands, body.sections)):
            found["lede"] = opening
        else:
            parts.append(Part(text=opening))
    parts += _sections(body.sections, found, page)
    if parts:
        found["sections"] = tuple(parts)
    return found


def _sections(sections: list[ReadSection], found: Fields, page: Page) -> list[Part]:
    """A part for each section that stands in the body; what known ones say goes to *found*."""
    parts: list[Part] = []
    owns: list[tuple[int, ReadSection, Markdown]] = []
    for section in sections:
        refused = read_section(section, page, found)
        if section.role in NOT_SAID and not refused:
            continue
        if refused is None:
            _add_known(section, parts, found, page)
            continue
        if section.role:
            _tell_own(section, refused, page)
            section.role = None
        owns.append((len(parts), section, texts_of(_as_own(section), page)))
        parts.append(Part())
    spoken = _spoken(found, [text for _, _, text in owns], page)
    for at, section, text in owns:
        heading = _heading(section.words, list(text) or spoken, page)
        parts[at] = Part(heading=heading, level=section.level, text=text)
    return parts


def _stands(section: ReadSection) -> bool:
    """Whether *section* is a part of the body."""
    return section.role not in NOT_SAID


def _add_known(section: ReadSection, parts: list[Part], found: Fields, page: Page) -> None:
    """A part for a known section; its heading in one more language, where it is there already."""
    heading = label_texts(section.words, page)
    if UNDETERMINED in heading:
        heading = {next(iter(page.among), UNDETERMINED): section.words}
    for at, part in enumerate(parts):
        if part.section == section.role:
            both = part.heading | Texts(heading)
            parts[at] = Part(section=part.section, heading=both, level=part.level)
            return
    if section.role in found or section.role == "matters":
        parts.append(Part(section=section.role, heading=heading, level=section.level))  # type: ignore[arg-type]


def _tell_own(section: ReadSection, refused: Refusal, page: Page) -> None:
    if refused in {"figures", "shape"} or section.said.notes:
        page.tell(
            "post.section-as-own",
            section.heading.line,
            heading=section.said.name,
            reason=refused,
        )


def _as_own(section: ReadSection) -> list[SourceBlock]:
    """The blocks of an own section: labels of points are headings again, in bold."""
    return [
        block._replace(kind="paragraph", source=f"**{block.source.lstrip('# ')}**")
        if block.kind == "label"
        else block
        for block in section.blocks
    ]


def _heading(words: str, languages: list[str], page: Page) -> Markdown:
    """An own heading, in every one of the *languages* of the text below it."""
    said = label_texts(words, page)
    if len(said) == 1:
        (only,) = said.values()
        return dict.fromkeys(languages, as_paragraph(only))
    return {tag: as_paragraph(part) for tag, part in said.items()}


def _spoken(found: Fields, texts: Iterable[Markdown], page: Page) -> list[str]:
    """The languages of the post's own sections, else of all the rest."""
    own = dict.fromkeys(tag for text in texts for tag in text)
    rest = dict.fromkeys((*found.get("lede", {}), *found.get("title", {})))
    return list(own or rest or dict.fromkeys(page.among) or {UNDETERMINED: None})


def _pictures(parts: SourceParts) -> list[tuple[str, str]]:
    """Pictures of the whole post, taken out of the text: address and alt text.

    They stand above all text, or say in several languages what they show; any other one stays in
    its place, as does one with a caption.
    """
    found, below = [], False
    for part in tuple(parts):
        if not isinstance(part, SourceBlock) or part.kind != "picture":
            below = below or isinstance(part, SourceBlock)
            continue
        alt, _, target = part.source[2:].partition("](")
        alt = alt.strip()
        captioned = ' "' in target
        if not captioned and (not below or len(title_texts(alt, Page(""))) > 1):
            found.append((target[:-1].split(' "')[0].strip().strip("<>"), alt))
            parts.remove(part)
    return found


def _media(address: str, alt: str, page: Page) -> Media:
    where = "url" if address.startswith(("http://", "https://")) else "path"
    said = title_texts(alt, Page(page.name)) if alt else {}
    main = next(iter(page.among), UNDETERMINED)
    return Media(**{where: address}, alt=said if len(said) > 1 else {main: alt} if alt else {})


def _in_main(text: Markdown, page: Page) -> Markdown:
    """*text* in the post's first language, where its own is not known."""
    main = next(iter(page.among), UNDETERMINED)
    return {(main if tag == UNDETERMINED else tag): said for tag, said in text.items()}


def _add_front(front: FrontMatter, found: Fields, page: Page) -> None:
    """Put what front matter says beside what the text says; where they differ, it wins."""
    for key in _OWN:
        said = getattr(front, key)
        if said in (None, {}, ()):
            continue
        before = found.get(key)
        whole: Any = said if before in (None, {}, (), said) else joined_halves(said, before)
        if whole is None:
            page.tell("post.front-matter-differs", 1, key=key)
            whole = said
            if isinstance(said, Prediction) and isinstance(before, Prediction):
                figures = {name: getattr(said, name) for name in ("stars", "probability", "due")}
                given = {name: value for name, value in figures.items() if value is not None}
                whole = structs.replace(before, **given)
        found[key] = whole
