"""What sites that take articles share: a slug that names the message; pictures in their places."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Generic, TypeVar

from msgspec import UNSET

from ...errors import Rejected
from ...looks.elements import opening
from ...model.draft import Json, Message
from ...translations import translate
from ..base import Upload
from .html import with_pictures

Stored = TypeVar("Stored")


class PictureStore(Generic[Stored]):
    """What became of each picture: a second attempt must not fill the site's library.

    Args:
        store: uploads one.
    """

    def __init__(self, store: Callable[[Upload], Stored]) -> None:
        self._store = store
        self._stored: dict[str, Stored] = {}

    def stored(self, message: Message, uploads: Sequence[Upload]) -> dict[str, Stored]:
        """What became of each picture of *message*, by its path or address in the post."""
        media = () if message.media is UNSET else message.media
        return {
            picture.path or picture.url: self._once(upload)
            for picture, upload in zip(media, uploads, strict=False)
        }

    def _once(self, upload: Upload) -> Stored:
        name = hashlib.sha256(upload.data).hexdigest() + upload.alt
        if name not in self._stored:
            self._stored[name] = self._store(upload)
        return self._stored[name]


def own_slug(message: Message, key: str) -> str:
    """The slug of *message*: its title's, and what only this message has, by which it is found.

    >>> said = Message(
    ...     index=1,
    ...     of=1,
    ...     text="芯片🎉",
    ...     size=3,
    ...     limit=9,
    ...     unit="code points",
    ...     payload={"slug": "chips"},
    ... )
    >>> own_slug(said, "钥匙")
    'chips-6d132744'
    """
    words = str(message.payload.get("slug") or "post")
    return f"{words}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"


def placed(html: str, addresses: Mapping[str, str]) -> str:
    """*html* of an article with its pictures where they are now.

    >>> placed('<img src="图.png" alt="港口🎉">', {"图.png": "https://a.cn/1.png"})
    '<img src="https://a.cn/1.png" alt="港口🎉">'
    """

    def shown(source: str, alt: str) -> str:
        return str(opening("img", {"src": addresses.get(source, source), "alt": alt}))

    return with_pictures(html, shown)


@contextmanager
def not_there(code: str) -> Iterator[None]:
    """A call within about one article of ours: *code* says of it that it is not there."""
    try:
        yield
    except Rejected as error:
        if error.code == code:
            raise Rejected("change.not-there", location=error.places) from error
        raise


def to_do(*, published: bool) -> dict[str, Json]:
    """What a person does with an article that is there as a draft."""
    return {} if published else {"todo": translate("channels", "site.draft")}
