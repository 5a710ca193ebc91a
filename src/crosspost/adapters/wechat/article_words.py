"""Words of a WeChat article as inline HTML, and the numbers of the addresses that they hide.

An article cannot link to the outside, so addresses become numbered footnotes, after the author's
own. And where its pictures stand.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from itertools import count, takewhile

from msgspec import structs
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from ..._record import Record
from ...compose.passages import Passage
from ...markup.marks import html
from ...text.blocks import Block, Code, Note, reworded
from ...text.richtext import Mark, Rich, Slices
from ...typography.quotes import latin_quotes
from .themes import Boxes, Theme

NO_BREAK = "\u00a0"


def box(styles: Boxes, inner: str, extra: str = "") -> str:
    """*inner* in one ``section`` a style, the first outermost; *extra* joins the innermost.

    >>> box(("padding:8px", "color:#333"), "芯片 🎉")
    '<section style="padding:8px"><section style="color:#333">芯片 🎉</section></section>'
    """
    layers = [styles] if isinstance(styles, str) else list(styles)
    if extra and layers:
        layers[-1] = ";".join(filter(None, (layers[-1], extra)))
    for style in reversed(layers):
        dressed = f' style="{escaped(style)}"' if style else ""
        inner = f"<section{dressed}>{inner}</section>"
    return inner


def words(inner: str) -> str:
    """What a block says, as one inline unit.

    >>> words("芯片")
    '<span>芯片</span>'
    """
    return f"<span>{inner}</span>"


def span(style: str, inner: str) -> str:
    """*inner* in a ``span`` of its own where there is a *style* for it.

    >>> span("color:#333", "1"), span("", "1")
    ('<span style="color:#333">1</span>', '1')
    """
    return f'<span style="{escaped(style)}">{inner}</span>' if style else inner


def escaped(text: str) -> str:
    """*text* for use in an element or an attribute.

    >>> escaped('《A & B》 "<"')
    '《A &amp; B》 &quot;&lt;&quot;'
    """
    for sign, entity in ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"):
        text = text.replace(sign, entity)
    return text


STRUCK = "text-decoration:line-through"
PROPORTIONAL = "font-feature-settings:'pwid'"
"""Quotes as wide as Latin letters' are: Chinese fonts draw them as wide as their characters
(isn’t as isn’ t), and WeChat wants no other font than its own."""


class LinkNote(Record):
    """An address that some words of the text, but no source, point to."""

    number: int
    words: str
    href: str


class Notes(Record):
    """Which number stands for which address."""

    numbers: dict[str, int]
    more: tuple[LinkNote, ...]
    """Those to be listed after the sources."""


def inside(href: str) -> bool:
    """Whether WeChat lets an article link there: to other articles only.

    https://developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_draft_add.html

    >>> inside("https://mp.weixin.qq.com/s/abc"), inside("https://例子.com")
    (True, False)
    """
    return href.startswith(("https://mp.weixin.qq.com/", "http://mp.weixin.qq.com/"))


def numbered(passages: Sequence[Passage]) -> tuple[list[Passage], Notes]:
    """*passages* with the signs of their notes, and the number of every address behind words.

    A source's address has the source's number. Footnotes and other addresses are counted on from
    there, in the order in which the text comes to them: each text of a post counts its own from 1.

    >>> said = Passage(
    ...     section="happened",
    ...     kind="paragraph",
    ...     language="zh",
    ...     text=Rich(text="详见论文").marked("link", "https://a.com"),
    ... )
    >>> numbered([said])[1].more[0].number
    1
    """
    sources = [passage for passage in passages if passage.kind == "source"]
    addresses: dict[str, int] = {}
    for at, source in enumerate(sources, 1):
        for mark in links(source.text):
            addresses.setdefault(mark.href, at)
    counted = count(len(sources) + 1)
    signs: dict[_Sign, int] = {}
    more: list[LinkNote] = []
    for passage in passages:
        for rich in (passage.label, passage.text):
            for mark in sorted(rich.marks, key=_end):
                if mark.kind == "note" and mark.href.isdecimal():
                    sign = (passage.name, passage.language, int(mark.href))
                    signs[sign] = signs.get(sign) or next(counted)
                words = rich.text[mark.start : mark.end]
                if mark.kind == "link" and mark.href == f"mailto:{words}":
                    continue  # an address of mail says itself
                if _hides(mark) and mark.href not in addresses:
                    number = addresses[mark.href] = next(counted)
                    more.append(LinkNote(number=number, words=words, href=mark.href))
        if isinstance(passage.block, Note):  # that nothing refers to, or before it is
            sign = (passage.name, passage.language, passage.block.number)
            signs[sign] = signs.get(sign) or next(counted)
    said = [_numbered(passage, signs) for passage in passages] if signs else list(passages)
    return said, Notes(numbers=addresses, more=tuple(more))


_Sign = tuple[str, str, int]
"""A footnote: its section, its language, and its number there."""


def _numbered(passage: Passage, known: Mapping[_Sign, int]) -> Passage:
    def number(said: str) -> int | None:
        digits = int(said) if said.isdecimal() else 0
        return known.get((passage.name, passage.language, digits))

    def changed(rich: Rich) -> Rich:
        signs = [
            (mark.start, mark.end, f"[{new}]")
            for mark in rich.marks
            if mark.kind == "note" and (new := number(mark.href)) is not None
        ]
        return rich.replaced(sorted(signs))

    block: Block | None = passage.block
    if block:
        block = reworded(block, changed)
    if isinstance(block, Note):
        block = structs.replace(block, number=number(str(block.number)) or block.number)
    return structs.replace(
        passage, text=changed(passage.text), label=changed(passage.label), block=block
    )


def links(rich: Rich) -> Iterable[Mark]:
    """The marks of *rich* that hide an address outside WeChat, as they end."""
    return sorted(filter(_hides, rich.marks), key=_end)


def _hides(mark: Mark) -> bool:
    return mark.kind == "link" and not inside(mark.href)


def worded(rich: Rich, theme: Theme, numbers: Mapping[str, int]) -> str:
    """*rich* as inline HTML: a link inside WeChat stays one, another gets its number.

    Args:
        rich: the words.
        theme: how marks and numbers look.
        numbers: the number of each address that is listed at the end.

    >>> from crosspost.adapters.wechat.themes import load
    >>> paper = Rich(
    ...     text="见论文🎉", marks=(Mark(start=1, end=3, kind="link", href="https://a.cn"),)
    ... )
    >>> worded(paper, load("plain"), {"https://a.cn": 2})
    '见论文<sup style="font-size:11px">[2]</sup>🎉'
    """
    out = ""
    at = 0
    styles = {"strike": STRUCK, **theme.marks}
    linked = styles.pop("link", "")
    quoted = deque(latin_quotes(rich.text))
    aside = {"link", "note"}
    own = tuple(mark for mark in rich.marks if mark.kind not in aside)
    parts = Slices(structs.replace(rich, marks=own))

    def said(start: int, end: int) -> str:
        made = ""
        if start >= end:
            return made
        while quoted and quoted[0][1] <= start:
            quoted.popleft()
        for first, last in takewhile(lambda quote: quote[0] < end, quoted):
            first, last = max(first, start), min(last, end)  # noqa: PLW2901 - what of it is here
            made += html(parts.part(start, first), styles)
            made += span(PROPORTIONAL, html(parts.part(first, last), styles))
            start = last
        return made + html(parts.part(start, end), styles)

    for mark in sorted((mark for mark in rich.marks if mark.kind in aside), key=_end):
        out += said(at, mark.start)
        inner = said(max(at, mark.start), mark.end)
        if mark.kind == "note":
            inner = f'<sup style="{escaped(theme.note)}">{inner}</sup>'
        elif inside(mark.href):
            inner = f'<a href="{escaped(mark.href)}">{span(linked, inner)}</a>'
        elif mark.href in numbers:
            inner = span(linked, inner)
            inner += f'<sup style="{escaped(theme.note)}">[{numbers[mark.href]}]</sup>'
        out += inner
        at = mark.end
    return out + said(at, len(rich))


def _end(mark: Mark) -> int:
    return mark.end


class Dress(Record):
    """What every part of one article needs to know."""

    theme: Theme
    notes: Notes
    pictures: dict[str, str] = {}
    """By the path of each picture in the text, the name that it stands under."""


ROOM = 300
"""Characters that an address and a width may add to a figure's name, more than any seen."""


