"""Relative addresses: where a link leads that says only how to get there from the post itself."""

from urllib.parse import urljoin

from msgspec import structs

from .._lazy_re import later
from .._record import Record
from ..counting import links
from .blocks import Block, List, Note, Picture, Quote, reworded
from .richtext import Mark, Rich
from .texts import Text

_SCHEME = later(r"[A-Za-z][A-Za-z0-9+.-]*:")


class Resolved(Record):
    """A text whose links lead somewhere, and the addresses of those that did not."""

    text: Text
    nowhere: tuple[str, ...] = ()


def resolved(text: Text, base: str) -> Resolved:
    """*text* with whole addresses; where *base* is empty, the words of a relative link stay alone.

    Args:
        text: any.
        base: the address at which the post itself stands.

    >>> text = Text("见[上篇](../2025/芯片.md)。🎉")
    >>> made = resolved(text, "https://example.com/2026/post/").text
    >>> made.blocks[0].text.marks[0].href
    'https://example.com/2026/2025/芯片.md'
    >>> resolved(text, "").nowhere
    ('../2025/芯片.md',)
    """
    key = (resolved, base)
    if key not in text.memo:
        nowhere: list[str] = []

        def whole(rich: Rich) -> Rich:
            if all(map(_leads, rich.marks)):
                return rich
            nowhere.extend(mark.href for mark in rich.marks if not base and not _leads(mark))
            marks = (
                mark if _leads(mark) else structs.replace(mark, href=urljoin(base, mark.href))
                for mark in rich.marks
                if base or _leads(mark)
            )
            return Rich(text=rich.text, marks=tuple(marks))

        blocks = [_pictured(reworded(block, whole), base) for block in text.blocks]
        changed = blocks != list(text.blocks)
        text.memo[key] = Resolved(text=Text.of(blocks) if changed else text, nowhere=tuple(nowhere))
    known: Resolved = text.memo[key]
    return known


def whole_address(url: str, base: str) -> str:
    """*url* as it leads there from anywhere; nothing where it is relative and *base* is empty.

    >>> whole_address("../芯片.html", "https://example.com/a/b/"), whole_address("/图🎉", "")
    ('https://example.com/a/芯片.html', '')
    >>> whole_address("example.com/芯片", "https://example.org/")
    'example.com/芯片'
    """
    if _SCHEME.match(url) or any(map(str.isspace, url)):
        return url
    if not url.startswith(("/", "./", "../")) and links.urls(url):
        return url
    return urljoin(base, url) if base and url else ""


def _pictured(block: Block, base: str) -> Block:
    """*block*, where its pictures lie at the root of the site that *base* is on."""
    match block:
        case Picture(path=path) if base and path.startswith("/"):
            return structs.replace(block, path=urljoin(base, path))
        case Quote() | Note():
            below = tuple(_pictured(one, base) for one in block.blocks)
            return structs.replace(block, blocks=below)
        case List():
            items = (
                structs.replace(item, more=tuple(_pictured(one, base) for one in item.more))
                for item in block.items
            )
            return structs.replace(block, items=tuple(items))
        case _:
            return block


def _leads(mark: Mark) -> bool:
    return mark.kind != "link" or _SCHEME.match(mark.href) is not None
