"""Sections: what each section of a post says, as passages."""

from collections.abc import Callable, Iterator

from msgspec import structs

from .._record import Record
from ..model.findings import PathStep
from ..model.layout import Section
from ..model.post import Point, Post, Prediction, Text, Texts
from ..model.section_names import emoji, label
from ..text.richtext import Mark, Rich, join
from ..typography import Repair
from .citations import citation, unlinked
from .language_choice import LanguageSelector
from .passages import Passage

Path = tuple[PathStep, ...]
"""Where a post has something."""
Body = Callable[[Post, Section, LanguageSelector], Iterator[Passage]]


def section_passages(post: Post, section: Section, selector: LanguageSelector) -> list[Passage]:
    """What *section* of *post* says in *selector*'s languages, under its heading."""
    body = list(_BODIES[section](post, section, selector))
    said = any(passage.text or passage.label for passage in body)
    if not said or section in {"title", "lede", "own", "tags"}:
        return body
    sure = confidence(post.prediction) if section == "prediction" and post.prediction else ""
    if selector.layout.headings == "none":
        return [structs.replace(body[0], sure=sure), *body[1:]]
    words = dict.fromkeys(label(section, language) for language in selector.wanted)
    head = Passage(
        section=section,
        kind="heading",
        language=selector.wanted[-1],
        text=Rich(text=" / ".join(words)),
        lead=emoji(section),
        sure=sure,
    )
    return [head, *body]


def _prose(
    texts: Texts, section: Section, path: Path, selector: LanguageSelector
) -> Iterator[Passage]:
    """Paragraphs, language after language; a forced break in the first one is enough."""
    for at, language in enumerate(selector.select(texts, section, path)):
        for paragraph, force, repairs in selector.paragraphs(texts[language], language):
            yield Passage(
                section=section,
                kind="title" if section == "title" else "paragraph",
                language=language,
                text=paragraph,
                second=at > 0,
                force=force and at == 0,
                path=path,
                repairs=repairs,
            )


def _field(post: Post, section: Section, selector: LanguageSelector) -> Iterator[Passage]:
    texts = {
        "title": post.title,
        "lede": post.lede,
        "happened": post.happened,
        "discussion": post.discussion,
    }
    return _prose(texts[section], section, (section,), selector)


def _own(post: Post, section: Section, selector: LanguageSelector) -> Iterator[Passage]:
    """The author's own sections, each under its own heading."""
    for at, part in enumerate(post.sections):
        if part.section != "own":
            continue
        body = list(_prose(part.text, section, ("sections", at, "text"), selector))
        heading = selector.available(part.heading) or list(part.heading)[:1]
        for language in heading if body else ():
            words, repairs = selector.line(part.heading[language], language)
            yield Passage(
                section=section,
                kind="heading",
                language=language,
                text=words,
                path=("sections", at, "heading"),
                repairs=repairs,
            )
        yield from body


def _matters(post: Post, section: Section, selector: LanguageSelector) -> Iterator[Passage]:
    yield from _prose(post.matters.text, section, ("matters", "text"), selector)
    yield from _points(post.matters.points, "", ("matters", "points"), 0, selector)


def _points(
    points: tuple[Point, ...], number: str, path: Path, level: int, selector: LanguageSelector
) -> Iterator[Passage]:
    """Points numbered as this strand says them: ``1.``, and under it ``1.1.``."""
    count = 1
    for index, point in enumerate(points):
        own = list(_point(point, f"{number}{count}.", (*path, index), level, selector))
        yield from own
        count += bool(own)


def _point(
    point: Point, number: str, path: Path, level: int, selector: LanguageSelector
) -> Iterator[Passage]:
    """A point in each wanted language, and the points under it."""
    said = selector.select(point.text, "matters", (*path, "text"), point.label)
    own = list(_labelled(point.label, point.text, said, selector))
    for at, labelled in enumerate(own):
        yield Passage(
            section="matters",
            kind="point" if labelled.label or at == 0 else "paragraph",
            language=labelled.language,
            text=labelled.text,
            lead=number if at == 0 else "",
            label=labelled.label,
            level=level,
            second=labelled.language != own[0].language,
            force=labelled.force,
            path=(*path, "text"),
            repairs=labelled.repairs,
        )
    yield from _points(point.points, number, (*path, "points"), level + bool(own), selector)


def _story(post: Post, section: Section, selector: LanguageSelector) -> Iterator[Passage]:
    if post.story is None:
        return
    path = ("story", "text")
    said = selector.select(post.story.text, section, path)
    if post.story.text and not said:
        return
    labels = _unlike_heading(post.story.label, section, selector)
    own = list(_labelled(labels, post.story.text, said, selector))
    for labelled in own:
        yield Passage(
            section=section,
            kind="paragraph",
            language=labelled.language,
            text=labelled.text,
            label=labelled.label,
            second=labelled.language != own[0].language,
            force=labelled.force,
            path=path,
            repairs=labelled.repairs,
        )


