"""Sections: what each section of a post says, as passages."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import structs

from ..model.findings import PathStep
from ..model.layout import Layout, Repair, Section
from ..model.post import Point, Post, Prediction, Text, Texts
from ..model.section_names import emoji, label
from ..text.blocks import Block, Code, Paragraph, Picture, Rule, Table
from ..text.cjk import is_han
from ..text.languages import pick
from ..text.richtext import Mark, Rich, join
from ..translations import LANGUAGES, known_language, texts
from .channel_text import joined_words
from .citations import source_passages
from .language_choice import LanguageSelector, Piece
from .passages import BETWEEN, Passage
from .section_order import PlacedSection

PathSteps = tuple[PathStep, ...]
"""Where a post has something."""
SectionWriter = Callable[[Post, PlacedSection, LanguageSelector], Iterator[Passage]]


def section_passages(
    post: Post, placed: PlacedSection, selector: LanguageSelector
) -> list[Passage]:
    """What one section of *post* says in *selector*'s languages, under its heading."""
    section = placed.section
    body = list(_marked(_BODIES[section](post, placed, selector), selector))
    if section in {"title", "lede", "tags"}:
        return body
    if section == "own":
        return [*_own_heading(post, placed, selector, body), *body]
    if not any(one.says for one in body) or (section == "sources" and not post.sources):
        return body  # links alone need no word of ours above them
    sure = confidence(post.prediction) if section == "prediction" and post.prediction else ""
    if selector.layout.headings == "none":
        return [structs.replace(body[0], sure=sure), *body[1:]]
    words = list(_known_words(post, placed, selector))
    head = Passage(
        section=section,
        kind="heading",
        language=selector.wanted[-1],
        text=join(words, BETWEEN),
        others=len(words[0]) if len(words) > 1 else 0,
        lead=_sign(placed, selector.layout),
        level=2,
        sure=sure,
    )
    return [head, *body]


def _marked(passages: Iterable[Passage], selector: LanguageSelector) -> Iterator[Passage]:
    """Where another language than is wanted begins, a word that tells which."""
    before = ""
    for passage in passages:
        strange = passage.kind not in {"title", "source", "tags"} and not any(
            pick({passage.language: ""}, tag) for tag in selector.wanted
        )
        if strange and passage.language != before and passage:
            mark = Rich(text=language_mark(passage.language, selector.wanted[0]))
            label, text = passage.label, passage.text
            label, text = (join([mark, label]), text) if label else (label, join([mark, text]))
            yield structs.replace(passage, label=label, text=text)
        else:
            yield passage
        before = passage.language


_IN_LANGUAGE = {"en": "(in {}) ", "zh": "（{}）"}


def language_mark(language: str, reader: str) -> str:
    """What tells the *reader* of one language that a text is in another one.

    >>> language_mark("en", "zh-Hant"), language_mark("zh", "en")
    ('（英文）', '(in Chinese) ')
    """
    tongue = known_language(reader) or LANGUAGES[0]
    names = texts("findings")[tongue]
    primary = language.partition("-")[0]
    name = names.get(f"language:{language}", names.get(f"language:{primary}", language))
    return _IN_LANGUAGE[tongue].format(name)


def _known_words(post: Post, placed: PlacedSection, selector: LanguageSelector) -> Iterator[Rich]:
    """The heading of a known section in each wanted language: the author's words, or ours."""
    own = post.sections[placed.at].heading if placed.at is not None else Texts()
    words: dict[str, Rich] = {}
    for language in selector.shared if placed.section == "sources" else selector.wanted:
        asked, key = _asked_words(placed, language, selector.layout), pick(own, language)
        if asked:
            said = Rich(text=asked)
        elif key:
            said, _ = selector.line(own[key], key)
        else:
            said = Rich(text=label(placed.section, language))
        words.setdefault(said.text, said)
    return iter(words.values())


