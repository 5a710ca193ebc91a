"""An article's content: the passages of a strand as HTML in a theme's dress."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TypeVar

from ..headings import label
from ..passages import Passage
from ..record import Record
from ..rich import Rich
from .boxes import box, escaped, span, words
from .notes import Notes, links, noted
from .themes import Boxes, Card, Theme
from .wording import worded

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
