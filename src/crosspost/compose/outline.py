"""Outline: a post as one account wants it said: which sections, in which languages and order.

Post and layout go in, passages come out, and a finding for whatever is left out or said in
another language than was wanted.
"""

from .._record import Record
from ..model.draft import Finding
from ..model.layout import Layout
from ..model.post import Point, Post, Texts
from ..text.languages import pick
from ..typography import repair_findings
from .language_choice import Speaker
from .passages import Passage, carried
from .sections import section_passages


class Strand(Record):
    """What belongs together: one thread in one language, or in several together."""

    languages: tuple[str, ...]
    passages: tuple[Passage, ...]


class Outline(Record):
    """One strand, or one a language where each has a thread of its own."""

    strands: tuple[Strand, ...]
    findings: tuple[Finding, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        """What is said, strand after strand."""
        return tuple(tag for strand in self.strands for tag in strand.languages)


def outline(post: Post, layout: Layout) -> Outline:
    """What *layout* makes of *post*.

    >>> layout = Layout(
    ...     languages=("zh", "en"),
    ...     arrange="first",
    ...     order=("title", "happened"),
    ...     drop=(),
    ...     fall_back=("happened",),
    ...     headings="none",
    ... )
    >>> post = Post(languages=("zh",), title={"zh": "芯片之战"}, happened={"en": "It began. 🎉"})
    >>> made = outline(post, layout)
    >>> [passage.text.text for passage in made.strands[0].passages]
    ['芯片之战', 'It began. 🎉']
    >>> [finding.code for finding in made.findings]
    ['language.fall-back', 'layout.languages']
    """
    said = chosen(post, layout)
    groups = [said] if layout.arrange == "together" else [(language,) for language in said]
    strands: list[Strand] = []
    findings: dict[Finding, None] = dict.fromkeys(_unsaid(post, layout))
    repairs = []
    for group in groups:
        speaker = Speaker(
            layout,
            group,
            tuple(tag for tag in said if tag not in group),
            spoken(post),
            opening=not strands,
        )
        made = _sections(post, layout, speaker)
        strands.append(Strand(languages=group, passages=tuple(carried(made))))
        findings |= speaker.findings
        repairs += speaker.repairs
    findings |= dict.fromkeys((*_unspoken(post, layout, said, strands), *repair_findings(repairs)))
    full = tuple(strand for strand in strands if strand.passages)
    return Outline(strands=full, findings=tuple(findings))


def _sections(post: Post, layout: Layout, speaker: Speaker) -> list[Passage]:
    """Every section in the layout's order; the sources are made last, when all links are known."""
    made = {
        section: section_passages(post, section, speaker)
        for section in sorted(layout.order, key=lambda section: section == "sources")
    }
    return [passage for section in layout.order for passage in made[section]]


def spoken(post: Post) -> tuple[str, ...]:
    """The post's languages: as declared, then any others, in order of appearance.

    >>> spoken(Post(title={"zh": "芯片"}, happened={"en": "It began."}))
    ('zh', 'en')
    """
    seen = [language for texts in _bodies(post) for language in texts]
    return tuple(dict.fromkeys((*post.languages, *seen)))


def chosen(post: Post, layout: Layout) -> tuple[str, ...]:
    """Which of the wanted languages to say: those the post has, or its own first one.

    Only the ``first``: one that carries the post (half of its sections or more), so that a
    Chinese post with an English title is not called English.
    """
    bodies = [texts for texts in _bodies(post) if texts]
    shares = {
        language: sum(pick(texts, language) is not None for texts in bodies)
        for language in layout.languages
    }
    had = [language for language, share in shares.items() if share]
    if layout.arrange != "first" or not had:
        return tuple(had) or spoken(post)[:1] or layout.languages[:1]
    carrying = [language for language in had if 2 * shares[language] >= len(bodies)]
    return ((carrying or had)[0],)


def _bodies(post: Post) -> list[Texts]:
    """Each section's text: a section of points counts by what its points say."""
    story = post.story.text if post.story else Texts()
    prediction = post.prediction.text if post.prediction else Texts()
    matters = post.matters.text
    for point in post.matters.points:
        matters |= _point_texts(point)
    return [post.title, post.happened, matters, story, prediction, post.discussion]


def _point_texts(point: Point) -> Texts:
    texts = point.text
    for below in point.points:
        texts |= _point_texts(below)
    return texts


def _unsaid(post: Post, layout: Layout) -> list[Finding]:
    """The sections that the layout itself leaves out."""
    has = {
        "title": post.title,
        "happened": post.happened,
        "matters": post.matters.text or post.matters.points,
        "story": post.story,
        "prediction": post.prediction,
        "discussion": post.discussion,
        "sources": post.sources,
        "tags": post.tags,
    }
    return [
        Finding(
            level="info",
            code="layout.section",
            where=section,
            message=f"left out: the layout's order has no {section}",
        )
        for section, texts in has.items()
        if texts and section not in layout.order
    ]


def _unspoken(
    post: Post, layout: Layout, said: tuple[str, ...], strands: list[Strand]
) -> list[Finding]:
    """The post's languages that this layout does not say, or only where another is missing."""
    unsaid = [tag for tag in spoken(post) if not any(pick({tag: ""}, one) for one in said)]
    heard = {passage.language for strand in strands for passage in strand.passages}
    missing = [tag for tag in unsaid if tag not in heard]
    if said and not any(pick({tag: ""}, one) for tag in said for one in layout.languages):
        message = f"no {' or '.join(layout.languages)}: said in {', '.join(said)} instead"
        return [
            Finding(level="warning", code="language.fall-back", where="languages", message=message)
        ]
    some = [tag for tag in unsaid if tag in heard]
    parts = [f"says {', '.join(said)}"]
    parts += [f"{', '.join(some)} only where that is missing"] if some else []
    parts += [f"not {', '.join(missing)}"] if missing else []
    found = Finding(
        level="info", code="layout.languages", where="languages", message="; ".join(parts)
    )
    return [found] if unsaid else []
