"""Looks: how each channel shows a message, a module each, found by the profile's adapter."""

from collections.abc import Callable, Sequence

from ... import book
from ...draft import Message
from ...errors import BookError
from ...record import Record
from ..found import Found
from ..scene import Drawn, Scene
from . import (
    bluesky,
    mastodon,
    plain,
    telegram,
    wechat_article,
    wechat_message,
    wechat_moments,
    wecom,
    x,
)

Draw = Callable[[Message, Scene, Sequence[Found]], Drawn]


class Look(Record):
    """One way to show messages."""

    name: str
    """The class that its style hangs on."""
    draw: Draw


LOOKS = {
    look.name: look
    for look in (
        Look(name="bluesky", draw=bluesky.draw),
        Look(name="mastodon", draw=mastodon.draw),
        Look(name="telegram", draw=telegram.draw),
        Look(name="wechat_article", draw=wechat_article.draw),
        Look(name="wechat_message", draw=wechat_message.draw),
        Look(name="wechat_moments", draw=wechat_moments.draw),
        Look(name="wecom", draw=wecom.draw),
        Look(name="x", draw=x.draw),
    )
}
"""By the adapter that wrote the draft."""
PLAIN = Look(name="plain", draw=plain.draw)


def look_of(channel: str) -> Look:
    """The look of the book's entry *channel*; a plain one where nobody drew any.

    >>> look_of("telegram-caption").name, look_of("公告").name
    ('telegram', 'plain')
    """
    try:
        return LOOKS.get(book.load(channel).adapter, PLAIN)
    except BookError:  # an entry that is gone, of a draft that was kept
        return PLAIN
