"""Outline: a post as one account wants it said: which sections, in which languages and order.

Post and layout go in, passages come out, and a finding for whatever is left out or said in
another language than was wanted.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec import structs

from .._record import Record
from ..model.draft import Carried
from ..model.findings import Finding, PathStep, PostPath, finding, in_post, of_sections
from ..model.layout import Layout
from ..model.post import Post, Texts, section_texts
from ..text.languages import extent, pick, size
from ..text.richtext import Rich, join
from ..typography import repair_findings
from .citations import original_passage, says_original
from .language_choice import (
    LanguageSelector,
    Untranslated,
    post_languages,
    select_languages,
)
from .passages import (
    BETWEEN,
    ORIGINAL,
    Passage,
    arrange,
    carried_by,
    carry_breaks,
    one_after_another,
    said_by,
    with_original,
)
from .section_order import left_out, ordered
from .sections import section_passages

_HARDLY_ANY = 0.1
_MORE = 1.5
"""A translation may be so many times longer and still say no more."""


class Thread(Record):
    """What belongs together: one thread in one language, or in several together."""

    languages: tuple[str, ...]
    passages: tuple[Passage, ...]
    hook: Rich = Rich(text="")
    """What the author wants its first message to say, where there are several."""
    description: Rich = Rich(text="")
    """What the author says the post is about."""
    warning: Rich = Rich(text="")
    """What readers should know before they read it."""


class Outline(Record):
    """One thread, or one a language where each has a thread of its own."""

    threads: tuple[Thread, ...]
    omitted: tuple[Finding, ...]
    """What is told of sections that are no part of it, and of links and marks that nobody gets."""
    said: tuple[str, ...]
    """Languages chosen to be said."""
    unsaid: tuple[Finding, ...] = ()
    """What is told of languages that are wanted, or that the post has, and that are not said."""

    @property
    def languages(self) -> tuple[str, ...]:
        """What is said, thread after thread."""
        return tuple(tag for thread in self.threads for tag in thread.languages)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the author should know about it: of what it shows, and of what it leaves out.

        A channel that shows less makes an outline without the rest, and tells nothing of that.
        """
        repairs = [repair for one in self.passages() for repair in one.repairs]
        instead = (_stand_ins(thread) for thread in self.threads)
        told = (finding for some in instead for finding in some)
        return (*self.omitted, *told, *self.unsaid, *repair_findings(repairs))

    def carried(self, carries: Iterable[Carried]) -> "Outline":
        """What of it messages carry: nothing is told of what they leave out but that they do."""
        sections = {one.section for one in carries}
        return self.only(lambda passage: passage.name in sections)

    def only(self, shown: Callable[[Passage], bool]) -> "Outline":
        """Without the passages that are not *shown*; a thread without any goes with them."""
        return self.saying(self.changed(lambda one: filter(shown, one.passages)).threads)

    def changed(self, passages: Callable[[Thread], Iterable[Passage]]) -> "Outline":
        """With the *passages* of each thread in place of its own, which say the same."""
        threads = (structs.replace(one, passages=tuple(passages(one))) for one in self.threads)
        return structs.replace(self, threads=tuple(threads))

    def saying(self, threads: Iterable[Thread]) -> "Outline":
        """With *threads* in place of its own, which say less; those that say nothing go.

        Of a section that goes as a whole it is not told which language it lacks.
        """
        said = tuple(one for one in threads if one.passages)
        kept = {passage.section for one in said for passage in one.passages}
        alone = {(one.section,) for one in self.passages() if one.section not in kept}
        told = tuple(
            found
            for found in self.omitted
            if found.code != "section.untranslated" or found.values["sections"] not in alone
        )
        return structs.replace(self, threads=said, omitted=told)

    def passages(self) -> Iterator[Passage]:
        """All of them, thread after thread."""
        return (passage for thread in self.threads for passage in thread.passages)


def _stand_ins(thread: Thread) -> Iterator[Finding]:
    """The sections of *thread* that say another language than is wanted."""
    strange = [
        passage
        for passage in thread.passages
        if not any(pick({passage.language: ""}, tag) for tag in thread.languages)
    ]
    for name in dict.fromkeys(passage.name for passage in strange):
        own = [passage for passage in strange if passage.name == name]
        yield finding(
            "language.fall-back",
            PostPath(path=_shared_path([passage.path for passage in own])),
            wanted=thread.languages,
            languages=tuple(dict.fromkeys(passage.language for passage in own)),
        )


