"""A post without what no channel should be given, and what of it nobody is given.

Its texts are repaired by themselves, but for what a repair leaves alone: code and addresses keep
every character that a channel takes. The other fields are plain words and addresses: sources, tags,
pictures, what is known about the post. Addresses are those of the web;
``javascript:`` and ``data:`` would be run or shown by whoever opens them.
"""

from collections import Counter
from collections.abc import Iterator
from typing import TypeVar

from msgspec import structs

from .._lazy_re import later
from ..model.channel_spec import Account
from ..model.findings import Finding, PathStep, PostPath, finding, in_post
from ..model.post import (
    Media,
    Override,
    Point,
    Post,
    Source,
    Text,
    Texts,
    section_texts,
    with_texts,
)
from ..text.blocks import Block, Paragraph, media_kind, reworded, with_inner
from ..text.blocks import Picture as InText
from ..text.languages import pick
from ..text.richtext import Protected, Rich, protected
from ..typography.invisible import invisible

SCHEME = later(r"([a-z][a-z0-9+.-]*):", 2)  # re.IGNORECASE
SCHEMES = frozenset(("http", "https", "mailto", "tg"))
"""What an address may begin with; one without any goes on from the post's own."""
UNSENDABLE = later("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufdd0-\\ufdef\\ufeff\\ufffe\\uffff]")
"""What channels refuse: controls, the byte order mark, and what is no character (Unicode 23.7)."""
_Record = TypeVar("_Record", Source, Media)


def clean_post(post: Post) -> tuple[Post, tuple[Finding, ...]]:
    r"""*post* with clean words and addresses, and what had to be taken out.

    >>> post = Post(
    ...     sources=(Source(title="年\ufffe鉴", url="javascript:alert(1)"),), tags=("芯\ufeff片",)
    ... )
    >>> clean, found = clean_post(post)
    >>> clean.sources[0].title, clean.sources[0].url, clean.tags
    ('年鉴', '', ('芯片',))
    >>> [one.code for one in found]
    ['address.unsafe', 'typography.invisible']
    """
    cleaner = _Cleaner()
    meta = structs.replace(
        post.meta,
        author=cleaner.words(post.meta.author),
        description=cleaner.texts(post.meta.description),
        hook=cleaner.texts(post.meta.hook),
        digest=cleaner.texts(post.meta.digest),
        content_warning=cleaner.texts(post.meta.content_warning),
        canonical_url=cleaner.address(post.meta.canonical_url, ("meta", "canonical_url")),
    )
    clean = structs.replace(
        with_texts(post, cleaner.sendable),
        meta=meta,
        sources=cleaner.records(post.sources, ("sources",)),
        tags=tuple(filter(None, map(cleaner.words, post.tags))),
        media=cleaner.media(post.media, ("media",)),
    )
    overrides = {name: _override(one, name, cleaner) for name, one in clean.channels.items()}
    clean = structs.replace(clean, channels=overrides)
    return (clean, tuple(cleaner.found())) if clean != post else (post, ())


def without_films(post: Post, account: Account) -> tuple[Post, tuple[Finding, ...]]:
    """*post* without its videos, where the channel takes none; what stands under them stays.

    >>> from crosspost.registry import default_account
    >>> post = Post(media=(Media(path="海浪.mp4"), Media(path="港口🎉.png")))
    >>> less, (told,) = without_films(post, default_account("wecom"))
    >>> [one.path for one in less.media], told.code, str(told.location)
    (['港口🎉.png'], 'media.no-video', 'media.海浪.mp4')
    """
    if account.spec.media and account.spec.media.video:
        return post, ()
    gone = [one.path or one.url for one in post.media if _is_film(one.path or one.url)]
    kept = tuple(one for one in post.media if not _is_film(one.path or one.url))

    def change(text: Text) -> Text:
        return text.with_blocks(one for block in text.blocks for one in _without_films(block, gone))

    less = with_texts(structs.replace(post, media=kept, channels={}), change)
    told = tuple(
        finding("media.no-video", in_post("media", name), account=account.name)
        for name in dict.fromkeys(gone)
    )
    return structs.replace(less, channels=post.channels) if told else post, told


def _is_film(name: str) -> bool:
    return media_kind(name) == "video"


def _without_films(block: Block, gone: list[str]) -> Iterator[Block]:
    """*block* without videos, each of which joins those that are *gone*."""
    if not (isinstance(block, InText) and _is_film(block.path)):
        yield with_inner(block, lambda inner: _without_films(inner, gone))
        return
    gone.append(block.path)
    if block.caption:
        yield Paragraph(text=block.caption, source=block.caption.text, tight=block.tight)


def unused_texts(post: Post, shown: str) -> Iterator[Finding]:
    """Texts in a language that the post has in passing alone, and that are not *shown*.

    That is one which it does not declare, and in which less than half of its sections are. Of the
    others it is told as a whole which are left out.

    >>> post = Post(title={"zh": "芯片"}, media=(Media(path="a.png", alt={"de": "Fabrik"}),))
    >>> [str(one.location) for one in unused_texts(post, "芯片")]
    ['media[0].alt']
    """
    bodies = [texts for texts in section_texts(post) if texts]
    shares = Counter(tag for texts in bodies for tag in texts)
    carrying = (tag for tag, count in shares.items() if 2 * count >= len(bodies))
    known = dict.fromkeys((*post.languages, *carrying), "")
    for path, texts in every_text(post):
        for tag in texts:
            words = " ".join(texts[tag].words.split())
            if words and pick(known, tag) is None and words not in shown:
                yield finding("language.unused", in_post(*path), languages=(tag,), words=(words,))


