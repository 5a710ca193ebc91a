"""The content of a WeChat article: passages as HTML in a theme's colours and sizes.

Only ``section`` and ``span`` hold text, and only ``style`` attributes dress them: that is what the
editor keeps. Every text stands in one ``span`` of its own, because the editor takes bare text
beside a ``strong`` apart when the draft is saved. An article cannot link to the outside, so
addresses become numbered footnotes. The first picture of a message is its cover; the others stand
at the end of the text, each under a name that the sender replaces by the address that only WeChat
can give, once the picture is uploaded.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import TypeVar

from ..._record import Record
from ...compose.passages import Passage
from ...markup.html import html
from ...model.section_names import label
from ...text.richtext import Mark, Rich
from .themes import Boxes, Card, Theme


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


class Note(Record):
    """An address that some words of the text, but no source, point to."""

    number: int
    words: str
    href: str


class Notes(Record):
    """Which number stands for which address."""

    numbers: dict[str, int]
    more: tuple[Note, ...]
    """Those to be listed after the sources."""


def inside(href: str) -> bool:
    """Whether WeChat lets an article link there: to other articles only.

    https://developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_draft_add.html

    >>> inside("https://mp.weixin.qq.com/s/abc"), inside("https://例子.com")
    (True, False)
    """
    return href.startswith(("https://mp.weixin.qq.com/", "http://mp.weixin.qq.com/"))


def noted(passages: Sequence[Passage]) -> Notes:
    """Number every address behind words: a source's by the source, others after them.

    >>> said = Passage(
    ...     section="happened",
    ...     kind="paragraph",
    ...     language="zh",
    ...     text=Rich(text="详见论文").marked("link", "https://a.com"),
    ... )
    >>> noted([said]).more[0].number
    1
    """
    sources = [passage for passage in passages if passage.kind == "source"]
    numbers: dict[str, int] = {}
    for at, source in enumerate(sources):
        for mark in links(source.text):
            numbers.setdefault(mark.href, at + 1)
    more: list[Note] = []
    for passage in passages:
        for rich in (passage.label, passage.text):
            for mark in links(rich):
                if mark.href not in numbers:
                    numbers[mark.href] = len(sources) + len(more) + 1
                    words = rich.text[mark.start : mark.end]
                    more.append(Note(number=numbers[mark.href], words=words, href=mark.href))
    return Notes(numbers=numbers, more=tuple(more))


def links(rich: Rich) -> Iterable[Mark]:
    """The marks of *rich* that hide an address outside WeChat, as they end."""
    hidden = (mark for mark in rich.marks if mark.kind == "link" and not inside(mark.href))
    return sorted(hidden, key=lambda mark: mark.end)


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


DEEPEST = 3
"""Points under points are moved in no further: a phone has no room."""

SPACED = frozenset({"zh", "ja", "ko", "yue"})
"""Languages that the theme's own letter-spacing and justification are made for."""

NO_BREAK = "\u00a0"


Styles = TypeVar("Styles", str, Boxes)


class Dress(Record):
    """What every part of one article needs to know."""

    theme: Theme
    notes: Notes


def content(passages: Sequence[Passage], theme: Theme) -> str:
    """The article's HTML. The first title is left out: WeChat shows it itself.

    Args:
        passages: of one strand, in order.
        theme: how they look.
    """
    dress = Dress(theme=theme, notes=noted(passages))
    parts = [
        _section(list(group), dress)
        for _, group in groupby(passages, key=lambda passage: passage.section)
    ]
    if dress.notes.more and not any(passage.kind == "source" for passage in passages):
        parts.append(_only_notes(passages[0].language, dress))
    return box(theme.page, "".join(parts))


def _section(group: list[Passage], dress: Dress) -> str:
    card = dress.theme.cards.get(group[0].section, Card())
    heading = "".join(_heading(passage, card, dress) for passage in group if _heads(passage))
    body = [passage for passage in group if not _heads(passage)]
    inner = "".join(_item(item, card, dress) for item in _items(body))
    more = _more(dress) if group[0].section == "sources" else ""
    return box(card.box, heading + inner + more)


def _heads(passage: Passage) -> bool:
    return passage.kind == "heading"


def _heading(passage: Passage, card: Card, dress: Dress) -> str:
    """The first language's words, the others' smaller; stars on a line of their own."""
    theme = dress.theme
    first, _, others = passage.text.text.partition(" / ")
    text = escaped(" ".join(filter(None, (passage.lead, first))))
    if others:
        text += span(_or(card.aside, theme.aside), escaped(f"{NO_BREAK}{NO_BREAK}{others}"))
    sure = box(theme.sure, words(escaped(passage.sure))) if passage.sure else ""
    return box(_or(card.heading, theme.heading), words(text)) + sure


