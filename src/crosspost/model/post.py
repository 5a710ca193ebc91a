"""Post: what the author says, apart from any channel.

Every text is kept per language, as blocks whose marks are read (`texts`). A post may have one
language or several, and any section may lack one.

>>> Post(title={"zh": "**芯片**之战 🎉"}).title["zh"].words
'芯片之战 🎉'
"""

import datetime as dt
from collections.abc import Callable
from operator import is_
from typing import Annotated, TypeVar

from msgspec import UNSET, UnsetType, field, structs
from msgspec import Meta as Rule

from .._made import check_made
from .._record import Record
from ..errors import PostError
from ..text.blocks import BREAK
from ..text.languages import Language
from ..text.texts import Text, TextRecord, Texts, read_texts
from .findings import Finding
from .layout import OWN_NAME, Changes, Section, SectionName, WordedSection

__all__ = [
    "ALL",
    "BREAK",
    "Drafted",
    "Matters",
    "Media",
    "Meta",
    "Override",
    "Part",
    "Point",
    "Post",
    "Prediction",
    "Source",
    "Story",
    "Text",
    "Texts",
]


class Point(TextRecord):
    """One reason why it matters, with its label and the points under it."""

    label: Texts = field(default_factory=Texts)
    text: Texts = field(default_factory=Texts)
    points: tuple["Point", ...] = ()


class Matters(TextRecord):
    """Why it matters: plain prose, points, or prose and then points."""

    text: Texts = field(default_factory=Texts)
    points: tuple[Point, ...] = ()


class Story(TextRecord):
    """The analogy some authors tell."""

    label: Texts = field(default_factory=Texts)
    text: Texts = field(default_factory=Texts)


class Prediction(TextRecord):
    """What will happen, how sure the author is, and by when."""

    text: Texts = field(default_factory=Texts)
    stars: Annotated[int, Rule(ge=1, le=5)] | None = None
    probability: Annotated[float, Rule(ge=0, le=1)] | None = None
    due: dt.date | None = None
    """The last day of what the author named: ``By Q4 2026`` is 2026-12-31."""


class Part(TextRecord):
    """One section of the body where the author has it: a known one, or one of the author's own."""

    section: Section = "own"
    """``own``, or a known section, whose words stand in the post's field of that name."""
    heading: Texts = field(default_factory=Texts)
    """The author's own words above it, without emoji, figures and colon; empty without any."""
    level: Annotated[int, Rule(ge=1, le=6)] = 2
    """How deep the heading lies: 2 is ``##``."""
    text: Texts = field(default_factory=Texts)
    """What it says, if it is one of the author's own."""

    @property
    def name(self) -> SectionName:
        """How layouts and findings name it.

        >>> Part(heading={"zh": "背景", "en": "Background"}).name, Part(section="story").name
        ('# 背景', 'story')
        """
        words = next((" ".join(text.words.split()) for text in self.heading.values()), "")
        return OWN_NAME + words if self.section == "own" and words else self.section


class Source(Record):
    """Something the post rests on."""

    title: str = ""
    authors: str = ""
    year: Annotated[int, Rule(ge=1000, le=2999)] | None = None
    url: str = ""
    doi: str = ""
    ssrn: str = ""
    """The paper's number at SSRN, digits only."""
    note: str = ""
    """Whatever else the author wrote about it."""

    def __post_init__(self) -> None:
        check_made(self)


class Media(TextRecord):
    """A picture or film: a path beside the post, or a URL, and what it shows."""

    path: str = ""
    url: str = ""
    alt: Texts = field(default_factory=Texts)


WholeAddress = Annotated[
    str, Rule(pattern=r"^(?:https?://\S+)?$", extra={"example": "https://example.com/post"})
]
"""Where something stands on the web."""


