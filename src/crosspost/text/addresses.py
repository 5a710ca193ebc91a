"""Relative addresses: where a link leads that says only how to get there from the post itself."""

from urllib.parse import urljoin

from msgspec import structs

from .._lazy_re import later
from .._record import Record
from .blocks import reworded
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

        blocks = [reworded(block, whole) for block in text.blocks]
        changed = blocks != list(text.blocks)
        text.memo[key] = Resolved(text=Text.of(blocks) if changed else text, nowhere=tuple(nowhere))
    known: Resolved = text.memo[key]
    return known


def _leads(mark: Mark) -> bool:
    return mark.kind != "link" or _SCHEME.match(mark.href) is not None
