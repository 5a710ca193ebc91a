"""An article's pictures on their way out: each at the address that its channel gave it."""

import re
from collections.abc import Callable, Mapping
from html import unescape

from msgspec import UNSET

from ...markup.marks import ESCAPES
from ...model.draft import Message, Picture
from .markdown import outside_code, written_address

_IN_HTML = re.compile(r'<img [^>]*?src="([^"]*)"[^>]*>')
_IN_MARKDOWN = re.compile(r"!\[((?:\\.|[^\]\\])*)\]\(([^)\s]*)\)")


def replaced_pictures(html: str, shown: Callable[[str], str]) -> str:
    """*html* with every picture as *shown* has it by its address.

    >>> replaced_pictures('<p>港口<img src="a.png" alt="🎉"></p>', "[{}]".format)
    '<p>港口[a.png]</p>'
    """
    return _IN_HTML.sub(lambda found: shown(unescape(found[1])), html)


def cover_of(message: Message) -> Picture | None:
    """The post's first picture, where the text does not have it."""
    media = () if message.media is UNSET else message.media
    html = str(message.payload.get("html") or "")
    markdown = str(message.payload.get("markdown") or "")
    inside = {unescape(one) for one in _IN_HTML.findall(html)}
    inside |= {one for _, one in _IN_MARKDOWN.findall(markdown)}
    first = media[0] if media else None
    name = (first.path or first.url) if first else ""
    return None if {name, written_address(name)} & inside else first


def text_with_pictures(message: Message, addresses: Mapping[str, str], *, cover: bool) -> str:
    r"""The article's HTML, or its Markdown, with each picture at another address.

    Args:
        message: an article's.
        addresses: by what the post calls a picture; one that is not here stays as it is.
        cover: whether the cover stands above the text.

    >>> article = Message(
    ...     index=1,
    ...     of=1,
    ...     text="港口 🎉",
    ...     size=5,
    ...     limit=9,
    ...     unit="code points",
    ...     payload={"markdown": "![港口](图.png) `![](图.png)`"},
    ...     media=(Picture(path="封面.png", alt="🎉"), Picture(path="图.png", alt="港口")),
    ... )
    >>> there = {"封面.png": "https://a.cn/1", "图.png": "https://a.cn/2"}
    >>> text_with_pictures(article, there, cover=True)
    '![🎉](https://a.cn/1)\n\n![港口](https://a.cn/2) `![](图.png)`'
    """
    first = cover_of(message) if cover else None
    name = (first.path or first.url) if first else ""
    at = addresses.get(name, name)
    if html := str(message.payload.get("html") or ""):
        known = {
            path.translate(ESCAPES): there.translate(ESCAPES) for path, there in addresses.items()
        }
        said = _IN_HTML.sub(lambda found: _at(found, 1, known.get(found[1], found[1])), html)
        alt = first.alt.translate(ESCAPES) if first else ""
        above = f'<figure><img src="{at.translate(ESCAPES)}" alt="{alt}"></figure>\n'
        return (above if first else "") + said
    known = {written_address(path): written_address(there) for path, there in addresses.items()}

    def change(text: str) -> str:
        return _IN_MARKDOWN.sub(lambda found: _at(found, 2, known.get(found[2], found[2])), text)

    said = outside_code(str(message.payload.get("markdown") or ""), change)
    alt = re.sub(r"[\\\[\]*_`<]", r"\\\g<0>", " ".join(first.alt.split())) if first else ""
    return (f"![{alt}]({written_address(at)})\n\n" if first else "") + said


def _at(found: re.Match[str], group: int, address: str) -> str:
    """What was *found*, with *address* in place of its *group*."""
    begin, end = (place - found.start() for place in found.span(group))
    return found[0][:begin] + address + found[0][end:]