class PicturePlace(Record):
    """Where an uploaded picture is, and how wide."""

    url: str
    width: int


def figures(first: int, after: int) -> str:
    """HTML for the pictures from *first* on, one below the other.

    Args:
        first: the place among the message's pictures, from 1, which is the cover.
        after: the place behind the last one.

    >>> figures(2, 3)
    '<section style="margin:24px 0 0"><img src="picture-2" style="max-width:100%"></section>'
    """
    return "".join(
        box("margin:24px 0 0", f'<img src="{picture_name(at)}" style="max-width:100%">')
        for at in range(first, after)
    )


def placed(html: str, places: Sequence[PicturePlace]) -> str:
    """*html* with the pictures where they are now; ``data-w`` is what WeChat's editor asks for.

    >>> placed(figures(2, 3), [PicturePlace(url="https://mmbiz.qpic.cn/图?a&b", width=640)])[33:-10]
    '<img src="https://mmbiz.qpic.cn/图?a&amp;b" data-w="640" style="max-width:100%">'
    """
    for at, place in enumerate(places, 2):
        address = f'src="{escaped(place.url)}" data-w="{place.width}"'
        html = html.replace(f'src="{picture_name(at)}"', address)
    return html


def picture_name(at: int) -> str:
    """What the picture at that place, from 1, is called until it is uploaded.

    >>> picture_name(2)  # 🎉
    'picture-2'
    """
    return f"picture-{at}"


