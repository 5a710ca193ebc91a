"""Wording: the words of one block as inline HTML, with what becomes of their links."""

from collections.abc import Mapping

from ..markup.html import html
from ..rich import Mark, Rich
from .boxes import escaped
from .notes import inside
from .themes import Theme


def worded(rich: Rich, theme: Theme, numbers: Mapping[str, int]) -> str:
    """*rich* as inline HTML: a link inside WeChat stays one, another gets its number.

    Args:
        rich: the words.
        theme: how marks and numbers look.
        numbers: the number of each address that is listed at the end.

    >>> from crosspost.wechat.themes import load
    >>> paper = Rich(
    ...     text="见论文🎉", marks=(Mark(start=1, end=3, kind="link", href="https://a.cn"),)
    ... )
    >>> worded(paper, load("plain"), {"https://a.cn": 2})
    '见论文<sup style="font-size:11px">[2]</sup>🎉'
    """
    out = ""
    at = 0
    for mark in sorted((mark for mark in rich.marks if mark.kind == "link"), key=_end):
        said = html(rich[max(at, mark.start) : mark.end], theme.marks)
        out += html(rich[at : mark.start], theme.marks)
        if inside(mark.href):
            said = f'<a href="{escaped(mark.href)}">{said}</a>'
        elif mark.href in numbers:
            said += f'<sup style="{escaped(theme.note)}">[{numbers[mark.href]}]</sup>'
        out += said
        at = mark.end
    return out + html(rich[at:], theme.marks)


def _end(mark: Mark) -> int:
    return mark.end