class Meta(TextRecord):
    """What is known about the post rather than said in it."""

    author: str = ""
    date: dt.date | None = None
    description: Texts = field(default_factory=Texts)
    hook: Texts = field(default_factory=Texts)
    """What a thread opens with."""
    digest: Texts = field(default_factory=Texts)
    """What stands under an article's title where it is shared; else the description does."""
    content_warning: Texts = field(default_factory=Texts)
    """What readers should know before they read or see it. A channel that has a place for it folds
    the post under it; elsewhere it is the first line."""
    sensitive: bool = False
    """Its pictures and films are to be hidden until a reader wants to see them."""
    canonical_url: WholeAddress = ""
    score: int | None = None
    comments: Annotated[int, Rule(ge=0)] | None = None
    follows: str = ""
    """The id of a prediction that was published (``crosspost predictions``): the post replies to
    it, or links it where nothing replies."""


_OF_A_LANGUAGE = r"\.[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$"

DraftedKey = Annotated[
    str,
    Rule(
        pattern=rf"^(?:title|hook|digest|text|(?:sections|heading_words)\..+){_OF_A_LANGUAGE}",
        extra={"example": "hook.en"},
    ),
]
"""Words of an override, by their key in it: ``hook.en``, ``sections.# 背景.en``."""


class Drafted(Record):
    """Where words came from that a program wrote (``crosspost draft``)."""

    by: Annotated[str, Rule(pattern=r"^[^\n]*\S[^\n]*$", max_length=100)]
    """Who wrote them: a model, a script."""
    source: Annotated[str, Rule(pattern="^sha256:[0-9a-f]{16}$")]
    """The digest of the author's words that they were made from: where those are others now, they
    are not published."""
    reviewed: bool = False
    """A person has read them. What nobody has read is not published without being allowed to."""


ALL = "all"
"""What stands under this name in ``channels`` holds everywhere."""


class Override(Changes, TextRecord):
    """What a post wants otherwise on one channel or account: layout, pictures, words.

    Words are replaced language by language.
    """

    text: Texts = field(default_factory=Texts)
    """The author's own words for this channel, in place of the sections."""
    title: Texts = field(default_factory=Texts)
    """What the post is called here."""
    hook: Texts = field(default_factory=Texts)
    """What a thread opens with here."""
    digest: Texts = field(default_factory=Texts)
    """What stands under an article's title here, where it is shared."""
    content_warning: Texts = field(default_factory=Texts)
    """What readers should know before they read or see it here."""
    sensitive: bool | UnsetType = UNSET
    """Whether its pictures and films are hidden here until a reader wants to see them."""
    sections: dict[WordedSection, Texts] = {}
    """What single sections say here; one with an empty text is left out."""
    media: tuple[Media, ...] | UnsetType = UNSET
    """The pictures for this channel, in place of the post's."""
    drafted: dict[DraftedKey, Drafted] = {}
    """Which of these words a program wrote, from what, and whether a person has read them."""


class Post(TextRecord):
    """One structured post.

    A text is a string, in the one language that its words tell, or a mapping of BCP 47 tags to
    strings; strings are Markdown.

    Raises:
        PostError: code gives what is none of its kind: where, as a path (``Post.tags[1]``), and
            what is expected.

    >>> post = Post(
    ...     title="搬家了 🎉", happened={"en": "We moved.", "zh": "我们搬家了。"}, tags=("公告",)
    ... )
    >>> post.title, post.happened["en"].words
    ({'zh': '搬家了 🎉'}, 'We moved.')
    """

    languages: tuple[Language, ...] = ()
    """The languages it is written in, the author's first language first."""
    languages_seen: tuple[Language, ...] = ()
    """Those of them that nobody named: they were told from the words."""
    title: Texts = field(default_factory=Texts)
    lede: Texts = field(default_factory=Texts)
    """What stands between the title and the first section."""
    happened: Texts = field(default_factory=Texts)
    matters: Matters = field(default_factory=Matters)
    story: Story | None = None
    prediction: Prediction | None = None
    discussion: Texts = field(default_factory=Texts)
    sections: tuple[Part, ...] = ()
    """The body in the author's order. Known sections that it does not name stand where the layout
    has them; a post without headings is one part without a heading."""
    sources: tuple[Source, ...] = ()
    tags: tuple[str, ...] = ()
    """Without the ``#``."""
    media: tuple[Media, ...] = ()
    meta: Meta = field(default_factory=Meta)
    channels: dict[str, Override] = {}
    """By name of a channel or an account; ``all`` holds everywhere."""
    reading: tuple[Finding, ...] = ()
    """What its author should know of how its file was read; nobody writes it by hand."""

    def __post_init__(self) -> None:
        named: object = self.languages
        if isinstance(named, tuple | list) and all(isinstance(tag, str) for tag in named):
            read_texts(self, named)
        TextRecord.__post_init__(self)