TAB = 4
"""Spaces."""


def code_html(code: Code, colours: Mapping[str, str]) -> str:
    r"""Its lines, with indent and runs of spaces as they are; a tab is four spaces.

    Args:
        code: of a language that Pygments knows, or of none.
        colours: by the name of Pygments for a kind of word (``Comment``, ``Keyword``); the nearest
            one above counts. Without any, nothing is coloured.

    >>> code_html(Code(code="if 芯片:\n    跑()  # 🎉", source=""), {})
    'if 芯片:<br>\xa0\xa0\xa0\xa0跑()\xa0\xa0# 🎉'
    >>> code_html(Code(code="# 🎉", source="", language="python"), {"Comment": "#585450"})
    '<span style="color:#585450"># 🎉</span>'
    """
    text = "\n".join(line.expandtabs(TAB) for line in code.code.split("\n"))
    out: list[str] = []
    fresh = True
    for kind, said in _coloured(text, code.language) if colours else [("", text)]:
        colour = next((colours[name] for name in _above(kind) if name in colours), "")
        for at, piece in enumerate(said.split("\n")):
            if at:
                out.append("<br>")
                fresh = True
            inner = piece.lstrip(" ") if fresh else piece
            shown = NO_BREAK * (len(piece) - len(inner))
            shown += escaped(inner).replace("  ", NO_BREAK * 2)
            out.append(span(f"color:{colour}", shown) if colour and inner.strip() else shown)
            fresh = fresh and not inner
    return "".join(out)


def _coloured(text: str, language: str) -> Iterable[tuple[str, str]]:
    """Each word of a program with its kind as Pygments names it: ``Literal.String``."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return [("", text)]
    return [(".".join(kind), said) for kind, said in lexer.get_tokens(text)]


def _above(kind: str) -> Iterable[str]:
    """A kind's own name, and those of the kinds that it is one of."""
    parts = kind.split(".") if kind else []
    return (".".join(parts[:end]) for end in range(len(parts), 0, -1))
