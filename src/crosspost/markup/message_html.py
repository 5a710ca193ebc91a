"""A message as HTML: its marks as elements, and no word on how they look.

Only elements that chats keep: https://spec.matrix.org/latest/client-server-api/#mroommessage-msgtypes.
"""

from msgspec import structs

from ..text.richtext import Mark, MarkKind, Rich
from .marks import ESCAPES, html_text, merge_marks, nest, with_signs

TAGS: dict[MarkKind, str] = {"strong": "strong", "emphasis": "em", "strike": "del", "code": "code"}
BLOCKS: tuple[MarkKind, ...] = ("quote", "pre")
"""From the outer to the inner."""


def message_html(rich: Rich) -> str:
    r"""*rich* as HTML; quotations and code are blocks, other lines end in ``<br>``.

    >>> said = Rich(text="见 <论文>🎉\n好").marked("link", "https://a.cn/?a&b")
    >>> message_html(said)
    '<a href="https://a.cn/?a&amp;b">见 &lt;论文&gt;🎉<br>好</a>'
    >>> message_html(Rich(text="一\n") + Rich(text="二").marked("quote") + "\n三")
    '一<blockquote>二</blockquote>三'
    """
    return _blocks(rich, BLOCKS)


def _blocks(rich: Rich, kinds: tuple[MarkKind, ...]) -> str:
    """*rich* with blocks of the first of *kinds*, in which those of the others may stand."""
    if not kinds:
        return _inline(rich)
    kind, inner, out, at = kinds[0], kinds[1:], list[str](), 0
    for mark in merge_marks(one for one in rich.marks if one.kind == kind):
        out += (_between(rich, at, mark.start, inner), _block(rich, mark, inner))
        at = mark.end
    return "".join((*out, _between(rich, at, len(rich), inner)))


def _between(rich: Rich, start: int, end: int, kinds: tuple[MarkKind, ...]) -> str:
    """The lines beside blocks; a block stands apart by itself."""
    text = rich.text[start:end]
    if start:
        start += len(text) - len(text.lstrip("\n"))
    if end < len(rich):
        end -= len(text) - len(text.rstrip("\n"))
    return _blocks(rich[start:end], kinds) if start < end else ""


def _block(rich: Rich, mark: Mark, kinds: tuple[MarkKind, ...]) -> str:
    part = rich[mark.start : mark.end]
    if mark.kind == "quote":
        own = tuple(one for one in part.marks if one.kind != "quote")
        return f"<blockquote>{_blocks(structs.replace(part, marks=own), kinds)}</blockquote>"
    language = f' class="language-{mark.href.translate(ESCAPES)}"' if mark.href else ""
    return f"<pre><code{language}>{part.text.translate(ESCAPES)}</code></pre>"


def _inline(rich: Rich) -> str:
    marks = nest(one for one in rich.marks if one.kind in TAGS or one.kind in {"link", "url"})
    return with_signs(rich.text, map(_signs, marks), html_text)


def _signs(mark: Mark) -> tuple[Mark, str, str]:
    tag = TAGS.get(mark.kind, "a")
    href = f' href="{mark.href.translate(ESCAPES)}"' if tag == "a" else ""
    return mark, f"<{tag}{href}>", f"</{tag}>"