def _unlike_heading(labels: Texts, section: Section, selector: LanguageSelector) -> Texts:
    """*labels* without those that a full heading says already."""
    if selector.layout.headings != "full":
        return labels
    return Texts({tag: text for tag, text in labels.items() if text.words != label(section, tag)})


class _Labelled(Record):
    """A paragraph of a text that has a label, with the label if it is the first one."""

    language: str
    label: Rich
    text: Rich
    force: bool
    repairs: tuple[Repair, ...]


def _labelled(
    labels: Texts, texts: Texts, said: list[str], selector: LanguageSelector
) -> Iterator[_Labelled]:
    """Paragraph after paragraph; each label stands with its own language.

    A label whose language says no text joins the first one in brackets, as authors write it:
    ``The Margin Battle (利润率之战)``.
    """
    names = selector.available(labels) or (list(labels)[:1] if said else [])
    for at, language in enumerate(said or names[:1]):
        own = [name for name in names if name == language or (at == 0 and name not in said)]
        read = [selector.line(labels[key], key) for key in own]
        head = _bracketed([rich for rich, _ in read])
        repairs = tuple(repair for _, some in read for repair in some)
        said_here = list(selector.paragraphs(texts.get(language, Text()), language))
        for paragraph, force, more in said_here or [(Rich(text=""), False, ())]:
            yield _Labelled(
                language=language,
                label=head,
                text=paragraph,
                force=force and at == 0,
                repairs=(*repairs, *more),
            )
            head, repairs = Rich(text=""), ()


def _bracketed(labels: list[Rich]) -> Rich:
    first, rest = labels[:1], labels[1:]
    return join([*first, " (" + join(rest, " / ") + ")"]) if rest else join(first)


def _prediction(post: Post, section: Section, selector: LanguageSelector) -> Iterator[Passage]:
    texts = post.prediction.text if post.prediction else Texts()
    return _prose(texts, section, ("prediction", "text"), selector)


def _sources(post: Post, section: Section, selector: LanguageSelector) -> Iterator[Passage]:
    """What the post rests on, then the links gathered from what this strand says.

    Where links are gathered, those without an address come first, so that the others stand
    together.
    """
    cite = citation if selector.layout.links == "inline" else unlinked
    cited = [cite(source) for source in (post.sources if selector.opening else ())]
    known = {source.url for source in post.sources}
    cited += [
        words.marked("link", href) for href, words in selector.gathered.items() if href not in known
    ]
    if selector.layout.links == "gather":
        cited.sort(key=lambda text: bool(text.marks))
    for index, text in enumerate(cited):
        yield Passage(
            section=section,
            kind="source",
            language=selector.wanted[0],
            text=text,
            lead=f"{index + 1}.",
            path=("sources",),
        )


def _tags(post: Post, section: Section, selector: LanguageSelector) -> Iterator[Passage]:
    if post.tags and selector.opening:
        text = join([_hashtag(tag) for tag in post.tags], " ")
        yield Passage(
            section=section, kind="tags", language=selector.wanted[0], text=text, path=("tags",)
        )


def _hashtag(tag: str) -> Rich:
    """A hashtag as most channels have it; its words are kept for those that allow spaces."""
    text = f"#{joined_words(tag)}"
    href = "" if text[1:] == tag else tag
    return Rich(text=text, marks=(Mark(start=0, end=len(text), kind="hashtag", href=href),))


def joined_words(tag: str) -> str:
    """*tag* without spaces: capitals tell screen readers where words begin.

    >>> joined_words("history of science"), joined_words("科学 史")
    ('HistoryOfScience', '科学史')
    """
    words = tag.split()
    return tag if len(words) == 1 else "".join(word[:1].upper() + word[1:] for word in words)


_BODIES: dict[Section, Body] = {
    "title": _field,
    "lede": _field,
    "own": _own,
    "happened": _field,
    "matters": _matters,
    "story": _story,
    "prediction": _prediction,
    "discussion": _field,
    "sources": _sources,
    "tags": _tags,
}


def confidence(prediction: Prediction) -> str:
    """How sure the author is, and the due date where the text does not name its year.

    >>> confidence(Prediction(text={"zh": "将会发生。"}, stars=3))
    '⭐⭐⭐'
    >>> confidence(Prediction(text={"en": "It will."}, probability=0.7))
    '70%'
    """
    parts = ["⭐" * prediction.stars] if prediction.stars else []
    if prediction.probability is not None:
        parts.append(f"{prediction.probability * 100:g}%")
    due = prediction.due
    if due and not any(str(due.year) in text.words for text in prediction.text.values()):
        parts.append(due.isoformat())
    return ", ".join(parts)