def every_text(post: Post) -> Iterator[tuple[tuple[PathStep, ...], Texts]]:
    """The texts of *post*, and where they are."""
    for name in ("title", "lede", "happened", "discussion"):
        yield (name,), getattr(post, name)
    yield ("matters", "text"), post.matters.text
    yield from _of_points(post.matters.points, ("matters", "points"))
    if post.story:
        yield ("story", "label"), post.story.label
        yield ("story", "text"), post.story.text
    if post.prediction:
        yield ("prediction", "text"), post.prediction.text
    for at, part in enumerate(post.sections):
        yield ("sections", at, "heading"), part.heading
        yield ("sections", at, "text"), part.text
    for at, one in enumerate(post.media):
        yield ("media", at, "alt"), one.alt
    for name in ("description", "hook", "digest", "content_warning"):
        yield ("meta", name), getattr(post.meta, name)


def _of_points(
    points: tuple[Point, ...], path: tuple[PathStep, ...]
) -> Iterator[tuple[tuple[PathStep, ...], Texts]]:
    for at, point in enumerate(points):
        yield (*path, at, "label"), point.label
        yield (*path, at, "text"), point.text
        yield from _of_points(point.points, (*path, at, "points"))


def _override(override: Override, name: str, cleaner: "_Cleaner") -> Override:
    if not isinstance(override.media, tuple):
        return override
    media = cleaner.media(override.media, ("channels", name, "media"))
    return structs.replace(override, media=media)


def _sendable(text: Text) -> Text:
    r"""*text* without what channels refuse, where no repair comes; itself if there is nothing.

    >>> _sendable(Text("`a\ufeffb` 芯\ufeff片\n\n```\n\ufffe🎉\n```")).words
    'ab 芯\ufeff片\n\n🎉'
    """

    def word(rich: Rich) -> Rich:
        stays = protected(rich)
        refused = (found.start() for found in UNSENDABLE.finditer(rich.text))
        clean = rich.replaced([(at, at + 1, "") for at in refused if at in stays])
        if not any(UNSENDABLE.search(mark.href) for mark in clean.marks):
            return clean
        marks = (structs.replace(one, href=UNSENDABLE.sub("", one.href)) for one in clean.marks)
        return Rich(text=clean.text, marks=tuple(marks))

    def verbatim(typed: str) -> str:
        return UNSENDABLE.sub("", typed)

    return text.with_blocks(reworded(block, word, verbatim) for block in text.blocks)


class _Cleaner:
    """Cleans one field after another, and notes what it took out."""

    def __init__(self) -> None:
        self._unsafe: list[tuple[tuple[PathStep, ...], str]] = []
        self._repaired: list[str] = []

    def words(self, text: str) -> str:
        """*text* without characters that nobody sees."""
        clean = self._rich(Rich(text=text)).text
        if clean != text:
            self._repaired.append(clean)
        return clean

    def address(self, url: str, path: tuple[PathStep, ...]) -> str:
        """*url*, or nothing where it is no address of the web."""
        clean = self.words(url)
        scheme = SCHEME.match("".join(clean.split()))
        if scheme and scheme[1].lower() not in SCHEMES:
            self._unsafe.append((path, scheme[0]))
            return ""
        return clean

    def texts(self, texts: Texts) -> Texts:
        """*texts*, which nobody repairs, without such characters."""
        return Texts({tag: self._text(text) for tag, text in texts.items()}) if texts else texts

    def _text(self, text: Text) -> Text:
        text = self.sendable(text)
        if self.words(text.words) == text.words:
            return text
        return text.with_blocks(reworded(block, self._rich) for block in text.blocks)

    def sendable(self, text: Text) -> Text:
        """*text* without what channels refuse in code and addresses, which nobody repairs."""
        if _sendable not in text.memo:
            text.memo[_sendable] = _sendable(text)
        clean: Text = text.memo[_sendable]
        if clean is not text:
            lines = [line for line in text.words.splitlines() if UNSENDABLE.search(line)]
            self._repaired += (UNSENDABLE.sub("", line) for line in lines or [clean.words])
        return clean

    def _rich(self, rich: Rich) -> Rich:
        return rich.replaced(list(invisible(rich.text, Protected([]))))

    def records(
        self, records: tuple[_Record, ...], path: tuple[PathStep, ...]
    ) -> tuple[_Record, ...]:
        """*records* with every field of theirs that is a text cleaned."""
        return tuple(self._record(one, (*path, at)) for at, one in enumerate(records))

    def media(self, media: tuple[Media, ...], path: tuple[PathStep, ...]) -> tuple[Media, ...]:
        """*media* without those that are nowhere."""
        spoken = (structs.replace(one, alt=self.texts(one.alt)) for one in media)
        before = zip(media, self.records(tuple(spoken), path), strict=True)
        return tuple(one for old, one in before if one.path or one.url or not (old.path or old.url))

    def _record(self, record: _Record, path: tuple[PathStep, ...]) -> _Record:
        changes = {}
        for name in record.__struct_fields__:
            value = getattr(record, name)
            if isinstance(value, str) and value:
                clean = self.address if name == "url" else lambda text, _: self.words(text)
                changes[name] = clean(value, (*path, name))
        return structs.replace(record, **changes)

    def found(self) -> Iterator[Finding]:
        """What was taken out."""
        for path, scheme in self._unsafe:
            yield finding("address.unsafe", in_post(*path), scheme=scheme)
        if self._repaired:
            examples = tuple(dict.fromkeys(self._repaired))
            yield finding(
                "typography.invisible", PostPath(), count=len(self._repaired), examples=examples
            )