def _sign(placed: PlacedSection, layout: Layout) -> str:
    """What stands before a heading; nothing where the layout wants its words alone."""
    sign = layout.heading_emoji.get(placed.name, emoji(placed.section))
    return "" if layout.headings == "words" else sign


def _asked_words(placed: PlacedSection, language: str, layout: Layout) -> str:
    """The words that the layout has for a heading, in place of the author's and ours."""
    asked = layout.heading_words.get(placed.name, {})
    return asked if isinstance(asked, str) else asked.get(pick(asked, language) or "", "")


def _own_heading(
    post: Post, placed: PlacedSection, selector: LanguageSelector, body: Sequence[Passage]
) -> Iterator[Passage]:
    """The author's own words; none where what stands under them is said by another thread."""
    part = post.sections[placed.at or 0]
    here = any(body) or bool(selector.available(part.text))
    if any(text.words for text in part.text.values()) and not here:
        return
    keys = selector.available(part.heading)
    keys = keys or (list(part.heading)[:1] if here or selector.opening else [])
    keys += [
        key
        for key in part.heading
        if pick(part.text, key) is None and any(pick({key: ""}, tag) for tag in selector.elsewhere)
    ]
    read: dict[str, tuple[Rich, tuple[Repair, ...]]] = {}
    for key in keys:
        words = selector.line(part.heading[key], key)
        if asked := _asked_words(placed, key, selector.layout):
            words = (Rich(text=asked), ())
        read.setdefault(words[0].text, words)  # one heading may serve both languages
    if not read:
        return
    first, *others = read.values()
    yield Passage(
        section="own",
        part=placed.name,
        kind="heading",
        language=keys[-1],
        text=join([words for words, _ in (first, *others)], BETWEEN),
        others=len(first[0]) if others else 0,
        lead=_sign(placed, selector.layout),
        level=part.level,
        path=("sections", placed.at or 0, "heading"),
        repairs=tuple(repair for _, some in (first, *others) for repair in some),
    )


_WORDLESS = (Code, Picture, Rule, Table)
"""What is the same in every language may stand in each of them, and is said once."""


def _prose(
    texts: Texts, placed: PlacedSection, path: PathSteps, selector: LanguageSelector
) -> Iterator[Passage]:
    """Blocks, language after language, or in pairs; a forced break in the first one is enough."""
    names = tuple(dict.fromkeys((placed.name, placed.section)))
    once: set[Block] = set()
    said = [
        (at, language, list(selector.blocks(texts[language], language)))
        for at, language in enumerate(selector.select(texts, names, path))
    ]
    own = placed.section == "own"
    for at, language, piece in (
        _in_pairs(said) if own and _pairs(said, selector) else _in_turn(said)
    ):
        if piece.block in once:
            continue
        if isinstance(piece.block, _WORDLESS):
            once.add(piece.block)
        yield structs.replace(
            _piece(piece, placed.section, language),
            part=placed.name if placed.section == "own" else "",
            second=at > 0,
            force=piece.force and at == 0,
            path=path,
        )


_Said = Sequence[tuple[int, str, Sequence[Piece]]]
"""Languages by number, and the blocks of each."""


def _pairs(said: _Said, selector: LanguageSelector) -> bool:
    """Whether all languages have the same blocks; as a quotation one stays in one piece."""
    kinds = {tuple(type(piece.block) for piece in pieces) for *_, pieces in said}
    return len(kinds) == 1 and selector.layout.second_language_style == "plain"


def _in_pairs(said: _Said) -> Iterator[tuple[int, str, Piece]]:
    """Paragraph beside paragraph, as the author of a section of one's own pairs them."""
    for row in zip(*(pieces for *_, pieces in said), strict=True):
        yield from ((at, tag, piece) for (at, tag, _), piece in zip(said, row, strict=True))


def _in_turn(said: _Said) -> Iterator[tuple[int, str, Piece]]:
    for at, language, pieces in said:
        yield from ((at, language, piece) for piece in pieces)