class _Extent(NamedTuple):
    """How much is said in one language."""

    size: int
    """About one a syllable, to compare languages by."""
    length: int
    unit: str
    """``words`` or ``characters``: what readers of the language count in."""


def _extent(text: str, tag: str, heard: str = "") -> _Extent:
    """How much *text* says, without what is *heard* of it."""
    count, unit = extent(text, tag)
    left = max(0, count - extent(heard, tag)[0])
    return _Extent(max(0, size(text) - size(heard)), left, unit)


def _unsaid(
    post: Post, layout: Layout, said: tuple[str, ...], threads: Sequence[Thread]
) -> Iterator[Finding]:
    """The post's languages that are not said, or that stand in for all that is wanted.

    A warning with the figures, where one that is left out says more than what is said.
    """
    where = in_post("languages")
    others = not any(pick({tag: ""}, one) for tag in said for one in layout.languages)
    if said and others and layout.named_languages:
        yield finding("language.fall-back", where, wanted=layout.languages, languages=said)
        return
    words = {tag: _in_post(post, tag) for tag in post_languages(post)}
    sizes = {tag: _extent(text, tag) for tag, text in words.items()}
    left = {
        tag: _extent(text, tag, _heard(threads, tag))
        for tag, text in words.items()
        if not any(pick({tag: ""}, one) for one in said)
    }
    missing = {tag: one for tag, one in left.items() if one.size > _HARDLY_ANY * sizes[tag].size}
    if not missing:
        return
    most = max(missing, key=lambda tag: missing[tag].size)
    sized = [sizes[tag] for tag in said if tag in sizes]
    if not sized or missing[most].size <= _MORE * sum(one.size for one in sized):
        yield finding("language.omitted", where, said=said, languages=tuple(missing))
        return
    yield finding(
        "language.larger-omitted",
        where,
        said=said,
        count=sum(one.length for one in sized),
        unit=sized[0].unit,
        languages=(most, *(tag for tag in missing if tag != most)),
        omitted=missing[most].length,
        omitted_unit=missing[most].unit,
    )


def _in_post(post: Post, tag: str) -> str:
    return "\n".join(texts[tag].words for texts in section_texts(post) if tag in texts)


def _heard(threads: Sequence[Thread], tag: str) -> str:
    """What is said in the language *tag*, whether it was chosen or stands in for another one."""
    passages = (passage for thread in threads for passage in thread.passages)
    return "\n".join(passage.text.text for passage in passages if passage.language == tag)


def _untranslated(texts: Sequence[Untranslated]) -> Iterator[Finding]:
    """The sections of which something is left out, for want of a language."""
    for section in dict.fromkeys(text.section for text in texts):
        own = [text for text in texts if text.section == section]
        yield finding(
            "section.untranslated",
            PostPath(path=_shared_path([text.path for text in own])),
            sections=(section,),
            wanted=own[0].wanted,
            languages=tuple(dict.fromkeys(tag for text in own for tag in text.languages)),
        )


def _typed(code: str, examples: Iterable[str]) -> Iterator[Finding]:
    """What the author typed that no channel can take, where there is any."""
    if shown := tuple(dict.fromkeys(examples)):
        yield finding(code, PostPath(), examples=shown)


def _shared_path(paths: Sequence[tuple[PathStep, ...]]) -> tuple[PathStep, ...]:
    """The path that all *paths* begin with.

    >>> _shared_path([("matters", "points", 0, "text"), ("matters", "points", 1, "text")])
    ('matters', 'points')
    """
    shared: list[PathStep] = []
    for steps in zip(*paths, strict=False):
        if len(set(steps)) > 1:
            break
        shared.append(steps[0])
    return tuple(shared)