def _items(body: Iterable[Passage]) -> list[list[Passage]]:
    """A numbered point with all that belongs to it, or what stands on its own."""
    items: list[list[Passage]] = []
    for passage in body:
        if not items or (passage.kind == "point" and passage.lead):
            items.append([])
        items[-1].append(passage)
    return items


def _item(item: list[Passage], card: Card, dress: Dress) -> str:
    theme = dress.theme
    inner = ""
    for second, run in groupby(item, key=lambda passage: passage.second):
        said = "".join(_passage(passage, card, dress) for passage in run)
        boxed = second and item[0].section != "title"
        inner += box(_or(card.second, theme.second), said) if boxed else said
    if not item[0].lead or item[0].kind != "point":
        return inner
    inner = box(theme.point, inner)
    for _ in range(min(item[0].level, DEEPEST)):
        inner = box(theme.nested, inner)
    return inner


def _passage(passage: Passage, card: Card, dress: Dress) -> str:
    theme = dress.theme
    if passage.kind == "title":
        return box(theme.subtitle, _text(passage.text, dress))
    if passage.kind == "source":
        return _source(passage, dress)
    if passage.kind == "tags":
        return box(theme.tags, _text(passage.text, dress))
    number = span(theme.number, escaped(passage.lead.rstrip("."))) if passage.lead else ""
    latin = "" if passage.second or _spaced(passage.language) else theme.latin
    out = ""
    if passage.label:
        out = box(theme.label, _text(passage.label, dress, before=number), latin)
        number = ""
    if passage.text:
        styles = theme.paragraph if passage.second else _or(card.paragraph, theme.paragraph)
        out += box(styles, _text(passage.text, dress, before=number), latin)
    return out


def _or(own: Styles | None, general: Styles) -> Styles:
    """A card's own style, or the theme's."""
    return general if own is None else own


def _spaced(language: str) -> bool:
    return language.partition("-")[0].lower() in SPACED


def _source(passage: Passage, dress: Dress) -> str:
    """``[1] Title (Authors, 2024)``, and under it each address that the words hide."""
    theme = dress.theme
    number = f"[{passage.lead.rstrip('.')}]"
    out = box(theme.source, words(escaped(number + NO_BREAK) + worded(passage.text, theme, {})))
    return out + "".join(_address(mark.href, dress) for mark in links(passage.text))


def _more(dress: Dress) -> str:
    """The addresses that only the text points to."""
    return "".join(
        box(dress.theme.source, words(escaped(f"[{note.number}]{NO_BREAK}{note.words}")))
        + _address(note.href, dress)
        for note in dress.notes.more
    )


def _only_notes(language: str, dress: Dress) -> str:
    """The addresses under a heading of their own, where no source is listed."""
    heading = box(dress.theme.heading, words(escaped(label("sources", language))))
    return heading + _more(dress)


def _address(href: str, dress: Dress) -> str:
    return box(dress.theme.address, words(escaped(href)))


def _text(rich: Rich, dress: Dress, before: str = "") -> str:
    """One block's words after a number, if any."""
    number = before + NO_BREAK if before else ""
    return words(number + worded(rich, dress.theme, dress.notes.numbers))


ROOM = 300
"""Characters that an address and a width may add to a figure's name, more than any seen."""


class Place(Record):
    """Where an uploaded picture is, and how wide."""

    url: str
    width: int


def figures(count: int) -> str:
    """HTML for *count* pictures, one below the other.

    >>> figures(1)
    '<section style="margin:24px 0 0"><img src="picture-2" style="max-width:100%"></section>'
    """
    return "".join(
        box("margin:24px 0 0", f'<img src="{_name(at)}" style="max-width:100%">')
        for at in range(2, count + 2)
    )


def placed(html: str, places: Sequence[Place]) -> str:
    """*html* with the pictures where they are now; ``data-w`` is what WeChat's editor asks for.

    >>> placed(figures(1), [Place(url="https://mmbiz.qpic.cn/图?a&b", width=640)])[33:-10]
    '<img src="https://mmbiz.qpic.cn/图?a&amp;b" data-w="640" style="max-width:100%">'
    """
    for at, place in enumerate(places, 2):
        address = f'src="{escaped(place.url)}" data-w="{place.width}"'
        html = html.replace(f'src="{_name(at)}"', address, 1)
    return html


def _name(at: int) -> str:
    return f"picture-{at}"
