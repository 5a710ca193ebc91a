"""Drafting: words that a program wrote, which are never silent.

A command of the user's own, any model or script behind it, is asked for words that a post lacks
(`protocol`). What it answers is held against the author's words, without any model: a figure, date,
link, name or quotation that does not stand there is refused (`claims`, `figures`). What is left is
an override in the post's file that says who wrote it and from what, and it is not published before
a person has read it.

Here is which of the author's words a draft was made from, and whether it may be published. An
override's words are named by their key in it (`DraftedKey`). What they were made from is the
author's own: of a section or the title that part, of a hook, a digest or a channel's own text the
whole post. Its digest is kept beside the words; where it is another one today, they are stale.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..errors import PostError
from ..model.channel_spec import Account
from ..model.findings import Finding, finding, in_post
from ..model.layout import OWN_NAME
from ..model.post import Drafted, Override, Point, Post, Text, Texts, overrides_for
from ..text.languages import pick
from .claims import WordsSource, names_to_check, unfounded

DIGITS = 16
"""Hexadecimal digits of a digest: it notices a change, it withstands nobody."""


class WordsKey(NamedTuple):
    """A key such as ``sections.# 背景.en``, taken apart."""

    field: str
    section: str
    language: str

    @classmethod
    def of(cls, key: str) -> "WordsKey":
        """The parts of *key*.

        >>> WordsKey.of("hook.zh-Hant"), WordsKey.of("sections.# 2.0 版 🎉.en")
        (WordsKey(field='hook', section='', language='zh-Hant'),
            WordsKey(field='sections', section='# 2.0 版 🎉', language='en'))
        """
        field, _, rest = key.partition(".")
        section, _, language = rest.rpartition(".")
        return cls(field, section, language)

    @property
    def path(self) -> tuple[str, ...]:
        """Where the words stand in an override."""
        return tuple(filter(None, self))


def words_of(said: Override) -> dict[str, Text]:
    """The words of an override by their keys.

    >>> words_of(Override(hook={"zh": "谁赢？🎉"}, sections={"story": Texts(en="Rain.")}))
    {'hook.zh': Text('谁赢？🎉'), 'sections.story.en': Text('Rain.')}
    """
    found: dict[str, Text] = {}
    for field in ("title", "hook", "digest", "text"):
        texts: Texts = getattr(said, field)
        found |= {f"{field}.{tag}": text for tag, text in texts.items()}
    for name, texts in said.sections.items():
        found |= {f"sections.{name}.{tag}": text for tag, text in texts.items()}
    headings = said.heading_words or {}
    for name, words in headings.items():
        if isinstance(words, dict):
            found |= {f"heading_words.{name}.{tag}": Text(line) for tag, line in words.items()}
    return found


def source_of(post: Post, key: str) -> WordsSource:
    """What the words at *key* are made from: the author's own words, and no override's.

    >>> post = Post(title={"zh": "芯片之战"}, happened={"zh": "它开始了。🎉"})
    >>> source_of(post, "sections.happened.en").texts
    (('zh', Text('它开始了。🎉')),)
    """
    field, section, _ = WordsKey.of(key)
    if field == "title":
        return _source([post.title])
    if field == "sections":
        return _source([section_texts_of(post, section)])
    if field == "heading_words":
        return _source([heading_of(post, section)])
    every = [post.title, post.meta.description, post.meta.hook, post.meta.digest]
    every += [section_texts_of(post, name) for name in section_names(post)]
    every += [heading_of(post, name) for name in section_names(post)]
    every += [one.alt for one in post.media]
    return _source(every, _lines(post))


def section_names(post: Post) -> tuple[str, ...]:
    """The sections of *post* that have words, as overrides name them.

    >>> from crosspost.model.post import Part
    >>> section_names(Post(lede={"zh": "🎉"}, sections=(Part(heading={"zh": "背景"}),)))
    ('lede', '# 背景')
    """
    known = ("lede", "happened", "matters", "story", "prediction", "discussion")
    nameless = sum(part.name == "own" for part in post.sections)
    own = (
        part.name
        for part in post.sections
        if part.section == "own" and (part.name != "own" or nameless == 1)
    )
    return tuple(dict.fromkeys((*(one for one in known if section_texts_of(post, one)), *own)))


def section_texts_of(post: Post, name: str) -> Texts:
    """What the section *name* says, as Markdown: points with their labels as a list."""
    match name:
        case "lede" | "happened" | "discussion":
            texts: Texts = getattr(post, name)
            return texts
        case "story":
            return post.story.text if post.story else Texts()
        case "prediction":
            return post.prediction.text if post.prediction else Texts()
        case "matters":
            return _matters(post)
    texts = Texts()
    for part in post.sections:
        if part.name == name:
            texts = texts | part.text
    return texts


def heading_of(post: Post, name: str) -> Texts:
    """The author's own heading of one of the author's own sections."""
    headings = (part.heading for part in post.sections if part.name == name)
    return next(headings, Texts()) if name.startswith(OWN_NAME) else Texts()


def _matters(post: Post) -> Texts:
    said = post.matters
    tags = dict.fromkeys((*said.text, *(tag for one in said.points for tag in _tags(one))))
    return Texts({tag: "\n\n".join(filter(None, _matters_in(post, tag))) for tag in tags})


