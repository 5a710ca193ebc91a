"""Blocks: what a text consists of, one after another.

Each block keeps its ``source``, the Markdown it was read from, and ``tight``: it begins on the line
after the block before it, with no empty line between. Offsets and lengths are code points.

`text` is the form of a block on a channel that has no better one.

>>> Code(code="print('你好 🎉')", language="python", source="").text.marks[0].kind
'pre'
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import Literal

from msgspec import structs

from .._record import Record
from .cjk import columns, needs_no_space
from .richtext import MarkKind, Rich, join

BREAK = "<!-- thread -->"
"""A paragraph of its own: the author wants a new message from here on."""

Align = Literal["", "left", "center", "right"]
"""How a column of a table is set."""


_INDENT = "  "
_GAP = "  "
_ROW = 36
"""Columns that a row may take to stand on one line of a phone."""
_BETWEEN = " · "
_CELL, _ROW_OF_CELLS = 24, 60
"""Columns of a cell that is no sentence, and of a row that reads as one without being aligned."""
_STYLES: frozenset[MarkKind] = frozenset({"strong", "emphasis", "strike", "code"})


class Paragraph(Record):
    """Running text; a line break in it is the author's."""

    text: Rich
    source: str
    tight: bool = False


class Item(Record):
    """One item of a list."""

    lead: str
    """Indent, bullet or number, and the space after it, as the author typed them."""
    text: Rich
    """Its first paragraph."""
    more: tuple["Block", ...] = ()
    """What stands in it after that: a list under it, code, another paragraph."""
    checked: bool | None = None
    """Of a task; None for any other item."""


class List(Record):
    """Items, each on a line of its own."""

    items: tuple[Item, ...]
    source: str
    tight: bool = False
    ordered: bool = False
    """Its items have numbers or letters."""

    @property
    def text(self) -> Rich:
        """A line each item, with a bullet, a box or its number; what it holds stands indented."""
        lines = (
            _indented(bullet + item.text if item.text else Rich(text=bullet.strip()), item.more)
            for bullet, item in zip(self.bullets(), self.items, strict=True)
        )
        return join(lines, "\n")

    def bullets(self) -> Iterator[str]:
        """What each item begins with.

        Numbers are as typed; where they do not rise, as in ``1. 1. 1.``, they go up by one.
        """
        typed = [item.lead.strip() for item in self.items]
        numbers = [int(lead[:-1]) if lead[:-1].isdecimal() else None for lead in typed]
        known = [number for number in numbers if number is not None]
        rising = all(one < after for one, after in pairwise(known))
        for at, item in enumerate(self.items):
            lead, space = typed[at], " " if item.lead[-1:].isspace() else ""
            if item.checked is not None:
                yield "☑ " if item.checked else "☐ "
            elif lead in {"-", "+", "*", "•"}:
                yield "• "
            elif rising or len(known) < len(typed):
                yield lead + space
            else:
                yield f"{known[0] + at}{lead[-1]}{space}"


def _indented(first: Rich, more: tuple["Block", ...]) -> Rich:
    """An item and what it holds; code, tables and quotations keep their own edge."""
    lines = [first]
    for block, after in zip_longest(more, more[1:]):
        words = block.text
        if isinstance(block, Paragraph | List):
            starts = [at + 1 for at, char in enumerate(words.text) if char == "\n"]
            words = words.replaced([(at, at, _INDENT) for at in (0, *starts)])
        if words and isinstance(block, Code) and isinstance(after, Code):
            words = words + "\n"
        lines += [words] if words else []
    return join(lines, "\n")


def _joined(blocks: tuple["Block", ...]) -> Rich:
    said: list[Rich] = []
    for block in blocks:
        if words := block.text:
            gap = "\n" if block.tight else "\n\n"
            said += [Rich(text=gap), words] if said else [words]
    return join(said)