def _piece(piece: Piece, section: Section, language: str) -> Passage:
    """One block as a passage."""
    block = piece.block
    running = isinstance(block, Paragraph)
    return Passage(
        section=section,
        kind="title" if section == "title" else "paragraph" if running else "block",
        language=language,
        text=block.text,
        tight=block.tight,
        force=piece.force,
        repairs=piece.repairs,
        block=None if running else block,
    )


def _field(post: Post, placed: PlacedSection, selector: LanguageSelector) -> Iterator[Passage]:
    texts = {
        "title": post.title,
        "lede": post.lede,
        "happened": post.happened,
        "discussion": post.discussion,
    }
    return _prose(texts[placed.section], placed, (placed.section,), selector)


def _own(post: Post, placed: PlacedSection, selector: LanguageSelector) -> Iterator[Passage]:
    at = placed.at or 0
    return _prose(post.sections[at].text, placed, ("sections", at, "text"), selector)


def _matters(post: Post, placed: PlacedSection, selector: LanguageSelector) -> Iterator[Passage]:
    yield from _prose(post.matters.text, placed, ("matters", "text"), selector)
    said = list(_points(post.matters.points, "", ("matters", "points"), 0, selector))
    yield from _joined_labels(said, post.matters.points, selector)


def _joined_labels(
    said: Sequence[Passage], points: Sequence[Point], selector: LanguageSelector
) -> Iterator[Passage]:
    """Labels of points that say nothing in this language stand in one line, where they are all.

    One alone says nothing, and goes, which is noted.
    """
    together = Counter((passage.path, passage.language) for passage in said)
    bare = [
        passage
        for passage in said
        if passage.kind == "point"
        and not passage.text
        and together[passage.path, passage.language] == 1  # no list, no code under it
        and pick(_text_of(points, passage.path), passage.language) is None
        and any(text.words for text in _text_of(points, passage.path).values())
    ]
    if len(bare) == 1:
        selector.leave_out("matters", bare[0].path, _text_of(points, bare[0].path))
        yield from (passage for passage in said if passage is not bare[0])
    elif bare and len(bare) == len(said):
        labels = [passage.label for passage in bare]
        text = join(labels, "、" if bare[0].language.startswith("zh") else ", ")
        first = structs.replace(bare[0], kind="paragraph", lead="", label=Rich(text=""), text=text)
        repairs = tuple(repair for passage in bare for repair in passage.repairs)
        yield structs.replace(first, repairs=repairs, bare=True, path=("matters", "points"))
    else:
        yield from said


def _text_of(points: Sequence[Point], path: PathSteps) -> Texts:
    """The text of the point that *path* leads to: ``("matters", "points", 0, "text")``."""
    here, text = points, Texts()
    for step in path:
        if isinstance(step, int):
            text, here = here[step].text, here[step].points
    return text


def _points(
    points: tuple[Point, ...], number: str, path: PathSteps, level: int, selector: LanguageSelector
) -> Iterator[Passage]:
    """Points numbered as this thread says them: ``1.``, and under it ``1.1.``.

    One that is all there is has no number.
    """
    said: list[list[Passage]] = []
    for index, point in enumerate(points):
        own = list(_point(point, f"{number}{len(said) + 1}.", (*path, index), level, selector))
        if own:
            said.append(own)
    alone = not level and len(said) == 1 and not any(one.level for one in said[0])
    for first, *others in said:
        yield structs.replace(first, lead="") if alone else first
        yield from others


def _point(
    point: Point, number: str, path: PathSteps, level: int, selector: LanguageSelector
) -> Iterator[Passage]:
    """A point in each wanted language, and the points under it."""
    said = selector.select(point.text, ("matters",), (*path, "text"), point.label)
    own = list(_labelled(point.label, point.text, said, "matters", selector))
    for at, passage in enumerate(own):
        heads = passage.label or at == 0
        yield structs.replace(
            passage,
            kind="point" if heads else passage.kind,
            lead=number if at == 0 else "",
            level=level,
            second=passage.language != own[0].language,
            path=(*path, "text"),
        )
    yield from _points(point.points, number, (*path, "points"), level + bool(own), selector)


