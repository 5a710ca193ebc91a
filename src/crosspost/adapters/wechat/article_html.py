"""The content of a WeChat article: passages as HTML in a theme's colours and sizes.

Only ``section`` and ``span`` hold text, and only ``style`` attributes dress them: that is what the
editor keeps. Every text stands in one ``span`` of its own, because the editor takes bare text
beside a ``strong`` apart when the draft is saved. An article cannot link to the outside, so
addresses become numbered footnotes. The first picture of a message is its cover; the others stand
where the text has them, or at its end, each under a name that the sender replaces by the address
that only WeChat can give, once the picture is uploaded.

Lists are sections with their bullets as text, and code is lines with ``<br>`` and no-break spaces:
the editor puts an empty line before each item of a real list, and cuts ``pre`` off.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import TypeVar

from ..._lazy_re import later
from ...compose.passages import BETWEEN, Passage
from ...markup.plain import unnumbered
from ...model.section_names import label
from ...text.blocks import Block, Code, Item, List, Note, Picture, Quote, Rule, Table
from ...text.cjk import is_cjk, needs_no_space
from ...text.richtext import Rich
from .article_words import (
    NO_BREAK,
    Dress,
    box,
    code_html,
    escaped,
    links,
    numbered,
    span,
    worded,
    words,
)
from .themes import Boxes, SectionStyle, Theme

SIDEWAYS = "overflow-x:auto"
AS_LONG = "width:max-content;min-width:100%"
"""Lines of code are as long as they are, and moved with a finger; where an editor removes this they
run on below."""
DEEPEST = 3
"""Lists and points under others are moved in no further: a phone has no room."""


def block_html(block: Block, dress: Dress, paragraph: Boxes, latin: str = "") -> str:
    """One block as the article shows it.

    Args:
        block: of any kind.
        dress: the theme, the numbers of addresses, the names of pictures.
        paragraph: how running text stands here.
        latin: what is added to the style of a text that is not Chinese.
    """
    theme = dress.theme
    match block:
        case List():
            made = _list(block, dress, paragraph, latin, 0)
        case Quote():
            made = box(theme.quotation, _all(block.blocks, dress, paragraph, latin))
        case Code():
            lines = box(AS_LONG, f"<code>{code_html(block, theme.code_colours)}</code>")
            made = box(theme.code_block, lines, SIDEWAYS)
        case Table():
            made = _table(block, dress, latin)
        case Picture():
            made = figure_html(block, dress)
        case Rule():
            made = box(theme.rule, words("<br>"))
        case _:
            made = box(paragraph, _text(block.text, dress), latin) if block.text else ""
    return made


def figure_html(picture: Picture, dress: Dress) -> str:
    """A picture and its caption, or the caption alone where there is no room for the picture."""
    name = dress.pictures.get(picture.path)
    said = picture.caption if name is None else caption_of(picture)
    under = box(dress.theme.caption, _text(said, dress)) if said else ""
    if name is None:
        return under
    margin = "margin:0" if under else "margin:0 0 16px"
    return box(margin, f'<img src="{escaped(name)}" style="max-width:100%">') + under


_FILE = later(
    r"(?i:\S*://.*|.*\.(?:png|jpe?g|gif|webp|svg|bmp|heic|avif)|[!-~]*|\S*[0-9]{6,}\S*)"
    r"|(?i:alt text|image description)|(?:在这里插入)?图片(?:描述)?|截图"
)
"""An alt text that an editor wrote by itself: a name, an address, what is to be filled in."""


def caption_of(picture: Picture) -> Rich:
    """Its caption, or else its alt text, for which WeChat has no field, where it has words.

    >>> [
    ...     caption_of(Picture(path="a.png", alt=alt, source="")).text
    ...     for alt in ("港口的早晨🎉", "image-20240422161533347", "微信图片_20240410085855")
    ... ]
    ['港口的早晨🎉', '', '']
    """
    if picture.caption or _FILE.fullmatch(picture.alt.strip()):
        return picture.caption
    return Rich(text=picture.alt.strip())


def _all(blocks: Sequence[Block], dress: Dress, paragraph: Boxes, latin: str) -> str:
    return "".join(block_html(block, dress, paragraph, latin) for block in blocks)


def _list(block: List, dress: Dress, paragraph: Boxes, latin: str, depth: int) -> str:
    items = zip(block.bullets(), block.items, strict=True)
    inner = "".join(_item(*pair, dress, paragraph, latin, depth) for pair in items)
    return box(dress.theme.items if depth == 0 else (), inner)


def _item(bullet: str, item: Item, dress: Dress, paragraph: Boxes, latin: str, depth: int) -> str:
    sign = bullet.rstrip()
    sign = "◦" if depth and sign == "•" else sign
    lead = escaped(sign) + ("" if needs_no_space(sign[-1]) else NO_BREAK)
    lead = span(dress.theme.bullet, lead)
    said = box(
        dress.theme.item, words(lead + worded(item.text, dress.theme, dress.notes.numbers)), latin
    )
    below = "".join(
        _list(one, dress, paragraph, latin, depth + 1)
        if isinstance(one, List)
        else block_html(one, dress, paragraph, latin)
        for one in item.more
    )
    return said + (box(dress.theme.nested if depth < DEEPEST else (), below) if below else "")


def _table(table: Table, dress: Dress, latin: str) -> str:
    """Rows and cells; a wide one is moved sideways with a finger."""
    theme = dress.theme

    def row(cells: Sequence[Rich], tag: str, style: str) -> str:
        made = "".join(
            _cell(cell, tag, f"{style};text-align:{align or 'left'}", dress)
            for cell, align in zip(cells, table.align, strict=True)
        )
        return f"<tr>{made}</tr>"

    head = row(table.header, "th", theme.header_cell)
    body = "".join(row(cells, "td", theme.cell) for cells in table.rows)
    style = ";".join(filter(None, (theme.table, latin)))
    whole = f'<table style="{escaped(style)}"><thead>{head}</thead><tbody>{body}</tbody></table>'
    return box(f"margin:0 0 16px;{SIDEWAYS}", whole)


def _cell(cell: Rich, tag: str, style: str, dress: Dress) -> str:
    return f'<{tag} style="{escaped(style)}">{_text(cell, dress)}</{tag}>'


def _note(note: Note, dress: Dress) -> str:
    """``[1]`` and the words of a footnote."""
    said = "<br>".join(worded(one.text, dress.theme, dress.notes.numbers) for one in note.blocks)
    return box(dress.theme.source, words(f"[{note.number}]{NO_BREAK}{said}"))


def _text(rich: Rich, dress: Dress) -> str:
    return words(worded(rich, dress.theme, dress.notes.numbers))


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
    passages, notes = numbered(passages)
    dress = Dress(theme=theme, notes=notes, pictures=dict(pictures))
    apart = [passage.block for passage in passages if isinstance(passage.block, Note)]
    said = [passage for passage in passages if not isinstance(passage.block, Note)]
    at_end = _at_end(apart, dress)
    parts = [
        _section(list(group), dress, at_end if key == ("sources",) else "")
        for key, group in groupby(said, key=lambda passage: passage.whole_section)
    ]
    if at_end and not any(passage.section == "sources" for passage in said):
        tags = bool(said) and said[-1].section == "tags"
        parts.insert(len(parts) - tags, _only_notes(passages[0].language, at_end, dress))
    return box(theme.page, "".join(parts))


def _section(group: list[Passage], dress: Dress, at_end: str) -> str:
    card = dress.theme.cards.get(group[0].section, SectionStyle())
    heading = "".join(_heading(passage, card, dress) for passage in group if _heads(passage))
    body = [passage for passage in group if not _heads(passage)]
    inner = "".join(_listed(item, card, dress) for item in _items(body))
    return box(card.box, heading + inner + at_end)


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
    sure = box(theme.sure, words(escaped(_sure(passage, first)))) if passage.sure else ""
    styles = theme.heading if passage.level <= TOP_LEVEL else theme.subheading
    return box(_or(card.heading, styles), words(text)) + sure


def _sure(heading: Passage, first: int) -> str:
    """How sure one is: what a figure is a figure of, in the heading's *first* words' language."""
    if "⭐" in heading.sure:
        return heading.sure
    chinese = any(map(is_cjk, heading.text.text[:first]))
    return f"{'信心' if chinese else 'Confidence'} {heading.sure}"


def _items(body: Iterable[Passage]) -> list[list[Passage]]:
    """A numbered point with all that belongs to it, or what stands on its own."""
    items: list[list[Passage]] = []
    for passage in body:
        if not items or (passage.kind == "point" and passage.lead):
            items.append([])
        items[-1].append(passage)
    return items


def _listed(item: list[Passage], card: SectionStyle, dress: Dress) -> str:
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
    if passage.section == "lede" and passage.kind == "paragraph" and not passage.second:
        latin = "" if _spaced(passage) else theme.latin
        return box(theme.lede, _text_after(passage.text, dress), latin)
    if passage.kind == "title":
        return box(theme.subtitle, _text_after(passage.text, dress))
    if passage.kind == "source":
        return _source(passage, dress)
    if passage.block:
        latin = "" if passage.second or _spaced(passage) else theme.latin
        styles = theme.paragraph if passage.second else _or(card.paragraph, theme.paragraph)
        return block_html(passage.block, dress, styles, latin)
    if passage.kind == "tags":
        return box(theme.tags, _text_after(passage.text, dress))
    number = span(theme.number, escaped(passage.lead.rstrip("."))) if passage.lead else ""
    latin = "" if passage.second or _spaced(passage) else theme.latin
    out = ""
    if passage.label:
        out = box(theme.label, _text_after(passage.label, dress, before=number), latin)
        number = ""
    if passage.text:
        styles = theme.paragraph if passage.second else _or(card.paragraph, theme.paragraph)
        out += box(styles, _text_after(passage.text, dress, before=number), latin)
    return out


def _or(own: Styles | None, general: Styles) -> Styles:
    """A card's own style, or the theme's."""
    return general if own is None else own


def _spaced(passage: Passage) -> bool:
    """Whether the theme's own spacing is made for it: for English in a Chinese post it is not."""
    own = passage.language.partition("-")[0].lower() in SPACED
    return own and any(map(is_cjk, passage.text.text or passage.label.text))


