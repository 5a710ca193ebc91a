"""Cards: a post's title, its prediction with the stars and its question as one picture.

::

    Post ── content ─▶ texts ── layout ─▶ lines with their places ── draw ─▶ PNG
                        styles, fonts: tables            └─ alt_text ─▶ the same in words

A card is a file like any other picture: a post names it in its media, and what is sent is that.
"""

from .._record import Record
from ..errors import ConfigError
from ..model.findings import Finding
from ..model.post import Post
from ..registry import load_channel
from ..text.languages import pick
from . import styles
from .content import PARTS_OF, card_content
from .wording import alt_texts


class Card(Record):
    """A picture and what it shows."""

    png: bytes
    alt: dict[str, str]
    """All that it says, in each language, inside every channel's limit."""
    findings: tuple[Finding, ...]
    """What there was no room for, and what no font here has."""


def card(
    post: Post,
    *,
    size: str = "square",
    theme: str = "paper",
    languages: tuple[str, ...] = (),
    account: str = "",
) -> Card:
    """Draw *post*'s card; the same post, fonts and libraries give the same bytes.

    Args:
        post: it needs a title.
        size: one of `crosspost.card.styles`.
        theme: one of `crosspost.card.styles`, or the user's own.
        languages: BCP 47 tags, the first one largest; without any, as many as *size* has room for.
        account: who signs it where the post names no author.

    Raises:
        PostError: the post has no title.
        ConfigError: no such size or theme, no Chinese font on this system, or the libraries are
            not installed.
    """
    measures, look = styles.load_size(size), styles.load_theme(theme)
    wanted = languages or card_languages(post, measures.channel, measures.languages)
    words = card_content(post, wanted, PARTS_OF[measures.shape], account)
    try:
        from .layout import lay_out, png  # noqa: PLC0415 - Pillow and fontTools are an extra

        layout = lay_out(words, measures, look)
        drawn, unseen = png(layout)
    except ModuleNotFoundError as error:
        raise ConfigError("install.card", library=error.name) from error
    return Card(png=drawn, alt=alt_texts(layout.said), findings=(*layout.findings, *unseen))


class CardSeries(Record):
    """Cards to be swiped, the cover first, and the words beside them."""

    cards: tuple[Card, ...]
    title: str
    """At most 20 characters."""
    text: str
    """At most 1,000 characters, with the tags at its end."""
    findings: tuple[Finding, ...]


def series(
    post: Post, *, theme: str = "paper", language: str = "", account: str = ""
) -> CardSeries:
    """Draw *post* as a series of cards of 3:4, one idea each, for Xiaohongshu and Instagram.

    Args:
        post: it needs a title.
        theme: as for `card`.
        language: a BCP 47 tag; the post's first by itself.
        account: who signs each card where the post names no author.

    Raises:
        PostError: the post has no title.
        ConfigError: as for `card`.
    """
    measures, look = styles.load_size("tall"), styles.load_theme(theme)
    try:
        from .layout import png  # noqa: PLC0415 - as above
        from .slides import series_layouts, series_text  # noqa: PLC0415

        tag = language or card_languages(post, "", 1)[0]
        layouts, findings = series_layouts(post, tag, measures, look, account)
        cards = []
        for layout, alt in layouts:
            drawn, unseen = png(layout)
            cards.append(Card(png=drawn, alt=alt, findings=unseen))
        text = series_text(post, tag)
    except ModuleNotFoundError as error:
        raise ConfigError("install.card", library=error.name) from error
    told = (*findings, *(one for card in cards for one in card.findings), *text.findings)
    return CardSeries(
        cards=tuple(cards), title=text.title, text=text.body, findings=tuple(dict.fromkeys(told))
    )


def card_languages(post: Post, channel: str, most: int) -> tuple[str, ...]:
    """The languages of a card where nobody says: the channel's order, else the author's.

    >>> card_languages(Post(title={"en": "Chips", "zh": "芯片"}), "wechat-article", 1)
    ('zh',)
    """
    own = [tag for tag in (*post.languages, *post.title) if tag]
    liked = load_channel(channel).layout.languages if channel else ()
    keys = [pick(post.title, tag) for tag in (*liked, *own)]
    found = list(dict.fromkeys(key for key in keys if key))
    return tuple(found[:most]) or ("en",)
