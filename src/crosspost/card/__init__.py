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
from .alt_text import alt_texts
from .content import card_content


class Card(Record):
    """A picture and what it shows."""

    png: bytes
    alt: dict[str, str]
    """All that it says, in each language, inside every channel's limit."""
    findings: tuple[Finding, ...]
    """What there was no room for, and what no font here has."""


def card(
    post: Post, *, size: str = "square", theme: str = "paper", languages: tuple[str, ...] = ()
) -> Card:
    """Draw *post*'s card; the same post, fonts and libraries give the same bytes.

    Args:
        post: it needs a title.
        size: one of `crosspost.card.styles`.
        theme: one of `crosspost.card.styles`, or the user's own.
        languages: BCP 47 tags, the first one largest; without any, as many as *size* has room for.

    Raises:
        PostError: the post has no title.
        ConfigError: no such size or theme, no Chinese font on this system, or the libraries are
            not installed.
    """
    measures, look = styles.load_size(size), styles.load_theme(theme)
    words = card_content(post, languages or chosen(post, measures.channel, measures.languages))
    try:
        from .layout import lay_out, png  # noqa: PLC0415 - Pillow and fontTools are an extra

        layout = lay_out(words, measures, look)
        drawn, unseen = png(layout)
    except ModuleNotFoundError as error:
        raise ConfigError("install.card", library=error.name) from error
    return Card(png=drawn, alt=alt_texts(layout.said), findings=(*layout.findings, *unseen))


def chosen(post: Post, channel: str, most: int) -> tuple[str, ...]:
    """The languages of a card where nobody says: the channel's order, else the author's.

    >>> chosen(Post(title={"en": "Chips", "zh": "芯片"}), "wechat-article", 1)
    ('zh',)
    """
    own = [tag for tag in (*post.languages, *post.title) if tag]
    liked = load_channel(channel).layout.languages if channel else ()
    keys = [pick(post.title, tag) for tag in (*liked, *own)]
    found = list(dict.fromkeys(key for key in keys if key))
    return tuple(found[:most]) or ("en",)