class Quote(Record):
    """What somebody else said, or what is set apart."""

    blocks: tuple["Block", ...]
    source: str
    tight: bool = False

    @property
    def text(self) -> Rich:
        """Its blocks, marked as a quotation."""
        return _joined(self.blocks).marked("quote", "plain")


class Code(Record):
    """Lines of code, kept to the letter; it has no language of people."""

    code: str
    """Without the fence and without a line break at its end."""
    source: str
    language: str = ""
    """The programming language that the author named."""
    tight: bool = False

    @property
    def text(self) -> Rich:
        """The lines, marked as code."""
        return Rich(text=self.code).marked("pre", self.language)


class Table(Record):
    """Rows of cells; every row has as many as the header."""

    header: tuple[Rich, ...]
    rows: tuple[tuple[Rich, ...], ...]
    align: tuple[Align, ...]
    source: str
    tight: bool = False

    @property
    def text(self) -> Rich:
        """Short rows under each other, as in a typewriter's table; longer ones a line each row.

        Where that would be too long, or cells hold more than words, it is a line each cell.

        >>> table = Table(
        ...     header=(Rich(text="型号"), Rich(text="价格")),
        ...     rows=((Rich(text="o5"), Rich(text="8 美元 🎉")),),
        ...     align=("", ""),
        ...     source="",
        ... )
        >>> print(table.text.text)
        型号  价格
        o5    8 美元 🎉
        """
        said = (row for row in self.rows if any(row))
        rows = [[_flat(cell) for cell in row] for row in (self.header, *said)]
        widths = [max(columns(cell.text) for cell in column) for column in zip(*rows, strict=True)]
        bare = all(mark.kind in _STYLES for row in rows for cell in row for mark in cell.marks)
        if bare and sum(widths) + len(_GAP) * (len(widths) - 1) <= _ROW:
            lines = (_aligned([cell.text for cell in row], widths) for row in rows)
            return Rich(text="\n".join(lines)).marked("pre")
        whole = sum(widths) + len(_BETWEEN) * (len(widths) - 1)
        if bare and max(widths) <= _CELL and whole <= _ROW_OF_CELLS:
            return join([join(row, _BETWEEN) for row in rows], "\n")
        wide = any(name and needs_no_space(name.text[-1]) for name in rows[0])
        colon = "：" if wide else ": "
        named = [_named(rows[0], row, colon) for row in rows[1:]]
        return join(named or [join(rows[0], _GAP)], "\n\n")


def _flat(cell: Rich) -> Rich:
    ends = [(at, at + 1, " ") for at, char in enumerate(cell.text) if char == "\n"]
    return cell.replaced(ends)


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (
        cell + " " * (width - columns(cell)) for cell, width in zip(cells, widths, strict=True)
    )
    return _GAP.join(padded).rstrip()


def _named(header: Sequence[Rich], row: Sequence[Rich], colon: str) -> Rich:
    """What each cell of *row* is, and the cell; an empty one is left out."""
    pairs = zip(header, row, strict=True)
    return join([name + colon + cell if name else cell for name, cell in pairs if cell], "\n")


MediaKind = Literal["picture", "animation", "video"]
ENDINGS: dict[str, MediaKind] = {
    ".gif": "animation",
    ".mp4": "video",
    ".m4v": "video",
    ".mov": "video",
    ".webm": "video",
}
"""Endings of names, and what is behind them; behind all others are pictures."""


def media_kind(name: str) -> MediaKind:
    """What a path or address leads to, by how it ends; a draft looks into no file.

    >>> media_kind("海浪.MP4"), media_kind("https://a.cn/猫.gif?v=2"), media_kind("港口🎉.png")
    ('video', 'animation', 'picture')
    """
    bare = name.partition("?")[0].partition("#")[0].lower() if "://" in name else name.lower()
    return next((kind for end, kind in ENDINGS.items() if bare.endswith(end)), "picture")