def _story(post: Post, placed: PlacedSection, selector: LanguageSelector) -> Iterator[Passage]:
    if post.story is None:
        return
    path = ("story", "text")
    said = selector.select(post.story.text, ("story",), path)
    if post.story.text and not said:
        return
    labels = _unlike_heading(post.story.label, placed.section)
    own = list(_labelled(labels, post.story.text, said, placed.section, selector))
    for passage in own:
        yield structs.replace(passage, second=passage.language != own[0].language, path=path)


def _unlike_heading(labels: Texts, section: Section) -> Texts:
    """*labels* without those that are the section's heading, which the layout shows in its way."""
    return Texts({tag: text for tag, text in labels.items() if text.words != label(section, tag)})


def _labelled(
    labels: Texts, texts: Texts, said: list[str], section: Section, selector: LanguageSelector
) -> Iterator[Passage]:
    """Block after block, the first one of a language with its label.

    A label whose language says no text joins the first one in brackets, as authors write it:
    ``The Margin Battle (利润率之战)``.
    """
    names = selector.available(labels) or (list(labels)[:1] if said else [])
    for at, language in enumerate(said or names[:1]):
        own = [name for name in names if name == language or (at == 0 and name not in said)]
        read = [selector.line(labels[key], key) for key in own]
        head = _bracketed([rich for rich, _ in read])
        repairs = tuple(repair for _, some in read for repair in some)
        pieces = list(selector.blocks(texts.get(language, Text()), language))
        if not pieces or (head and not isinstance(pieces[0].block, Paragraph)):
            pieces.insert(0, Piece(Paragraph(text=Rich(text=""), source="")))
        for piece in pieces:
            passage = _piece(piece, section, language)
            yield structs.replace(
                passage,
                label=head,
                force=piece.force and at == 0,
                repairs=(*repairs, *passage.repairs),
            )
            head, repairs = Rich(text=""), ()


def _bracketed(labels: list[Rich]) -> Rich:
    first, rest = labels[:1], labels[1:]
    return join([*first, " (" + join(rest, " / ") + ")"]) if rest else join(first)


def _prediction(post: Post, placed: PlacedSection, selector: LanguageSelector) -> Iterator[Passage]:
    texts = post.prediction.text if post.prediction else Texts()
    return _prose(texts, placed, ("prediction", "text"), selector)


def _tags(post: Post, placed: PlacedSection, selector: LanguageSelector) -> Iterator[Passage]:
    if post.tags and selector.opening:
        text = join([_hashtag(tag) for tag in _tags_for(post.tags, selector.wanted)], " ")
        yield Passage(
            section=placed.section,
            kind="tags",
            language=selector.wanted[0],
            text=text,
            path=("tags",),
        )


def _tags_for(tags: Sequence[str], languages: Sequence[str]) -> list[str]:
    """*tags* in their order; where one language is said, those of its script come first.

    >>> _tags_for(["energy", "储能🎉", "AI"], ["zh"]), _tags_for(["储能", "energy"], ["en"])
    (['储能🎉', 'energy', 'AI'], ['energy', '储能'])
    """
    if len(languages) > 1:
        return list(tags)
    wide = languages[0].startswith(("zh", "ja"))
    return sorted(tags, key=lambda tag: any(map(is_han, tag)) != wide)


def _hashtag(tag: str) -> Rich:
    """A hashtag as most channels have it; its words are kept for those that allow spaces."""
    text = f"#{joined_words(tag)}"
    href = "" if text[1:] == tag else tag
    return Rich(text=text, marks=(Mark(start=0, end=len(text), kind="hashtag", href=href),))


_BODIES: dict[Section, SectionWriter] = {
    "title": _field,
    "lede": _field,
    "own": _own,
    "happened": _field,
    "matters": _matters,
    "story": _story,
    "prediction": _prediction,
    "discussion": _field,
    "sources": lambda post, _, selector: source_passages(post, selector),
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
