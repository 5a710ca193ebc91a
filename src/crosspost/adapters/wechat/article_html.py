"""The content of a WeChat article: passages as HTML in a theme's colours and sizes.

Only ``section`` and ``span`` hold text, and only ``style`` attributes dress them: that is what the
editor keeps. Every text stands in one ``span`` of its own, because the editor takes bare text
beside a ``strong`` apart when the draft is saved. An article cannot link to the outside, so
addresses become numbered footnotes. The first picture of a message is its cover; the others stand
where the text has them, or at its end, each under a name that the sender replaces by the address
that only WeChat can give, once the picture is uploaded.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import TypeVar

from ..._record import Record
from ...compose.passages import BETWEEN, Passage
from ...model.section_names import label
from ...text.richtext import Rich
from .article_blocks import DEEPEST, block_html
from .article_words import (
    NO_BREAK,
    Dress,
    box,
    escaped,
    links,
    noted,
    span,
    with_own_numbers,
    worded,
    words,
)
from .themes import Boxes, SectionStyle, Theme

TOP_LEVEL = 2
"""How deep the headings lie that stand apart: ``##``."""

NO_PICTURES: Mapping[str, str] = MappingProxyType({})

SPACED = frozenset({"zh", "ja", "ko", "yue"})
"""Languages that the theme's own letter-spacing and justification are made for."""

Styles = TypeVar("Styles", str, Boxes)


def content(
    passages: Sequence[Passage], theme: Theme, pictures: Mapping[str, str] = NO_PICTURES
) -> str:
    """The article's HTML. The first title is left out: WeChat shows it itself.

    Args:
        passages: of one thread, in order.
        theme: how they look.
        pictures: by the path of each picture in the text, the name that it stands under.
    """
    passages = with_own_numbers(passages)
    dress = Dress(theme=theme, notes=noted(passages), pictures=dict(pictures))
    parts = [_section(list(group), dress) for _, group in groupby(passages, key=_part)]
    if dress.notes.more and not any(passage.kind == "source" for passage in passages):
        parts.append(_only_notes(passages[0].language, dress))
    return box(theme.page, "".join(parts))


def _part(passage: Passage) -> tuple[object, ...]:
    """What is one section: of the author's own, each."""
    return passage.path[:2] if passage.section == "own" else (passage.section,)


def _section(group: list[Passage], dress: Dress) -> str:
    card = dress.theme.cards.get(group[0].section, SectionStyle())
    heading = "".join(_heading(passage, card, dress) for passage in group if _heads(passage))
    body = [passage for passage in group if not _heads(passage)]
    inner = "".join(_item(item, card, dress) for item in _items(body))
    more = _more(dress) if group[0].section == "sources" else ""
    return box(card.box, heading + inner + more)


def _heads(passage: Passage) -> bool:
    return passage.kind == "heading"


def _heading(passage: Passage, card: SectionStyle, dress: Dress) -> str:
    """The first language's words, the others' smaller; stars on a line of their own."""
    theme = dress.theme
    first = passage.others or len(passage.text)
    lead = escaped(f"{passage.lead} " if passage.lead and passage.text else passage.lead)
    text = lead + worded(passage.text[:first], theme, dress.notes.numbers)
    if passage.others:
        rest = worded(passage.text[first + len(BETWEEN) :], theme, dress.notes.numbers)
        text += span(_or(card.aside, theme.aside), NO_BREAK + NO_BREAK + rest)
    sure = box(theme.sure, words(escaped(passage.sure))) if passage.sure else ""
    styles = theme.heading if passage.level <= TOP_LEVEL else theme.subheading
    return box(_or(card.heading, styles), words(text)) + sure


def _items(body: Iterable[Passage]) -> list[list[Passage]]:
    """A numbered point with all that belongs to it, or what stands on its own."""
    items: list[list[Passage]] = []
    for passage in body:
        if not items or (passage.kind == "point" and passage.lead):
            items.append([])
        items[-1].append(passage)
    return items


def _item(item: list[Passage], card: SectionStyle, dress: Dress) -> str:
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


def _passage(passage: Passage, card: SectionStyle, dress: Dress) -> str:
    theme = dress.theme
    if passage.kind == "title":
        return box(theme.subtitle, _text(passage.text, dress))
    if passage.kind == "source":
        return _source(passage, dress)
    if passage.block:
        latin = "" if passage.second or _spaced(passage.language) else theme.latin
        styles = theme.paragraph if passage.second else _or(card.paragraph, theme.paragraph)
        return block_html(passage.block, dress, styles, latin)
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
