"""An article's pictures on their way out: each at the address that its channel gave it."""

import re
from collections.abc import Mapping

from msgspec import UNSET

from ...looks.elements import opening
from ...model.draft import Message
from .html import with_pictures
from .markdown import outside_code, written_address

_IN_MARKDOWN = re.compile(r"!\[((?:\\.|[^\]\\])*)\]\(([^)\s]*)\)")
_SIGN = re.compile(r"[\\\[\]*_`<]")


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

        def shown(source: str, said: str) -> str:
            return str(opening("img", {"src": addresses.get(source, source), "alt": said}))

        return above + with_pictures(html, shown)
    known = {written_address(name): written_address(there) for name, there in addresses.items()}

    def change(text: str) -> str:
        return _IN_MARKDOWN.sub(
            lambda found: f"![{found[1]}]({known.get(found[2], found[2])})", text
        )

    line = _SIGN.sub(r"\\\g<0>", " ".join(alt.split()))
    above = f"![{line}]({written_address(at)})\n\n" if cover else ""
    return above + outside_code(str(message.payload.get("markdown") or ""), change)
