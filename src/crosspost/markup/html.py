"""HTML with inline styles, well nested however the marks overlap."""

from collections.abc import Mapping

from ..text.richtext import Mark, MarkKind, Rich
from .marks import nest

ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
TAGS: dict[MarkKind, str] = {"strong": "strong", "emphasis": "em", "code": "code"}


def html(rich: Rich, styles: Mapping[MarkKind, str]) -> str:
    """*rich* as inline HTML: escaped, line breaks as ``<br>``, no class and no link.

    Strong, emphasis and code are always written; other marks are a ``span`` where *styles* has a
    style for them. Addresses are not written: what to do with them is the channel's matter.

    >>> html(Rich(text="a<b🎉", marks=(Mark(start=1, end=4, kind="strong"),)), {})
    'a<strong>&lt;b🎉</strong>'
    """
    marks = nest(mark for mark in rich.marks if mark.kind in TAGS or mark.kind in styles)
    out: list[str] = []
    inside: list[Mark] = []
    at = 0

    def text_to(end: int) -> None:
        nonlocal at
        out.append(rich.text[at:end].translate(ESCAPES).replace("\n", "<br>"))
        at = end

    for mark in marks:
        while inside and inside[-1].end <= mark.start:
            text_to(inside[-1].end)
            out.append(f"</{_tag(inside.pop().kind)}>")
        text_to(mark.start)
        out.append(_opening(mark.kind, styles.get(mark.kind, "")))
        inside.append(mark)
    while inside:
        text_to(inside[-1].end)
        out.append(f"</{_tag(inside.pop().kind)}>")
    text_to(len(rich.text))
    return "".join(out)


def _tag(kind: MarkKind) -> str:
    return TAGS.get(kind, "span")


def _opening(kind: MarkKind, style: str) -> str:
    return f'<{_tag(kind)} style="{style.translate(ESCAPES)}">' if style else f"<{_tag(kind)}>"