def outline(post: Post, layout: Layout) -> Outline:
    """What *layout* makes of *post*.

    >>> layout = Layout(
    ...     languages=("zh", "en"),
    ...     language_mode="first",
    ...     order=("title", "happened"),
    ...     drop_order=(),
    ...     fallback_sections=("happened",),
    ...     headings="none",
    ... )
    >>> post = Post(languages=("zh",), title={"zh": "芯片之战"}, happened={"en": "It began. 🎉"})
    >>> made = outline(post, layout)
    >>> [passage.text.text for passage in made.threads[0].passages]
    ['芯片之战', '（英文）It began. 🎉']
    >>> [finding.code for finding in made.findings]
    ['language.fall-back']
    """
    said = select_languages(post, layout)
    groups = [said] if layout.language_mode == "together" else [(language,) for language in said]
    selectors = [LanguageSelector(post, layout, group, said) for group in groups]
    threads = [_thread(post, layout, selector) for selector in selectors]
    if layout.language_mode == "blocks" and threads:
        passages = one_after_another([one.passages for one in threads], layout)
        threads = [structs.replace(threads[0], languages=said, passages=passages)]
    threads = [structs.replace(one, passages=arrange(one.passages, layout)) for one in threads]
    return Outline(
        threads=tuple(one for one in threads if any(said.says for said in one.passages)),
        omitted=(
            *_omitted_sections(post, layout),
            *_unlinked(post, layout, threads),
            *_untranslated([text for one in selectors for text in one.untranslated]),
            *_typed("markup.unsayable", (typed for one in selectors for typed in one.unsayable)),
            *_typed("markup.relative-link", (url for one in selectors for url in one.nowhere)),
        ),
        said=said,
        unsaid=tuple(_unsaid(post, layout, said, threads)),
    )


def _thread(post: Post, layout: Layout, selector: LanguageSelector) -> Thread:
    """What is said in *selector*'s languages; the opening one links the full text."""
    made = _sections(post, layout, selector)
    if selector.opening and made and not says_original(post, made):
        made = with_original(made, original_passage(post, selector.shared), layout)
    return Thread(
        languages=selector.wanted,
        passages=tuple(carry_breaks(made)),
        hook=_words(post.meta.hook, selector),
        description=_words(post.meta.description, selector),
        warning=_warning(post.meta.content_warning, selector),
    )


def _sections(post: Post, layout: Layout, selector: LanguageSelector) -> list[Passage]:
    """Every section in its order; the sources are made last, when all links are known."""
    places = ordered(post, layout)
    made = {
        at: section_passages(post, place, selector)
        for at, place in sorted(
            enumerate(places), key=lambda numbered: numbered[1].section == "sources"
        )
    }
    return [passage for at in range(len(places)) for passage in made[at]]


def _unlinked(post: Post, layout: Layout, threads: Sequence[Thread]) -> Iterator[Finding]:
    """The address of the full text, where the layout does not say it."""
    passages = (passage for thread in threads for passage in thread.passages)
    if layout.link_to_original == "none" and not says_original(post, passages):
        yield finding("post.no-link-to-original", in_post(*ORIGINAL), url=post.meta.canonical_url)


def _words(texts: Texts, selector: LanguageSelector) -> Rich:
    """*texts* in the thread's first language, where they have it."""
    keys = selector.available(texts)[:1]
    return selector.line(texts[keys[0]], keys[0])[0].strip() if keys else Rich(text="")


def _warning(texts: Texts, selector: LanguageSelector) -> Rich:
    """*texts* in each of the thread's languages; in another one before it is not said at all."""
    keys = selector.available(texts) or list(texts)[:1]
    said = [selector.line(texts[key], key)[0].strip() for key in keys]
    return join(said, BETWEEN) if said else Rich(text="")


def _omitted_sections(post: Post, layout: Layout) -> list[Finding]:
    """The sections that the layout itself leaves out."""
    has = {
        "title": post.title,
        "lede": post.lede,
        "happened": post.happened,
        "matters": post.matters.text or post.matters.points,
        "story": post.story,
        "prediction": post.prediction,
        "discussion": post.discussion,
        "sources": post.sources,
        "tags": post.tags,
    }
    known = (section for section, texts in has.items() if texts and section not in layout.order)
    out = (*known, *left_out(post, layout))
    return [finding("section.omitted", of_sections(out), sections=out)] if out else []


def carried_by_threads(made: Outline) -> tuple[Carried, ...]:
    """What messages carry that are one each for every thread of *made*."""
    return carried_by(
        (index, one)
        for index, thread in enumerate(made.threads, 1)
        for passage in thread.passages
        for one in said_by(passage)
    )