def _source(passage: Passage, dress: Dress) -> str:
    """``[1] Title (Authors, 2024)``, and under it each address that the words hide."""
    theme = dress.theme
    number = f"[{passage.lead.rstrip('.')}]"
    said = worded(unnumbered(passage.text), theme, {})
    out = box(theme.source, words(escaped(number + NO_BREAK) + said))
    return out + "".join(_address(mark.href, dress) for mark in links(passage.text))


def _at_end(apart: Sequence[Note], dress: Dress) -> str:
    """The footnotes, and the addresses that only the text points to, by their numbers."""
    listed = [(note.number, _note(note, dress)) for note in apart]
    for note in dress.notes.more:
        said = box(dress.theme.source, words(escaped(f"[{note.number}]{NO_BREAK}{note.words}")))
        listed.append((note.number, said + _address(note.href, dress)))
    return "".join(said for _, said in sorted(listed, key=lambda one: one[0]))


def _only_notes(language: str, at_end: str, dress: Dress) -> str:
    """Where there are no sources: under a heading if there are addresses, else under a line."""
    card = dress.theme.cards.get("sources", SectionStyle())
    if not dress.notes.more:
        return box(card.box, box(dress.theme.rule, words("<br>")) + at_end)
    heading = _or(card.heading, dress.theme.heading)
    return box(card.box, box(heading, words(escaped(label("sources", language)))) + at_end)


def _address(href: str, dress: Dress) -> str:
    return box(dress.theme.address, words(escaped(href)))


def _text_after(rich: Rich, dress: Dress, before: str = "") -> str:
    """One block's words after a number, if any."""
    number = before + NO_BREAK if before else ""
    return words(number + worded(rich, dress.theme, dress.notes.numbers))