def check_post(given: object) -> None:
    """Go on only where *given* is a post.

    Raises:
        PostError: it is something else: the path of a file, say, that was never read.

    >>> check_post("帖子.md")
    Traceback (most recent call last):
    crosspost.errors.PostError: post: expected a Post, got '帖子.md'
      hint: what crosspost.read(path), crosspost.parse(text, "markdown") or crosspost.Post(…) gives
    """
    if not isinstance(given, Post):
        raise PostError("argument.no-post", location="post", value=repr(given))


def overrides_for(post: Post, channel: str, account: str) -> list[tuple[str, Override]]:
    """What *post* has for an account, by the name that it stands under; the later wins.

    >>> post = Post(channels={"x": Override(title={"zh": "芯片 🎉"}), "all": Override()})
    >>> [name for name, _ in overrides_for(post, "x", "我的号")]
    ['all', 'x']
    """
    names = dict.fromkeys((ALL, channel, account))
    return [(name, post.channels[name]) for name in names if name in post.channels]


_Part = TypeVar("_Part")


def with_texts(part: _Part, change: Callable[[Text], Text]) -> _Part:
    r"""*part*, a post or anything in one, with every text as *change* has it.

    Where no text differs it is *part* itself.

    >>> post = Post(title={"zh": "芯片"}, channels={"x": Override(hook={"zh": "谁赢？"})})
    >>> made = with_texts(post, lambda text: text + Text("🎉"))
    >>> made.title["zh"].words, made.channels["x"].hook["zh"].words
    ('芯片\n\n🎉', '谁赢？\n\n🎉')
    """
    made: object = part
    if isinstance(part, Texts):
        texts = {tag: change(text) for tag, text in part.items()}
        made = part if all(texts[tag] is part[tag] for tag in texts) else Texts(texts)
    elif isinstance(part, Record) and not isinstance(part, Finding):
        changes = {
            name: one
            for name in part.__struct_fields__
            if (one := with_texts(before := getattr(part, name), change)) is not before
        }
        made = structs.replace(part, **changes) if changes else part
    elif isinstance(part, tuple):
        several = tuple(with_texts(one, change) for one in part)
        made = part if all(map(is_, several, part)) else several
    elif isinstance(part, dict):
        named = {name: with_texts(one, change) for name, one in part.items()}
        made = part if all(named[name] is part[name] for name in part) else named
    return made  # type: ignore[return-value] # of the same type


def section_texts(post: Post) -> list[Texts]:
    """Each section's text: a section of points counts by what its points say."""
    story = post.story.text if post.story else Texts()
    prediction = post.prediction.text if post.prediction else Texts()
    matters = post.matters.text
    for point in post.matters.points:
        matters |= _point_texts(point)
    own = [part.text for part in post.sections]
    return [post.title, post.lede, post.happened, matters, story, prediction, post.discussion, *own]


def _point_texts(point: Point) -> Texts:
    texts = point.text
    for below in point.points:
        texts |= _point_texts(below)
    return texts
