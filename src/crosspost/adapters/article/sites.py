"""What channels that take articles share: a slug that names the message, pictures in place."""

import re
from collections.abc import Mapping

from ...looks.elements import opening
from ...model.draft import Json, Message
from ...translations import translate
from ..base import hashed
from .html import with_pictures
from .markdown import outside_code, written_address

_IN_MARKDOWN = re.compile(r"!\[((?:\\.|[^\]\\])*)\]\(([^)\s]*)\)")
_SIGN = re.compile(r"[\\\[\]*_`<]")


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
    return f"{words}-{hashed(key)[:8]}"


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
    media = message.media or ()
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


def to_do(*, published: bool) -> dict[str, Json]:
    """What a person does with an article that is there as a draft."""
    return {} if published else {"todo": translate("channels", "site.draft")}
