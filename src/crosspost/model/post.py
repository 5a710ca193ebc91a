"""Post: what the author says, apart from any channel.

Every text is kept per language: a mapping from a BCP 47 tag to text in which paragraphs are
parted by a blank line and ``**strong**``, ``*emphasis*``, ```code``` and ``[link](url)`` mark
words (see ``inline``). A post may have one language or several, and any section may lack one.
"""

import datetime as dt
from typing import Annotated

from msgspec import UNSET, UnsetType
from msgspec import Meta as Rule

from .._record import Record
from .layout import Changes, Language

Texts = dict[Language, str]
"""One text in each language it is written in; paragraphs are parted by a blank line."""

BREAK = "<!-- thread -->"
"""A paragraph of its own: the author wants a new message from here on."""


class Point(Record):
    """One reason why it matters, with its label and the points under it."""

    label: Texts = {}
    text: Texts = {}
    points: tuple["Point", ...] = ()


class Matters(Record):
    """Why it matters: plain prose, points, or prose and then points."""

    text: Texts = {}
    points: tuple[Point, ...] = ()


class Story(Record):
    """The analogy some authors tell."""

    label: Texts = {}
    text: Texts = {}


class Prediction(Record):
    """What will happen, how sure the author is, and by when."""

    text: Texts = {}
    stars: Annotated[int, Rule(ge=1, le=5)] | None = None
    probability: Annotated[float, Rule(ge=0, le=1)] | None = None
    due: dt.date | None = None
    """The last day of what the author named: ``By Q4 2026`` is 2026-12-31."""


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


class Media(Record):
    """A picture or film: a path beside the post, or a URL, and what it shows."""

    path: str = ""
    url: str = ""
    alt: Texts = {}


class Meta(Record):
    """What is known about the post rather than said in it."""

    author: str = ""
    date: dt.date | None = None
    description: Texts = {}
    canonical_url: str = ""
    score: int | None = None
    comments: Annotated[int, Rule(ge=0)] | None = None
    follows: str = ""
    """The id of a prediction that was published (``crosspost predictions``): the post replies to
    it, or links it where nothing replies."""


class Override(Changes):
    """What a post wants otherwise on one channel or account: layout, pictures, its whole text."""

    text: Texts = {}
    """The author's own words for this channel, in place of the sections."""
    media: tuple[Media, ...] | UnsetType = UNSET
    """The pictures for this channel, in place of the post's."""


class Post(Record):
    """One structured post."""

    languages: tuple[Language, ...] = ()
    """The languages it is written in, the author's first language first."""
    title: Texts = {}
    happened: Texts = {}
    matters: Matters = Matters()
    story: Story | None = None
    prediction: Prediction | None = None
    discussion: Texts = {}
    sources: tuple[Source, ...] = ()
    tags: tuple[str, ...] = ()
    """Without the ``#``."""
    media: tuple[Media, ...] = ()
    meta: Meta = Meta()
    channels: dict[str, Override] = {}
    """By name of a channel or an account."""