def _matters_in(post: Post, tag: str) -> Iterator[str]:
    if tag in post.matters.text:
        yield post.matters.text[tag].markdown
    yield "\n".join(line for one in post.matters.points for line in _point(one, tag, ""))


def _tags(point: Point) -> Iterator[str]:
    yield from (*point.label, *point.text)
    for below in point.points:
        yield from _tags(below)


def _point(point: Point, tag: str, indent: str) -> Iterator[str]:
    label, text = point.label.get(tag), point.text.get(tag)
    parts = ([f"**{label.markdown}**"] if label else []) + ([text.markdown] if text else [])
    if parts:
        said = (": " if label and text else "").join(parts)
        yield f"{indent}- " + said.replace("\n", f"\n{indent}  ")
    for below in point.points:
        yield from _point(below, tag, f"{indent}  ")


def _lines(post: Post) -> tuple[str, ...]:
    """What a post says in no language."""
    lines = [f"#{tag}" for tag in post.tags] + [post.meta.canonical_url, post.meta.author]
    for one in post.sources:
        address = [one.url, one.doi and f"https://doi.org/{one.doi}"]
        lines += [one.title, one.authors, str(one.year or ""), one.ssrn, one.note, *address]
    if said := post.prediction:
        due = [f"{said.due}", str(said.due.year)] if said.due else []
        chance = [f"{said.probability * 100:g}%"] if said.probability is not None else []
        lines += [*due, f"{said.stars}/5" if said.stars else "", *chance]
    return tuple(filter(None, lines))


def _source(every: Sequence[Texts], lines: tuple[str, ...] = ()) -> WordsSource:
    texts = tuple((tag, text) for one in every for tag, text in one.items() if text)
    return WordsSource(texts=texts, lines=lines)


def source_digest(source: WordsSource) -> str:
    r"""What tells *source* from any other; how its lines are broken makes no difference.

    >>> one, other = (
    ...     WordsSource(texts=(("zh", Text(text)),)) for text in ("一。\n二 🎉", "一。 二 🎉")
    ... )
    >>> source_digest(one) == source_digest(other), source_digest(one)[:7]
    (True, 'sha256:')
    """
    said = [f"{tag} {' '.join(text.markdown.split())}" for tag, text in source.texts]
    whole = "\n".join((*said, *source.lines))
    return f"sha256:{hashlib.sha256(whole.encode()).hexdigest()[:DIGITS]}"


class DraftedWords(NamedTuple):
    """Words of a post's overrides that a program wrote."""

    where: str
    """The name that they stand under in ``channels``."""
    key: str
    text: Text
    drafted: Drafted
    source: WordsSource

    @property
    def path(self) -> tuple[str, ...]:
        """Where they stand in the post."""
        return ("channels", self.where, *WordsKey.of(self.key).path)

    @property
    def stale(self) -> bool:
        """They were made from other words than the author's of today."""
        return source_digest(self.source) != self.drafted.source

    def findings(self) -> Iterator[Finding]:
        """Why they may not be published."""
        by, at, language = self.drafted.by, in_post(*self.path), WordsKey.of(self.key).language
        if self.stale:
            yield finding("draft.stale", at, by=by)
        if self.drafted.reviewed:
            return
        if found := unfounded(self.text, language, self.source):
            said = tuple(dict.fromkeys(one.said for one in found))
            yield finding("draft.unfounded", at, by=by, examples=said)
        names = tuple(names_to_check(self.text, language, self.source))
        yield finding("draft.unreviewed", at, by=by, names=names)


def drafted_words(post: Post) -> list[DraftedWords]:
    """All words of *post* that a program wrote.

    Raises:
        PostError: words are said to be drafted that are not there.
    """
    return [one for where, said in post.channels.items() for one in _drafted(post, where, said)]


def _drafted(post: Post, where: str, said: Override) -> Iterator[DraftedWords]:
    there = words_of(said) if said.drafted else {}
    for key, drafted in said.drafted.items():
        if key not in there:
            at = f"channels.{where}.drafted.{key}"
            raise PostError("draft.no-such-words", location=at, choices=list(there) or ["–"])
        yield DraftedWords(where, key, there[key], drafted, source_of(post, key))


def drafted_findings(post: Post, account: Account, languages: Sequence[str]) -> tuple[Finding, ...]:
    """Why *account*, which says *languages*, may not publish what programs wrote for it.

    Args:
        post: as it was read.
        account: whose overrides count.
        languages: that its draft says.

    Raises:
        PostError: words are said to be drafted that are not there.
    """
    winning: dict[str, DraftedWords | None] = {}
    for where, said in overrides_for(post, account.spec.name, account.name):
        drafted = {one.key: one for one in _drafted(post, where, said)}
        words = words_of(said)
        if said.text:
            winning = {}
        elif any(key.startswith("text.") for key in winning):
            continue  # a text in place of everything: what is said of its parts counts no more
        used = (key for key in words if not said.text or key.startswith("text."))
        winning |= {key: drafted.get(key) for key in used if _may_be_said(key, account, languages)}
    return tuple(found for one in winning.values() if one for found in one.findings())


def _may_be_said(key: str, account: Account, languages: Sequence[str]) -> bool:
    field, _, language = WordsKey.of(key)
    spec = account.spec
    if field == "digest" and "digest" not in {*spec.field_limits, *spec.article.fields}:
        return False
    if field == "hook" and spec.thread.by == "none":
        return False
    return any(pick({language: ""}, one) is not None for one in languages)