class Picture(Record):
    """A picture, or a film, in its place."""

    path: str
    """A path beside the post, or an address."""
    source: str
    alt: str = ""
    """What it shows, for those who do not see it."""
    caption: Rich = Rich(text="")
    """What stands under it."""
    tight: bool = False

    @property
    def text(self) -> Rich:
        """What stands under it."""
        return self.caption


class Note(Record):
    """The words of a footnote, whose number stands in the text (a mark ``note``)."""

    number: int
    """From 1, in the order in which the text refers to them."""
    blocks: tuple["Block", ...]
    source: str
    tight: bool = False

    @property
    def text(self) -> Rich:
        """Its number and its words."""
        return f"[{self.number}] " + _joined(self.blocks)


class Rule(Record):
    """A line across, between two parts."""

    source: str = "---"
    tight: bool = False

    @property
    def text(self) -> Rich:
        """Nothing: an empty line parts as well."""
        return Rich(text="")


class Break(Record):
    """A new message begins here."""

    source: str = BREAK
    tight: bool = False

    @property
    def text(self) -> Rich:
        """Nothing."""
        return Rich(text="")


Block = Paragraph | List | Quote | Code | Table | Picture | Note | Rule | Break


def reworded(
    block: Block, change: Callable[[Rich], Rich], verbatim: Callable[[str], str] = str
) -> Block:
    """*block* with every text in it as *change* has it.

    Args:
        block: any.
        change: what becomes of words and their marks.
        verbatim: what becomes of code, and of what a picture shows; nothing as a rule.

    >>> quote = Quote(blocks=(Paragraph(text=Rich(text="少即是多"), source=""),), source="")
    >>> reworded(quote, lambda rich: rich + "🎉").text.text
    '少即是多🎉'
    """
    changes: dict[str, object] = {}
    match block:
        case Paragraph():
            changes = {"text": change(block.text)}
        case List():
            changes = {"items": tuple(_reworded(item, change, verbatim) for item in block.items)}
        case Quote() | Note():
            changes = {"blocks": tuple(reworded(one, change, verbatim) for one in block.blocks)}
        case Table():
            rows = tuple(tuple(map(change, row)) for row in block.rows)
            changes = {"header": tuple(map(change, block.header)), "rows": rows}
        case Picture():
            changes = {"caption": change(block.caption), "alt": verbatim(block.alt)}
        case Code():
            changes = {"code": verbatim(block.code)}
        case _:
            pass
    return structs.replace(block, **changes)


def _reworded(item: Item, change: Callable[[Rich], Rich], verbatim: Callable[[str], str]) -> Item:
    more = tuple(reworded(below, change, verbatim) for below in item.more)
    return structs.replace(item, text=change(item.text), more=more)


def with_inner(block: Block, change: Callable[[Block], Iterable[Block]]) -> Block:
    r"""*block* with what *change* makes of each block right inside it.

    >>> one, other = (Paragraph(text=Rich(text=words), source="") for words in ("一", "二🎉"))
    >>> with_inner(Quote(blocks=(one, other), source=""), lambda inner: [inner] * 2).text.text
    '一\n\n一\n\n二🎉\n\n二🎉'
    """

    def changed(blocks: Iterable[Block]) -> tuple[Block, ...]:
        return tuple(made for one in blocks for made in change(one))

    match block:
        case List():
            items = tuple(structs.replace(one, more=changed(one.more)) for one in block.items)
            return structs.replace(block, items=items)
        case Quote() | Note():
            return structs.replace(block, blocks=changed(block.blocks))
        case _:
            return block


def blocks_in(*blocks: Block) -> Iterator[Block]:
    """*blocks*, and every block inside them, whatever it lies in there.

    >>> code = Code(code="跑🎉", source="")
    >>> [type(one).__name__ for one in blocks_in(Quote(blocks=(code,), source=""))]
    ['Quote', 'Code']
    """
    for block in blocks:
        yield block
        match block:
            case List():
                yield from (below for item in block.items for below in blocks_in(*item.more))
            case Quote() | Note():
                yield from blocks_in(*block.blocks)
            case _:
                pass
