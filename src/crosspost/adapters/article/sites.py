"""What channels that take articles share: a slug that names the message, pictures in place."""

import hashlib
import re
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
from .markdown import outside_code, written_address

Stored = TypeVar("Stored")
_IN_MARKDOWN = re.compile(r"!\[((?:\\.|[^\]\\])*)\]\(([^)\s]*)\)")
_SIGN = re.compile(r"[\\\[\]*_`<]")


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


def text_with_pictures(message: Message, addresses: Mapping[str, str]) -> str:
    r"""The article's HTML, or its Markdown, with its pictures in it and its cover above it.

    Args:
        message: an article's.
        addresses: where each picture is, by what the post calls it; one that is not here stays.

    >>> article = Message(
    ...     index=1,
    ...     of=1,
    ...     text="港口 🎉",
    ...     size=5,
    ...     limit=9,
    ...     unit="code points",
    ...     payload={"markdown": "![港口](图.png) `![](图.png)`", "cover": "封面.png"},
    ... )
    >>> there = {"封面.png": "https://a.cn/1", "图.png": "https://a.cn/2"}
    >>> text_with_pictures(article, there)
    '![](https://a.cn/1)\n\n![港口](https://a.cn/2) `![](图.png)`'
    """
    cover = str(message.payload.get("cover") or "")
    media = () if message.media is UNSET else message.media
    alts = [one.alt for one in media if cover in {one.path, one.url}]
    alt, at = (alts[0] if alts else ""), addresses.get(cover, cover)
    if html := str(message.payload.get("html") or ""):
        above = f"<figure>{opening('img', {'src': at, 'alt': alt})}</figure>\n" if cover else ""
        return above + placed(html, addresses)
    known = {written_address(name): written_address(there) for name, there in addresses.items()}

    def change(text: str) -> str:
        return _IN_MARKDOWN.sub(
            lambda found: f"![{found[1]}]({known.get(found[2], found[2])})", text
        )

    line = _SIGN.sub(r"\\\g<0>", " ".join(alt.split()))
    above = f"![{line}]({written_address(at)})\n\n" if cover else ""
    return above + outside_code(str(message.payload.get("markdown") or ""), change)


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
